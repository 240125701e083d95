"""A meeting that nobody planned online is typed in by an officer from the signed sheet, with the checks of a planned one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.mentoring.actions import marking, planning, safety
from lms.mentoring.actions.planning import CannotPlan, Plan
from lms.mentoring.models import Meeting, PairState
from lms.mentoring.queries.hours import verified
from lms.mentoring.rules.meetings import Standing, standing
from lms.volunteering.models import State
from tests.factories.attendance import a_mentor
from tests.factories.mentoring import Cast, a_meeting, a_pair, a_ready_volunteer
from tests.factories.people import an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")

BUTTON = "Simpan dari kertas"


def days_ago(days, hour=16, minute=0):
    return (now() - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def line(starts_at, *, minutes=60, place="Balai kelurahan"):
    return Plan(uuid4(), starts_at, minutes, place)


def typed_in(pair, wanted, by, *, volunteer_id=None, at=None):
    return marking.record_paper(
        pair, wanted, volunteer_id=volunteer_id or pair.volunteer_id, taught_back="", by_id=by.id, at=at or now()
    )


def fields(day, **others):
    return {"day": day.date().isoformat(), "clock": "16:00", "public": "y", "signed": "y"} | others


def path(pair):
    return f"/pasangan/{pair.id}/pertemuan/dari-kertas"


def test_an_officer_types_in_a_line_of_the_sheet(visit, cast, pair):
    cast.application.state = State.PAIRED
    page = visit(cast.coordinator).get(f"/pasangan/{pair.id}").click("Ketik pertemuan dari lembar kertas")

    done = page.submit(BUTTON, **fields(days_ago(5), minutes="90", taught_back="Cara rapat RT")).follow()
    page.submit(BUTTON, **fields(days_ago(5), minutes="90"))

    found = db.session.scalars(select(Meeting)).one()
    assert "dari lembar kertas" in done.text
    assert (found.from_paper, found.senior_said_by_id, found.planned_by_id) == (True, cast.coordinator.id, cast.coordinator.id)
    assert (found.starts_at, found.minutes, found.taught_back) == (days_ago(5), 90, "Cara rapat RT")
    assert standing(found, now()) is Standing.LOCKED
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 90
    assert cast.application.state is State.ACTIVE, "the first meeting that counts"
    assert [entry.action for entry in db.session.scalars(select(Entry))].count("say") == 1


def test_what_is_missing_is_said(visit, cast, pair):
    page = visit(cast.coordinator).get(path(pair))

    missing = page.submit(BUTTON, status=422, **fields(days_ago(5), signed=""))
    later = page.submit(BUTTON, status=422, **fields(now() + timedelta(days=1)))

    assert "ditandatangani keduanya" in missing.alert
    assert "belum selesai" in later.alert
    assert page.submit(BUTTON, status=422, **fields(days_ago(5), volunteer=str(cast.senior.id))).alert
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_never_by_the_volunteer_the_senior_or_a_stranger(visit, cast, pair):
    for person in (cast.volunteer, cast.senior):
        visit(person).get(path(pair), status=403)
        assert "Ketik pertemuan" not in visit(person).get(f"/pasangan/{pair.id}").text
        with pytest.raises(marking.CannotMark, match="bukan oleh yang bertemu"):
            typed_in(pair, line(days_ago(5)), person)
    visit(an_officer(cast.kelurahan, "Tutik Rahayu")).get(path(pair), status=404)
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_a_volunteer_who_coordinates_types_in_nothing_of_their_own(visit, cast, pair):
    pair.volunteer_id = cast.coordinator.id
    db.session.flush()

    visit(cast.coordinator).get(path(pair), status=403)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (lambda: line(now() + timedelta(minutes=5)), "belum selesai"),
        (lambda: line(now() - timedelta(minutes=30)), "belum selesai"),
        (lambda: line(days_ago(31)), "30 hari"),
        (lambda: line(days_ago(12)), "belum disahkan"),
        (lambda: line(days_ago(3), minutes=17), "dari daftar"),
        (lambda: line(days_ago(3, 23)), "22.00"),
        (lambda: line(days_ago(3, 4)), "06.00"),
    ],
)
def test_what_cannot_have_been_is_refused(cast, pair, wanted, words):
    with pytest.raises(CannotPlan, match=words):
        typed_in(pair, wanted(), cast.coordinator)


@pytest.mark.parametrize(
    ("hour", "minute", "place", "words"),
    [(23, 0, "Balai", "20.00"), (19, 30, "Balai", "20.00"), (16, 0, "Rumah Bu Sri", "tidak bertemu di rumah")],
)
def test_a_minor_met_nobody_at_night_nor_at_home(vlog, wates, hour, minute, place, words):
    cast = Cast(wates, an_officer(wates, "Sri Wahyuni"), age=16)
    pair = a_pair(cast.volunteer, cast.senior, vlog.id)

    with pytest.raises(CannotPlan, match=words):
        typed_in(pair, line(days_ago(3, hour, minute), place=place), cast.coordinator)

    typed_in(pair, line(days_ago(3, 19)), cast.coordinator)


def test_nobody_was_in_two_places_at_once(cast, pair, wates, vlog):
    typed_in(pair, line(days_ago(3, 16)), cast.coordinator)
    typed_in(pair, line(days_ago(3, 17)), cast.coordinator)
    other = a_pair(a_ready_volunteer(wates, "Rani"), an_officer(wates, "Tutik Rahayu"), vlog.id)

    with pytest.raises(CannotPlan, match="sudah punya pertemuan"):
        typed_in(pair, line(days_ago(3, 16, 30)), cast.coordinator)
    typed_in(other, line(days_ago(3, 16, 30)), cast.coordinator)


def test_two_officers_who_type_in_the_same_line_at_once_make_one_meeting(app, visit, cast, pair, magelang):
    people = [visit(cast.coordinator), visit(an_agency_officer(magelang))]
    sent = [filled_in(one.get(path(pair)).form(BUTTON)) | fields(days_ago(3)) for one in people]
    sent[1]["kunci"] = str(uuid4())

    statuses = press_together(app, path(pair), list(zip(people, sent, strict=True)))

    assert sorted(statuses) == [303, 422]
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 60


def test_one_page_never_stands_for_two_lines(cast, pair, wates, vlog):
    first = line(days_ago(3))
    made = typed_in(pair, first, cast.coordinator)
    other = a_pair(a_ready_volunteer(wates, "Rani"), an_officer(wates, "Tutik Rahayu"), vlog.id)

    assert typed_in(pair, first, cast.coordinator) is made
    with pytest.raises(CannotPlan, match="pertemuan lain"):
        typed_in(pair, Plan(first.key, days_ago(4), 60, first.place), cast.coordinator)
    with pytest.raises(CannotPlan, match="pasangan lain"):
        typed_in(other, first, cast.coordinator)


def test_during_a_pause_only_the_stand_in_was_there_and_nobody_after_a_report(cast, pair, wates):
    rani = a_mentor(wates, "Rani")
    pair.state, pair.state_since, pair.stand_in_id = PairState.PAUSED, days_ago(5), rani.id
    db.session.flush()
    typed_in(pair, line(days_ago(7)), cast.coordinator)
    with pytest.raises(CannotPlan, match="sedang jeda"):
        typed_in(pair, line(days_ago(3)), cast.coordinator)
    typed_in(pair, line(days_ago(3)), cast.coordinator, volunteer_id=rani.id)
    assert verified([rani.id], at=now())[rani.id].minutes == 60
    with pytest.raises(marking.CannotMark, match="bukan oleh yang bertemu"):
        typed_in(pair, line(days_ago(2)), rani)
    with pytest.raises(marking.CannotMark, match="atau penggantinya"):
        typed_in(pair, line(days_ago(2)), cast.coordinator, volunteer_id=a_mentor(wates, "Rina").id)

    safety.report(pair, "", key=uuid4(), reporter_id=cast.senior.id, at=days_ago(2))

    with pytest.raises(CannotPlan, match="tidak berjalan"):
        typed_in(pair, line(days_ago(1)), cast.coordinator, volunteer_id=rani.id)


def test_paper_of_a_pair_that_has_ended_still_counts_for_the_time_before(cast, pair):
    pair.state, pair.ended_at = PairState.ENDED, days_ago(2, 12)
    db.session.flush()

    typed_in(pair, line(days_ago(3)), cast.coordinator)
    with pytest.raises(CannotPlan, match="sudah berakhir"):
        typed_in(pair, line(days_ago(2, 16)), cast.coordinator)


def test_an_hour_that_was_called_off_can_be_planned_again_and_typed_in(cast, pair):
    """The first of two meetings at one moment was called off, however often."""
    coming = (now() + timedelta(days=3)).replace(hour=16, minute=0, second=0, microsecond=0)
    for _time in range(3):
        planning.cancel(planning.plan(pair, line(coming), by_id=cast.senior.id, at=now()), by_id=cast.senior.id, at=now())
    other = planning.plan(pair, line(coming - timedelta(hours=3)), by_id=cast.senior.id, at=now())
    planning.reschedule(other, line(coming), by_id=cast.senior.id, at=now())
    a_meeting(pair, 1, starts_at=days_ago(3), cancelled_at=days_ago(3))
    typed_in(pair, line(days_ago(3)), cast.coordinator)
    db.session.commit()

    found = db.session.scalars(select(Meeting).where(Meeting.cancelled_at.is_(None)).order_by(Meeting.starts_at)).all()
    assert [one.starts_at for one in found] == [days_ago(3), coming]
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 6


def test_two_plans_from_the_same_page_are_not_taken_for_one(visit, cast, pair):
    """Both open the page, each chooses another day: the second is told, not thanked."""
    pages = [visit(person).get(f"/pasangan/{pair.id}/pertemuan/atur") for person in (cast.senior, cast.volunteer)]
    days = [(now() + timedelta(days=number)).date().isoformat() for number in (3, 4)]
    pages[0].submit("Simpan pertemuan", day=days[0], clock="16:00", public="y")

    told = pages[1].submit("Simpan pertemuan", status=422, day=days[1], clock="16:00", public="y")

    assert "pertemuan lain" in told.alert
