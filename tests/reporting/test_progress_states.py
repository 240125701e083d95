"""The rule of the four states at its edges, who is counted, and one set of rows on the page and in the file."""

import csv
from collections import Counter
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.models import Honorific
from lms.assessment.models import Attempt, Purpose
from lms.catalog.actions.publishing import publish
from lms.catalog.models import Audience
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from lms.db import db
from lms.kim.models import Position, Term
from lms.kim.queries import group_of
from lms.learning.actions import Answer, Place, finish_lesson, note
from lms.learning.models import EventKind
from lms.learning.queries import Mark, Progress
from lms.reporting.queries.progress import Learned, LearningState, Member, members_of, row_of, rows_in
from tests.conftest import NOON
from tests.factories.packs import write_pack
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer

PAGE = "/kelurahan/wates/belajar"
FILE = "/kelurahan/wates/belajar.csv"
SRI = Member(1, 1, "Sri Wahyuni", Honorific.IBU, Position.OFFICER)
BARE = dict.fromkeys(("slug", "title", "outcome", "completion", "html"), "")


def a_lesson(name):
    known = {
        "id": name,
        "course_id": "coba",
        "position": 1,
        "required": True,
        "minutes": 5,
        "task": None,
        "quiz": None,
        "after": (),
    }
    numbers = {"revision_id": 1, "revision_number": 1, "counts_from": 1, "new_since": 1}
    return PublishedLesson(**(BARE | known | numbers))


COURSE = PublishedCourse(
    id="coba", slug="coba", title="Coba", summary="", outcomes=(), audience=Audience.MEMBER, domain=None, position=1,
    release_id=1, release_number=1, published_at=NOON, requires=(), facilitator_html="", check_id=None,
    lessons=(a_lesson("A1"), a_lesson("A2"), a_lesson("A3")),
)  # fmt: skip


def state(done=(), *, completed=None, last=None, failed=(), idle_days=14):
    """Where Sri stands: lessons with the days since, days since anything by course, a lesson for each quiz that failed."""
    marks = {lesson_id: Mark(1, NOON - timedelta(days=days)) for lesson_id, days in done}
    learned = Learned({key: NOON - timedelta(days=days) for key, days in (last or {}).items()}, Counter(failed))
    return row_of(SRI, Progress(COURSE, marks, completed), learned, at=NOON, idle_days=idle_days)


def test_nothing_done_is_not_begun_even_for_somebody_who_has_not_learned_for_long():
    assert state().state is LearningState.NOT_BEGUN
    assert state(last={"lain": 90}).state is LearningState.NOT_BEGUN


def test_anything_done_practised_or_attended_begins_a_course():
    assert state([("A1", 2)]).state is LearningState.LEARNING
    row = state(last={"coba": 2})
    assert (row.state, row.last_at) == (LearningState.LEARNING, NOON - timedelta(days=2))


@pytest.mark.parametrize(("days", "idle"), [(13.99, None), (14, 14), (14.99, 14), (40, 40)])
def test_the_fourteenth_day_without_learning_calls_for_help(days, idle):
    row = state([("A1", days)])

    assert row.idle_days == idle
    assert (row.state is LearningState.HELP) == (idle is not None)


def test_who_learns_in_another_course_is_not_idle():
    row = state([("A1", 40)], last={"coba": 40, "lain": 3})

    assert (row.state, row.last_at) == (LearningState.LEARNING, NOON - timedelta(days=40))


def test_two_failures_call_for_help_unless_the_lesson_is_done():
    assert [(one.lesson.id, one.times) for one in state([("A1", 1)], failed=["A2", "A2", "B7"]).failed] == [("A2", 2)]
    assert state(last={"coba": 0}, failed=["A2", "A2"]).state is LearningState.HELP
    assert state([("A1", 1)], failed=["A1", "A1", "A2"]).state is LearningState.LEARNING
    assert state(failed=["A2", "A2"]).state is LearningState.HELP


def test_the_two_failures_may_be_at_two_quizzes_of_the_course():
    assert state([("A1", 1)], failed=["A2", "B7"]).state is LearningState.LEARNING
    assert [(one.lesson.id, one.times) for one in state([("A1", 1)], failed=["A2", "A3"]).failed] == [("A2", 1), ("A3", 1)]


def test_a_completed_course_stays_done():
    row = state([("A1", 90)], completed=NOON - timedelta(days=90), last={"coba": 80}, failed=["A2"] * 2)

    assert (row.state, row.idle_days, row.failed) == (LearningState.DONE, None, ())
    assert state(completed=NOON).last_at == NOON


@given(
    st.lists(st.tuples(st.sampled_from(["A1", "A2", "A3"]), st.integers(0, 60)), max_size=3),
    st.sampled_from([None, NOON]),
    st.dictionaries(st.sampled_from(["coba", "lain"]), st.integers(0, 60)),
    st.lists(st.sampled_from(["A1", "A2", "A3"]), max_size=4),
    st.integers(1, 60),
)
def test_help_always_has_a_reason_and_nothing_else_has(done, completed, last, failed, idle_days):
    row = state(done, completed=completed, last=last, failed=failed, idle_days=idle_days)

    assert (row.state is LearningState.HELP) == bool(row.failed or row.idle_days is not None)
    assert (row.state is LearningState.DONE) == (completed is not None)
    assert row.idle_days is None or row.idle_days >= idle_days


def an_attempt(course, person, *, hours_ago, passed, lesson=4, purpose=Purpose.LESSON):
    at = now() - timedelta(hours=hours_ago)
    lesson = course.lessons[lesson]
    attempt = Attempt(
        id=uuid4(), person_id=person.id, purpose=purpose, course_id=course.id, lesson_id=lesson.id, question_ids=["x"]
    )
    attempt.revision_id, attempt.started_at, attempt.finished_at = lesson.revision_id, at, at if passed is not None else None
    attempt.right, attempt.total, attempt.passed = 0, 1, passed
    db.session.add(attempt)
    db.session.flush()


@pytest.mark.parametrize(
    ("attempts", "needs_help"),
    [
        ([False], False),
        ([False, False], True),
        ([False, True, False], False),
        ([False, True, False, False], True),
        ([False, False, True], False),
        ([True, False, False], True),
        ([False, None], False),
    ],
)
def test_failures_are_those_since_the_last_pass(vlog, wates, attempts, needs_help):
    sri, other = an_officer(wates), an_officer(wates, "Tini")
    for number, passed in enumerate(attempts):
        an_attempt(vlog, sri, hours_ago=20 - number, passed=passed)
    an_attempt(vlog, other, hours_ago=1, passed=True)
    an_attempt(vlog, sri, hours_ago=1, passed=False, purpose=Purpose.AFTER)

    mine = next(row for row in rows_in(wates.id, (vlog,), at=now(), idle_days=14) if row.member.person_id == sri.id)

    assert bool(mine.failed) == needs_help


def test_failures_at_several_quizzes_count_together_and_a_pass_makes_good_its_own_quiz_only(vlog, wates):
    sri = an_officer(wates)
    an_attempt(vlog, sri, hours_ago=9, passed=False)
    an_attempt(vlog, sri, hours_ago=8, passed=False, lesson=2)

    both = rows_in(wates.id, (vlog,), at=now(), idle_days=14)[0]
    an_attempt(vlog, sri, hours_ago=7, passed=True, lesson=2)
    one = rows_in(wates.id, (vlog,), at=now(), idle_days=14)[0]

    assert [(item.lesson.id, item.times) for item in both.failed] == [("V3", 1), ("V5", 1)]
    assert both.state is LearningState.HELP
    assert one.failed == ()


def learn(course, person, lessons, *, at):
    for lesson in course.lessons[:lessons]:
        finish_lesson(course, lesson, person.id, answer=Answer(uuid4(), lesson.revision_number), at=at)


def test_a_quiz_that_was_tried_counts_as_learning(vlog, wates):
    sri, at = an_officer(wates), now()
    learn(vlog, sri, 1, at=at - timedelta(days=30))
    lesson = vlog.lessons[4]
    place = Place(vlog.id, lesson.id, lesson.revision_id)
    note(place, sri.id, EventKind.QUIZ, answer=Answer(uuid4(), 1), at=at - timedelta(days=1))
    note(place, sri.id, EventKind.REVOKED, answer=Answer(uuid4(), 1), at=at)

    row = rows_in(wates.id, (vlog,), at=at, idle_days=14)[0]

    assert (row.state, row.last_at) == (LearningState.LEARNING, at - timedelta(days=1))


def test_officers_members_and_volunteers_of_today_are_counted_once(vlog, wates, cacaban):
    today = now().date()
    chair = an_officer(wates, "Ana", Position.CHAIR)
    both = a_volunteer(wates, "Budi")
    member, former = a_person("Citra", wates), a_person("Dewi", wates)
    seats = [(chair, Position.MEMBER, None), (both, Position.MEMBER, None), (member, Position.MEMBER, None)]
    for person, position, ends_on in [*seats, (former, Position.OFFICER, today)]:
        started = today - timedelta(days=9)
        db.session.add(
            Term(group_id=group_of(wates.id).id, person_id=person.id, position=position, starts_on=started, ends_on=ends_on)
        )
    a_volunteer(wates, "Eko")
    a_volunteer(wates, "Fajar").left_at = now()
    an_officer(cacaban, "Gita")
    a_person("Hani", wates)
    db.session.flush()

    found = [(item.name, item.position) for item in members_of([wates.id], on=today)]

    assert found == [("Ana", Position.CHAIR), ("Budi", Position.MEMBER), ("Citra", Position.MEMBER), ("Eko", None)]


def rows_of_file(visitor, path=FILE):
    return list(csv.DictReader(visitor.get(path).html.lstrip("\ufeff").splitlines()))


def test_the_page_and_the_file_show_the_same_rows(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    night = (now() - timedelta(days=3)).replace(hour=1, minute=30)  # still the day before in UTC
    learn(vlog, an_officer(wates, "Sri Wahyuni"), 2, at=night)
    learn(vlog, an_officer(wates, "Tini"), 2, at=now() - timedelta(days=20))
    learn(vlog, a_volunteer(wates, "Dimas"), 1, at=now())

    rows = rows_of_file(coordinator)
    page = coordinator.get(PAGE)

    sri = next(row for row in rows if row["nama"] == "Ibu Sri Wahyuni")
    assert sri["terakhir_belajar"] == str(night.date())
    assert (sri["selesai"], sri["wajib"], sri["kursus"], sri["jabatan"]) == ("2", "8", "Membuat Video Pendek", "pengurus")
    assert f"Terakhir belajar {night.day} " in page.text
    assert "Sudah 20 hari tidak belajar." in page.text
    assert next(row for row in rows if row["nama"] == "Ibu Tini")["alasan"] == "Sudah 20 hari tidak belajar."
    assert {row["nama"] for row in rows} == {item.text for item in page.all("h2") if item.text != "Arti keadaan"}
    assert "1 dari 4 orang perlu bantuan." in page.text
    assert page.text.index("Ibu Tini") < page.text.index("Dimas") < page.text.index("Ibu Sri Wahyuni") < page.text.index("Slamet")


def test_the_file_stays_indonesian_for_who_reads_english(visit, vlog, wates):
    learn(vlog, an_officer(wates, "Tini"), 2, at=now() - timedelta(days=20))
    coordinator = visit(a_coordinator(wates))
    coordinator.client.set_cookie("bahasa", "en")

    page, rows = coordinator.get(PAGE), rows_of_file(coordinator)

    assert "Sudah 20 hari" not in page.text
    assert next(row for row in rows if row["nama"] == "Ibu Tini")["alasan"] == "Sudah 20 hari tidak belajar."


def test_choices_narrow_page_and_file_alike(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    learn(vlog, an_officer(wates, "Tini"), 2, at=now() - timedelta(days=20))

    page = coordinator.get(f"{PAGE}?keadaan=perlu-bantuan&kursus=vlog")
    narrowed = rows_of_file(coordinator, page.links()["Unduh daftar ini (CSV)"])

    assert "1 dari 2 orang ditampilkan." in page.text
    assert "Slamet" not in page.text
    assert [row["nama"] for row in narrowed] == ["Ibu Tini"]
    assert "Tidak ada yang cocok" in coordinator.get(f"{PAGE}?keadaan=selesai").text
    assert coordinator.get(f"{PAGE}?keadaan=&kursus=").status == 200


@pytest.fixture
def for_all(app, tmp_path, vlog):
    """Beside the course for members one for volunteers and one for everyone."""
    for course, audience, order in (("relawan", "volunteer", 20), ("umum", "everyone", 10)):
        pack = write_pack(tmp_path, [(f"{course}-1", "Satu.")], course=course)
        manifest = pack / "course.toml"
        text = manifest.read_text().replace('audience = "member"', f'audience = "{audience}"')
        manifest.write_text(text.replace("order = 9", f"order = {order}"))
        publish(read_pack(pack), at=NOON)
    db.session.commit()
    return {course.id: course for course in catalog().courses}


def test_a_course_for_others_counts_once_it_is_begun(visit, for_all, wates):
    coordinator = visit(a_coordinator(wates))
    learn(for_all["relawan"], an_officer(wates, "Tini"), 1, at=now())
    learn(for_all["vlog"], a_volunteer(wates, "Eko"), 1, at=now())
    a_volunteer(wates, "Fajar")

    found = {}
    for row in rows_of_file(coordinator):
        found.setdefault(row["nama"].removeprefix("Ibu "), {})[row["kursus"]] = row["keadaan"]

    vlog, relawan, umum = for_all["vlog"].title, "Kursus relawan", "Kursus umum"
    assert found == {
        "Eko": {vlog: "sedang-belajar", umum: "belum-mulai", relawan: "belum-mulai"},
        "Fajar": {umum: "belum-mulai", relawan: "belum-mulai"},
        "Slamet Riyadi": {vlog: "belum-mulai", umum: "belum-mulai"},
        "Tini": {vlog: "belum-mulai", umum: "belum-mulai", relawan: "selesai"},
    }
    assert "Belum mulai (2)" in coordinator.get(f"{PAGE}?kursus=relawan").text


def test_a_course_that_nobody_here_is_meant_for_says_so(visit, for_all, wates):
    page = visit(a_coordinator(wates)).get(f"{PAGE}?kursus=relawan")

    assert "Tidak ada yang cocok dengan pilihan ini." in page.text


def test_the_reminder_of_somebody_new_names_what_their_own_page_names(visit, for_all, wates):
    people = {"Bu Tini": an_officer(wates, "Tini"), "Fajar": a_volunteer(wates, "Fajar")}

    links = visit(a_coordinator(wates)).get(PAGE).links()

    for called, person in people.items():
        home = next(href for text, href in visit(person).get("/beranda").links().items() if text.startswith("Mulai"))
        assert home in unquote(links[f"Ingatkan lewat WhatsApp {called}"])


def test_names_that_look_like_formulas_stay_text(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    learn(vlog, a_volunteer(wates, "=1+1"), 1, at=now())

    assert "'=1+1" in {row["nama"] for row in rows_of_file(coordinator)}


def test_who_is_done_is_not_reminded_and_who_has_not_begun_is_invited(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    learn(vlog, an_officer(wates, "Tini"), 8, at=now())

    links = [text for text, href in coordinator.get(PAGE).links().items() if "wa.me" in href]

    assert len(catalog().courses) == 1
    assert links == ["Ingatkan lewat WhatsApp Bu Slamet"]


def test_the_kelurahan_page_leads_its_coordinator_here_and_not_the_agency(visit, vlog, magelang, wates):
    assert visit(a_coordinator(wates)).get("/kelurahan/wates").click("Siapa perlu bantuan").path == PAGE
    assert PAGE not in visit(an_agency_officer(magelang)).get("/kelurahan/wates").links().values()
