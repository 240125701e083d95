"""The assessor's queue: what is in it, in which order, and what never is."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role, RoleGrant
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.submissions.queries import queue as queries
from lms.web.pages import stable_key
from tests.factories.assessors import an_assessor_of
from tests.factories.discussion import a_mentor
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.factories.recognition import paired
from tests.factories.submissions import handed_in, judged
from tests.statements import Statements
from tests.visitor import text_of


def listed(page):
    """The words and the version of each row."""
    rows = [item for item in page.all("a") if "Kabar Kelurahanku" in text_of(item)]
    return [(text_of(item), item.get("href").rpartition("/")[2]) for item in rows]


def second_look(version, assessor, *, hours_ago=1.0):
    """Let a version that passed wait for a second look."""
    judged(version, assessor)
    version.second_since = now() - timedelta(hours=hours_ago)
    db.session.flush()
    return version


def test_the_oldest_is_on_top_with_its_person_place_task_course_and_age(visit, final, rina, wates, cacaban):
    handed_in(an_officer(wates), final, hours_ago=3)
    handed_in(an_officer(cacaban, "Joko"), final, hours_ago=24 * 5)
    handed_in(an_officer(wates, "Tini"), final, hours_ago=50)

    page = visit(rina).get("/antrean")

    task = "Tugas akhir: Kabar Kelurahanku · Membuat Video Pendek"
    assert [words for words, _id in listed(page)] == [
        f"Bu Joko, Cacaban{task} · menunggu 5 hari, janji kita 3 hari",
        f"Bu Tini, Wates{task} · menunggu 2 hari",
        f"Bu Sri, Wates{task} · menunggu 3 jam",
    ]
    assert "3 tugas menunggu" in page.text


def test_practice_work_is_named_as_such(visit, practice, rina, wates):
    handed_in(an_officer(wates), practice)

    assert f"{practice.title} · latihan · menunggu 5 jam" in visit(rina).get("/antrean").text


def test_an_empty_queue_says_so(visit, rina):
    assert "Tidak ada tugas menunggu" in visit(rina).get("/antrean").text


def test_what_is_judged_withdrawn_or_replaced_waits_no_more(visit, final, rina, wates):
    judged(handed_in(an_officer(wates), final))
    gone = handed_in(an_officer(wates, "Joko"), final)
    gone.withdrawn_at, gone.waiting_since = now(), None
    handed_in(an_officer(wates, "Tini"), final)
    newer = handed_in(an_officer(wates, "Endang"), final)
    twice = handed_in(newer.work.person, final)

    page = visit(rina).get("/antrean")

    assert len(listed(page)) == 2
    assert str(twice.id) in [version for _words, version in listed(page)]


def test_an_assessor_of_a_kelurahan_sees_only_that(visit, final, wates, cacaban):
    handed_in(an_officer(wates), final)
    there = handed_in(an_officer(cacaban, "Joko"), final)
    handed_in(a_person("Dari luar"), final)

    page = visit(an_assessor_of(cacaban)).get("/antrean")

    assert [version for _words, version in listed(page)] == [str(there.id)]


def test_people_from_outside_are_for_the_citys_assessors(visit, final, rina):
    handed_in(a_person("Dari luar"), final)

    assert "luar kota" in visit(rina).get("/antrean").text


def test_own_work_is_never_in_it(visit, final, rina):
    handed_in(rina, final)

    assert "Tidak ada tugas menunggu" in visit(rina).get("/antrean").text


def test_work_of_somebody_one_sat_beside_is_never_in_it(visit, final, vlog, magelang, wates):
    helper, by_task, by_lesson = an_assessor_of(magelang), an_officer(wates), an_officer(wates, "Joko")
    handed_in(by_task, vlog.lessons[0], helper=helper, hours_ago=200).waiting_since = None
    answer = Answer(stable_key("help"), 1, helper_id=helper.id)
    finish_lesson(vlog, vlog.lessons[0], by_lesson.id, answer=answer, at=now() - timedelta(days=300))
    handed_in(by_task, final)
    handed_in(by_lesson, final)
    other = handed_in(an_officer(wates, "Endang"), final)

    page = visit(helper).get("/antrean")

    assert [version for _words, version in listed(page)] == [str(other.id)]
    assert "1 tugas menunggu" in page.text


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COORDINATOR])
def test_work_of_people_one_may_help_is_never_in_it_and_is_the_other_assessors(visit, final, magelang, wates, cacaban, role):
    beside, other = an_assessor_of(magelang), an_assessor_of(magelang, "Wati")
    grant_role(beside, role, wates, by_id=None, on=now().date())
    sri = an_officer(wates)
    if role is Role.MENTOR:
        paired(beside, sri, wates)
    here, there = handed_in(sri, final, hours_ago=9), handed_in(an_officer(cacaban, "Joko"), final)

    page = visit(beside).get("/antrean")

    assert [version for _words, version in listed(page)] == [str(there.id)]
    assert "1 tugas menunggu" in page.text
    visit(beside).get(f"/antrean/{here.id}", status=403)
    assert [version for _words, version in listed(visit(other).get("/antrean"))] == [str(here.id), str(there.id)]
    visit(other).get(f"/antrean/{here.id}")


def test_people_from_outside_stay_for_assessors_who_help_somewhere(visit, final, magelang, wates):
    beside = an_assessor_of(magelang)
    grant_role(beside, Role.MENTOR, wates, by_id=None, on=now().date())
    handed_in(a_person("Dari luar"), final)

    assert "1 tugas menunggu" in visit(beside).get("/antrean").text


def test_work_of_somebody_who_left_is_not_in_it(visit, final, rina, wates):
    gone = an_officer(wates)
    handed_in(gone, final)
    gone.left_at = now()

    assert "Tidak ada tugas menunggu" in visit(rina).get("/antrean").text


def test_a_second_look_stands_among_the_first_ones_and_looks_like_one(visit, final, magelang, rina, wates):
    first = handed_in(an_officer(wates), final, hours_ago=30)
    second = second_look(
        handed_in(an_officer(wates, "Joko"), final, hours_ago=400), an_assessor_of(magelang, "Wati"), hours_ago=29
    )

    rows = listed(visit(rina).get("/antrean"))

    assert [version for _words, version in rows] == [str(first.id), str(second.id)]
    assert rows[0][0].partition("Wates")[2] == rows[1][0].partition("Wates")[2]


def test_a_second_look_is_not_for_the_first_assessor(visit, final, rina, wates):
    second_look(handed_in(an_officer(wates), final), rina)

    assert "Tidak ada tugas menunggu" in visit(rina).get("/antrean").text


def test_twenty_are_on_a_page_with_a_way_on_and_back(visit, final, magelang, rina, wates):
    people = [a_person(f"Orang {number}", wates, Honorific.NONE) for number in range(42)]
    versions = [handed_in(person, final, hours_ago=200 - number) for number, person in enumerate(people)]
    wati = an_assessor_of(magelang, "Wati")
    for number in range(0, 42, 2):  # half of them are second looks, which are one order with the first
        second_look(versions[number], wati, hours_ago=200 - number)

    first = visit(rina).get("/antrean")
    second = first.click("Berikutnya")
    third = second.click("Berikutnya")

    shown = [version for page in (first, second, third) for _words, version in listed(page)]
    assert shown == [str(version.id) for version in versions]
    assert [len(listed(page)) for page in (first, second, third)] == [20, 20, 2]
    assert "Berikutnya" not in third.text
    assert third.click("Sebelumnya").click("Sebelumnya").path == "/antrean"


@pytest.mark.parametrize("page", ["0", "-1", "x", "2", "99999999"])
def test_a_page_there_is_not(visit, rina, page):
    visit(rina).get(f"/antrean?halaman={page}", status=404)


def test_who_judges_nowhere_has_no_queue(visit, vlog, magelang, wates):
    for person in (an_officer(wates), a_coordinator(wates), a_mentor(wates), an_agency_officer(magelang)):
        visit(person).get("/antrean", status=403)


def test_a_role_that_has_ended_gives_no_queue(visit, vlog, wates):
    past = an_assessor_of(wates)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == past.id)).one()
    grant.ends_on = now().date()

    visit(past).get("/antrean", status=403)


def test_the_home_page_leads_there(visit, vlog, rina, wates):
    assert visit(rina).get("/beranda").click("Antrean penilaian").heading == "Antrean penilaian"
    assert "Antrean penilaian" not in visit(an_officer(wates)).get("/beranda").text


def test_ten_times_the_rows_take_the_same_statements(visit, final, magelang, rina, wates, steady_catalog):
    wati = an_assessor_of(magelang, "Wati")

    def crowd(start, size):
        for number in range(start, start + size):
            version = handed_in(a_person(f"Orang {number}", wates), final, hours_ago=number)
            if number % 3 == 0:
                second_look(version, wati)

    crowd(0, 4)
    visitor = visit(rina)
    visitor.get("/antrean")
    few = visitor.get("/antrean").statements
    crowd(4, 40)

    assert visitor.get("/antrean").statements == few <= 2
    assert "44 tugas menunggu" in visitor.get("/antrean").text


def test_the_count_is_that_of_all_pages(app, final, magelang, rina, wates):
    for number in range(25):
        handed_in(a_person(f"Orang {number}", wates), final)
    second_look(handed_in(a_person("Joko", wates), final), an_assessor_of(magelang, "Wati"))
    grants = (Grant(Role.ASSESSOR, magelang.id, None, None, None),)

    assert queries.queue(Viewer(rina.id, 1, rina.name, rina.honorific, None, grants), page=1).total == 26
    assert queries.queue(Viewer(rina.id, 1, rina.name, rina.honorific, None, ()), page=1).total == 0


def test_more_than_two_hundred_is_all_one_needs_to_know(visit, final, rina, wates, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 3)
    for number in range(3):
        handed_in(a_person(f"Orang {number}", wates), final)
    visitor = visit(rina)
    assert "3 tugas menunggu." in visitor.get("/antrean").text

    for number in range(3):
        handed_in(a_person(f"Orang lain {number}", wates), final)
    assert "Lebih dari 3 tugas menunggu." in visitor.get("/antrean").text
    assert "Lebih dari 3 tugas menunggu." in visitor.get("/beranda").text


@pytest.mark.sqlite  # PostgreSQL plans by what is in the tables, and these are empty
def test_the_indexes_give_the_oldest_first(app, rina, magelang, vlog):
    """Whatever waits behind the page costs nothing: no table is read through, whoever asks."""
    for grant in (Grant(Role.ASSESSOR, magelang.id, None, None, None), Grant(Role.ASSESSOR, None, 3, None, None)):
        viewer = Viewer(rina.id, 1, rina.name, rina.honorific, None, (grant,))
        with Statements(db.engine) as asked:
            queries.queue(viewer, page=2)
        plan = [row[3] for row in db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + literal(asked[-1]))]

        assert any("USING INDEX ix_submissions_version_waiting_since" in line for line in plan), plan
        assert any("USING INDEX ix_submissions_version_second_since" in line for line in plan), plan
        read_through = [line for line in plan if line.startswith("SCAN") and re.search(r"submissions_|accounts_|learning_", line)]
        assert not read_through, plan


def literal(statement):
    """Put a number where a value would stand: the plan is the same."""
    return statement.replace("?", "1")
