"""Planning events, changing them, calling them off; who may see them."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from lms.clock import now
from lms.db import db
from lms.outreach.actions import planning
from lms.outreach.actions.planning import CannotPlan, Place, Plan
from lms.outreach.models.events import Event, Material, Presence
from lms.outreach.models.words import Forum, Noted, Step, Topic
from lms.outreach.queries.events import events_held
from lms.regions.queries import rt_of
from tests.factories.outreach import an_event
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.statements import Statements
from tests.visitor import filled_in


@pytest.fixture
def cast(vlog, magelang, wates, cacaban):
    return SimpleNamespace(
        coordinator=a_coordinator(wates),
        officer=an_officer(wates, "Sri Wahyuni"),
        volunteer=a_volunteer(wates, "Dimas"),
        neighbour=an_officer(cacaban, "Joko Susilo"),
        other=a_coordinator(cacaban, "Bambang Irawan"),
        agency=an_agency_officer(magelang),
        resident=a_person("Tini Lestari", wates),
    )


def plan_of(**changed):
    start = now() + timedelta(days=2)
    values = {
        "title": "Kelas vlog RT 3",
        "forum": Forum.TRAINING,
        "topic": Topic.TECHNOLOGY,
        "step": Step.IMPLEMENTATION,
        "is_invited": False,
        "place": "Balai RW",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
    }
    return Plan(**(values | changed))


def fields(**changed):
    day = (now() + timedelta(days=3)).date()
    values = {
        "title": "Kelas vlog RT 3",
        "forum": "training",
        "topic": "technology",
        "step": "implementation",
        "whose": "own",
        "place": "Balai RW",
        "day": day.isoformat(),
        "begins": "19.30",
        "ends": "21.00",
    }
    return values | changed


def only_event():
    db.session.expire_all()
    return db.session.query(Event).one()


def test_a_coordinator_plans_an_event_with_an_rt_and_lessons(visit, cast, vlog, wates):
    rt = rt_of(wates.id)[0]
    first, second = vlog.lessons[0], vlog.lessons[1]
    page = visit(cast.coordinator).get("/kegiatan").click("Rencanakan kegiatan")
    done = page.submit("Simpan kegiatan", **fields(rt=str(rt.id), lesson_1=first.id, lesson_3=second.id)).follow()

    planned = only_event()
    assert "Kegiatan tersimpan" in done.status_message
    assert done.heading == "Kelas vlog RT 3"
    assert first.title in done.text
    assert (planned.kelurahan_id, planned.rt_id, planned.is_invited) == (wates.id, rt.id, False)
    assert {item.lesson_id for item in db.session.query(Material)} == {first.id, second.id}
    assert f"RT {rt.label}" in done.text


def test_pressing_twice_plans_one_event(app, visit, cast):
    visitor = visit(cast.coordinator)
    page = visitor.get("/kegiatan/rencana")
    typed = filled_in(page.form("Simpan kegiatan")) | fields(rt="", lesson_1="", lesson_2="", lesson_3="")

    statuses = press_together(app, "/kegiatan/rencana", [(visitor, typed), (visitor, typed)])

    assert set(statuses) <= {303, 409}
    assert 303 in statuses
    assert only_event()
    visitor.post("/kegiatan/rencana", typed)
    assert only_event()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": " "}, "Tulis nama kegiatannya"),
        ({"topic": "apa saja"}, "Pilih salah satu dari daftar"),
        ({"ends": "19.00"}, "sesudah jam mulai"),
        ({"begins": "jam tujuh"}, "Jamnya belum benar"),
        ({"day": "31-31-2026"}, "Tanggalnya belum benar"),
        ({"day": "2029-01-01"}, "terlalu jauh"),
        ({"day": "2020-01-01"}, "lebih dari 31 hari"),
        ({"rt": "999999"}, "dari daftar"),
        ({"lesson_2": "tidak-ada"}, "dari daftar"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(visit, cast, changed, words):
    page = visit(cast.coordinator).get("/kegiatan/rencana")
    again = page.submit("Simpan kegiatan", status=422, **fields(**changed))

    assert words in again.alert
    assert "Balai RW" in again.html
    assert db.session.query(Event).count() == 0


def test_the_city_plans_for_itself_and_where_it_must_for_a_kelurahan(visit, cast, wates, magelang):
    agency = visit(cast.agency)
    page = agency.get("/kegiatan/rencana")
    assert "RT mana" not in page.text
    page.submit("Simpan kegiatan", **fields(whose="invited"))
    assert only_event().city_id == magelang.id
    assert only_event().is_invited
    agency.get("/kegiatan/rencana?tempat=wates").submit("Simpan kegiatan", **fields(title="Di Wates"))
    assert db.session.query(Event).filter_by(kelurahan_id=wates.id).one().title == "Di Wates"
    agency.get("/kegiatan/rencana?tempat=antah", status=404)


def test_who_may_plan_and_who_may_read(visit, cast, wates, magelang):
    event, of_city = an_event(wates, cast.coordinator), an_event(magelang, cast.agency)
    for person in (cast.officer, cast.volunteer, cast.neighbour):
        visit(person).get("/kegiatan/rencana", status=403)
    visit(cast.coordinator).get("/kegiatan/rencana?tempat=kota", status=404)
    visit(cast.coordinator).get("/kegiatan/rencana?tempat=cacaban", status=404)
    for person in (cast.officer, cast.volunteer, cast.coordinator, cast.agency):
        visit(person).get(f"/kegiatan/{event.id}")
    for person in (cast.officer, cast.neighbour, cast.volunteer):
        visit(person).get(f"/kegiatan/{of_city.id}")
        visit(person).get(f"/kegiatan/{of_city.id}/ubah", status=403)
    for address in ("", "/ubah", "/batal", "/kalender.ics", "/hadir", "/kertas", "/kode", "/lembar", "/foto", "/foto/1"):
        visit(cast.neighbour).get(f"/kegiatan/{event.id}{address}", status=404)
    visit(cast.other).get(f"/kegiatan/{event.id}", status=404)
    visit(cast.resident).get(f"/kegiatan/{event.id}", status=404)
    assert "Belum ada kegiatan yang direncanakan." in visit(cast.resident).get("/kegiatan").text
    visit(cast.officer).get(f"/kegiatan/{event.id}/ubah", status=403)


def test_the_list_counts_own_and_invited_apart(visit, cast, wates, cacaban, magelang):
    an_event(wates, cast.coordinator, -50)
    an_event(wates, cast.coordinator, -60, is_invited=True, title="Rapat PKK", heads=7)
    an_event(wates, cast.coordinator, -70, cancelled_at=now(), cancelled_because="Hujan", title="Yang batal")
    an_event(cacaban, cast.other, 5, title="Di Cacaban")
    an_event(magelang, cast.agency, 6, title="Rapat kota")
    page = visit(cast.officer).get("/kegiatan")

    assert "1 kegiatan sendiri, 1 undangan" in page.text
    assert "7 hadir" in page.text
    assert "Rapat kota" in page.text
    assert "Di Cacaban" not in page.text
    assert "Yang batal" not in page.text
    assert page.links()["Catat kunjungan RT"] == "/kegiatan/catat"
    whole, one = visit(cast.agency).get("/kegiatan"), visit(cast.agency).get("/kegiatan?kelurahan=cacaban")
    assert "Rapat PKK" in whole.text
    assert "Rapat PKK" not in one.text
    assert "Di Cacaban" in one.text
    assert visit(cast.coordinator).get("/kegiatan").statements <= 10


def test_an_event_is_changed_and_the_calendar_knows(visit, cast, wates):
    event = an_event(wates, cast.coordinator)
    visitor = visit(cast.coordinator)
    before = visitor.client.get(f"/kegiatan/{event.id}/kalender.ics")
    page = visitor.get(f"/kegiatan/{event.id}").click("Ubah kegiatan")
    done = page.submit("Simpan kegiatan", **fields(title="Judul baru")).follow()
    after = visitor.client.get(f"/kegiatan/{event.id}/kalender.ics")

    assert done.heading == "Judul baru"
    assert "SEQUENCE:0" in before.text
    assert "SEQUENCE:1" in after.text
    assert after.mimetype == "text/calendar"


def test_two_who_change_the_same_event_are_told(visit, cast, wates):
    event = an_event(wates, cast.coordinator)
    one, two = visit(cast.coordinator).get(f"/kegiatan/{event.id}/ubah"), visit(cast.agency).get(f"/kegiatan/{event.id}/ubah")
    one.submit("Simpan kegiatan", **fields(title="Yang pertama"))
    again = two.submit("Simpan kegiatan", status=422, **fields(title="Yang kedua"))

    assert "baru saja diubah orang lain" in again.alert
    assert "Yang kedua" in again.html
    assert only_event().title == "Yang pertama"
    again.submit("Simpan kegiatan", status=422, **fields(versi="entah"))


def test_an_event_is_called_off_once_with_a_reason(visit, cast, wates):
    event = an_event(wates, cast.coordinator)
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kegiatan/{event.id}").click("Batalkan kegiatan")
    assert "Tulis dulu mengapa" in page.submit("Ya, batalkan kegiatan", status=422, reason=" ").alert
    done = page.submit("Ya, batalkan kegiatan", reason="Hujan deras").follow()
    page.submit("Ya, batalkan kegiatan", reason="Hujan lagi")

    assert "Hujan deras" in done.text
    assert only_event().cancelled_because == "Hujan deras"
    assert "DIBATALKAN" in visitor.client.get(f"/kegiatan/{event.id}/kalender.ics").text
    assert "Hujan deras" in visit(cast.officer).get(f"/kegiatan/{event.id}").text
    assert "sudah dibatalkan" in visitor.get(f"/kegiatan/{event.id}/ubah").submit("Simpan kegiatan", status=422, **fields()).alert


def test_the_rules_of_planning(cast, vlog, wates, cacaban, magelang):
    at, key = now(), uuid4()
    here, city = Place(None, wates.id), Place(magelang.id, None)
    event = planning.plan(key, here, plan_of(), by_id=cast.coordinator.id, at=at)
    assert planning.plan(key, here, plan_of(), by_id=cast.coordinator.id, at=at) is event
    with pytest.raises(CannotPlan, match="sudah dipakai"):
        planning.plan(key, city, plan_of(), by_id=cast.coordinator.id, at=at)
    for where, rt in ((city, rt_of(wates.id)[0]), (here, rt_of(cacaban.id)[0])):
        with pytest.raises(CannotPlan, match="RT itu"):
            planning.plan(uuid4(), where, plan_of(rt_id=rt.id), by_id=cast.coordinator.id, at=at)
    for lessons in (("tidak-ada",), tuple(lesson.id for lesson in vlog.lessons[:4])):
        with pytest.raises(CannotPlan, match="tiga pelajaran"):
            planning.plan(uuid4(), here, plan_of(lesson_ids=lessons), by_id=cast.coordinator.id, at=at)
    with pytest.raises(CannotPlan, match="mengapa"):
        planning.cancel(event, "", by_id=cast.coordinator.id, at=at)


def test_an_event_where_somebody_was_is_neither_moved_away_nor_called_off(cast, wates):
    event = an_event(wates, cast.coordinator, -1)
    db.session.add(Presence(event_id=event.id, person_id=cast.officer.id, noted=Noted.TICKED, noted_at=now()))
    db.session.flush()
    with pytest.raises(CannotPlan, match="tidak bisa dibatalkan"):
        planning.cancel(event, "Hujan", by_id=cast.coordinator.id, at=now())
    with pytest.raises(CannotPlan, match="tidak bisa dipindah"):
        planning.change(event, plan_of(), seen=0, by_id=cast.coordinator.id, at=now())
    planning.change(event, plan_of(starts_at=event.starts_at, ends_at=event.ends_at), seen=0, by_id=cast.coordinator.id, at=now())
    old = an_event(wates, cast.coordinator, -24 * 40)
    with pytest.raises(CannotPlan, match="lebih dari 31 hari"):
        planning.change(old, plan_of(), seen=0, by_id=cast.coordinator.id, at=now())


def test_what_was_held_is_counted_with_one_statement(app, cast, wates, cacaban, magelang):
    first = an_event(wates, cast.coordinator, -50, heads=4)
    an_event(wates, cast.coordinator, -60, is_invited=True)
    an_event(wates, cast.coordinator, -70, topic=Topic.HEALTH)
    an_event(wates, cast.coordinator, -40, cancelled_at=now())
    an_event(wates, cast.coordinator, 40)
    an_event(magelang, cast.agency, -30)
    db.session.add(Presence(event_id=first.id, person_id=cast.officer.id, noted=Noted.CODE, noted_at=now()))
    db.session.commit()
    city_id = magelang.id
    with Statements(db.engine) as counted:
        found = events_held(city_id, now() - timedelta(days=30), now())

    rows = {(row.kelurahan_id, row.topic): (row.held, row.own, row.invited, row.attendees) for row in found}
    assert len(counted) == 1
    assert rows == {
        (wates.id, Topic.TECHNOLOGY): (2, 1, 1, 5),
        (wates.id, Topic.HEALTH): (1, 1, 0, 0),
        (None, Topic.TECHNOLOGY): (1, 1, 0, 0),
    }
    assert events_held(magelang.id + 1, now() - timedelta(days=30), now()) == []
