"""The monthly report: page, paper and workbook say the same, about the end of the month, and say what was corrected."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from lms.clock import now
from lms.db import db
from lms.regions.queries import kelurahan_at, the_city_id
from lms.reporting import actions
from lms.reporting.models import Snapshot
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.figures.rows import Figure
from lms.reporting.queries.report import month_report
from lms.reporting.rules.months import earlier, end_of, month_of, written
from lms.web.filters import day
from tests.certification.test_own_certificates import fetch
from tests.factories.competency import at_level
from tests.factories.people import a_coordinator, a_volunteer, an_agency_officer, an_officer
from tests.factories.reached import a_visit_to, an_aspiration_of, an_event_held, rt_in
from tests.reporting.test_months import BY, LAST, MIDDLE

BEFORE = earlier(LAST, 1)
PRESENT = month_of(now().date())


@pytest.fixture
def agency(visit, magelang, vlog):
    return visit(an_agency_officer(magelang))


@pytest.fixture
def lived(magelang, wates, cacaban, vlog):
    """A city with two finished months: the last one was corrected after it was kept."""
    person = an_officer(wates, "Slamet Riyadi", since=BEFORE)
    at_level(person, 2, months_ago=2)
    an_officer(cacaban, since=BEFORE)
    a_volunteer(cacaban)
    an_aspiration_of(a_visit_to(rt_in(cacaban), person, BEFORE.replace(day=9)))
    an_event_held(wates, person, MIDDLE)
    for month in (BEFORE, LAST):
        actions.take_snapshot(the_city_id(), month, by=BY, at=now() - timedelta(days=2))
    a_visit_to(rt_in(wates), person, MIDDLE, heads=12)
    db.session.flush()
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    db.session.commit()
    return person


def tables_of(page):
    """The rows of every table of a page, as they are written there."""
    return [[cells_of(row) for row in table.iter() if row.tag == "tr"] for table in page.all("table")]


def cells_of(row):
    return [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in {"td", "th"}]


def paper_of(visitor, path):
    return PdfReader(io.BytesIO(fetch(visitor, path).data))


def letters_of(paper):
    return "".join("".join(page.extract_text() for page in paper.pages).split())


def sheets_of(visitor, path):
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(visitor, path).data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def as_written(cell):
    """A cell of a workbook as page and paper write it."""
    if isinstance(cell, float):
        whole = f"{int(cell):,}".replace(",", ".")
        return whole if cell == int(cell) else f"{cell:.1f}".replace(".", ",")
    return " ".join(cell.split())


@pytest.mark.parametrize("base", ["/laporan/", "/kelurahan/wates/laporan/"])
def test_page_paper_and_workbook_hold_the_same_rows(agency, lived, base):
    address = base + written(LAST)
    tables, letters = tables_of(agency.get(address)), letters_of(paper_of(agency, f"{address}.pdf"))
    opening, *sheets, meanings = sheets_of(agency, f"{address}.xlsx").values()

    assert len(tables) == len(sheets) >= 4
    for table, sheet in zip(tables, sheets, strict=True):
        rows = [[as_written(cell) for cell in row] for row in sheet[: len(table)]]
        assert rows == table
        for row in table:
            assert "".join("".join(row).replace("..............", "").split()) in letters.replace("..", ""), row
    assert len(opening) > 4
    assert len(meanings) > 20


def test_a_report_tells_the_month_and_what_was_corrected(agency, lived):
    page = agency.get(f"/laporan/{written(LAST)}")
    rows = {row[0]: row for table in tables_of(page) for row in table}

    assert rows["Kunjungan RT"] == ["Kunjungan RT", "1", "", "", "1", f"dikoreksi {day(now())}: 0 menjadi 1"]
    assert rows["RT terjangkau"][:5] == ["RT terjangkau", "2", "1.016", "0", "1"]
    assert rows["Orang dilatih"][-1] == ""
    assert rows["Wates"][:3] == ["Wates", "RT terjangkau", f"dikoreksi {day(now())}: 0 menjadi 1"]
    assert "RT terjangkau dari 1 menjadi 2." in page.text
    assert "Garis awal penelitian: 10,2" in page.text
    assert rows["Rejowinangun Utara, Jurangombo Utara, Tidar Utara, Tidar Selatan"][1:] == ["4", "228"]
    assert rows["Cetak bahan"][1:3] == ["1.014", "RT belum terjangkau"]
    assert rows["K2 Video (vlog)"][1:6] == ["1", "1", "2", "1", "50"]
    assert rows["K1 Mengelola informasi (ADINDA)"][1] == "belum diketahui", "nobody was assessed, which is not nought"


def test_a_city_takes_two_sheets_and_a_kelurahan_one(agency, lived):
    city = paper_of(agency, f"/laporan/{written(LAST)}.pdf")
    wates = paper_of(agency, f"/kelurahan/wates/laporan/{written(LAST)}.pdf")

    assert (len(city.pages), len(wates.pages)) == (2, 1)
    assert city.trailer["/Root"]["/Lang"] == "id"
    assert city.metadata.title == f"Laporan KIM {month_in_words(LAST)}, Kota Magelang"
    assert (round(city.pages[0].mediabox.width), round(city.pages[0].mediabox.height)) == (595, 842)


def month_in_words(month):
    return day(month).partition(" ")[2]


def test_numbers_are_numbers_and_texts_are_never_formulas(agency, lived):
    sheets = sheets_of(agency, f"/laporan/{written(LAST)}.xlsx")

    assert sheets["Angka pokok"][1][1] == 0.0
    assert sheets["Angka pokok"][0] == ["Ukuran", "Angka", "Dari", "%", "Bulan lalu", "Catatan"]
    assert len(sheets["Tiap kelurahan"]) == 20, "head, 17 kelurahan, the sum, the note"
    assert dict(sheets["Arti tiap ukuran"])["RT"].startswith("Rukun tetangga yang ada pada hari itu. Sumber: ")


def test_the_present_month_is_provisional(agency, lived):
    page = agency.get(f"/laporan/{written(PRESENT)}")

    assert "Sementara, bulan belum selesai." in page.text
    assert "Sementara, bulan belum selesai." in agency.get("/laporan").text
    assert "Bulan sesudahnya" not in page.links()
    assert "Sementara" not in page.click("Bulan sebelumnya").text
    assert sheets_of(agency, f"/laporan/{written(PRESENT)}.xlsx")["Ringkasan"][3][0].startswith("Sementara")


def test_without_a_month_before_nothing_is_compared(agency, wates):
    an_officer(wates)
    page = agency.get(f"/laporan/{written(PRESENT)}")

    assert "Belum ada angka akhir bulan sebelumnya untuk dibandingkan." in page.text
    assert all(len(row) < 6 or not row[5] for table in tables_of(page)[:1] for row in table)


def test_a_quiet_month_says_so(agency, wates):
    an_officer(wates, since=LAST)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    page = agency.get(f"/laporan/{written(PRESENT)}")

    assert f"Sejak akhir {month_in_words(LAST)} angka pokok tidak berubah." in page.text


def test_the_months_of_reports_begin_with_the_first_record(agency, wates):
    an_officer(wates)
    months = [href for href in agency.get("/laporan").links().values() if href.startswith("/laporan/")]

    assert months[0] == f"/laporan/{written(PRESENT)}"
    assert agency.get(months[-1]).heading.startswith("Laporan KIM")
    assert "Bulan sebelumnya" not in agency.get(months[-1]).links()
    first = earlier(PRESENT, len(months) - 1)
    for month in (written(earlier(first, 1)), written(earlier(PRESENT, -1)), "2026-13", "oktober"):
        agency.get(f"/laporan/{month}", status=404)


def test_who_may_read_which_report(visit, agency, magelang, wates, cacaban, vlog):
    coordinator, member = visit(a_coordinator(wates)), visit(an_officer(wates, "Tini"))
    own, other = f"/kelurahan/wates/laporan/{written(PRESENT)}", f"/kelurahan/cacaban/laporan/{written(PRESENT)}"

    assert coordinator.get(own).heading.endswith("Kelurahan Wates")
    for path in (other, "/laporan", f"/laporan/{written(PRESENT)}", f"/laporan/{written(PRESENT)}.pdf", f"{other}.xlsx"):
        coordinator.get(path, status=403)
    assert sheets_of(coordinator, f"/kelurahan/wates/laporan/{written(PRESENT)}.xlsx")["Ringkasan"][2] == ["Kelurahan Wates"]
    member.get(own, status=403)
    agency.get(f"/kelurahan/hilang/laporan/{written(PRESENT)}", status=404)


def test_a_kelurahan_of_another_city_is_none_of_this_report(magelang, vlog):
    figures = city_figures(the_city_id(), at=now(), by=BY)

    with pytest.raises(LookupError):
        month_report(figures, PRESENT, "hilang")


def test_corrections_that_outweigh_each_other_change_no_sum(magelang, wates, cacaban, vlog):
    an_officer(wates)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now() - timedelta(days=3))
    figures = city_figures(the_city_id(), at=end_of(LAST, now().tzinfo), by=BY)
    moment = now()
    for place, value in ((wates, 5), (cacaban, -5)):
        kept = {"month": LAST, "kelurahan_id": place.id, "measure": "kunjungan"}
        db.session.add(Snapshot(**kept, version=2, value=value, whole=None, taken_at=moment))
    db.session.flush()
    report = month_report(figures, LAST)
    row = next(one for one in report.rows if one.kelurahan_id == wates.id)

    assert report.correction("kunjungan") is None
    found = report.correction("kunjungan", row)
    assert (found.before, found.after, found.on) == (Figure(0), Figure(5), now().date())
    assert report.correction("kegiatan") is None


def test_a_kelurahan_that_was_kept_later_is_counted_as_it_is_known(magelang, wates, cacaban, vlog):
    an_officer(wates)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now() - timedelta(days=3))
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_id == cacaban.id).values(version=2, taken_at=now()))
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_id == wates.id).values(taken_at=now()))
    db.session.flush()
    report = month_report(city_figures(the_city_id(), at=end_of(LAST, now().tzinfo), by=BY), LAST)

    assert report.figure("rt") == Figure(1016)
    assert report.correction("rt") is None


def test_a_corrected_whole_is_told_too(agency, lived, wates):
    kept = {"month": LAST, "kelurahan_id": wates.id, "measure": "rt_pembawa"}
    db.session.add(Snapshot(**kept, version=2, value=0, whole=81, taken_at=now()))
    page = agency.get(f"/laporan/{written(LAST)}")

    assert next(row for row in tables_of(page)[0] if row[0] == "RT dengan pembawa kabar")[-1].endswith("1.016 menjadi 1.017")


@pytest.mark.parametrize(("slug", "words"), [("tidar-utara", "KIM Tidar Utara vakum."), ("wates", "KIM Wates aktif.")])
def test_a_kelurahan_reads_how_its_group_stands(agency, lived, slug, words):
    assert kelurahan_at(slug)
    assert words in agency.get(f"/kelurahan/{slug}/laporan/{written(LAST)}").text
