"""Journey 1: somebody without an account looks before registering."""

import re

import pytest

from tests.factories.people import a_volunteer, an_officer

pytestmark = pytest.mark.journey


def test_three_doors_with_figures_from_the_database(visit, vlog, wates):
    an_officer(wates)
    a_volunteer(wates)

    front = visit().get("/")
    openings = re.findall(r"butuh (\d+) orang", visit().get("/relawan/lowongan").text)

    assert {"Belajar", "Jadi relawan", "Capaian kota"} <= set(front.links())
    assert "8 pelajaran" in front.text
    assert openings
    assert f"{sum(map(int, openings))} relawan masih dibutuhkan" in front.text
    assert "13 dari 17 KIM kelurahan aktif" in front.text


def test_reads_a_course_and_its_first_lessons_without_an_account(visit, vlog, magelang):
    courses = visit().get("/").click("Belajar")
    course = courses.click("Membuat Video Pendek")
    lesson = course.click("Mulai pelajaran 1")
    second = lesson.click("Pelajaran berikutnya")

    assert lesson.heading == "Siapkan HP Anda"
    assert "Pelajaran 1 dari 8" in lesson.text
    assert second.heading == "Pegang mantap, dekati objek"
    assert "Masuk untuk menyimpan kemajuan" in lesson.links()


def test_every_public_page_answers(visit, vlog, magelang):
    visitor = visit()

    for path in (
        "/relawan",
        "/capaian",
        "/capaian/wates",
        "/bantuan",
        "/privasi",
        "/aksesibilitas",
        "/arti-ukuran",
        "/capaian/data",
        "/masuk",
    ):
        assert visitor.get(path).heading


def test_a_closed_page_leads_to_sign_in_and_back(visit, magelang, wates):
    page = visit().get("/beranda", status=303)

    assert page.location == "/masuk"
    assert "lanjut=/beranda" in page.response.headers["Location"]


def test_small_groups_are_bands_in_public(visit, vlog, wates):
    for name in ("Dimas", "Rani"):
        a_volunteer(wates, name)

    page = visit().get("/capaian/wates")

    assert "Relawan0–4 orang, sasaran 8" in page.text
    assert "Dimas" not in page.html


def test_reads_in_english(visit, vlog, magelang):
    visitor = visit()

    page = visitor.get("/").click("English")

    assert page.all("html")[0].get("lang") == "en"
    assert "Bahasa Indonesia" in page.links()
