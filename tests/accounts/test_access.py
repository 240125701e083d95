"""The role matrix: who may open what. Each row is a page, each column somebody."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.accounts.models import RoleGrant
from lms.clock import now
from lms.db import db
from lms.volunteering.models import State
from tests.factories.people import a_coordinator, a_volunteer, an_agency_officer, an_application, an_assessor, an_officer

WHO = ("stranger", "member", "volunteer", "assessor", "coordinator", "coordinator_other", "agency")
SIGN_IN, OK, NO, HIDDEN = 303, 200, 403, 404

MATRIX = {
    "/": (OK, OK, OK, OK, OK, OK, OK),
    "/kursus/vlog/siapkan-hp-anda": (OK, OK, OK, OK, OK, OK, OK),
    "/capaian/wates": (OK, OK, OK, OK, OK, OK, OK),
    "/beranda": (SIGN_IN, OK, OK, OK, OK, OK, OK),
    "/saya": (SIGN_IN, OK, OK, OK, OK, OK, OK),
    "/kelurahan/wates": (SIGN_IN, NO, NO, NO, OK, NO, OK),
    "/kelurahan/wates/kartu": (SIGN_IN, NO, NO, NO, OK, NO, OK),
    "/kelurahan/wates/relawan": (SIGN_IN, NO, NO, NO, OK, NO, OK),
    "/kelurahan/hilang": (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "/kelola/relawan": (SIGN_IN, NO, NO, NO, NO, NO, OK),
    "/kelola/relawan/{application}": (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, OK),
    "/dasbor": (SIGN_IN, NO, NO, NO, NO, NO, OK),
    "/dasbor.csv": (SIGN_IN, NO, NO, NO, NO, NO, OK),
    "/dasbor/rincian/pengurus": (SIGN_IN, NO, NO, NO, NO, NO, OK),
}
POSTS = {
    "/kelola/relawan/{application}/terima": (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, None, HIDDEN, None),
    "/kelola/relawan/{application}/tolak": (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, None, HIDDEN, None),
    "/kelola/relawan/{application}/izin-wali": (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, None, HIDDEN, None),
    "/kelurahan/wates/kartu": (SIGN_IN, NO, NO, NO, None, NO, None),
}


@pytest.fixture
def cast(visit, vlog, magelang, wates, cacaban):
    """Somebody of every kind, signed in, and one application in Wates."""
    people = {
        "stranger": None,
        "member": an_officer(wates, "Endang Lestari"),
        "volunteer": a_volunteer(wates, "Rani"),
        "assessor": an_assessor(magelang),
        "coordinator": a_coordinator(wates),
        "coordinator_other": a_coordinator(cacaban, "Joko Prasetyo"),
        "agency": an_agency_officer(magelang),
    }
    application = an_application(wates, state=State.WAITING).id
    return {name: visit(person) for name, person in people.items()}, application


def test_pages_open_for_whom_they_are_meant(cast):
    visitors, application = cast
    found, wanted = {}, {}

    for path, expected in MATRIX.items():
        for name, status in zip(WHO, expected, strict=True):
            wanted[path, name] = status
            found[path, name] = visitors[name].status_of("GET", path.format(application=application))

    assert found == wanted


def test_writing_is_for_whom_it_is_meant(cast):
    visitors, application = cast
    found, wanted = {}, {}

    for path, expected in POSTS.items():
        for name, status in zip(WHO, expected, strict=True):
            if status is None:
                continue
            token = token_of(visitors[name])
            wanted[path, name] = status
            found[path, name] = visitors[name].status_of("POST", path.format(application=application), data={"csrf_token": token})

    assert found == wanted


def token_of(visitor):
    page = visitor.get("/saya" if visitor.status_of("GET", "/saya") == 200 else "/masuk")
    return next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")


def test_a_role_that_has_ended_opens_nothing(visit, vlog, wates):
    person = a_coordinator(wates)
    visitor = visit(person)
    visitor.get("/kelurahan/wates")

    db.session.execute(update(RoleGrant).values(ends_on=now().date()))

    visitor.get("/kelurahan/wates", status=403)
    db.session.execute(update(RoleGrant).values(ends_on=None, starts_on=now().date() + timedelta(days=1)))
    visitor.get("/kelurahan/wates", status=403)
