"""Who stood in during a pause still marks their own meeting when it is over, and has no further say in the pair."""

import pytest

from lms.clock import now
from lms.db import db
from lms.mentoring.actions import closing, marking
from lms.mentoring.models import PairState
from lms.mentoring.queries.hours import verified
from lms.volunteering.models import State
from tests.factories.mentoring import a_meeting, a_ready_volunteer

pytestmark = pytest.mark.usefixtures("steady_catalog")


@pytest.fixture
def rani(wates, cast, pair):
    """She stood in while the volunteer rested; he has come back, and her last meeting is not marked yet."""
    found = a_ready_volunteer(wates, "Rani", state=State.ACTIVE)
    pair.state, pair.stand_in_id = PairState.PAUSED, found.id
    cast.application.state = State.PAUSED
    db.session.flush()
    return found


@pytest.fixture
def met(pair, rani):
    found = a_meeting(pair, -1.2, volunteer=rani)
    closing.come_back(pair, by_id=pair.volunteer_id, at=now())
    marking.say_as_senior(found, 60, taught_back="", by_id=pair.senior_id, at=now())
    db.session.commit()
    return found


def token_of(visitor):
    page = visitor.get("/saya")
    return {"csrf_token": next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")}


def test_their_hours_are_not_lost(visit, rani, pair, met):
    page = visit(rani).get("/pasangan").click("Bersama Bu Sri")
    assert "Atur pertemuan" not in page.text
    assert "Akhiri pasangan ini" not in page.text
    assert "Sudah bisa sendiri" not in page.text
    assert "wa.me" not in page.html

    visit(rani).get(f"/pasangan/{pair.id}/pertemuan/{met.id}").submit("Ya, kami bertemu")

    assert verified([rani.id], at=now())[rani.id].minutes == 60


def test_they_have_no_say_in_the_pair_any_more(visit, rani, pair, met, vlog):
    others, phone = a_meeting(pair, 30), visit(rani)
    token = token_of(phone)
    addresses = {
        "jawab": 400,
        "jeda": 403,
        "kembali": 403,
        "kabar": 403,
        "akhiri": 403,
        "sahkan": 403,
        f"pelajaran/{vlog.required[0].id}": 403,
        "pertemuan/atur": 403,
        "pertemuan/dari-kertas": 403,
        f"pertemuan/{met.id}/ubah": 403,
        f"pertemuan/{met.id}/batal": 403,
        f"pertemuan/{met.id}/kode": 403,
        f"pertemuan/{others.id}/batal": 404,
        f"pertemuan/{others.id}/kode": 404,
        f"pertemuan/{others.id}/persoalkan": 404,
    }
    for address, status in addresses.items():
        phone.post(f"/pasangan/{pair.id}/{address}", token | {"jawaban": "ya", "minutes": "60"}, status=status)
    phone.get(f"/pasangan/{pair.id}/pertemuan/{others.id}", status=404)


def test_neither_of_the_two_volunteers_shows_the_code_for_the_other(cast, pair, rani):
    found = a_meeting(pair, -0.2, volunteer=rani)

    for person in (rani, cast.volunteer):
        with pytest.raises(marking.CannotMark, match="bukan di HP relawan"):
            marking.show_code(found, by_id=person.id, at=now())
