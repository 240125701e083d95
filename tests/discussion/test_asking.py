"""Asking under a lesson, and reading what others asked."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Honorific
from lms.catalog.models import Audience, Course
from lms.clock import now
from lms.db import db
from lms.discussion.models import Question
from tests.conftest import NOON
from tests.factories.discussion import a_mentor, a_question, a_reply
from tests.factories.packs import publish_lessons
from tests.factories.people import a_coordinator, a_person, an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")

TANYA = "/kursus/vlog/siapkan-hp-anda/tanya"


@pytest.fixture
def lesson(vlog):
    return vlog.lessons[0]


def questions():
    return db.session.scalars(select(Question)).all()


def test_a_learner_asks_and_reads_it(visit, lesson, wates):
    page = visit(an_officer(wates)).get(TANYA)

    sent = page.submit("Kirim pertanyaan", text="Kenapa gambarnya gelap?\nSudah siang.").follow()

    assert "Pertanyaan tersimpan" in sent.status_message
    assert "Bu Sri, Wates" in sent.text
    assert "Kenapa gambarnya gelap?" in sent.text
    assert "Belum dijawab." in sent.text
    saved = questions()[0]
    assert (saved.lesson_id, saved.kelurahan_id) == (lesson.id, wates.id)


def test_pressing_twice_and_going_back_ask_once(visit, lesson, wates):
    page = visit(an_officer(wates)).get(TANYA)

    page.submit("Kirim pertanyaan", text="Kenapa gelap?")
    page.submit("Kirim pertanyaan", text="  Kenapa gelap?\r\n")
    page.submit("Kirim pertanyaan", text="Kenapa gelap sekali?")

    assert [item.text for item in questions()] == ["Kenapa gelap?", "Kenapa gelap sekali?"]


def test_the_same_words_of_two_people_are_two_questions(visit, lesson, wates):
    for name in ("Sri Wahyuni", "Endang Lestari"):
        visit(an_officer(wates, name)).get(TANYA).submit("Kirim pertanyaan", text="Kenapa gelap?")

    assert len(questions()) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Tulis dulu pertanyaannya."),
        ("  \n ", "Tulis dulu pertanyaannya."),
        ("\0", "Tulis dulu pertanyaannya."),
        ("x" * 1001, "Paling banyak 1000 huruf."),
        ("Hubungi saya di 0812-3456-7890", "Nomor telepon jangan ditulis di sini"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_kept_in_the_field(visit, lesson, wates, text, words):
    wrong = visit(an_officer(wates)).get(TANYA).submit("Kirim pertanyaan", status=422, text=text)

    assert words in wrong.alert
    assert text.strip("\0 \n") in wrong.html
    assert not questions()


def test_a_thousand_letters_fit_and_odd_letters_are_taken(visit, lesson, wates):
    page = visit(an_officer(wates)).get(TANYA)

    page.submit("Kirim pertanyaan", text="é" * 1000)
    page.submit("Kirim pertanyaan", text="Huruf\0hilang 😀")

    assert {item.text for item in questions()} == {"é" * 1000, "Hurufhilang 😀"}


def test_markup_and_addresses_stay_text(visit, lesson, wates):
    asked = a_question(lesson, an_officer(wates), "<b>Lihat</b> https://jahat.example/x")
    a_reply(asked, a_mentor(wates), "Jangan buka https://jahat.example/y")

    page = visit(an_officer(wates, "Endang Lestari")).get(TANYA)

    assert "<b>Lihat</b> https://jahat.example/x" in page.text
    assert "jahat.example/y" in page.text
    assert not [href for href in page.links().values() if "jahat" in href]


def test_ten_questions_an_hour_are_enough(visit, lesson, wates):
    visitor, other = visit(an_officer(wates)), visit(an_officer(wates, "Endang Lestari"))
    for number in range(10):
        visitor.get(TANYA).submit("Kirim pertanyaan", text=f"Pertanyaan {number}?")
    again = visitor.get(TANYA).submit("Kirim pertanyaan", status=429, text="Satu lagi?")

    assert "Tunggu sebentar" in again.alert
    assert "Satu lagi?" in again.html
    assert len(questions()) == 10
    other.get(TANYA).submit("Kirim pertanyaan", text="Saya juga?")


def test_questions_are_paged_newest_first(visit, lesson, wates):
    asker = an_officer(wates)
    for number in range(23):
        a_question(lesson, asker, f"Nomor {number:02}.", hours_ago=100 - number)
    first = visit(asker).get(TANYA)
    second = first.click("Lebih lama")
    third = second.click("Lebih lama")

    numbers = [int(page.text.split("Nomor ")[1][:2]) for page in (first, second, third)]
    assert numbers == [22, 12, 2]
    assert "Lebih lama" not in third.text
    assert second.click("Lebih baru").path == TANYA
    assert third.click("Lebih baru").path == second.path
    assert not second.all("form")


@pytest.mark.parametrize("number", ["0", "-1", "dua", "2", "99999999999999999999"])
def test_a_page_that_is_not_there_is_not_found(visit, lesson, wates, number):
    visit(an_officer(wates)).get(f"{TANYA}?halaman={number}", status=404)


def test_the_page_takes_the_same_statements_for_one_and_for_ten_questions(visit, lesson, wates):
    asker = an_officer(wates)
    a_reply(a_question(lesson, asker), a_mentor(wates))
    visitor = visit(asker)
    visitor.get(TANYA)
    few = visitor.get(TANYA).statements
    for number in range(20):
        a_reply(a_question(lesson, an_officer(wates, f"Orang {number}"), f"Nomor {number}."), a_mentor(wates, f"Teman {number}"))

    assert visitor.get(TANYA).statements == few <= 4


def test_somebody_who_has_left_is_not_named(visit, lesson, wates):
    asker, mentor = an_officer(wates, "Sri Wahyuni"), a_mentor(wates)
    a_reply(a_question(lesson, asker), mentor)
    asker.left_at = mentor.left_at = now()

    page = visit(an_officer(wates, "Endang Lestari")).get(TANYA)

    assert page.text.count("Orang yang sudah keluar") == 2
    assert "Sri" not in page.text
    assert "Dimas" not in page.text


def test_people_from_outside_the_city_ask_too(visit, lesson, wates):
    sent = visit(a_person("Tono", None, Honorific.BAPAK)).get(TANYA).submit("Kirim pertanyaan", text="Boleh ikut?").follow()

    assert "Pak Tono ·" in sent.text


def test_a_helper_asks_for_the_one_beside_them(visit, lesson, wates):
    senior = an_officer(wates)
    visitor = visit(a_coordinator(wates))
    early = visitor.get(TANYA)
    visitor.get(f"/dampingi/{senior.id}").submit("Mulai mendampingi", agreed="y")
    page = visitor.get(TANYA)

    wrong = early.submit("Kirim pertanyaan", status=422, text="Kenapa gelap?")
    page.submit("Kirim pertanyaan", text="Kenapa gelap?")

    assert "dibuka untuk orang lain" in wrong.alert
    assert "atas nama Bu Sri" in page.text
    assert [item.person_id for item in questions()] == [senior.id]


def test_a_retired_lesson_says_so_and_takes_no_question(visit, app, wates, tmp_path):
    publish_lessons(tmp_path, ("A1", "Satu."), ("A2", "Dua."), at=NOON)
    visitor = visit(an_officer(wates))
    page = visitor.get("/kursus/coba/pelajaran-a2/tanya")
    publish_lessons(tmp_path, ("A1", "Satu."), at=NOON, retired=["A2"])

    visitor.get("/kursus/coba/pelajaran-a2/tanya", status=410)
    page.submit("Kirim pertanyaan", status=404, text="Masih ada?")

    assert not questions()


def test_an_old_address_leads_to_the_present_one(visit, app, wates, tmp_path):
    publish_lessons(tmp_path, ("A1", "Satu."), at=NOON)
    publish_lessons(tmp_path, ("A1", "Satu."), at=NOON, slugs={"A1": "baru"})

    moved = visit(an_officer(wates)).get("/kursus/coba/pelajaran-a1/tanya", status=301)

    assert moved.location == "/kursus/coba/baru/tanya"


@pytest.mark.parametrize("path", ["/kursus/tidak-ada/a/tanya", "/kursus/vlog/tidak-ada/tanya", "/kursus/rahasia/a/tanya"])
def test_unknown_and_unpublished_courses_are_not_found(visit, lesson, wates, path):
    db.session.add(
        Course(
            id="rahasia", slug="rahasia", title="R", summary="R", outcomes=[], audience=Audience.MEMBER, position=9, requires=[]
        )
    )
    visit(an_officer(wates)).get(path, status=404)


def test_strangers_are_sent_to_the_sign_in_page(visit, lesson, wates):
    a_question(lesson, an_officer(wates))

    assert visit().get(TANYA, status=303).location == "/masuk"
