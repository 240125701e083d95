"""Who may do what with a pair: its people, its officers, nobody else; a stranger's number is a page that does not exist."""

import pytest

from lms.db import db
from lms.mentoring.models import PairState
from tests.factories.mentoring import a_meeting
from tests.factories.people import a_coordinator, a_person

pytestmark = pytest.mark.usefixtures("steady_catalog")


def token_of(visitor):
    page = visitor.get("/saya")
    return {"csrf_token": next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")}


def test_strangers_change_nothing(visit, cast, pair, cacaban):
    met = a_meeting(pair)
    one, meeting = pair.id, met.id
    addresses = [
        f"/pasangan/{one}/jawab",
        f"/pasangan/{one}/kembali",
        f"/pasangan/{one}/jeda",
        f"/pasangan/{one}/kabar",
        f"/pasangan/{one}/akhiri",
        f"/pasangan/{one}/lapor",
        f"/pasangan/{one}/sahkan",
        f"/pasangan/{one}/pertemuan/atur",
        f"/pasangan/{one}/pertemuan/{meeting}/ubah",
        f"/pasangan/{one}/pertemuan/{meeting}/batal",
        f"/pasangan/{one}/pertemuan/{meeting}/kode",
        f"/pasangan/{one}/pertemuan/{meeting}/masuk",
        f"/pasangan/{one}/pertemuan/{meeting}/tandai",
        f"/pasangan/{one}/pertemuan/{meeting}/kertas",
        f"/pasangan/{one}/pertemuan/{meeting}/persoalkan",
        f"/pasangan/{one}/pertemuan/{meeting}/putuskan",
    ]
    for person in (a_person("Tamu"), a_coordinator(cacaban, "Koordinator Cacaban")):
        visitor = visit(person)
        token = token_of(visitor)
        for address in addresses:
            visitor.post(address, token, status=404)
        visitor.get(f"/pasangan/{one}/pertemuan/{meeting}/kalender.ics", status=404)
    db.session.expire_all()
    assert (pair.state, met.cancelled_at, met.senior_said_at) == (PairState.RUNNING, None, None)


@pytest.mark.parametrize(("who", "status"), [("volunteer", 403), ("senior", 403), ("coordinator", 303)])
def test_only_an_officer_confirms(visit, cast, pair, who, status):
    visit(getattr(cast, who)).get(f"/pasangan/{pair.id}/sahkan", status=status)


def test_a_form_without_its_token_changes_nothing(visit, cast, pair):
    met = a_meeting(pair, 30)
    visit(cast.senior).post(f"/pasangan/{pair.id}/pertemuan/{met.id}/batal", {}, status=400)

    db.session.expire_all()
    assert met.cancelled_at is None
