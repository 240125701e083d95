"""Work that passed may be done better where a rubric judges it: the pass stays whatever comes of the new version."""

import pytest
from sqlalchemy import func, select

from lms.clock import now
from lms.competency.models import Domain, LevelRecord
from lms.db import db
from lms.learning.models import Event, EventKind, LessonState
from lms.submissions.actions.judging import Judgement, judge
from lms.submissions.models import Review, Verdict, Version
from lms.submissions.queries.works import state_in
from lms.submissions.rules.evidence import State
from lms.web.pages import stable_key
from tests.factories.attendance import a_mentor
from tests.factories.competency import a_finished_quiz, passed_final_work
from tests.factories.people import an_assessor, an_officer
from tests.factories.submissions import handed_in

FINAL = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"
LINK = "https://video.example/abc123"
SEND = "Kirim tugas"


@pytest.fixture
def sri(wates):
    return an_officer(wates)


@pytest.fixture
def assessor(magelang):
    return an_assessor(magelang)


@pytest.fixture
def final(vlog):
    return vlog.lessons[-1]


@pytest.fixture
def passed_with_help(vlog, sri, assessor, wates):
    """The final task passed with somebody beside her, and the quiz done: a level that only her own work can raise."""
    version = passed_final_work(vlog, sri, assessor, helper=a_mentor(wates), points=2)
    a_finished_quiz(vlog, sri)
    return version


def judge_newest(lesson, assessor, verdict):
    db.session.expire_all()
    version = db.session.scalars(select(Version).order_by(Version.number.desc())).first()
    points = {item["id"]: 3 for item in lesson.task["criteria"]}
    judgement = Judgement(stable_key("judged", version.id), 1, verdict, points, "Jelas.", "Rekam lebih dekat.")
    judge(version, judgement, by_id=assessor.id, at=now(), wants_second=lambda: False)
    db.session.commit()


def level_of(person):
    wanted = select(LevelRecord.level).where(LevelRecord.person_id == person.id, LevelRecord.is_current)
    return db.session.scalar(wanted.where(LevelRecord.domain == Domain.K2))


def finished(person, lesson):
    """How often the lesson was finished by the trail, and in how many rows of today's state."""
    events = select(func.count()).where(Event.person_id == person.id, Event.lesson_id == lesson.id, Event.kind == EventKind.DONE)
    states = select(func.count()).where(LessonState.person_id == person.id, LessonState.lesson_id == lesson.id)
    return db.session.scalar(events), db.session.scalar(states)


def test_work_done_alone_after_a_pass_with_help_raises_the_level(visit, sri, assessor, final, passed_with_help):
    page = visit(sri).get(FINAL)
    assert "boleh mengirim karya baru" in page.text

    page.submit(SEND, link=LINK, people="nobody")
    judge_newest(final, assessor, Verdict.PASSED)

    assert level_of(sri) == 2
    assert finished(sri, final) == (2, 1)
    assert db.session.scalar(select(func.count(Review.id))) == 2
    assert "Versi 1: Lulus" in visit(sri).get(FINAL).text


def test_a_repair_of_the_newer_version_takes_nothing_away(visit, vlog, sri, assessor, final):
    passed_final_work(vlog, sri, assessor)
    visit(sri).get(FINAL).submit(SEND, link=LINK, people="nobody")

    judge_newest(final, assessor, Verdict.REPAIR)

    assert finished(sri, final) == (1, 1)
    assert state_in(final.id, person_id=sri.id) is State.PASSED
    assert f"{final.title}Lulus, versi 1" in visit(sri).get("/tugas").text
    home = visit(sri).get("/beranda").text
    assert "Saran untuk karya baru: Tugas akhir" in home
    assert "Tugas ini tetap lulus." in home
    assert "Perlu perbaikan kecil" not in home
    assert "tetap lulus" in visit(sri).get(FINAL).text


def test_a_level_reached_stays_after_a_repair_of_a_newer_version(visit, sri, assessor, final, passed_with_help):
    visit(sri).get(FINAL).submit(SEND, link=LINK, people="nobody")
    judge_newest(final, assessor, Verdict.PASSED)
    visit(sri).get(FINAL).submit(SEND, link=LINK, people="nobody")

    judge_newest(final, assessor, Verdict.REPAIR)

    assert level_of(sri) == 2


def test_one_new_version_at_a_time_once_it_has_passed(visit, sri, assessor, final, passed_with_help):
    visitor = visit(sri)
    first, second = visitor.get(FINAL), visitor.get(FINAL)
    first.submit(SEND, link=LINK, people="nobody")

    refused = second.submit(SEND, status=422, link=LINK, people="nobody")

    assert "karya baru masih menunggu penilaian" in refused.text
    assert db.session.scalar(select(func.count(Version.id))) == 2
    waiting = visitor.get(FINAL)
    assert "Karya baru menunggu penilaian" in waiting.text
    assert "Kirim versi baru" not in waiting.text


def test_while_nothing_has_passed_a_newer_version_replaces_the_one_that_waits(visit, sri, final):
    handed_in(sri, final)

    visit(sri).get(FINAL).submit(SEND, link=LINK, people="nobody")

    assert db.session.scalar(select(func.count(Version.id)).where(Version.waiting_since.is_not(None))) == 1
