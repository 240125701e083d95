"""Posters: made once for a place, counted by day, followed into the sign-up."""

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.volunteering.actions.sources import make_source
from lms.volunteering.models import Application, Source, Visits
from lms.volunteering.rules.visits import is_seen
from tests.factories.people import a_coordinator, an_application, an_officer
from tests.journeys.test_a_young_person_offers_help import sign_up


@pytest.fixture
def coordinator(wates):
    return a_coordinator(wates)


@pytest.fixture
def poster(coordinator, wates):
    made = make_source(wates.id, "SMA 1", by_id=coordinator.id, at=now())
    db.session.flush()
    return made


def counted():
    db.session.expire_all()
    return db.session.scalars(select(Visits.count)).all()


def test_a_poster_is_made_once_and_printed_with_its_address(visit, coordinator, wates):
    page = visit(coordinator).get("/kelurahan/wates/poster")

    empty = page.submit("Buat poster", status=422, place=" ")
    sheet = page.submit("Buat poster", place="SMA 1").follow()
    again = page.submit("Buat poster", place="sma 1").follow()

    made = db.session.scalars(select(Source)).one()
    assert "Tulis tempatnya." in empty.alert
    assert sheet.path == again.path == f"/kelurahan/wates/poster/{made.id}"
    assert f"/r/{made.code}" in sheet.text
    assert "<svg" in sheet.html


def test_a_visit_is_counted_and_its_sign_up_remembers_the_poster(visit, vlog, poster, wates):
    visitor = visit()

    page = visitor.get(f"/r/{poster.code.lower()}")
    visitor.get(f"/r/{poster.code}")
    sign_up(visitor).submit("Kirim pendaftaran")

    assert page.path == "/relawan/lowongan/wates"
    assert counted() == [2]
    assert db.session.scalars(select(Application)).one().source_id == poster.id


def test_what_nobody_has_seen_is_not_counted(visit, poster):
    visitor = visit()

    assert visitor.status_of("HEAD", f"/r/{poster.code}") == 303
    assert visitor.status_of("GET", f"/r/{poster.code}", headers={"Sec-Purpose": "prefetch"}) == 303

    assert counted() == []


def test_a_code_that_leads_nowhere_shows_what_the_whole_city_needs(visit, vlog, poster, wates):
    found = an_application(wates)
    visitor = visit()
    for number in range(30):  # a class that scans a torn poster, all behind one address
        assert visitor.get(f"/r/AAAA{number:02}", status=303).location == "/relawan/lowongan"

    sign_up(visitor).submit("Kirim pendaftaran")
    visitor.get(f"/relawan/status/{found.code}")

    assert counted() == []
    assert db.session.scalars(select(Application.source_id)).all() == [None, None]


def test_the_list_tells_what_each_poster_brought(visit, vlog, coordinator, poster, wates):
    visitor = visit()
    visitor.get(f"/r/{poster.code}")
    sign_up(visitor).submit("Kirim pendaftaran")

    page = visit(coordinator).get("/kelurahan/wates/poster")

    assert "dibuka 1 kali, 1 mendaftar" in page.text
    assert page.statements <= 6


def test_posters_are_for_those_who_answer(visit, poster, wates, cacaban):
    stranger = visit(a_coordinator(cacaban, "Rini"))

    visit(an_officer(wates)).get("/kelurahan/wates/poster", status=403)
    stranger.get(f"/kelurahan/wates/poster/{poster.id}", status=403)
    stranger.get(f"/kelurahan/cacaban/poster/{poster.id}", status=404)


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", {}, True),
        ("GET", {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130"}, True),
        ("HEAD", {}, False),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}, False),
        ("GET", {"Purpose": "prefetch"}, False),
        ("GET", {"User-Agent": "WhatsApp/2.23.20.0"}, False),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, False),
    ],
)
def test_only_people_who_look_are_counted(method, headers, counts):
    assert is_seen(method, headers) is counts


def test_a_message_and_the_first_poster_take_one_press(visit, coordinator, wates):
    page = visit(coordinator).get("/kelurahan/wates/poster")

    page.submit("Buat pesan WhatsApp")
    page.submit("Buat poster")

    assert set(db.session.scalars(select(Source.place))) == {"WhatsApp", "Kelurahan Wates"}
    assert "Buat pesan WhatsApp" not in visit(coordinator).get("/kelurahan/wates/poster").text


def test_a_poster_is_indonesian_whatever_its_maker_reads(visit, coordinator, poster):
    maker = visit(coordinator)
    maker.get("/kelurahan/wates/lowongan/officer").submit("Terbitkan")
    maker.get("/tampilan/bahasa/en")

    page = maker.get(f"/kelurahan/wates/poster/{poster.id}")

    assert "Pengurus KIM" in page.text
    assert "KIM officers" not in page.text
