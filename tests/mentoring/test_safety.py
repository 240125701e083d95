"""One tap stops a pair; a named officer who is not in it decides within seven days."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.accounts.actions import grant_role
from lms.accounts.models import Role, RoleGrant
from lms.accounts.queries import held_on
from lms.clock import now
from lms.db import db
from lms.mentoring.actions import closing, safety
from lms.mentoring.actions.safety import Decision
from lms.mentoring.models import EndReason, Incident, PairState
from lms.mentoring.queries.safety import officer_for
from lms.regions.queries import kelurahan_at
from lms.volunteering.actions import staying
from lms.volunteering.models import Reason, State
from tests.factories.attendance import a_mentor
from tests.factories.mentoring import a_meeting, a_pair, a_ready_volunteer, application_of
from tests.factories.people import a_coordinator, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


@pytest.fixture
def incident(cast, pair):
    found = safety.report(pair, "Ia meminta PIN.", key=uuid4(), reporter_id=cast.senior.id, at=now())
    db.session.commit()
    return found


def decide(incident, decision, cast, words="Sudah bicara dengan keduanya."):
    safety.decide(incident, decision, words, by_id=cast.coordinator.id, at=now())
    db.session.flush()


def test_one_tap_stops_the_pair_and_the_words_are_for_officers_only(visit, cast, pair, magelang):
    sri, dimas = visit(cast.senior), visit(cast.volunteer)
    page = sri.get(f"/pasangan/{pair.id}").click("Saya merasa tidak aman")
    assert "Pak Slamet" in page.text or "Bu Slamet" in page.text
    told = page.submit("Laporkan sekarang").follow()
    page.submit("Laporkan sekarang")

    assert "petugas segera menghubungi" in told.status_message
    assert db.session.scalar(select(func.count()).select_from(Incident)) == 1
    assert fresh(pair).state is PairState.PAUSED
    assert cast.application.state is State.ACTIVE, "only an officer suspends"
    for one in (sri, dimas):
        seen = one.get(f"/pasangan/{pair.id}")
        assert "sedang berhenti sebentar" in seen.text
        assert "wa.me" not in seen.html
        assert "Atur pertemuan" not in seen.text
        one.get("/kelola/laporan-keamanan", status=403)
    found = db.session.scalars(select(Incident)).one()
    assert found.review_due_at - found.reported_at == timedelta(days=7)
    for officer in (cast.coordinator, an_agency_officer(magelang)):
        assert "Bu Sri" in visit(officer).get("/kelola/laporan-keamanan").text
        assert "Tanpa kata-kata." in visit(officer).get(f"/kelola/laporan-keamanan/{found.id}").text
    dimas.get(f"/kelola/laporan-keamanan/{found.id}", status=404)


def test_a_long_report_is_refused_and_nothing_stops(visit, cast, pair):
    page = visit(cast.senior).get(f"/pasangan/{pair.id}/lapor")

    assert page.submit("Laporkan sekarang", status=422, words="x" * 2001).alert
    assert fresh(pair).state is PairState.RUNNING
    page.visitor.post(page.path, filled_in(page.form("Laporkan sekarang")) | {"kunci": "x"}, status=400)


def test_no_report_reaches_an_officer_who_is_in_the_pair(visit, cast, wates, vlog, magelang, cacaban):
    chair = cast.coordinator
    agency = an_agency_officer(magelang)
    pair = a_pair(a_ready_volunteer(wates, "Rani"), chair, vlog.id)
    found = safety.report(pair, "Rahasia.", key=uuid4(), reporter_id=pair.volunteer_id, at=now())
    db.session.commit()

    assert officer_for(pair, at=now()).id == agency.id
    assert "Tidak ada laporan." in visit(chair).get("/kelola/laporan-keamanan").text
    visit(chair).get(f"/kelola/laporan-keamanan/{found.id}", status=404)
    assert "Rahasia." not in visit(chair).get(f"/pasangan/{pair.id}").html
    assert "Rahasia." in visit(agency).get(f"/kelola/laporan-keamanan/{found.id}").text
    visit(a_coordinator(cacaban, "Koordinator Cacaban")).get(f"/kelola/laporan-keamanan/{found.id}", status=404)
    with pytest.raises(safety.CannotDecide, match="tidak ada di dalam pasangan"):
        safety.decide(found, Decision.GO_ON, "x", by_id=chair.id, at=now())


def test_without_a_coordinator_and_agency_nobody_is_named(cast, cacaban, vlog):
    pair = a_pair(a_ready_volunteer(cacaban, "Rani"), an_officer(cacaban, "Tutik Rahayu"), vlog.id)

    assert officer_for(pair, at=now()) is None


def test_the_officer_lets_the_pair_go_on(visit, cast, pair, incident):
    page = visit(cast.coordinator).get("/kelola/laporan-keamanan").click("Bu Sri")
    assert "Ia meminta PIN." in page.text
    assert "alasan" in page.submit("Simpan keputusan", status=422, decision="go_on").alert

    closed = page.submit("Simpan keputusan", decision="go_on", words="Salah paham.").follow()
    twice = page.submit("Simpan keputusan", status=422, decision="dismiss", words="Tidak.")

    assert "Salah paham." in closed.text
    assert "sudah diputuskan" in twice.alert
    assert fresh(pair).state is PairState.RUNNING
    assert fresh(incident).closed_by_id == cast.coordinator.id


def test_suspending_keeps_the_report_open_and_restoring_gives_the_role_back(cast, pair, incident):
    decide(incident, Decision.SUSPEND, cast)
    assert cast.application.state is State.SUSPENDED
    assert fresh(incident).closed_at is None
    assert fresh(pair).state is PairState.PAUSED
    held = select(RoleGrant.id).where(RoleGrant.person_id == cast.volunteer.id, RoleGrant.ends_on.is_(None))
    assert db.session.scalars(held).all() == []
    with pytest.raises(safety.CannotDecide, match="sudah ditangguhkan"):
        decide(incident, Decision.SUSPEND, cast)

    decide(incident, Decision.GO_ON, cast)

    assert cast.application.state is State.ACTIVE
    assert fresh(pair).state is PairState.RUNNING
    assert len(db.session.scalars(held).all()) == 1


def places_of(person):
    db.session.expire_all()
    held = RoleGrant.person_id == person.id, RoleGrant.role == Role.MENTOR, held_on(now().date())
    return set(db.session.scalars(select(RoleGrant.kelurahan_id).where(*held)))


@pytest.mark.parametrize("decision", [Decision.GO_ON, Decision.END])
def test_restoring_gives_back_exactly_the_roles_that_the_suspension_ended(cast, vlog, wates, cacaban, magelang, decision):
    """Also the one in a neighbouring kelurahan, and what ended long before stays ended."""
    agency = an_agency_officer(magelang)
    volunteer = a_ready_volunteer(wates, "Rani", state=State.ACTIVE)
    before = now().date() - timedelta(days=90)
    grant_role(volunteer, Role.MENTOR, kelurahan_at("kemirirejo"), by_id=None, on=before).ends_on = before + timedelta(days=9)
    grant_role(volunteer, Role.MENTOR, wates, by_id=None, on=before)
    pair = a_pair(volunteer, an_officer(cacaban, "Tutik Rahayu"), vlog.id)
    found = safety.report(pair, "", key=uuid4(), reporter_id=pair.senior_id, at=now())

    safety.decide(found, Decision.SUSPEND, "Ditinjau dulu.", by_id=agency.id, at=now())
    assert places_of(volunteer) == set()
    safety.decide(found, decision, "Salah paham.", by_id=agency.id, at=now())

    assert places_of(volunteer) == {wates.id, cacaban.id}


def test_who_was_confirmed_and_suspended_on_one_day_gets_the_role_back(cast, pair, incident):
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.volunteer.id)):
        grant.starts_on = now().date()
    decide(incident, Decision.SUSPEND, cast)
    assert places_of(cast.volunteer) == set()

    decide(incident, Decision.GO_ON, cast)

    assert places_of(cast.volunteer) == {pair.kelurahan_id}


@pytest.mark.parametrize(
    ("decision", "after"),
    [(Decision.GO_ON, PairState.RUNNING), (Decision.END, PairState.RUNNING), (Decision.DISMISS, PairState.ENDED)],
)
def test_a_suspended_volunteer_helps_nobody_in_any_pair(visit, cast, wates, vlog, decision, after):
    """The report is about an earlier pair; meanwhile the volunteer sits beside somebody else, and stands in for a third."""
    former = a_pair(cast.volunteer, cast.senior, vlog.id, state=PairState.ENDED)
    now_in = a_pair(cast.volunteer, an_officer(wates, "Tutik Rahayu"), vlog.id)
    rested = a_pair(a_ready_volunteer(wates, "Rani", state=State.PAUSED), an_officer(wates, "Endah Lestari"), vlog.id)
    rested.state, rested.stand_in_id = PairState.PAUSED, cast.volunteer.id
    coming = a_meeting(rested, 48, volunteer=cast.volunteer)
    found = safety.report(former, "", key=uuid4(), reporter_id=cast.senior.id, at=now())
    decide(found, Decision.SUSPEND, cast)

    assert fresh(now_in).state is PairState.PAUSED
    assert (fresh(rested).stand_in_id, fresh(coming).cancelled_at is None) == (None, False)
    visit(cast.volunteer).get(f"/pasangan/{rested.id}", status=404)
    with pytest.raises(closing.CannotChange):
        closing.come_back(now_in, by_id=cast.volunteer.id, at=now())

    decide(found, decision, cast)

    assert fresh(now_in).state is after


def test_who_stops_stands_in_for_nobody(cast, pair, wates):
    rani = a_ready_volunteer(wates, "Rani", state=State.ACTIVE)
    pair.state, pair.stand_in_id = PairState.PAUSED, rani.id
    coming = a_meeting(pair, 48, volunteer=rani)

    staying.leave(application_of(rani), reason=Reason.TIME, by_id=None, at=now())
    db.session.flush()

    assert fresh(pair).stand_in_id is None
    assert fresh(coming).cancelled_at


def test_who_was_no_mentor_before_is_none_after(cast, wates, vlog):
    """A proposal can be reported as well; restoring its volunteer appoints nobody."""
    rani = a_ready_volunteer(wates, "Rani")
    proposal = a_pair(rani, an_officer(wates, "Tutik Rahayu"), vlog.id, state=PairState.PROPOSED)
    found = safety.report(proposal, "", key=uuid4(), reporter_id=proposal.senior_id, at=now())
    decide(found, Decision.SUSPEND, cast)

    decide(found, Decision.GO_ON, cast)

    assert places_of(rani) == set()
    assert application_of(rani).state is State.READY


def test_a_volunteer_from_outside_the_city_can_be_restored(cast, pair, incident):
    cast.application.kelurahan_id = None
    db.session.flush()
    decide(incident, Decision.SUSPEND, cast)

    decide(incident, Decision.GO_ON, cast)

    assert cast.application.state is State.ACTIVE
    assert places_of(cast.volunteer) == {pair.kelurahan_id}


@pytest.mark.parametrize("is_suspended", [True, False])
@pytest.mark.parametrize(("decision", "after"), [(Decision.END, State.ACTIVE), (Decision.DISMISS, State.DECLINED)])
def test_the_pair_ends_with_or_without_its_volunteer(cast, pair, incident, decision, after, is_suspended):
    if is_suspended:
        decide(incident, Decision.SUSPEND, cast)

    decide(incident, decision, cast)

    assert cast.application.state is after
    assert (fresh(pair).state, pair.end_reason) == (PairState.ENDED, EndReason.SAFETY)


def test_deciding_needs_words(cast, incident):
    with pytest.raises(safety.CannotDecide, match="alasan"):
        decide(incident, Decision.GO_ON, cast, words="")


def test_a_second_report_keeps_the_pair_stopped(cast, pair, incident):
    other = safety.report(pair, "", key=uuid4(), reporter_id=cast.volunteer.id, at=now())
    assert safety.report(pair, "", key=other.key, reporter_id=cast.volunteer.id, at=now()) is other

    decide(incident, Decision.GO_ON, cast)
    assert fresh(pair).state is PairState.PAUSED
    decide(other, Decision.GO_ON, cast)
    assert fresh(pair).state is PairState.RUNNING


@pytest.mark.parametrize(("agreed", "after"), [(True, PairState.AGREED), (False, PairState.PROPOSED)])
def test_a_proposal_that_was_stopped_is_a_proposal_again(cast, wates, vlog, agreed, after):
    pair = a_pair(cast.volunteer, cast.senior, vlog.id, state=PairState.PROPOSED)
    pair.volunteer_agreed_at = pair.senior_agreed_at = now() if agreed else None
    found = safety.report(pair, "", key=uuid4(), reporter_id=cast.senior.id, at=now())
    assert pair.state is PairState.PAUSED

    decide(found, Decision.GO_ON, cast)

    assert fresh(pair).state is after


def test_a_pair_that_is_over_can_still_be_reported(cast, vlog, wates):
    helper = a_mentor(wates, "Rani")
    pair = a_pair(helper, cast.senior, vlog.id, state=PairState.ENDED)
    found = safety.report(pair, "Masih menghubungi.", key=uuid4(), reporter_id=cast.senior.id, at=now())

    assert pair.state is PairState.ENDED
    decide(found, Decision.END, cast)
    assert fresh(pair).state is PairState.ENDED
    again = safety.report(pair, "", key=uuid4(), reporter_id=cast.senior.id, at=now())
    with pytest.raises(safety.CannotDecide, match="sudah berhenti"):
        decide(again, Decision.SUSPEND, cast)


def test_two_officers_decide_at_once_and_the_first_word_stands(app, visit, cast, pair, incident, magelang):
    people = [visit(cast.coordinator), visit(an_agency_officer(magelang))]
    where = f"/kelola/laporan-keamanan/{incident.id}"
    fields = [filled_in(one.get(where).form("Simpan keputusan")) | {"words": "Alasan."} for one in people]
    fields[0]["decision"], fields[1]["decision"] = "go_on", "dismiss"

    statuses = press_together(app, where, list(zip(people, fields, strict=True)))

    assert sorted(statuses) == [303, 422]
    assert fresh(incident).closed_at


def test_the_list_takes_few_statements_and_can_be_counted(visit, cast, pair, wates, vlog):
    coordinator = visit(cast.coordinator)
    safety.report(pair, "", key=uuid4(), reporter_id=cast.senior.id, at=now())
    coordinator.get("/kelola/laporan-keamanan")
    few = coordinator.get("/kelola/laporan-keamanan").statements
    for number in range(6):
        other = a_pair(a_ready_volunteer(wates, f"R{number}"), an_officer(wates, f"W{number}"), vlog.id)
        safety.report(other, "", key=uuid4(), reporter_id=other.senior_id, at=now())

    assert coordinator.get("/kelola/laporan-keamanan").statements == few <= 5
