"""What the button at the end of a lesson sends, sent wrongly."""

from uuid import uuid4

import pytest

from tests.factories.people import an_officer

PATH = "/kursus/vlog/siapkan-hp-anda/selesai"


@pytest.fixture
def member(visit, vlog, wates):
    return visit(an_officer(wates, "Endang Lestari"))


def token(member):
    page = member.get("/kursus/vlog/siapkan-hp-anda")
    return {item.get("name"): item.get("value") for item in page.all("input")}


@pytest.mark.parametrize(
    "changes",
    [{"kunci": "bukan-kunci"}, {"kunci": ""}, {"revisi": ""}, {"revisi": "satu"}, {"revisi": "-1"}, {"revisi": "9" * 40}],
)
def test_a_broken_form_is_refused_in_plain_words(member, changes):
    page = member.post(PATH, token(member) | changes, status=400)

    assert page.heading == "Halaman ini belum bisa dikirim"


def test_a_revision_that_never_was_leads_back_to_the_lesson(member):
    page = member.post(PATH, token(member) | {"revisi": "99"}).follow()

    assert page.path == "/kursus/vlog/siapkan-hp-anda"
    assert "sudah berubah" in page.status_message


def test_the_key_of_another_lesson_leads_back_with_words(member):
    sent = token(member) | {"kunci": str(uuid4())}
    member.post(PATH, sent)

    page = member.post("/kursus/vlog/pegang-mantap-dekati-objek/selesai", sent).follow()

    assert "tidak cocok" in page.status_message


def test_a_lesson_that_is_not_there(member):
    member.post("/kursus/vlog/hilang/selesai", token(member), status=404)


def test_finishing_is_for_signed_in_people(visit, vlog):
    assert visit().post(PATH, {}, status=400).heading  # without a session there is no token


def test_the_page_marks_what_is_done_everywhere(member):
    member.get("/kursus/vlog/siapkan-hp-anda").submit("Saya sudah paham, lanjut")

    course, courses = member.get("/kursus/vlog"), member.get("/belajar")

    assert "1 dari 8 pelajaran selesai" in course.text
    assert "Lanjutkan pelajaran 2" in course.text
    assert "Sedang dipelajari, 1 dari 8" in courses.text
