"""What people try who should not: each is refused in plain words, and nothing is lost or counted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.mentoring.actions import marking
from lms.mentoring.actions.planning import CannotPlan
from lms.mentoring.models import Meeting
from lms.mentoring.queries.hours import NOTHING, verified
from lms.volunteering.actions.erasing import erase
from lms.volunteering.models import Reason
from tests.factories.mentoring import Cast, a_meeting, a_pair, some_meetings
from tests.factories.people import a_card, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")


def token_of(visitor):
    page = visitor.get("/saya")
    return {"csrf_token": next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")}


def path(meeting):
    return f"/pasangan/{meeting.pair_id}/pertemuan/{meeting.id}"


def opened(actor_id):
    found = Entry.action == "open", Entry.object_kind == "mentoring_meeting", Entry.actor_id == actor_id
    return db.session.scalar(select(func.count()).select_from(Entry).where(*found))


def test_no_address_lets_a_volunteer_confirm_their_own_hours(visit, cast, pair):
    met = a_meeting(pair, -1.2)
    dimas = visit(cast.volunteer)
    token = token_of(dimas) | {"minutes": "60"}
    paper = {"day": met.starts_at.date().isoformat(), "clock": "16:00", "place": "Balai", "public": "y", "signed": "y"}
    tries = {
        f"{path(met)}/kode": (303, {}),
        f"{path(met)}/tandai": (422, {}),
        f"{path(met)}/kertas": (403, {}),
        f"{path(met)}/putuskan": (403, {"counts": "ya", "words": "Benar."}),
        f"/pasangan/{pair.id}/pertemuan/dari-kertas": (403, paper | {"volunteer": str(cast.volunteer.id)}),
        f"/pasangan/{pair.id}/sahkan": (403, {}),
    }

    for address, (status, fields) in tries.items():
        dimas.post(address, token | fields, status=status)

    db.session.expire_all()
    assert (met.senior_said_at, met.volunteer_said_at, met.code, met.counts) == (None, None, None, None)
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].meetings == 0


@pytest.mark.parametrize(("clock", "words"), [("23:00", "20.00"), ("19:30", "20.00"), ("05:30", "06.00")])
def test_no_page_plans_a_night_with_a_minor(visit, vlog, wates, clock, words):
    cast = Cast(wates, an_officer(wates, "Sri Wahyuni"), age=16)
    pair = a_pair(cast.volunteer, cast.senior, vlog.id)
    fields = {"day": (now() + timedelta(days=2)).date().isoformat(), "public": "y"}
    kept = a_meeting(pair, starts_at=(now() + timedelta(days=3)).replace(hour=16, minute=0, second=0, microsecond=0))
    was = kept.starts_at
    for person in (cast.senior, cast.volunteer, cast.coordinator):
        visitor = visit(person)
        planned = visitor.get(f"/pasangan/{pair.id}/pertemuan/atur").submit("Simpan pertemuan", status=422, clock=clock, **fields)
        moved = visitor.get(f"{path(kept)}/ubah").submit("Simpan pertemuan", status=422, clock=clock, **fields)
        assert words in planned.alert
        assert words in moved.alert

    db.session.expire_all()
    assert db.session.scalars(select(Meeting.starts_at)).all() == [was]


@pytest.mark.parametrize("how", ["say_as_senior", "type_in_paper"])
def test_no_meeting_is_made_longer_into_the_night_or_into_the_next_one(vlog, wates, how):
    cast = Cast(wates, an_officer(wates, "Sri Wahyuni"), age=16)
    pair = a_pair(cast.volunteer, cast.senior, vlog.id)
    day = (now() - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    evening, first = a_meeting(pair, starts_at=day.replace(hour=19)), a_meeting(pair, starts_at=day.replace(hour=14))
    a_meeting(pair, starts_at=day.replace(hour=15), is_confirmed=True)

    for met, words in ((evening, "20.00"), (first, "sudah punya pertemuan")):
        with pytest.raises(CannotPlan, match=words):
            getattr(marking, how)(met, 90, taught_back="", by_id=cast.coordinator.id, at=now())
        getattr(marking, how)(met, 45, taught_back="", by_id=cast.coordinator.id, at=now())
        assert met.minutes == 45


def test_a_code_that_is_over_opens_nothing(visit, cast, pair):
    met = a_meeting(pair, -0.2)
    code = marking.show_code(met, by_id=cast.senior.id, at=now() - timedelta(minutes=16))
    met.code_until = now() - timedelta(seconds=1)
    db.session.commit()

    late = visit(cast.volunteer).get(path(met)).submit("Masukkan kode", status=422, code=code)

    assert "tidak berlaku" in late.alert
    db.session.expire_all()
    assert met.code_used_at is None
    assert opened(cast.volunteer.id) == 0


def test_a_code_entered_twice_at_once_opens_once(app, visit, cast, pair):
    met = a_meeting(pair, -0.2)
    code = marking.show_code(met, by_id=cast.senior.id, at=now())
    db.session.commit()
    dimas = visit(cast.volunteer)
    fields = filled_in(dimas.get(path(met)).form("Masukkan kode")) | {"code": code}

    statuses = press_together(app, f"{path(met)}/masuk", [(dimas, fields)] * 3)

    assert statuses == [303] * 3
    assert opened(cast.volunteer.id) == 1


def test_a_code_of_another_meeting_opens_nothing(visit, cast, pair):
    met, other = a_meeting(pair, -0.2), a_meeting(pair, -0.1)
    marking.show_code(met, by_id=cast.senior.id, at=now())
    code = marking.show_code(other, by_id=cast.senior.id, at=now())
    db.session.commit()

    assert "belum cocok" in visit(cast.volunteer).get(path(met)).submit("Masukkan kode", status=422, code=code).alert


def test_two_telephones_that_show_the_code_at_once_show_the_same(app, visit, cast, pair):
    met = a_meeting(pair, -0.2)
    people = [visit(cast.senior), visit(cast.coordinator)]
    fields = [filled_in(one.get(path(met)).form("Tampilkan kode")) for one in people]

    assert press_together(app, f"{path(met)}/kode", list(zip(people, fields, strict=True))) == [303, 303]

    db.session.expire_all()
    shown = ["".join(one.get(path(met)).text.split()) for one in people]
    assert all(met.code in text for text in shown)


def test_an_erased_volunteers_links_open_nothing_and_name_nobody(visit, cast, pair):
    some_meetings(pair, 2)
    met = a_meeting(pair, -0.2)
    own, card = visit(cast.volunteer), a_card(cast.volunteer)
    own.get(path(met))

    erase(cast.application, reason=Reason.REQUEST, by_id=None, at=now())
    db.session.commit()

    for address in (f"/pasangan/{pair.id}", path(met), f"{path(met)}/kalender.ics", "/dampingi"):
        assert own.status_of("GET", address) == 303, "signed out"
    visit().get(f"/k/{card}", status=404)
    for person in (cast.senior, cast.coordinator):
        for address in (f"/pasangan/{pair.id}", path(met), f"/pasangan/{pair.id}/lembar", "/pasangan"):
            assert "Dimas" not in visit(person).get(address).text
        assert "Bu Sri dan (nama dihapus)" in visit(person).get(f"/pasangan/{pair.id}").heading
        assert "wa.me/6281234567890" not in visit(person).get(f"/pasangan/{pair.id}").html
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id] != NOTHING, "hours stay, without a name"
