"""Journey 4: a Diskominsta officer signs in and reads the city."""

import csv
import io

import pytest

from lms.clock import now
from lms.learning.actions import Answer, finish_lesson
from lms.volunteering.models import State
from tests.factories.people import PASSWORD, a_volunteer, an_agency_officer, an_application, an_officer
from tests.journeys.test_a_young_person_offers_help import invite

pytestmark = pytest.mark.journey


@pytest.fixture
def officer(visit, magelang):
    an_agency_officer(magelang)
    visitor = visit()
    visitor.get("/masuk").submit("Masuk", username="dinas", password=PASSWORD)
    return visitor


def study(person, course, lessons):
    from lms.db import db
    from lms.web.pages import stable_key

    for lesson in course.lessons[:lessons]:
        answer = Answer(stable_key(person.id, lesson.id), lesson.revision_number)
        finish_lesson(course, lesson, person.id, answer=answer, at=now())
    db.session.commit()


def test_signs_in_with_a_password_and_lands_on_the_dashboard(visit, magelang, vlog):
    an_agency_officer(magelang)

    page = visit().get("/masuk").submit("Masuk", username="Dinas", password=PASSWORD).follow()

    assert page.path == "/dasbor"
    assert page.heading == "13 dari 17 KIM aktif, 0 dari 1.016 RT terjangkau"


def test_the_table_the_lists_and_the_csv_agree(officer, vlog, wates, cacaban):
    for name in ("Sri Wahyuni", "Endang Lestari", "Tini Suharti"):
        study(an_officer(wates, name), vlog, {"S": 8, "E": 3, "T": 0}[name[0]])
    a_volunteer(cacaban)

    page = officer.get("/dasbor")
    rows = {row[0]: row for row in table(page)}
    file = list(csv.DictReader(io.StringIO(officer.get("/dasbor.csv").html.lstrip("\ufeff"))))
    listed = officer.get("/dasbor/rincian/mulai?kelurahan=wates&kursus=vlog")

    assert rows["Wates"] == ["Wates", "Aktif", "3 / 8", "0", "0", "2 / 1", "80"]
    assert rows["Cacaban"][4] == "1"
    assert rows["Kota Magelang"] == ["Kota Magelang", "13 / 17", "3 / 136", "0", "1", "2 / 1", "1.016"]
    assert len(file) == 17
    wates_line = next(line for line in file if line["kelurahan"] == "Wates")
    names = ("pengurus", "kursi", "anggota", "relawan", "mulai_vlog", "selesai_vlog", "rt", "kode")
    assert [wates_line[name] for name in names] == ["3", "8", "0", "0", "2", "1", "80", "33.71.02.1003"]
    assert "(2)" in listed.heading
    assert {"Ibu Sri Wahyuni", "Ibu Endang Lestari"} <= {text.strip() for text in listed.text.split("\n")} | set(names_on(listed))


def names_on(page):
    return [" ".join("".join(item.itertext()).split()) for item in page.all("span") if item.get("class") == "row-title"]


def table(page):
    rows = []
    for row in page.all("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in {"td", "th"}]
        rows.append(cells)
    return rows


def test_every_number_opens_its_list(officer, vlog, wates):
    an_officer(wates)
    page = officer.get("/dasbor")

    for href in {link for link in page.links().values() if link.startswith("/dasbor/rincian/")}:
        listed = officer.get(href)
        shown = len(names_on(listed))
        assert f"({shown:,})".replace(",", ".") in listed.heading


def test_every_address_on_the_table_counts_what_it_lists(officer, vlog, wates):
    an_officer(wates)
    page = officer.get("/dasbor")

    for link in page.all("a"):
        href, number = link.get("href", ""), "".join(link.itertext()).strip().replace(".", "")
        if href.startswith("/dasbor/rincian/") and number.isdecimal() and "kelurahan=wates" in href:
            assert len(names_on(officer.get(href))) == int(number), href


def test_the_map_switches_its_measure(officer, vlog):
    for measure in ("selesai", "pengurus", "relawan", "rt_terjangkau", "k1", "k5"):
        page = officer.get(f"/dasbor?peta={measure}")
        assert len(page.all("{http://www.w3.org/2000/svg}a")) == 17


def test_waiting_applications_stand_among_the_things_to_do(officer, vlog, wates):
    an_application(wates)

    page = officer.get("/dasbor").click("Lihat Wates")

    assert page.heading == "Pendaftar relawan Wates"


def test_every_page_agrees_on_how_many_wait(officer, vlog, wates):
    an_application(wates)
    an_application(wates, "Rani", age=16, state=State.GUARDIAN)
    an_application(None, "Rangga")

    page = officer.get("/dasbor")

    assert "2 pendaftar menunggu" in page.text
    assert "Menunggu jawaban (2)" in page.click("Lihat Luar kota").text
    assert "Menunggu jawaban (1)" in page.click("Lihat Wates").text
    assert "1 pendaftar relawan menunggu jawaban." in officer.get("/kelurahan/wates").text


@pytest.mark.parametrize("path", ["/dasbor", "/kelola/relawan", "/kelola/kuis", "/kelola/fitur"])
def test_every_office_page_has_the_same_way_to_all_places(officer, vlog, path):
    menu = next(item for item in officer.get(path).all("nav") if item.get("class") == "menu")

    hrefs = [link.get("href") for link in menu.iter("a")]
    for href in ("/beranda", "/dasbor", "/kelola/relawan", "/tanya", "/sesi", "/saya"):
        assert href in hrefs
    assert [link.get("href") for link in menu.iter("a") if link.get("aria-current")] == [path]
    for href in hrefs:
        officer.get(href)


def test_somebody_from_outside_the_city_is_answered_by_the_agency(officer, vlog):
    an_application(None, "Rangga")

    page = invite(officer.get("/kelola/relawan").click("Rangga"))
    page = page.submit("Terima Rangga", accept__talked="y", accept__reference="Kampus").follow()

    assert "Rangga diterima" in page.status_message


def test_a_list_that_makes_no_sense_is_not_found(officer, vlog):
    for path in ("mulai", "selesai", "vakum", "hilang", "pengurus?kelurahan=hilang", "mulai?kursus=hilang"):
        officer.get(f"/dasbor/rincian/{path}", status=404)
    officer.get("/dasbor?peta=hilang", status=404)
