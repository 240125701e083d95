"""The short check before and after a course: the same questions, and what was gained."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.queries.gains import gains, gains_by_kelurahan
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.web.pages import stable_key
from tests.factories.assessment import RIGHT, SINGLE, TRUE_FALSE, fields_for, quiz_course
from tests.factories.people import an_officer

CHECK = (SINGLE, TRUE_FALSE)
BEFORE, AFTER = "/kursus/coba/cek/awal", "/kursus/coba/cek/akhir"


@pytest.fixture
def course(app, tmp_path):
    other = (SINGLE.__class__("Q9", SINGLE.kind, SINGLE.text, SINGLE.options),)
    return quiz_course(tmp_path, other, check=CHECK, at=now() - timedelta(days=30))


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def member(visit, course, sri):
    return visit(sri)


def answer_all(page, right):
    """Go through a check; `right` are the ids answered rightly, the rest with "I don't know"."""
    while any(item.get("name") == "soal" for item in page.all("input")):
        shown = next(item.get("value") for item in page.all("input") if item.get("name") == "soal")
        question = next(one for one in CHECK if one.id == shown)
        filled = fields_for(page, RIGHT[shown], question) if shown in right else {}
        page = page.submit("Jawab" if filled else "Belum tahu", **filled).follow()
    return page


def finish_all(course, person):
    for lesson in course.lessons:
        finish_lesson(course, lesson, person.id, answer=Answer(stable_key("t", person.id, lesson.id), 1), at=now())
    db.session.commit()


def test_before_the_course_nothing_is_given_away(member, course):
    page = member.get(BEFORE).submit("Mulai cek awal").follow()
    saved = answer_all(page, {"Q1"})

    assert "tersimpan" in saved.text
    assert "Tentang mengabarkan" not in saved.html, "an explanation was shown before the course"
    assert db.session.scalars(select(Attempt)).one().right == 1


def test_after_the_course_every_answer_is_explained_and_the_gain_is_said(member, course, sri):
    answer_all(member.get(BEFORE).submit("Mulai cek awal").follow(), {"Q1"})
    finish_all(course, sri)

    done = answer_all(member.get(AFTER).submit("Mulai cek akhir").follow(), {"Q1", "Q3"})

    assert "Cek awal 1 dari 2, cek akhir 2 dari 2." in done.text
    assert "Tentang mengabarkan." in done.text
    assert gains(course.id, [sri.id])[sri.id].is_comparable
    place = gains_by_kelurahan(course.check_id)[sri.kelurahan_id]
    assert (place.people, place.before, place.after, place.total) == (1, 1.0, 2.0, 2.0)


def test_the_check_after_waits_for_the_lessons_and_says_which(member, course):
    page = member.get(AFTER)

    assert page.heading == "Cek akhir belum dibuka"
    assert "Pelajaran A1" in page.text


def test_the_check_before_is_over_once_something_is_done(member, course, sri):
    finish_all(course, sri)

    assert member.get(BEFORE).heading == "Cek awal sudah lewat"


def test_beginning_and_answering_twice_is_once(member, course):
    intro = member.get(BEFORE)
    first = intro.submit("Mulai cek awal").follow()
    intro.submit("Mulai cek awal")
    first.submit("Belum tahu")
    first.submit("Belum tahu")

    attempt = db.session.scalars(select(Attempt)).one()
    assert attempt.purpose is Purpose.BEFORE
    assert attempt.finished_at is None
    assert "Pertanyaan 2 dari 2" in member.get(BEFORE).text


def test_somebody_elses_check_cannot_be_answered(visit, member, course, wates):
    page = member.get(BEFORE).submit("Mulai cek awal").follow()
    fields = {item.get("name"): item.get("value") for item in page.all("input") if item.get("type") == "hidden"}
    stranger = visit(an_officer(wates, "Endang Lestari"))
    own = {item.get("name"): item.get("value") for item in stranger.get(BEFORE).all("input") if item.get("type") == "hidden"}

    sent = fields | {"csrf_token": own["csrf_token"]}
    stranger.post("/kursus/coba/cek/awal/jawab", sent | {"untuk": own["untuk"]}, status=404)
    refused = stranger.post("/kursus/coba/cek/awal/jawab", sent).follow()
    assert "dibuka untuk orang lain" in refused.status_message
    assert not db.session.scalars(select(GivenAnswer)).all()


@pytest.mark.parametrize("path", ["/kursus/coba/cek/tengah", "/kursus/hilang/cek/awal"])
def test_what_is_not_there(member, path):
    member.get(path, status=404)


def test_a_check_needs_somebody_signed_in(visit, course):
    assert visit().get("/kursus/coba/cek/akhir", status=303).location.startswith("/masuk")
    member_only = visit().post("/kursus/coba/cek/awal/mulai", {}, status=400)
    assert member_only.heading


def test_the_answer_to_a_quiz_is_explained_on_a_page_of_its_own(member, course):
    page = member.get("/kursus/coba/pelajaran-a1/kuis").submit("Mulai kuis").follow()
    said = page.submit("Belum tahu").follow()

    attempt = db.session.scalars(select(Attempt)).one()
    assert said.path == f"/kursus/coba/pelajaran-a1/kuis/{attempt.id}/1"
    assert "Tentang mengabarkan." in said.text
    member.get(f"/kursus/coba/pelajaran-a1/kuis/{attempt.id}/7", status=404)
    member.get("/kursus/coba/pelajaran-a1/kuis/bukan-kunci/1", status=404)
