"""The RT of a kelurahan, corrected by the kelurahan; the past keeps its count."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.regions.models import Rt
from lms.regions.queries import rt_of
from tests.factories.people import a_coordinator, an_agency_officer, an_officer


def rt(kelurahan, label):
    return db.session.scalars(select(Rt).where(Rt.kelurahan_id == kelurahan.id, Rt.label == label)).one()


@pytest.fixture
def coordinator(visit, wates):
    return visit(a_coordinator(wates))


def test_an_rt_is_added_once_with_day_and_source(coordinator, wates):
    page = coordinator.get("/kelurahan/wates/rt").click("Tambah RT")
    fields = {"label": "RT 081", "rw": "03", "source": "SK Lurah 12/2026", "opened_on": "01-05-2026"}

    done = page.submit("Simpan RT ini", **fields).follow()
    page.submit("Simpan RT ini", **fields)

    new = rt(wates, "81")
    assert (new.rw, new.opened_on, new.source) == ("3", date(2026, 5, 1), "SK Lurah 12/2026")
    assert "81 RT hari ini." in done.text
    assert "RW 3 (1)" in done.text
    assert [item for item in done.all("li") if item.get("id") == f"rt-{new.id}"]
    assert len(db.session.scalars(select(Entry).where(Entry.action == "add_rt")).all()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": "007"}, "RT 7 sudah ada di kelurahan ini."),
        ({"label": "81", "opened_on": "01-01-1900"}, "Tanggalnya tidak wajar."),
        ({"label": "81", "opened_on": (now().date() + timedelta(days=2)).isoformat()}, "Tanggalnya belum tiba."),
        ({"label": ""}, "Tulis nomor RT-nya."),
        ({"label": "81", "source": ""}, "Tulis sumbernya"),
        ({"label": "delapan puluh satu"}, "Tulis nomornya saja"),
    ],
)
def test_a_wrong_rt_is_refused_and_nothing_typed_is_lost(coordinator, wates, fields, words):
    page = coordinator.get("/kelurahan/wates/rt/tambah")
    common = {"label": "81", "rw": "", "source": "SK Lurah 12/2026", "opened_on": "01-05-2026"}

    told = page.submit("Simpan RT ini", status=422, **(common | fields))

    assert words in told.alert
    assert len(rt_of(wates.id)) == 80


def test_an_rt_is_renamed_and_gets_its_rw(coordinator, wates):
    page = coordinator.get(f"/kelurahan/wates/rt/{rt(wates, '7').id}")

    page.submit("Simpan perubahan", label="7A", rw="2", source="SK Lurah 12/2026")
    page.submit("Simpan perubahan", label="7A", rw="2", source="SK Lurah 12/2026")
    other = coordinator.get(f"/kelurahan/wates/rt/{rt(wates, '8').id}")
    doubled = other.submit("Simpan perubahan", status=422, label="7a", rw="2")

    assert rt(wates, "7A").rw == "2"
    assert "RT 7A RW 2 sudah ada di kelurahan ini." in doubled.alert
    trace = db.session.scalars(select(Entry).where(Entry.action == "change_rt")).one()
    assert trace.details["label"] == "7 > 7A"


def test_the_second_of_two_who_rename_is_told_what_it_is_now(visit, coordinator, magelang, wates):
    address = f"/kelurahan/wates/rt/{rt(wates, '7').id}"
    page = coordinator.get(address)
    visit(an_agency_officer(magelang)).get(address).submit("Simpan perubahan", rw="2")

    told = page.submit("Simpan perubahan", status=422, label="7A")
    assert "Sekarang RW: 2." in told.alert
    assert 'value="7A"' in told.html
    told.submit("Simpan perubahan", rw="2")

    assert rt(wates, "7A").rw == "2"


def test_a_closed_rt_counts_in_the_past_and_can_be_opened_again(coordinator, wates):
    seven, day = rt(wates, "7"), now().date() - timedelta(days=10)
    page = coordinator.get(f"/kelurahan/wates/rt/{seven.id}").click("Tutup RT ini")
    fields = {"closed_on": day.isoformat(), "source": "SK Lurah 13/2026"}

    done = page.submit("Tutup RT", **fields).follow()
    page.submit("Tutup RT", **fields)
    twice = page.submit("Tutup RT", status=422, closed_on=now().date().isoformat(), source="SK Lurah 14/2026")

    assert "79 RT hari ini." in done.text
    assert "Sudah ditutup (1)" in done.text
    assert "sudah ditutup" in twice.alert
    assert (len(rt_of(wates.id, on=day - timedelta(days=1))), len(rt_of(wates.id, on=day)), len(rt_of(wates.id))) == (80, 79, 79)
    again = coordinator.get("/kelurahan/wates/rt/tambah").submit(
        "Simpan RT ini", status=422, label="7", rw="", source="SK", opened_on=day.isoformat()
    )
    assert "Buka lagi RT itu." in again.alert
    there = coordinator.get(f"/kelurahan/wates/rt/{seven.id}")
    there.submit("Buka lagi RT ini")
    there.submit("Buka lagi RT ini")
    assert (seven.closed_on, len(rt_of(wates.id, on=day))) == (None, 80)
    assert len(db.session.scalars(select(Entry).where(Entry.action == "reopen_rt")).all()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closed_on": (now().date() + timedelta(days=2)).isoformat()}, "Tanggalnya belum tiba."),
        ({"closed_on": "01-05-2026"}, "RT ini baru ada sejak 1 Mei 2026."),
        ({"closed_on": ""}, "Pilih tanggalnya."),
        ({"source": ""}, "Tulis sumbernya"),
    ],
)
def test_an_rt_does_not_end_in_the_future_or_before_it_began(coordinator, wates, fields, words):
    seven = rt(wates, "7")
    seven.opened_on = date(2026, 5, 1)
    page = coordinator.get(f"/kelurahan/wates/rt/{seven.id}/tutup")

    told = page.submit("Tutup RT", status=422, **({"source": "SK Lurah 13/2026"} | fields))

    assert words in told.alert
    assert rt(wates, "7").closed_on is None


def test_an_rt_that_opens_later_did_not_count_before(wates):
    db.session.add(Rt(kelurahan_id=wates.id, label="81", rw="", source="SK", opened_on=date(2026, 5, 1)))
    db.session.flush()

    assert [len(rt_of(wates.id, on=day)) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [80, 81]


def test_the_rt_of_another_kelurahan_is_not_found(coordinator, wates, cacaban):
    theirs = rt(cacaban, "7")

    assert coordinator.status_of("GET", f"/kelurahan/wates/rt/{theirs.id}") == 404
    assert coordinator.status_of("GET", f"/kelurahan/wates/rt/{theirs.id}/tutup") == 404
    assert coordinator.status_of("GET", f"/kelurahan/cacaban/rt/{theirs.id}") == 403
    assert coordinator.status_of("GET", "/kelurahan/tidak-ada/rt") == 404


def test_officers_who_do_not_coordinate_change_no_rt(visit, wates):
    member = visit(an_officer(wates, "Endang Lestari"))

    assert member.status_of("GET", "/kelurahan/wates/rt") == 403
    assert member.status_of("GET", "/kelurahan/wates/rt/tambah") == 403
    assert member.status_of("POST", f"/kelurahan/wates/rt/{rt(wates, '7').id}/buka-lagi") in {400, 403}


def test_a_kelurahan_without_rt_says_so(coordinator, wates):
    for one in rt_of(wates.id):
        db.session.delete(one)

    assert "Belum ada RT yang tercatat." in coordinator.get("/kelurahan/wates/rt").text
