"""A group as a whole: its decree and its beginnings; the city's group stands beside the kelurahan's, not above them."""

from datetime import timedelta

import pytest

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.kim.models import Status
from lms.kim.queries import group_in, group_of, place_of
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer


def a_city_coordinator(city):
    person = a_person("Bambang Sutrisno")
    grant_role(person, Role.COORDINATOR, city, by_id=None, on=now().date() - timedelta(days=5))
    db.session.flush()
    return person


PAGES = ("pengurus", "pengurus/tambah", "pengurus/sk", "serah-terima")


@pytest.mark.parametrize("page", PAGES)
def test_who_may_keep_which_groups_people(visit, magelang, wates, cacaban, page):
    own, other, member = a_coordinator(wates), a_coordinator(cacaban, "Joko Prasetyo"), an_officer(wates, "Endang Lestari")
    city, agency = a_city_coordinator(magelang), an_agency_officer(magelang)
    here, there = f"/kelurahan/wates/{page}", f"/kota/{page}"
    may = {own.id: (200, 403), other.id: (403, 403), member.id: (403, 403), city.id: (403, 200), agency.id: (200, 200)}

    people = (own, other, member, city, agency)
    found = {one.id: tuple(visit(one).status_of("GET", way) for way in (here, there)) for one in people}

    assert found == may
    assert visit(agency).status_of("GET", f"/kelurahan/tidak-ada/{page}") == 404


def test_the_city_group_is_kept_like_any_other(visit, magelang, wates):
    sri = an_officer(wates)
    city = visit(a_city_coordinator(magelang))
    page = city.get("/kota/pengurus/tambah")

    fields = {"person": str(sri.id), "honorific": "ibu", "position": "member", "starts_on": "01-02-2026"}

    listed = page.submit("Simpan orang ini", **fields).follow()

    assert "Ibu Sri Wahyuni" in listed.text
    assert "Jumlah kursinya belum dicatat." in listed.text
    term = listed.click("Ibu Sri Wahyuni")
    term.submit("Simpan lembaga", body="lpm", rt="0", rw="")
    term.click("Akhiri masa bakti")
    assert city.get("/kota/serah-terima").heading == "Serah terima pengurus"


def test_a_decree_is_kept_and_one_that_is_over_warns(visit, wates):
    coordinator, group = visit(a_coordinator(wates)), group_of(wates.id)
    assert "SK kelompok belum dicatat." in coordinator.get("/kelurahan/wates/pengurus").text
    page = coordinator.get("/kelurahan/wates/pengurus").click("Ubah SK kelompok")

    wrong = page.submit("Simpan SK", status=422, number="1/2024", on="01-02-2024", until="01-01-2024")
    saved = page.submit("Simpan SK", number="1/2024", on="01-01-2024", until="31-12-2025").follow()
    again = page.submit("Simpan SK", number="1/2024", on="01-01-2024", until="31-12-2025").follow()
    assert "berakhir sebelum terbit" in wrong.alert
    assert "SK sudah habis 31 Desember 2025." in saved.text
    assert again.status_message == "SK tersimpan."

    group.decree_until = now().date() + timedelta(days=30)
    assert "Siapkan serah terima" in coordinator.get("/kelurahan/wates/pengurus").text
    group.decree_until = now().date() + timedelta(days=300)
    assert "SK 1/2024 berlaku sampai" in coordinator.get("/kelurahan/wates/pengurus").text


def test_two_who_change_the_decree_at_once(visit, wates):
    first, second = visit(a_coordinator(wates)), visit(a_coordinator(wates, "Bambang Sutrisno"))
    page = second.get("/kelurahan/wates/pengurus/sk")
    first.get("/kelurahan/wates/pengurus/sk").submit("Simpan SK", number="1/2026", until="31-12-2028")

    told = page.submit("Simpan SK", status=422, number="2/2026")

    assert "Sekarang nomor SK: 1/2026; SK berlaku sampai: 31 Desember 2028." in told.alert
    told.submit("Simpan SK", number="2/2026")
    assert group_of(wates.id).decree_number == "2/2026"


def test_the_agency_corrects_where_a_group_began(visit, magelang, wates):
    agency = visit(an_agency_officer(magelang))
    page = agency.get("/kelola/kim").click("Status awal KIM Wates")

    tomorrow = (now().date() + timedelta(days=1)).isoformat()
    early = page.submit("Simpan status awal", status=422, on=tomorrow)
    typed = values(page) | {"status": "dormant", "on": "01-03-2026", "source": "Diskominsta, 2026", "seats": "10"}
    done = agency.post("/kelurahan/wates/status-awal", typed).follow()
    same = agency.post("/kelurahan/wates/status-awal", typed)

    group = group_of(wates.id)
    assert "Tanggal statusnya belum tiba." in early.alert
    assert (group.starting_status, group.source, group.seats) == (Status.DORMANT, "Diskominsta, 2026", 10)
    assert "Menurut Diskominsta, 2026." in done.text
    assert same.status == 303
    assert visit(a_coordinator(wates)).status_of("GET", "/kelurahan/wates/status-awal") == 403
    assert agency.get("/kota/status-awal").heading == "Status awal KIM Kota Magelang"


def values(page):
    return {item.get("name"): item.get("value", "") for item in page.all("input") if item.get("type") == "hidden"}


def test_a_group_belongs_to_one_place(magelang, wates, cacaban):
    assert group_in(wates).id == group_of(wates.id).id
    assert place_of(group_in(magelang)) == magelang
    assert place_of(group_in(cacaban)) == cacaban
