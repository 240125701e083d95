"""On paper and in the hall: lessons and courses for printing, and the page for whoever leads a session."""

import pytest

from tests.conftest import NOON
from tests.factories.packs import release

LESSON = "/kursus/vlog/siapkan-hp-anda"


@pytest.fixture
def visitor(visit, vlog):
    return visit()


def test_a_lesson_for_paper_loads_its_pictures_at_once_and_leads_back(visitor, vlog):
    page = visitor.get(f"{LESSON}/cetak")

    assert page.heading == "Siapkan HP Anda"
    assert 'loading="lazy"' not in page.html
    assert page.html.count("<img ") == vlog.lessons[0].html.count("<img ")
    assert page.html.count('<path class="qrline"') + page.html.count("<svg") >= 1
    assert "Sisa memori" in page.text or "sisa memori" in page.text


def test_the_whole_course_for_paper_holds_every_lesson_one_step_lower(visitor, vlog):
    page = visitor.get("/kursus/vlog/cetak")

    sections = [item.text for item in page.all("h2")]
    assert sections == [f"{lesson.position}. {lesson.title}" for lesson in vlog.lessons]
    assert "Langkah-langkah" in {item.text for item in page.all("h3")}


def test_the_facilitators_page(visitor):
    page = visitor.get("/kursus/vlog/panduan")

    assert page.heading == "Panduan memandu di balai"
    assert {"Sebelum sesi", "Dengan internet", "Tanpa internet"} <= {item.text for item in page.all("h2")}


def test_the_course_page_leads_to_both(visitor):
    links = visitor.get("/kursus/vlog").links()

    assert links["Panduan memandu di balai"] == "/kursus/vlog/panduan"
    assert links["Cetak seluruh kursus"] == "/kursus/vlog/cetak"


@pytest.mark.parametrize("path", ["/kursus/vlog/hilang/cetak", "/kursus/hilang/cetak", "/kursus/hilang/panduan"])
def test_what_is_not_there(visitor, path):
    visitor.get(path, status=404)


def test_a_former_address_of_a_lesson_for_paper_leads_to_the_present_one(visit, app, tmp_path):
    release(tmp_path, at=NOON)
    release(tmp_path, at=NOON, slugs={"A1": "baru"})

    assert visit().get("/kursus/coba/pelajaran-a1/cetak", status=301).location == "/kursus/coba/baru/cetak"


def test_a_retired_lesson_for_paper_says_so(visit, app, tmp_path):
    release(tmp_path, at=NOON)
    release(tmp_path, ("A1", "Satu."), at=NOON, retired=["A2", "A3"])

    assert visit().get("/kursus/coba/pelajaran-a2/cetak", status=410).heading == "Pelajaran ini sudah tidak dipakai"
