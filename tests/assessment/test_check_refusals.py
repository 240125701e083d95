"""The check before and after, where it is refused or only counts for its owner; and what makes two checks comparable."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.assessment import actions
from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.queries.attempts import check_attempt, sitting
from lms.assessment.queries.gains import gains, gains_by_kelurahan
from lms.clock import now
from lms.db import db
from tests.assessment.test_check import AFTER, BEFORE, CHECK, answer_all, finish_all
from tests.factories.assessment import ORDER, SEVERAL, SINGLE, begin, learner_of, quiz_course, take
from tests.factories.people import a_person, an_agency_officer, an_officer
from tests.visitor import text_of

QUIZ = (ORDER,)


@pytest.fixture
def course(app, tmp_path):
    return quiz_course(tmp_path, QUIZ, check=CHECK, at=now() - timedelta(days=30))


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def member(visit, course, sri):
    return visit(sri)


def hidden(page):
    return {item.get("name"): item.get("value") for item in page.all("input") if item.get("type") == "hidden"}


def take_check(course, person, purpose, *, right=2, helper=None):
    """Do a whole check, the first answers right and the rest not known."""
    attempt = actions.begin_check(course, purpose, learner_of(person, helper), key=uuid4(), at=now())
    for number, question in enumerate(CHECK):
        given = {"chosen": [0]} if number < right else {}
        reply = actions.Reply(question, given, helper.id if helper else None)
        actions.answer_check(course, sitting(attempt), reply=reply, at=now())
        db.session.flush()
    db.session.commit()
    return attempt


def both(course, person, *, before, after, helper=None):
    take_check(course, person, Purpose.BEFORE, right=before, helper=helper)
    finish_all(course, person)
    take_check(course, person, Purpose.AFTER, right=after)


@pytest.mark.parametrize("learn", [finish_all, lambda course, sri: take(course, sri, at=now())])
def test_a_check_that_was_begun_may_be_finished_after_learning_and_is_not_compared(member, course, sri, learn):
    page = member.get(BEFORE).submit("Mulai cek awal").follow().submit("Belum tahu").follow()
    learn(course, sri)

    saved = answer_all(member.get(BEFORE), {"Q1", "Q3"})
    finish_all(course, sri)
    take_check(course, sri, Purpose.AFTER)

    assert page.path == BEFORE
    assert saved.heading == "Cek awal tersimpan"
    assert "jadi tidak dibandingkan" in saved.text
    assert "Cek awal tidak dibandingkan" in member.get(AFTER).text
    assert not gains(course.id, [sri.id])[sri.id].is_comparable
    assert gains_by_kelurahan(course.check_id) == {}


def test_beginning_at_the_wrong_time_is_refused_even_without_the_page(member, course, sri):
    form = hidden(member.get(BEFORE))

    early = member.post(f"{AFTER}/mulai", form | {"kunci": str(uuid4())}).follow()
    finish_all(course, sri)
    late = member.post(f"{BEFORE}/mulai", form).follow()

    assert "Cek akhir dibuka setelah semua pelajaran wajib selesai." in early.status_message
    assert "Cek awal hanya sebelum pelajaran atau kuis pertama." in late.status_message
    assert not db.session.scalars(select(Attempt)).all()


def test_a_check_page_made_for_another_person_begins_nothing(member):
    assert "dibuka untuk orang lain" in member.get(BEFORE).submit("Mulai cek awal", untuk="0").follow().status_message


def test_a_foreign_question_and_a_foreign_option_are_refused(member):
    page = member.get(BEFORE).submit("Mulai cek awal").follow()

    assert "bukan bagian dari kuis ini" in page.submit("Jawab", soal="Q99", pilihan="0").follow().status_message
    assert "Pilih jawaban yang ada" in page.submit("Jawab", status=422, pilihan="7").alert
    assert "Pilih satu jawaban" in page.submit("Jawab", status=422).alert
    assert not db.session.scalars(select(GivenAnswer)).all()


def test_the_key_of_one_check_neither_begins_nor_answers_the_other(member, course, sri):
    before = take_check(course, sri, Purpose.BEFORE)
    finish_all(course, sri)

    refused = member.get(AFTER).submit("Mulai cek akhir", kunci=str(before.id)).follow()
    page = member.get(AFTER).submit("Mulai cek akhir").follow()

    assert "tidak cocok" in refused.status_message
    page.submit("Belum tahu", status=404, kunci=str(before.id))


def test_the_key_of_a_quiz_begins_no_check(member, course, sri):
    attempt = begin(course, sri, at=now())

    assert "tidak cocok" in member.get(BEFORE).submit("Mulai cek awal", kunci=str(attempt.id)).follow().status_message


def test_a_check_is_done_once_whatever_key_comes(course, sri):
    first = take_check(course, sri, Purpose.BEFORE)

    again = actions.begin_check(course, Purpose.BEFORE, learner_of(sri), key=uuid4(), at=now())

    assert again is first is check_attempt(sri.id, course.id, Purpose.BEFORE)


def test_a_course_without_a_check_has_no_page_for_it(visit, sri, tmp_path):
    course = quiz_course(tmp_path, at=now() - timedelta(days=1))

    visit(sri).get(BEFORE, status=404)
    with pytest.raises(actions.CannotBegin, match="tidak memakai cek"):
        actions.begin_check(course, Purpose.BEFORE, learner_of(sri), key=uuid4(), at=now())


def test_a_check_done_with_a_helper_is_shown_so_and_not_compared(visit, course, sri):
    both(course, sri, before=1, after=2, helper=a_person("Dimas"))

    page = visit(sri).get(AFTER)

    assert "Cek awal 1" not in page.text
    assert "dengan pendamping" in visit(sri).get(BEFORE).text
    assert not gains(course.id, [sri.id])[sri.id].is_comparable
    assert gains_by_kelurahan(course.check_id) == {}


def test_checks_with_other_questions_are_not_compared(visit, course, sri, tmp_path):
    take_check(course, sri, Purpose.BEFORE)
    newer = quiz_course(tmp_path, QUIZ, check=(SEVERAL,), at=now() - timedelta(days=1))
    finish_all(newer, sri)
    done = visit(sri).get(AFTER).submit("Mulai cek akhir").follow().submit("Belum tahu").follow()

    assert "Cek awal" not in done.text
    assert not gains(course.id, [sri.id])[sri.id].is_comparable
    assert gains_by_kelurahan(course.check_id) == {}


def test_only_before_is_nothing_to_compare(course, sri):
    take_check(course, sri, Purpose.BEFORE)

    assert not gains(course.id, [sri.id])[sri.id].is_comparable
    assert gains(course.id, []) == {}


def test_a_kelurahan_counts_the_people_who_live_there_now_and_have_not_left(course, wates, cacaban):
    sri, endang, budi = (an_officer(wates, name) for name in ("Sri", "Endang", "Budi"))
    both(course, sri, before=0, after=2)
    both(course, endang, before=1, after=1)
    both(course, budi, before=0, after=1)
    endang.kelurahan_id, budi.left_at = cacaban.id, now()
    db.session.commit()

    found = gains_by_kelurahan(course.check_id)

    assert {place: (one.people, one.before, one.after) for place, one in found.items()} == {
        wates.id: (1, 0.0, 2.0),
        cacaban.id: (1, 1.0, 1.0),
    }


def test_a_saved_check_leads_to_the_first_lesson_or_back_to_the_course(member, course, sri):
    saved = answer_all(member.get(BEFORE).submit("Mulai cek awal").follow(), set())
    assert saved.links()["Ke pelajaran 1"] == "/kursus/coba/pelajaran-a1"

    finish_all(course, sri)
    assert "Kembali ke kursus" in member.get(BEFORE).links()


def test_who_has_read_the_answers_of_a_quiz_does_not_do_the_check_before(member, course, sri):
    page = member.get(BEFORE)
    take(course, sri, at=now(), wrong=("Q4",))

    assert member.get(BEFORE).heading == "Cek awal sudah lewat"
    assert "sebelum pelajaran atau kuis pertama" in page.submit("Mulai cek awal").follow().status_message
    assert check_attempt(sri.id, course.id, Purpose.BEFORE) is None


def test_the_check_after_speaks_of_the_one_before_only_to_who_has_done_it(visit, course, wates):
    sri, endang = an_officer(wates, "Sri"), an_officer(wates, "Endang")
    take_check(course, sri, Purpose.BEFORE)
    finish_all(course, sri)
    finish_all(course, endang)

    assert "yang sama seperti cek awal" in visit(sri).get(AFTER).text
    assert "cek awal" not in visit(endang).get(AFTER).text
    assert "2 pertanyaan, sesudah belajar." in visit(endang).get(AFTER).text


def test_what_was_gained_in_another_check_is_not_added_up(visit, course, magelang, wates, tmp_path):
    both(course, an_officer(wates, "Sri"), before=0, after=1)
    newer = quiz_course(tmp_path, QUIZ, check=(SINGLE,), at=now() - timedelta(days=1))
    staff = visit(an_agency_officer(magelang))
    assert "dari 2" not in staff.get("/kelola/cek/coba").text

    quiz_course(tmp_path, QUIZ, check=CHECK, at=now())

    assert gains_by_kelurahan(newer.check_id) == {}
    cells = [text_of(item) for item in staff.get("/kelola/cek/coba").all("td")]
    assert "1 0 dari 2 1 dari 2 1" in " ".join(cells)
