"""A person's own levels, and those few others who may see them."""

import pytest

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.clock import now
from lms.competency.actions.appraising import appraise
from lms.competency.models import Domain
from lms.competency.rules.model import competency_model
from lms.db import db
from tests.factories.attendance import a_mentor
from tests.factories.competency import a_check, a_deed, a_finished_quiz, an_assessor_of, at_level, passed_final_work
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.factories.recognition import paired

BUTTON = "Turunkan tingkat"


def test_who_was_never_assessed_is_told_what_to_do(visit, vlog, sri):
    page = visit(sri).get("/kemampuan")

    assert page.heading == "Kemampuan saya"
    assert page.text.count("Belum dinilai") == 5
    assert [page.text.count(meaning.title) for meaning in competency_model().values()] == [
        3 if domain is Domain.K2 else 2 for domain in Domain
    ], "once to see"
    assert "Menuju tingkat dibantu, Video (vlog) Merekam klip stabil dan terdengar dengan bantuan." in page.text
    assert "Cek praktik bersama pendamping, atau satu tugas dengan lembar amatan" in page.text


def test_what_a_level_rests_on_and_what_the_next_one_needs(visit, vlog, sri, assessor):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)
    appraise(sri.id, Domain.K2, by_id=None, at=now())
    a_deed(sri, a_person("Tini"), a_person("Joko"), accepted_by=assessor)

    page = visit(sri).get("/kemampuan")

    assert "Mandiri" in page.text
    assert "Dasarnya: tugas praktik yang dinilai, kuis." in page.text
    assert "Menuju tingkat menggerakkan" in page.text
    assert page.click("Berikutnya: dua karya terbit").path == "/karya"
    assert "dibenarkan dua orang1 dari 2" in page.text


def test_what_comes_next_is_a_link_to_where_it_is_made(visit, vlog, wates, sri, assessor):
    at_level(sri, 1)
    learner = visit(sri)
    final = next(lesson for lesson in vlog.lessons if lesson.task and lesson.task.get("criteria"))
    quiz = next(lesson for lesson in vlog.lessons if lesson.quiz)

    task = learner.get("/kemampuan").click("Berikutnya: satu tugas akhir tanpa bantuan")
    assert task.path == f"/tugas/vlog/{final.slug}"

    passed_final_work(vlog, sri, assessor)
    assert learner.get("/kemampuan").links()["Berikutnya: satu kuis tanpa bantuan, benar paling sedikit 70%, Video (vlog)"] == (
        f"/kursus/vlog/{quiz.slug}/kuis"
    )
    mentor = visit(a_mentor(wates, beside=sri))
    assert f"/cek-praktik/{sri.id}/K3" in mentor.get(f"/kemampuan/{sri.id}").links().values()
    assert f"/cek-praktik/{sri.id}/K3" not in visit(assessor).get(f"/kemampuan/{sri.id}").links().values()


def test_alone_the_task_with_an_observation_comes_next(visit, vlog, sri):
    page = visit(sri).get("/kemampuan")

    assert page.click("Berikutnya: cek praktik bersama pendamping").path == f"/tugas/vlog/{vlog.lessons[0].slug}"


def test_without_any_course_of_the_domain_it_is_said_without_a_link(visit, sri):
    page = visit(sri).get("/kemampuan")

    assert page.text.count("Berikutnya: cek praktik bersama pendamping") == 5
    assert not [words for words in page.links() if "Berikutnya" in words]


def test_the_highest_level(visit, vlog, sri):
    at_level(sri, 3)

    assert "Ini tingkat tertinggi." in visit(sri).get("/kemampuan").text


def test_an_old_level_is_to_be_renewed(visit, vlog, sri):
    at_level(sri, 2, months_ago=25)

    page = visit(sri).get("/kemampuan")

    assert "Mandiri, perlu diperbarui" in page.text
    assert "Tunjukkan lagi lewat cek praktik" in page.text


def test_the_person_and_those_close_to_them_see_the_level(visit, magelang, wates, vlog, sri, assessor):
    at_level(sri, 2)
    for person in (sri, a_mentor(wates, beside=sri), a_coordinator(wates), an_assessor_of(wates), assessor):
        assert "Mandiri" in visit(person).get(f"/kemampuan/{sri.id}").text


def test_nobody_else_learns_even_that_there_is_somebody(visit, magelang, wates, cacaban, vlog, sri):
    at_level(sri, 2)
    others = [
        an_agency_officer(magelang),
        an_officer(wates, "Tini"),
        a_mentor(wates, "Bagas"),
        a_mentor(cacaban),
        a_coordinator(cacaban),
        an_assessor_of(cacaban),
    ]
    for person in others:
        visit(person).get(f"/kemampuan/{sri.id}", status=404)
    assert visit().get(f"/kemampuan/{sri.id}", status=303).location == "/masuk"


@pytest.mark.parametrize("path", ["/kemampuan/999999", "/kemampuan/2147483648"])
def test_nobody_there(visit, vlog, assessor, path):
    visit(assessor).get(path, status=404)


def test_people_from_outside_belong_to_the_assessors_of_the_city(visit, vlog, wates, assessor):
    outsider = a_person("Dari Luar")

    visit(assessor).get(f"/kemampuan/{outsider.id}")
    visit(an_assessor_of(wates)).get(f"/kemampuan/{outsider.id}", status=404)


def test_who_has_left_is_shown_to_nobody(visit, vlog, sri, assessor):
    sri.left_at = now()

    visit(assessor).get(f"/kemampuan/{sri.id}", status=404)


def test_an_assessor_takes_a_level_back(visit, vlog, sri, assessor):
    at_level(sri, 2)

    page = visit(assessor).get(f"/kemampuan/{sri.id}").click("Turunkan tingkat ini")
    after = page.submit(BUTTON, level="1", reason="Videonya buatan orang lain.").follow()

    assert "Alasannya tercatat" in after.status_message
    assert "Dibantu" in after.text
    assert "Diturunkan penilai: Videonya buatan orang lain." in visit(sri).get("/kemampuan").text


@pytest.mark.parametrize("wrong", [{"level": "2"}, {"level": "9"}, {"level": ""}, {"reason": " "}, {"reason": "x" * 501}])
def test_lowering_wants_a_lower_level_and_a_reason(visit, vlog, sri, assessor, wrong):
    at_level(sri, 2)
    page = visit(assessor).get(f"/kemampuan/{sri.id}/K2/turunkan")

    again = page.submit(BUTTON, status=422, **({"level": "1", "reason": "Keliru."} | wrong))

    assert again.alert


def test_a_level_lowered_meanwhile(visit, vlog, sri, assessor, wates):
    at_level(sri, 2)
    page = visit(assessor).get(f"/kemampuan/{sri.id}/K2/turunkan")
    at_level(sri, 0)

    page.submit(BUTTON, level="1", reason="Keliru.", status=404)


@pytest.mark.parametrize("domain", ["K3", "K9"])
def test_there_is_nothing_to_lower(visit, vlog, sri, assessor, domain):
    visit(assessor).get(f"/kemampuan/{sri.id}/{domain}/turunkan", status=404)


def test_who_helped_does_not_lower(visit, vlog, wates, sri):
    at_level(sri, 2)
    helper = an_assessor_of(wates)
    a_check(sri, helper)

    assert "Turunkan tingkat ini" not in visit(helper).get(f"/kemampuan/{sri.id}").links()
    appointed = an_assessor_of(wates, "Juga Pendamping")
    grant_role(appointed, Role.MENTOR, wates, by_id=None, on=now().date())
    paired(appointed, sri, wates)

    for person in (helper, appointed, a_coordinator(wates), sri):
        visit(person).get(f"/kemampuan/{sri.id}/K2/turunkan", status=403)


def test_in_helper_mode_the_page_speaks_of_the_one_helped(visit, vlog, wates, sri):
    at_level(sri, 1)
    mentor = visit(a_mentor(wates, beside=sri))
    mentor.get(f"/dampingi/{sri.id}").submit("Mulai mendampingi", agreed="y")

    assert mentor.get("/kemampuan").heading == "Kemampuan Bu Sri"


def test_ten_times_the_evidence_takes_the_same_statements(visit, vlog, wates, sri, assessor, steady_catalog):
    passed_final_work(vlog, sri, assessor)
    visitor, mentor = visit(sri), a_mentor(wates)
    visitor.get("/kemampuan")
    few = visitor.get("/kemampuan").statements
    for number in range(10):
        a_finished_quiz(vlog, sri)
        a_check(sri, mentor)
        a_deed(sri, a_person(f"Orang {number}"), title=f"Karya {number}")
        at_level(sri, number % 4)
    db.session.commit()

    assert visitor.get("/kemampuan").statements <= few <= 8
