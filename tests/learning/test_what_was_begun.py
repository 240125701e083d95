"""Quizzes and checks that were begun are found again: on the lesson, on the course, on the home page."""

from datetime import timedelta

import pytest

from lms.catalog.rules.quiz import Question
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.learning.rules import CheckOffer, Tries, Try, check_offer
from lms.web.pages import stable_key
from tests.factories.assessment import RIGHT, SINGLE, TRUE_FALSE, answer, begin, quiz_course, take
from tests.factories.people import an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")

COURSE, LESSON = "/kursus/coba", "/kursus/coba/pelajaran-a1"
BEFORE, AFTER = "/kursus/coba/cek/awal", "/kursus/coba/cek/akhir"
CHECK = tuple(Question(name, one.kind, one.text, one.options) for name, one in (("C1", SINGLE), ("C2", TRUE_FALSE)))
OPEN, FINISHED = Try(1, 2, is_finished=False), Try(2, 2, is_finished=True)


@pytest.fixture
def course(app, tmp_path):
    return quiz_course(tmp_path, check=CHECK, at=now() - timedelta(days=30))


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def member(visit, course, sri):
    return visit(sri)


def finish(course, person):
    for lesson in course.lessons:
        finish_lesson(course, lesson, person.id, answer=Answer(stable_key("t", person.id, lesson.id), 1), at=now())
    db.session.commit()


def address(page, words):
    return next((href for text, href in page.links().items() if words in text), None)


def test_a_quiz_not_begun_is_begun(member):
    assert address(member.get(LESSON), "Mulai kuis") == f"{LESSON}/kuis"
    assert "Belum dimulai, 10 menit" in member.get(COURSE).text


def test_a_quiz_that_was_begun_goes_on_where_it_was_left(member, visit, course, sri, wates):
    attempt = begin(course, sri, at=now())
    for number, one in enumerate(("Q1", "Q2"), start=1):
        answer(course, attempt, one, RIGHT[one], at=now())
        assert address(member.get(LESSON), f"Lanjutkan kuis ({number} dari 6)") == f"{LESSON}/kuis"

    assert "Sedang dipelajari, 10 menit" in member.get(COURSE).text
    assert "Lanjutkan pelajaran 1" in member.get(COURSE).text
    assert "Mulai kuis" in visit(an_officer(wates, "Endang Lestari")).get(LESSON).text


def test_a_quiz_that_failed_is_taken_again(member, course, sri):
    take(course, sri, at=now(), wrong=("Q1", "Q2", "Q3"))

    assert address(member.get(LESSON), "Ulangi kuis") == f"{LESSON}/kuis"
    assert "Sedang dipelajari, 10 menit" in member.get(COURSE).text


def test_a_quiz_that_was_passed_and_begun_again_goes_on(member, course, sri):
    take(course, sri, at=now())
    begin(course, sri, at=now())

    assert "Lanjutkan kuis (0 dari 6)" in member.get(LESSON).text
    assert "Sedang dipelajari" not in member.get(COURSE).text


def test_the_list_beside_a_lesson_claims_nothing_it_does_not_know(member, visit):
    assert "Pelajaran A110 menit" in member.get("/kursus/coba/pelajaran-a2").text
    assert "Pelajaran A1Belum dimulai, 10 menit" in visit().get("/kursus/coba/pelajaran-a2").text


def test_a_visitor_signs_in_first_and_comes_to_the_quiz(visit, course):
    page = visit().get(LESSON)

    assert address(page, "Masuk dulu untuk mengerjakan kuis") == f"/masuk?lanjut={LESSON}/kuis"
    assert "Masuk untuk menyimpan kemajuan" in visit().get("/kursus/coba/pelajaran-a2").text


def test_only_a_lesson_with_a_quiz_takes_one_statement_more(member):
    member.get(LESSON)

    assert member.get("/kursus/coba/pelajaran-a2").statements == 2
    assert member.get(LESSON).statements == 3
    assert member.get(COURSE).statements == 3


def test_a_check_that_was_begun_comes_first_until_something_is_learned(member, course, sri):
    member.get(BEFORE).submit("Mulai cek awal").follow().submit("Belum tahu")

    links = [words for words in member.get(COURSE).links() if words.startswith(("Lanjutkan", "Mulai"))]
    finish_lesson(course, course.lessons[1], sri.id, answer=Answer(stable_key("t"), 1), at=now())
    db.session.commit()
    later = [words for words in member.get(COURSE).links() if words.startswith(("Lanjutkan", "Mulai"))]

    assert links == ["Lanjutkan cek awal (1 dari 2)", "Mulai pelajaran 1"]
    assert later == ["Lanjutkan pelajaran 1", "Lanjutkan cek awal (1 dari 2)"]


def test_a_check_that_is_done_is_said_to_be_saved(member, course, sri):
    assert address(member.get(COURSE), "Cek awal") == BEFORE
    member.get(BEFORE).submit("Mulai cek awal").follow().submit("Belum tahu").follow().submit("Belum tahu")
    page = member.get(COURSE)

    assert "Cek awal tersimpan" in page.text
    assert BEFORE not in page.links().values()


def test_home_and_course_offer_the_check_after_until_it_is_done(member, visit, course, sri):
    assert "Cek akhir" not in member.get("/beranda").text
    finish(course, sri)

    home = member.get("/beranda")
    assert address(home, "Cek akhir: Kursus coba") == AFTER
    assert home.statements <= 6
    page = member.get(COURSE).click("Cek akhir").submit("Mulai cek akhir").follow()
    page.submit("Belum tahu")
    assert "Lanjutkan cek akhir (1 dari 2)" in member.get(COURSE).text
    member.get(AFTER).submit("Belum tahu")

    assert address(member.get(COURSE), "Lihat hasil cek akhir") == AFTER
    assert "Cek akhir" not in member.get("/beranda").text


@pytest.mark.parametrize(
    ("tries", "has_started", "is_done", "offer"),
    [
        (Tries(), False, False, CheckOffer("awal", None, is_next=False)),
        (Tries(), True, False, None),
        (Tries(has_read_answers=True), False, False, None),
        (Tries(before=OPEN), False, False, CheckOffer("awal", OPEN, is_next=True)),
        (Tries(before=OPEN), True, False, CheckOffer("awal", OPEN, is_next=False)),
        (Tries(before=OPEN, has_read_answers=True), False, False, CheckOffer("awal", OPEN, is_next=False)),
        (Tries(before=FINISHED), False, False, CheckOffer("awal", FINISHED, is_next=False)),
        (Tries(before=OPEN), True, True, CheckOffer("akhir", None, is_next=True)),
        (Tries(after=OPEN), True, True, CheckOffer("akhir", OPEN, is_next=True)),
        (Tries(after=FINISHED), True, True, CheckOffer("akhir", FINISHED, is_next=False)),
    ],
)
def test_which_check_is_offered(tries, has_started, is_done, offer):
    assert check_offer(tries, has_started=has_started, is_done=is_done) == offer


def test_who_is_signed_in_does_not_read_that_they_should_sign_in(member, visit):
    assert "Masuk hanya perlu" in visit().get("/belajar").text
    assert "Masuk hanya perlu" not in member.get("/belajar").text
    assert "±\N{NO-BREAK SPACE}" in member.get("/belajar").html
    assert "\N{NO-BREAK SPACE}KB" in member.get("/belajar").html


def test_a_member_switches_pictures_off_and_on_for_all_lessons(visit, vlog, wates):
    reader = visit(an_officer(wates))

    reader.client.get(reader.get("/saya").links()["Tanpa gambar, hemat kuota"])
    sparing = reader.get("/kursus/vlog/siapkan-hp-anda")
    reader.client.get(reader.get("/saya").links()["Pelajaran dengan gambar"])

    assert "Tampilkan gambar lagi, di semua pelajaran" in sparing.text
    assert "<img " not in sparing.html
    assert "<img " in reader.get("/kursus/vlog/siapkan-hp-anda").html
