"""The funnel of volunteers: page, file and public page say the same, and only the right people see it."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from lms.clock import beginning_of, now
from lms.db import db
from lms.reporting.rules.funnel import quarter, quarters
from lms.volunteering.models import Reason, Source, State, Transition, Visits
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_application, an_officer
from tests.factories.recognition import met, paired

pytestmark = pytest.mark.usefixtures("steady_catalog")

ROAD = (State.WAITING, State.ORIENTATION, State.READY, State.PAIRED, State.ACTIVE, State.FINISHED)


def came(kelurahan, until, *, count=1, age=20, days_ago=40):
    """Let people apply and come as far as a state, a day for each step."""
    road = ROAD[: ROAD.index(until) + 1]
    for number in range(count):
        application = an_application(kelurahan, f"R{number}", age=age, state=until, hours_ago=24 * days_ago)
        application.answered_at = application.sent_at + timedelta(days=1)
        db.session.execute(delete(Transition).where(Transition.application_id == application.id))
        for place, state in enumerate(road):
            moment = application.sent_at + timedelta(days=place)
            moved = {"came_from": road[place - 1] if place else None, "moved_to": state, "at": moment}
            db.session.execute(insert(Transition).values(application_id=application.id, **moved))
            application.state_since = moment
    db.session.flush()


@pytest.fixture
def agency(visit, magelang):
    return visit(an_agency_officer(magelang))


@pytest.fixture
def people(wates, cacaban):
    came(wates, State.WAITING, count=8)
    came(wates, State.READY, count=6)
    came(wates, State.FINISHED, count=7)
    came(cacaban, State.ACTIVE, count=9)
    came(cacaban, State.ORIENTATION, count=2)
    came(None, State.WAITING, count=6)


def table(page, label):
    """The rows of the table in the box with this label, as dictionaries by their head."""
    [box] = [item for item in page.all("div") if item.get("aria-label") == label]
    found = box.find(".//table")
    lines = [["".join(cell.itertext()).strip() for cell in row if cell.tag in {"th", "td"}] for row in found.iter("tr")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def file_of(visitor, path="/dasbor/relawan.csv"):
    text = visitor.get(path).response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_page_file_and_public_page_say_the_same(visit, agency, people):
    titles = {"daftar": "Mendaftar", "terima": "Diterima", "siap": "Siap", "pasangan": "Punya pasangan", "aktif": "Aktif"}
    titles |= {"enam": "Pertemuan tuntas", "pengurus": "Jadi pengurus"}
    page, lines = agency.get("/dasbor/relawan"), file_of(agency)
    public = {row["Kelurahan"]: row for row in table(visit().get("/capaian/relawan"), "Tabel relawan, dapat digulir")}
    hidden = 0

    for row in table(page, "Tabel kelurahan, dapat digulir"):
        for key, title in titles.items():
            [line] = [line for line in lines if (line["kelurahan"], line["ukuran"]) == (row["Kelurahan"], key)]
            assert line["jumlah"] == row[title]
            assert public[row["Kelurahan"]][title] in {row[title], "–"}
            hidden += public[row["Kelurahan"]][title] == "–"
    assert public["Kota Magelang"]["Mendaftar"] == "38"
    assert hidden
    steps = {row["Langkah"]: row for row in table(page, "Tabel langkah relawan, dapat digulir")}
    assert (steps["Diterima"]["Jumlah"], steps["Diterima"]["Dari"], steps["Diterima"]["%"]) == ("24", "38", "63")
    [total] = [line for line in lines if (line["kelurahan"], line["ukuran"]) == ("Kota Magelang", "terima")]
    assert (total["dari"], total["persen"], total["median_hari"]) == ("38", "63", "1.0")
    assert page.heading == "38 mendaftar, 16 aktif, 7 tuntas"


def test_two_accepted_in_cacaban_are_not_to_be_worked_out(visit, people):
    public = {row["Kelurahan"]: row for row in table(visit().get("/capaian/relawan"), "Tabel relawan, dapat digulir")}

    assert public["Cacaban"]["Diterima"] == "11"
    assert public["Cacaban"]["Siap"] == "–"
    assert public["Kota Magelang"]["Siap"] == "–"


def test_a_coordinator_sees_the_own_kelurahan_only(visit, wates, people):
    slamet = visit(a_coordinator(wates))
    page = slamet.get("/kelurahan/wates/corong")

    assert page.heading == "21 mendaftar, 7 aktif, 7 tuntas"
    assert "Cara menghitung" in page.text
    slamet.get("/kelurahan/cacaban/corong", status=403)
    slamet.get("/dasbor/relawan", status=403)
    slamet.get("/dasbor/relawan.csv", status=403)
    slamet.get("/kelurahan/tidak-ada/corong", status=404)


def test_a_quarter_is_chosen_in_the_address(agency, wates):
    came(wates, State.WAITING, count=3, days_ago=400)
    came(wates, State.WAITING, count=2, days_ago=0)
    today = now().date()

    page = agency.get("/dasbor/relawan").click(f"Triwulan {(today.month - 1) // 3 + 1}, {today.year}")

    assert page.heading.startswith("2 mendaftar")
    assert file_of(agency, f"/dasbor/relawan.csv?masa={today.year}-{(today.month - 1) // 3 + 1}")
    agency.get("/dasbor/relawan?masa=2026-9", status=404)


def test_a_quarter_begins_at_midnight_in_the_city(agency, wates):
    chosen = quarters(now().date())[0]
    begin = beginning_of(quarter(chosen).starts_on)
    for sent_at in (begin - timedelta(seconds=1), begin, begin + timedelta(seconds=1)):
        an_application(wates).sent_at = sent_at
    db.session.flush()

    page = agency.get(f"/dasbor/relawan?masa={chosen}")

    assert page.heading.startswith("2 mendaftar")


def test_the_figures_beside_the_steps(agency, wates):
    dimas, rani = a_person("Dimas", wates), a_person("Rani", wates)
    pair = paired(dimas, an_officer(wates, "Sri Wahyuni"), wates)
    met(pair, days_ago=20, minutes=90)
    met(pair, days_ago=16, minutes=30, late=True)
    met(pair, days_ago=15, confirmed=False)
    met(pair, days_ago=1, confirmed=False)
    paired(rani, an_officer(wates, "Joko"), wates, days_ago=3)
    source = Source(code="ABC234", kelurahan_id=wates.id, place="SMA 1", made_at=now(), made_by_id=dimas.id)
    db.session.add(source)
    gone = an_application(wates, "", state=State.ERASED)
    gone.reason = Reason.GUARDIAN
    db.session.add(Transition(application_id=gone.id, moved_to=State.ERASED, at=now(), reason=Reason.GUARDIAN))
    db.session.flush()
    db.session.add(Visits(source_id=source.id, day=now().date(), count=12))
    an_application(wates).source_id = source.id

    page = agency.get("/kelurahan/wates/corong")

    lines = {line["ukuran"]: line for line in file_of(agency) if line["kelurahan"] == "Wates"}
    assert "2 dari 8" in page.text
    assert "SMA 112 kunjungan, 1 mendaftar" in page.text
    assert "Wali tidak mengizinkan1" in page.text
    assert (lines["jam"]["jumlah"], lines["tepat"]["jumlah"], lines["tepat"]["dari"]) == ("120", "1", "3")
    assert (lines["diam"]["jumlah"], lines["diam"]["dari"], lines["cabut"]["jumlah"]) == ("1", "2", "1")
    assert (lines["poster:SMA 1"]["jumlah"], lines["alasan:guardian"]["jumlah"]) == ("1", "1")


def test_ten_times_the_people_take_the_same_statements(visit, agency, wates, people):
    pages = [(agency, "/dasbor/relawan"), (visit(a_coordinator(wates)), "/kelurahan/wates/corong"), (visit(), "/capaian/relawan")]
    for visitor, path in pages:
        visitor.get(path)
    few = [visitor.get(path).statements for visitor, path in pages]
    came(wates, State.FINISHED, count=70)

    assert [visitor.get(path).statements for visitor, path in pages] == few
    assert max(few) <= 22
