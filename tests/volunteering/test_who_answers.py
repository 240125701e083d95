"""Who answers whom: the city's group where a kelurahan was silent, and what an officer may see, decide and ask."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Role
from lms.clock import now
from lms.db import db
from lms.volunteering.actions import answering, ladder
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.queries import applications as queries
from tests.conftest import NOON
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_application
from tests.pressing import press_together
from tests.visitor import filled_in

MORNING = {"invite__day": "2099-01-31", "invite__clock": "16:00", "invite__place": "Balai kelurahan"}


@pytest.fixture
def joko(magelang):
    person = a_person("Joko Susilo", None, Honorific.BAPAK)
    grant_role(person, Role.COORDINATOR, magelang, by_id=None, on=now().date())
    return person


def test_who_answered_for_a_silent_kelurahan_goes_on_to_the_end(visit, vlog, wates, joko):
    a_coordinator(wates)
    late, other = an_application(wates, hours_ago=80), an_application(wates, "Rani", state=State.INTERVIEW, hours_ago=90)
    city = visit(joko)

    page = city.get(f"/kelola/relawan/{late.id}").submit("Simpan ajakan", **MORNING).follow()
    done = page.submit("Terima Dimas", accept__talked="y", accept__reference="Ketua RT").follow()

    assert "diterima" in done.status_message
    assert "Dimas" in city.get("/kelola/relawan").text
    city.get(f"/kelola/relawan/{other.id}", status=404)


def test_the_same_number_elsewhere_is_told_without_a_name(visit, wates, cacaban, magelang):
    found = an_application(wates)
    an_application(wates, "Rani")
    an_application(cacaban, "Intan")

    own = visit(a_coordinator(wates)).get(f"/kelola/relawan/{found.id}")
    agency = visit(an_agency_officer(magelang)).get(f"/kelola/relawan/{found.id}")

    assert "Rani" in own.text
    assert "Intan" not in own.html
    assert "Pendaftar di kelurahan lain" in own.text
    assert "Intan" in agency.text


def test_a_talk_with_a_minor_is_by_day(wates):
    by = a_coordinator(wates).id
    zone = now().tzinfo
    evening = datetime.combine((NOON + timedelta(days=2)).date(), time(19, 51), zone)
    minor, adult = an_application(wates, age=17), an_application(wates, "Rani")

    for talk_at in (evening, evening.replace(hour=23), evening.replace(hour=5)):
        with pytest.raises(answering.CannotDecide, match=r"20\.00"):
            answering.invite(minor, by_id=by, talk_at=talk_at, place="Balai kelurahan", at=NOON)
    answering.invite(minor, by_id=by, talk_at=evening.replace(minute=50), place="Balai kelurahan", at=NOON)
    answering.invite(adult, by_id=by, talk_at=evening.replace(hour=20), place="Balai kelurahan", at=NOON)

    assert (minor.state, adult.state) == (State.INTERVIEW, State.INTERVIEW)


def test_nobody_makes_themselves_an_officer(wates):
    person = a_volunteer(wates, state=State.FINISHED)
    found = queries.application_of(person.id)
    found.wants_office_at = NOON

    with pytest.raises(ladder.CannotClimb, match="orang lain"):
        ladder.make_candidate(found, by_id=person.id, at=NOON)
    ladder.make_candidate(found, by_id=a_coordinator(wates).id, at=NOON)
    with pytest.raises(ladder.CannotClimb, match="orang lain"):
        ladder.make_officer(found, decree="7/2026", starts_on=NOON.date(), by_id=person.id, at=NOON)

    assert found.state is State.CANDIDATE


def test_a_candidate_without_a_decree_helps_again(visit, vlog, wates, cacaban):
    found = queries.application_of(a_volunteer(wates, state=State.FINISHED).id)
    found.wants_office_at = now()
    chair = a_coordinator(wates)
    ladder.make_candidate(found, by_id=chair.id, at=now())
    page = visit(chair).get(f"/kelola/relawan/{found.id}")

    told = page.submit("Belum jadi pengurus").follow()
    again = page.submit("Belum jadi pengurus").follow()

    assert "kembali mendampingi" in told.status_message
    assert "Langkah ini tidak bisa" in again.status_message
    assert (found.state, found.wants_office_at) == (State.ACTIVE, None)
    stranger = visit(a_coordinator(cacaban))
    token = next(item.get("value") for item in stranger.get("/saya").all("input") if item.get("name") == "csrf_token")
    stranger.post(f"/kelola/relawan/{found.id}/kembali", {"csrf_token": token}, status=404)


def test_a_guardian_takes_the_yes_back_while_the_volunteer_is_suspended(visit, vlog, wates):
    found = queries.application_of(a_volunteer(wates, age=16).id)
    found.guardian_agreed_at = now()
    move(found, State.SUSPENDED, by_id=None, at=now())
    page = visit().get(f"/relawan/wali/{found.guardian_token}")

    told = page.submit("Tarik izin").follow()

    assert "sudah ditutup" in told.heading
    assert (found.state, found.reason) == (State.ERASED, Reason.GUARDIAN)


def test_of_an_erased_officer_no_decree_is_left(visit, vlog, wates):
    person = a_volunteer(wates, state=State.OFFICER)
    queries.application_of(person.id).decree = "7/2026"

    visit(person).get("/saya/relawan/hapus").submit("Hapus sekarang", sure="y")

    found = db.session.scalars(select(Application)).one()
    assert (found.state, found.decree) == (State.ERASED, "")
    assert "Data dihapus" not in visit(a_coordinator(wates)).get("/kelurahan/wates/relawan").text


def test_erasing_twice_at_once_erases_once(app, visit, vlog, wates):
    visitor = visit(a_volunteer(wates))
    fields = filled_in(visitor.get("/saya/relawan/hapus").form("Hapus sekarang")) | {"sure": "y"}

    answers = press_together(app, "/saya/relawan/hapus", [(visitor, fields)] * 2)

    assert answers == [303, 303]
    assert db.session.scalars(select(Application.state)).one() is State.ERASED


def test_a_message_to_a_guardian_says_whom_it_is_for(visit, wates):
    coordinator = visit(a_coordinator(wates))
    child, adult = an_application(wates, "Kirana", age=15), an_application(wates, "Dimas", age=20)

    assert "wali%2C%20ini%20pesan%20untuk%20Kirana" in coordinator.get(f"/kelola/relawan/{child.id}").html
    assert "ini%20pesan%20untuk" not in coordinator.get(f"/kelola/relawan/{adult.id}").html
