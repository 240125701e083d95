"""Journey 2: a member of KIM Wates comes in by card and learns."""

import pytest
from sqlalchemy import func, select

from lms.db import db
from lms.learning.models import CourseCompletion, Event, LessonState
from lms.submissions.models import Version
from tests.factories.assessment import fields_for
from tests.factories.people import a_card, an_officer
from tests.factories.submissions import judged

pytestmark = pytest.mark.journey
BUTTON = "Saya sudah paham, lanjut"


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def member(visit, vlog, wates):
    return visit(an_officer(wates, "Endang Lestari"))


def test_the_card_asks_who_holds_the_phone(visit, vlog, wates):
    token = a_card(an_officer(wates, "Endang Lestari"))

    page = visit().get(f"/k/{token}")
    home = page.submit("Ya, ini saya").follow()

    assert page.heading == "Apakah ini Ibu Endang Lestari?"
    assert home.heading.endswith("Bu Endang")
    assert "Pengurus, KIM Wates" in home.text
    assert home.path == "/beranda"


def test_from_the_home_page_to_the_second_lesson(member):
    lesson = member.get("/beranda").click("Mulai")
    following = lesson.submit(BUTTON).follow()

    assert lesson.heading == "Siapkan HP Anda"
    assert "Tersimpan" in following.status_message
    assert "Pelajaran 2 dari 8" in following.text
    assert "1 sudah selesai" in following.text
    assert "Pelajaran 2 dari 8" in member.get("/beranda").text


def test_pressing_twice_going_back_and_reloading_doubles_nothing(member):
    lesson = member.get("/kursus/vlog/siapkan-hp-anda")

    once = lesson.submit(BUTTON)
    again = lesson.submit(BUTTON)
    reopened = member.get("/kursus/vlog/siapkan-hp-anda")

    assert once.location == again.location == "/kursus/vlog/pegang-mantap-dekati-objek"
    assert "Tersimpan. Pelajaran ini sudah selesai." in reopened.text
    assert (count(Event), count(LessonState)) == (1, 1)


def test_the_last_required_lesson_completes_the_course_once(member, vlog):
    for lesson in vlog.lessons[:-1]:
        page = member.get(f"/kursus/vlog/{lesson.slug}")
        if lesson.quiz:
            pass_quiz(page.click("Mulai kuis"), lesson.quiz)
        else:
            page.submit(BUTTON)
    assert count(CourseCompletion) == 0

    task = member.get(f"/kursus/vlog/{vlog.lessons[-1].slug}").click("Kirim tugas")
    sent = task.submit("Kirim tugas", link="https://video.example/kabar", people="nobody").follow()
    assert "menunggu penilaian" in sent.click("Pelajaran").text
    assert count(CourseCompletion) == 0
    judged(db.session.scalars(select(Version)).one())

    assert "Kursus ini selesai" in member.get("/kursus/vlog").text
    assert count(CourseCompletion) == 1
    assert count(LessonState) == 8
    assert "Semua kursus sudah selesai" in member.get("/beranda").text


def pass_quiz(intro, quiz):
    """Answer every question of a quiz rightly, a page each."""
    page = intro.submit("Mulai kuis").follow()
    while True:
        shown = next(item.get("value") for item in page.all("input") if item.get("name") == "soal")
        question = next(one for one in quiz.questions if one.id == shown)
        right = {"chosen": [number for number, one in enumerate(question.options) if one.right]}
        said = page.submit("Jawab", **fields_for(page, right, question)).follow()
        if "Lihat hasil" in said.links():
            assert "Lulus. Pelajaran ini selesai dan tersimpan." in said.click("Lihat hasil").text
            return
        page = said.click("Lanjut")


def test_signs_out_with_a_form_and_nothing_is_lost(member, visit):
    member.get("/kursus/vlog/siapkan-hp-anda").submit(BUTTON)

    front = member.get("/saya").submit("Keluar dari HP ini").follow()

    assert front.path == "/"
    assert member.get("/beranda", status=303).location == "/masuk"
    assert count(LessonState) == 1


def test_signing_out_is_not_a_link(member):
    assert member.get("/keluar", status=405)
