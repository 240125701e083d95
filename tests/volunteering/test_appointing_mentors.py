"""From an accepted volunteer to a mentor: trained first, appointed by the coordinator, once."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from config import PROJECT
from lms.accounts.models import RoleGrant
from lms.audit.models import Entry
from lms.catalog.actions.features import load_features
from lms.catalog.actions.publishing import publish
from lms.catalog.queries import catalog
from lms.catalog.rules.features import read_features
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.volunteering.actions import training
from lms.volunteering.models import Application, State
from lms.volunteering.queries import applications as queries
from tests.factories.people import a_coordinator, a_volunteer, an_agency_officer, an_application

BUTTON = "Jadikan pendamping"


@pytest.fixture
def course(vlog):
    load_features(read_features(PROJECT / "courses"))
    publish(read_pack(PROJECT / "courses" / "relawan"), at=now())
    db.session.commit()
    return catalog().course("relawan")


@pytest.fixture
def dimas(course, wates):
    person = a_volunteer(wates, state=State.ORIENTATION)
    queries.application_of(person.id).conduct_agreed_at = now()
    db.session.commit()
    return person


@pytest.fixture
def application(dimas):
    return db.session.scalars(select(Application).where(Application.person_id == dimas.id)).one()


def train(course, person):
    for lesson in course.lessons:
        finish_lesson(course, lesson, person.id, answer=Answer(uuid4(), lesson.revision_number), at=now())
    db.session.commit()


def grants(person):
    return db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all()


def test_the_coordinator_appoints_who_is_trained_and_they_can_help_at_once(visit, course, dimas, application, wates):
    train(course, dimas)
    page = visit(a_coordinator(wates)).get(f"/kelola/relawan/{application.id}")

    told = page.submit(BUTTON).follow()
    page.submit(BUTTON)

    assert "Dimas sekarang pendamping." in told.status_message
    assert "Sudah menjadi pendamping." in told.text
    assert [(grant.role, grant.kelurahan_id) for grant in grants(dimas)] == [("mentor", wates.id)]
    assert [entry.action for entry in db.session.scalars(select(Entry))].count("appoint_mentor") == 1
    assert visit(dimas).get("/dampingi").heading == "Dampingi belajar"


def test_who_is_not_trained_yet_sees_no_button_and_a_forged_form_is_refused(visit, dimas, application, wates):
    coordinator = visit(a_coordinator(wates))
    page = coordinator.get(f"/kelola/relawan/{application.id}")
    token = next(item.get("value") for item in coordinator.get("/saya").all("input") if item.get("name") == "csrf_token")

    refused = coordinator.post(f"/kelola/relawan/{application.id}/pendamping", {"csrf_token": token}).follow()

    assert BUTTON not in page.text
    assert "setelah menyelesaikan kursus" in page.text
    assert "belum menyelesaikan kursus" in refused.status_message
    assert grants(dimas) == []


def test_another_kelurahans_coordinator_finds_no_such_page(visit, course, dimas, application, cacaban):
    train(course, dimas)
    other = visit(a_coordinator(cacaban))
    token = next(item.get("value") for item in other.get("/saya").all("input") if item.get("name") == "csrf_token")

    other.post(f"/kelola/relawan/{application.id}/pendamping", {"csrf_token": token}, status=404)

    assert grants(dimas) == []


def test_the_coordinator_sees_in_the_lists_who_can_be_appointed(visit, course, dimas, application, wates):
    coordinator = visit(a_coordinator(wates))
    assert "Kursus relawan belum selesai." in coordinator.get("/kelurahan/wates/relawan").text
    assert "menjadikan pendamping" not in coordinator.get("/kelurahan/wates").text
    train(course, dimas)

    page = coordinator.get("/kelurahan/wates")
    assert "1 relawan selesai kursusnya. Buka namanya untuk menjadikan pendamping." in page.text
    assert "Kursus relawan selesai. Bisa dijadikan pendamping." in coordinator.get("/kelurahan/wates/relawan").text

    page.click("Dimas").submit(BUTTON)
    after = coordinator.get("/kelurahan/wates")
    assert "Sudah menjadi pendamping." in after.text
    assert "menjadikan pendamping" not in after.text


def test_readiness_is_told_only_of_accepted_volunteers_who_are_still_there(course, dimas, application, wates, cacaban):
    train(course, dimas)
    waiting = an_application(wates, "Rani")
    gone = a_volunteer(cacaban, "Bima")
    gone.left_at = now()
    db.session.commit()
    ids = [item.id for item in db.session.scalars(select(Application))]

    assert waiting.id in ids
    assert queries.readiness(ids, on=now().date()) == {application.id: queries.Readiness.READY}
    assert queries.readiness([], on=now().date()) == {}


@pytest.mark.parametrize("state", [State.WAITING, State.DECLINED])
def test_only_the_accepted_are_appointed(course, wates, state):
    waiting = an_application(wates, state=state)

    with pytest.raises(training.CannotAppoint, match="sudah diterima"):
        training.appoint_mentor(waiting, by_id=1, at=now())


def test_somebody_from_outside_the_city_or_gone_is_not_appointed(course, dimas, application, magelang):
    train(course, dimas)
    dimas.left_at = now()
    with pytest.raises(training.CannotAppoint):
        training.appoint_mentor(application, by_id=an_agency_officer(magelang).id, at=now())
    dimas.left_at, application.kelurahan_id = None, None
    db.session.flush()
    db.session.expire(application)
    with pytest.raises(training.CannotAppoint):
        training.appoint_mentor(application, by_id=1, at=now())
