"""What is needed: computed from facts, decided by a coordinator, read by anybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Role
from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Group, Position
from lms.kim.queries import group_of
from lms.volunteering.actions import needs as actions
from lms.volunteering.models import Application, Need, NeedRole
from lms.volunteering.queries.needs import wanted_in
from lms.volunteering.rules.needs import CITY, Facts, Ratios, Standing, missing, standing, wanted
from tests.conftest import NOON
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.journeys.test_a_young_person_offers_help import sign_up

RATIOS = Ratios(2, 5)
CALL = actions.Call(None, 6, "Kaus relawan.", ["video"], ["sabtu"], None)


def publish(kelurahan, role):
    by = a_coordinator(kelurahan, "Joko Susilo")
    actions.publish(group_of(kelurahan.id).id, role, CALL, seen_at=None, by_id=by.id, at=now())


def one(slug, role):
    db.session.flush()
    return next(item for item in wanted_in(slug, RATIOS, on=now().date()) if item.role is role)


@pytest.mark.parametrize(
    ("role", "facts", "in_all", "left"),
    [
        (NeedRole.OFFICER, Facts(8, 5, 5, 2, 60), 8, 3),
        (NeedRole.OFFICER, Facts(8, 9, 9, 0, 60), 8, 0),
        (NeedRole.MENTOR, Facts(8, 5, 7, 1, 60), 4, 3),
        (NeedRole.MENTOR, Facts(8, 0, 0, 3, 60), 0, 0),
        (NeedRole.CARRIER, Facts(8, 5, 5, 2, 60), 4, 2),
        (NeedRole.CARRIER, Facts(8, 8, 8, 8, 60), 8, 0),
        (NeedRole.CARRIER, Facts(8, 0, 0, 0, 91), 11, 11),
    ],
)
def test_how_many_are_missing(role, facts, in_all, left):
    assert wanted(role, facts, RATIOS) == in_all
    assert missing(role, None, facts=facts, ratios=RATIOS) == left


def test_where_a_need_stands():
    def need(**changes):
        given = {"is_declined": False, "until": None, "wanted": None} | changes
        return Need(**given)

    day = date(2026, 11, 24)
    assert standing(None, 2, on=day) is Standing.PROPOSED
    assert standing(None, 0, on=day) is Standing.FILLED
    assert standing(need(), 1, on=day) is Standing.OPEN
    assert standing(need(), 0, on=day) is Standing.FILLED
    assert standing(need(is_declined=True), 3, on=day) is Standing.DECLINED
    assert standing(need(until=day), 3, on=day) is Standing.OPEN
    assert standing(need(until=day - timedelta(days=1)), 3, on=day) is Standing.ENDED
    assert missing(NeedRole.MENTOR, need(wanted=9), facts=Facts(8, 5, 5, 2, 60), ratios=RATIOS) == 7


def test_a_need_fills_and_opens_again_by_itself(wates):
    for number in range(4):
        an_officer(wates, f"Sri {number}")
    before = one("wates", NeedRole.MENTOR)
    people = [a_volunteer(wates, f"Dimas {number}") for number in range(2)]
    full = one("wates", NeedRole.MENTOR)
    people[0].left_at = now()
    again = one("wates", NeedRole.MENTOR)

    assert (before.missing, full.missing, again.missing) == (2, 0, 1)
    assert (full.standing, again.standing) == (Standing.FILLED, Standing.PROPOSED)
    assert db.session.scalars(select(Need)).all() == []


def test_anybody_reads_what_is_needed_and_who_answers(visit, wates):
    a_coordinator(wates)
    visitor = visit()

    hidden = visitor.get("/relawan/lowongan/wates")
    publish(wates, NeedRole.OFFICER)
    page = visitor.get("/relawan/lowongan/wates")
    listed = visitor.get("/relawan/lowongan?kelurahan=wates")
    elsewhere = visitor.get("/relawan/lowongan?kelurahan=cacaban")

    assert "Belum ada lowongan yang dibuka" in hidden.text
    assert "Pengurus KIM" in page.text
    assert "Slamet menjawab dalam 72 jam" in page.text
    assert "Pengurus KIM, Wates" in listed.text
    assert "Pengurus KIM, Wates" not in elsewhere.text
    assert page.statements <= 9
    visitor.get("/relawan/lowongan/hilang", status=404)


def test_where_nobody_coordinates_the_agency_is_named(visit, cacaban):
    page = visit().get("/relawan/lowongan/cacaban")

    assert "Diskominsta Kota Magelang menjawab" in page.text
    assert "Pengurus KIM" in page.text  # proposed by facts: there is nobody to publish it


def test_a_coordinator_publishes_and_people_find_it_by_skill(visit, wates):
    coordinator = visit(a_coordinator(wates))
    page = coordinator.get("/kelurahan/wates/lowongan").click("Pendamping warga senior")

    told = page.submit(
        "Terbitkan", wanted="3", hours="6", gain="Kaus relawan.", skills=["video"], times=["sabtu"], until="2099-01-31"
    ).follow()
    public = visit().get("/relawan/lowongan/wates")

    assert "sudah terbit" in told.status_message
    for words in ("butuh 3 orang", "6 jam sebulan", "Kaus relawan.", "Membuat video pendek, Sabtu", "31 Januari 2099"):
        assert words in public.text
    assert "Pendamping warga senior, Wates" in visit().get("/relawan/lowongan?bantu=video&waktu=sabtu").text
    assert "Pendamping warga senior, Wates" not in visit().get("/relawan/lowongan?bantu=poster").text


def test_a_need_that_is_not_wanted_is_not_shown(visit, wates):
    coordinator = visit(a_coordinator(wates))
    page = coordinator.get("/kelurahan/wates/lowongan/officer")

    told = page.submit("Jangan tampilkan").follow()
    again = page.submit("Jangan tampilkan").follow()

    assert "tidak ditampilkan lagi" in told.status_message
    assert "tidak ditampilkan lagi" in again.status_message
    assert "Pengurus KIM" not in visit().get("/relawan/lowongan/wates").text
    coordinator.post("/kelurahan/wates/lowongan/officer/tutup", {}, status=400)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"wanted": "1000"}, "antara 1 dan 40"),
        ({"wanted": "0"}, "antara 1 dan 40"),
        ({"wanted": "banyak"}, "angka"),
        ({"hours": "90"}, "Antara 1 dan 40 jam"),
        ({"until": "2020-01-01"}, "sudah lewat"),
    ],
)
def test_numbers_that_make_no_sense_are_told(visit, wates, fields, words):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/lowongan/mentor")

    assert words in page.submit("Terbitkan", status=422, **({"hours": "4"} | fields)).alert
    assert db.session.scalars(select(Need)).all() == []


def test_of_two_who_decide_at_once_the_second_is_told(wates):
    group, by = group_of(wates.id), a_coordinator(wates)
    actions.publish(group.id, NeedRole.MENTOR, CALL, seen_at=None, by_id=by.id, at=NOON)

    with pytest.raises(actions.CannotAsk, match="Orang lain"):
        actions.publish(group.id, NeedRole.MENTOR, replace(CALL, wanted=3), seen_at=None, by_id=by.id, at=NOON)
    actions.publish(group.id, NeedRole.MENTOR, CALL, seen_at=None, by_id=by.id, at=NOON)  # the same press again
    actions.decline(group.id, NeedRole.MENTOR, seen_at=NOON, by_id=by.id, at=NOON)

    assert db.session.scalars(select(Need)).one().is_declined


def test_who_may_decide(visit, wates, cacaban, magelang):
    city = a_person("Joko Susilo", None, Honorific.BAPAK)
    grant_role(city, Role.COORDINATOR, magelang, by_id=None, on=now().date())
    own = visit(a_coordinator(wates))

    visit(a_coordinator(cacaban, "Rini")).get("/kelurahan/wates/lowongan", status=403)
    visit(an_officer(wates)).get("/kelurahan/wates/lowongan", status=403)
    visit(city).get("/kelurahan/wates/lowongan", status=403)
    visit(an_agency_officer(magelang)).get("/kelurahan/wates/lowongan")
    own.get("/kelurahan/wates/lowongan/mentor").submit("Terbitkan", status=400, dilihat="kemarin", hours="4")


def test_the_city_group_decides_where_nobody_coordinates(visit, cacaban, magelang):
    city = a_person("Joko Susilo", None, Honorific.BAPAK)
    grant_role(city, Role.COORDINATOR, magelang, by_id=None, on=now().date())

    visit(city).get("/kelurahan/cacaban/lowongan")


def test_the_need_that_was_answered_goes_with_the_sign_up(visit, vlog, wates):
    visitor = visit()
    visitor.get("/relawan/daftar?kelurahan=wates&peran=mentor")

    sign_up(visitor).submit("Kirim pendaftaran")

    assert db.session.scalars(select(Application)).one().role is NeedRole.MENTOR


def test_what_somebody_else_decided_meanwhile_survives_a_slip(visit, wates):
    first = visit(a_coordinator(wates)).get("/kelurahan/wates/lowongan/mentor")
    second = visit(a_coordinator(wates, "Rini")).get("/kelurahan/wates/lowongan/mentor")
    second.submit("Terbitkan", hours="6")

    slipped = first.submit("Terbitkan", status=422, hours="90")
    told = slipped.submit("Terbitkan", status=422, hours="2")

    assert "Orang lain" in told.alert
    assert db.session.scalars(select(Need.hours_a_month)).one() == 6


def test_where_a_coordinator_lives_does_not_matter(visit, wates, cacaban, magelang):
    grant_role(a_person("Slamet", cacaban, Honorific.BAPAK), Role.COORDINATOR, wates, by_id=None, on=now().date())
    city = a_person("Joko Susilo", cacaban, Honorific.BAPAK)
    grant_role(city, Role.COORDINATOR, magelang, by_id=None, on=now().date())

    visit(city).get("/kelurahan/wates/lowongan", status=403)
    visit(city).get("/kelurahan/cacaban/lowongan")
    visit(city).get("/kelurahan/cacaban/poster")


def test_a_filter_that_finds_nothing_does_not_say_that_all_is_filled(visit, wates):
    assert "Tidak ada yang cocok" in visit().get("/relawan/lowongan?kelurahan=hilang").text


def test_the_invitation_and_the_list_tell_the_same_number(visit, wates):
    asked = sum(item.missing for item in wanted_in("wates", RATIOS, on=now().date()) if item.is_asked_for)

    page = visit().get("/relawan")

    assert asked
    assert f"Watesbutuh {asked} orang" in page.text
    assert page.statements <= 8


@pytest.fixture
def joko(magelang):
    person = a_person("Joko Susilo", None, Honorific.BAPAK)
    grant_role(person, Role.COORDINATOR, magelang, by_id=None, on=now().date())
    return person


def test_the_citys_own_group_asks_for_people_once_it_has_published(visit, vlog, wates, joko):
    before = visit().get("/relawan/lowongan")
    page = visit(joko).get("/kelola/relawan").click("Lowongan KIM kota")

    told = page.click("Pengurus KIM").submit("Terbitkan", wanted="3", hours="5").follow()
    listed, invitation = visit().get("/relawan/lowongan"), visit().get("/relawan")
    public = listed.click("Pengurus KIM, Kota Magelang")

    assert page.path == "/kelola/lowongan"
    assert "Pembawa kabar" not in page.text
    assert "Kota Magelang" not in before.text.replace("Seluruh Kota Magelang", "")
    assert "sudah terbit" in told.status_message
    assert public.path == "/relawan/lowongan/seluruh-kota"
    for words in ("butuh 3 orang", "5 jam sebulan", "kabar seluruh kota", "Joko menjawab dalam 72 jam"):
        assert words in public.text
    assert "Kota Magelangbutuh 3 orang" in invitation.text
    assert "Kota Magelang" in visit().get("/relawan/lowongan?kelurahan=seluruh-kota").text
    assert public.click("Daftar").path == "/relawan/daftar/kelurahan"
    assert visit(joko).status_of("GET", "/kelurahan/seluruh-kota/lowongan") == 308


def test_the_citys_need_fills_from_the_terms_of_its_group(wates, magelang, joko):
    group = db.session.scalars(select(Group).where(Group.city_id == magelang.id)).one()
    actions.publish(group.id, NeedRole.OFFICER, replace(CALL, wanted=1), seen_at=None, by_id=joko.id, at=now())
    open_one = one(CITY, NeedRole.OFFICER)

    seat(group, joko, Position.CHAIR, starts_on=now().date())
    full = one(CITY, NeedRole.OFFICER)

    assert (open_one.missing, open_one.is_asked_for) == (1, True)
    assert (full.missing, full.standing) == (0, Standing.FILLED)


def test_who_may_decide_for_the_city(visit, wates, magelang, joko):
    page = visit(an_agency_officer(magelang)).get("/kelola/lowongan/officer")
    page.submit("Terbitkan", wanted="2", hours="4")

    told = visit(joko).get("/kelola/lowongan/officer").submit("Jangan tampilkan").follow()

    assert "tidak ditampilkan lagi" in told.status_message
    assert "Kota Magelang" not in visit().get("/relawan").text.replace("Relawan muda KIM Kota Magelang", "")
    chair = visit(a_coordinator(wates))
    chair.get("/kelola/lowongan", status=403)
    chair.get("/kelola/lowongan/officer", status=403)
    token = next(item.get("value") for item in chair.get("/saya").all("input") if item.get("name") == "csrf_token")
    chair.post("/kelola/lowongan/officer/tutup", {"csrf_token": token}, status=403)
    visit(joko).get("/kelola/lowongan/carrier", status=404)
