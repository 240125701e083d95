"""A cohort ends: each of its pairs goes to somebody named who stays, or is marked as having nobody yet."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.mentoring.actions import handing_over
from lms.mentoring.models import EndReason, Incident, Pair, PairState, Wish
from lms.mentoring.queries.proposals import spot_of
from lms.mentoring.rules.matching import Nearness, nearness
from lms.regions.queries import kelurahan_in_order
from lms.volunteering.models import Cohort, CohortKind, CohortMember, State
from tests.factories.mentoring import a_meeting, a_pair, a_ready_volunteer, application_of, some_meetings
from tests.factories.people import a_coordinator, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")

BUTTON = "Serahkan semuanya"


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def a_cohort(by, *people, days=7, name="KKN 12"):
    today = now().date()
    cohort = Cohort(code=name, kind=CohortKind.CAMPUS, institution="Untidar", name=name, made_at=now(), made_by_id=by.id)
    cohort.starts_on, cohort.ends_on = today - timedelta(days=40), today + timedelta(days=days) if days is not None else None
    db.session.add(cohort)
    db.session.flush()
    for person in people:
        db.session.add(CohortMember(cohort_id=cohort.id, person_id=person.id, member_ref="", joined_at=now()))
    db.session.commit()
    return cohort


@pytest.fixture
def cohort(cast, pair):
    return a_cohort(cast.coordinator, cast.volunteer)


@pytest.fixture
def second(wates, vlog, cohort):
    rani, tutik = a_ready_volunteer(wates, "Rani", state=State.ACTIVE), an_officer(wates, "Tutik Rahayu")
    db.session.add(CohortMember(cohort_id=cohort.id, person_id=rani.id, member_ref="", joined_at=now()))
    return a_pair(rani, tutik, vlog.id)


def path(cohort):
    return f"/kelurahan/wates/serah-terima/{cohort.id}"


def standing_of(senior):
    return db.session.scalars(select(Pair).where(Pair.senior_id == senior.id, Pair.state != PairState.ENDED)).one_or_none()


def test_in_one_form_one_pair_goes_to_a_named_person_and_one_has_nobody_yet(visit, cast, pair, cohort, second, wates, vlog):
    some_meetings(pair, 2)
    coming = a_meeting(pair, 48)
    bima = a_ready_volunteer(wates, "Bima")
    tutik = second.senior
    coordinator = visit(cast.coordinator)
    page = coordinator.get("/kelurahan/wates/pasangan").click("KKN 12")
    assert "Bu Sri, sekarang bersama Dimas" in page.text

    done = page.submit(BUTTON, **{f"pair_{pair.id}": str(bima.id), f"pair_{second.id}": "0"}).follow()

    assert "1 usulan baru menunggu" in done.status_message
    assert (fresh(pair).state, pair.end_reason) == (PairState.ENDED, EndReason.HANDED_OVER)
    assert fresh(coming).cancelled_at
    assert cast.application.state is State.ACTIVE
    following = standing_of(cast.senior)
    assert (following.volunteer_id, following.state, following.course_id) == (bima.id, PairState.PROPOSED, vlog.id)
    assert (following.meetings_planned, following.proposed_by_id) == (4, cast.coordinator.id)
    assert standing_of(tutik) is None
    assert db.session.get(Wish, tutik.id), "she is found by the next volunteer"
    for listed in (done.text, coordinator.get(path(cohort)).text):
        assert "Belum ada pengganti" in listed
        assert "Tutik" in listed
    assert "KKN 12" not in done.text
    assert "sudah diserahkan" in page.submit(BUTTON).follow().status_message, "twice is the same as once"
    a_pair(a_ready_volunteer(wates, "Nina"), tutik, vlog.id)
    assert "Belum ada pengganti" not in coordinator.get("/kelurahan/wates/pasangan").text


def test_every_pair_needs_an_answer_and_nobody_gets_two(visit, cast, pair, cohort, second, wates):
    bima = a_ready_volunteer(wates, "Bima")
    page = visit(cast.coordinator).get(path(cohort))

    some = page.submit(BUTTON, status=422, **{f"pair_{pair.id}": str(bima.id)})
    twice = page.submit(BUTTON, status=422, **{f"pair_{pair.id}": str(bima.id), f"pair_{second.id}": str(bima.id)})

    assert "Pilih siapa yang melanjutkan" in some.alert
    assert "hanya melanjutkan satu pasangan" in twice.alert
    assert fresh(pair).state is PairState.RUNNING


def test_only_who_is_free_and_stays_can_go_on(visit, cast, pair, cohort, wates, vlog):
    leaving, busy = a_ready_volunteer(wates, "Yoga"), a_ready_volunteer(wates, "Putri")
    a_cohort(cast.coordinator, leaving, days=60, name="KKN 13")
    a_pair(busy, an_officer(wates, "Tutik Rahayu"), vlog.id)
    local = a_ready_volunteer(wates, "Bima")
    a_cohort(cast.coordinator, local, days=None, name="OSIS")
    page = visit(cast.coordinator).get(path(cohort))

    assert [name in page.text for name in ("Bima", "Yoga", "Putri")] == [True, False, False]
    for stranger in (leaving, busy, cast.volunteer):
        with pytest.raises(handing_over.CannotHandOver, match="Pilih orang lain"):
            handing_over.hand_over(cohort, wates, {pair.id: stranger.id}, by_id=cast.coordinator.id, at=now())
    application_of(local).state = State.ORIENTATION
    assert page.submit(BUTTON, status=422, **{f"pair_{pair.id}": str(local.id)}).alert
    assert fresh(pair).state is PairState.RUNNING


def test_not_before_its_time_and_not_while_a_report_is_open(visit, cast, pair, wates):
    early = a_cohort(cast.coordinator, cast.volunteer, days=15)
    assert "KKN 12" not in visit(cast.coordinator).get("/kelurahan/wates/pasangan").text
    with pytest.raises(handing_over.CannotHandOver, match="14 hari"):
        handing_over.hand_over(early, wates, {pair.id: None}, by_id=cast.coordinator.id, at=now())
    early.ends_on = now().date() + timedelta(days=14)
    columns = {"words": "", "reported_at": now(), "review_due_at": now(), "closing": ""}
    db.session.add(Incident(key=pair.key, pair_id=pair.id, reporter_id=cast.senior.id, **columns))
    db.session.flush()

    with pytest.raises(handing_over.CannotHandOver, match="ditangani petugas"):
        handing_over.hand_over(early, wates, {pair.id: None}, by_id=cast.coordinator.id, at=now())


def test_a_list_that_has_changed_is_looked_at_again_and_nobody_hands_over_their_own(cast, pair, cohort, second, wates):
    with pytest.raises(handing_over.CannotHandOver, match="baru saja berubah"):
        handing_over.hand_over(cohort, wates, {pair.id: None}, by_id=cast.coordinator.id, at=now())
    with pytest.raises(handing_over.CannotHandOver, match="Pasangan Anda sendiri"):
        handing_over.hand_over(cohort, wates, {pair.id: None, second.id: None}, by_id=cast.senior.id, at=now())


def test_of_two_who_press_at_once_one_hands_over(app, visit, cast, pair, cohort, wates):
    bima = a_ready_volunteer(wates, "Bima")
    people = [visit(cast.coordinator), visit(a_coordinator(wates, "Wakil"))]
    fields = [filled_in(one.get(path(cohort)).form(BUTTON)) | {f"pair_{pair.id}": str(bima.id)} for one in people]

    statuses = press_together(app, path(cohort), list(zip(people, fields, strict=True)))

    assert min(statuses) == 303
    assert set(statuses) <= {303, 422}
    assert db.session.scalars(select(Pair).where(Pair.state == PairState.PROPOSED)).one().volunteer_id == bima.id


def test_who_hands_over(visit, cast, pair, cohort, cacaban, wates):
    for person, status in ((cast.volunteer, 403), (a_coordinator(cacaban, "Ani"), 403), (cast.coordinator, 200)):
        visit(person).get(path(cohort), status=status)
    coordinator = visit(cast.coordinator)
    coordinator.get("/kelurahan/wates/serah-terima/999", status=404)
    elsewhere = a_cohort(cast.coordinator, name="Untuk Cacaban")
    elsewhere.kelurahan_id = cacaban.id
    coordinator.get(path(elsewhere), status=404)
    db.session.add(CohortMember(cohort_id=elsewhere.id, person_id=cast.volunteer.id, member_ref="", joined_at=now()))
    db.session.flush()
    assert "Bu Sri" in coordinator.get(path(elsewhere)).text, "its member sits beside a senior of Wates"
    elsewhere.ends_on = None
    coordinator.get(path(elsewhere), status=404)


def test_a_neighbours_volunteer_is_shown_by_the_first_name(visit, cast, pair, cohort, wates):
    near = next(one for one in kelurahan_in_order() if nearness(spot_of(wates), spot_of(one)) is Nearness.NEIGHBOUR)
    a_ready_volunteer(near, "Bima Sakti")

    page = visit(cast.coordinator).get(path(cohort))

    assert "Bima, kelurahan tetangga" in page.text
    assert "Sakti" not in page.text
