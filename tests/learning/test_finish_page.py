"""What the button at the end of a lesson sends, sent wrongly."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.db import db
from lms.learning.models import LessonState
from tests.conftest import NOON
from tests.factories.packs import publish_lessons, release
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


class TestAPageThatWasOpen:
    """A release comes between opening a lesson and pressing its button."""

    BUTTON = "Saya sudah paham, lanjut"

    @pytest.fixture
    def page(self, visit, wates, tmp_path):
        publish_lessons(tmp_path, at=NOON)
        return visit(an_officer(wates)).get("/kursus/coba/pelajaran-a1")

    def test_of_a_lesson_renamed_since_is_saved(self, page, tmp_path):
        release(tmp_path, at=NOON, slugs={"A1": "nama-baru"})

        after = page.submit(self.BUTTON).follow()

        assert "Tersimpan" in after.status_message
        assert db.session.scalars(select(LessonState.lesson_id)).all() == ["A1"]

    def test_of_a_lesson_retired_since_says_so(self, page, tmp_path):
        release(tmp_path, ("A2", "Dua."), ("A3", "Tiga."), at=NOON, retired=["A1"])

        assert page.submit(self.BUTTON, status=410).heading == "Pelajaran ini sudah tidak dipakai"

    def test_of_a_lesson_to_be_done_again_leads_back_to_it_with_words(self, page, tmp_path):
        release(tmp_path, ("A1", "Cara baru."), ("A2", "Dua."), ("A3", "Tiga."), at=NOON, change="redo")

        after = page.submit(self.BUTTON).follow()

        assert after.path == "/kursus/coba/pelajaran-a1"
        assert "baru saja diperbarui" in after.status_message
        assert "Tersimpan" in after.submit(self.BUTTON).follow().status_message


def test_what_stands_in_one_visitors_address_is_not_handed_to_the_next(visit, vlog):
    visit().get("/kursus/vlog/siapkan-hp-anda?dari=grup-rahasia")

    assert "rahasia" not in visit().get("/kursus/vlog/siapkan-hp-anda").html


def test_the_bar_of_a_lesson_counts_the_lessons_it_shows(visit, wates, tmp_path):
    publish_lessons(tmp_path, at=NOON, optional=["A2"])
    reader = visit(an_officer(wates))
    reader.get("/kursus/coba/pelajaran-a2").submit("Saya sudah paham, lanjut")

    page = reader.get("/kursus/coba/pelajaran-a1")

    bar = next(item for item in page.all("div") if item.get("class") == "segments")
    assert (bar.get("aria-label"), len(bar)) == ("1 dari 3 selesai", 3)
    assert "1 sudah selesai" in page.text
