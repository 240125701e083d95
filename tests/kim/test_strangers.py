"""What only changes something is closed to whoever does not keep the group's people."""

import pytest
from sqlalchemy import select

from lms.db import db
from lms.kim.models import Term
from tests.factories.people import a_coordinator, an_officer

BUTTONS = [
    "/kelurahan/wates/pengurus/1/hapus",
    "/kelurahan/wates/pengurus/1/lembaga",
    "/kelurahan/wates/pengurus/1/lembaga/1/akhiri",
    "/kelurahan/wates/pengurus/1/koordinator",
    "/kelurahan/wates/pengurus/1/koordinator/akhiri",
    "/kelurahan/wates/rt/1/buka-lagi",
    "/kelurahan/wates/impor/1/masukkan",
    "/kota/pengurus/1/hapus",
    "/kota/pengurus/1/lembaga",
    "/kota/pengurus/1/koordinator",
    "/kelola/impor/1/masukkan",
]


@pytest.fixture
def term_id(wates):
    officer = an_officer(wates)
    return db.session.scalars(select(Term.id).where(Term.person_id == officer.id)).one()


def token(visitor):
    return next(item.get("value") for item in visitor.get("/saya").all("input") if item.get("name") == "csrf_token")


@pytest.mark.parametrize("address", BUTTONS)
def test_members_and_other_coordinators_change_nothing(visit, vlog, wates, cacaban, term_id, address):
    address = address.replace("/1/", f"/{term_id}/", 1)
    before = db.session.scalars(select(Term.id)).all()
    for person in (an_officer(wates, "Endang Lestari"), a_coordinator(cacaban, "Joko Prasetyo")):
        visitor = visit(person)
        visitor.post(address, {"csrf_token": token(visitor)}, status=403)

    assert set(before) <= set(db.session.scalars(select(Term.id)).all())


@pytest.mark.parametrize("address", BUTTONS[3:5])
def test_a_coordinator_names_no_coordinator(visit, vlog, wates, term_id, address):
    visitor = visit(a_coordinator(wates))

    visitor.post(address.replace("/1/", f"/{term_id}/", 1), {"csrf_token": token(visitor)}, status=403)


def test_the_term_of_another_group_is_not_found(visit, vlog, wates, cacaban, term_id):
    visitor = visit(a_coordinator(cacaban, "Joko Prasetyo"))

    assert visitor.status_of("GET", f"/kelurahan/cacaban/pengurus/{term_id}") == 404
    assert visitor.status_of("GET", f"/kelurahan/cacaban/pengurus/{term_id}/akhiri") == 404
    assert visitor.status_of("GET", f"/kelurahan/wates/pengurus/{term_id}") == 403
