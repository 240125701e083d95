"""What waits on a kelurahan's board of volunteers, with a constant number of statements."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import to_user_timezone
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.accounts.rules import called, full_form
from lms.certification.models import Letter
from lms.db import db
from lms.mentoring.models import Incident, Meeting, Pair, PairState
from lms.mentoring.queries import safety
from lms.mentoring.queries.hours import counting
from lms.mentoring.queries.pairs import STANDING
from lms.reporting.rules.board import Contact, Couple, Kind, Task, Turn, Volunteer, in_order, of_cohort, of_pair, of_volunteer
from lms.volunteering.models import Application, Cohort, CohortMember, State
from lms.volunteering.queries.applications import answerers_in
from lms.volunteering.rules.clock import turn

_WAITING = (
    *(State.GUARDIAN, State.WAITING, State.INTERVIEW, State.ORIENTATION, State.READY, State.ACTIVE, State.AT_RISK),
    *(State.FINISHED, State.CANDIDATE, State.LEFT),
)
_volunteer, _senior = aliased(Person), aliased(Person)
_HAS_PLAN = exists().where(Meeting.pair_id == Pair.id, Meeting.cancelled_at.is_(None))


def tasks_in(kelurahan_id: int, viewer: Viewer, *, hours: int, agency: str, at: datetime) -> list[Task]:
    """Give who waits for what in a kelurahan, safety first, then the oldest; six statements.

    Of reports about safety only those the viewer answers for. After the named people have let their time pass, `agency`
    is whose turn it is.
    """
    found = [*_reports(kelurahan_id, viewer), *_disputes(kelurahan_id), *_cohorts(kelurahan_id, at)]
    asked = answerers_in(kelurahan_id, at=at)
    names = [*(full_form(person.name, person.honorific) for person in asked), agency]
    for one in _volunteers(kelurahan_id):
        whose = turn(one.waiting_since, asked, hours, at=at) if one.waiting_since else None
        now_asked = Turn(names[whose.place], whose.due) if whose else None
        found += filter(None, [of_volunteer(one, turn=now_asked, today=_today(at), at=at)])
    found += filter(None, (of_pair(one, at=at) for one in _couples(kelurahan_id)))
    return in_order(found)


def _today(at: datetime) -> tuple[datetime, datetime]:
    """Give when the city's day begins and ends."""
    begin = to_user_timezone(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return begin, begin + timedelta(days=1)


def _volunteers(kelurahan_id: int) -> Iterator[Volunteer]:
    in_pair = exists().where(Pair.volunteer_id == Application.person_id, Pair.state.in_(STANDING))
    verified = select(func.sum(Meeting.minutes)).where(Meeting.volunteer_id == Application.person_id, counting())
    in_letter = select(func.max(Letter.minutes)).where(Letter.person_id == Application.person_id, Letter.withdrawn_at.is_(None))
    rows = db.session.execute(
        select(Application, in_pair, verified.scalar_subquery(), in_letter.scalar_subquery()).where(
            Application.kelurahan_id == kelurahan_id, Application.state.in_(_WAITING)
        )
    )
    for one, is_paired, minutes, told in rows:
        yield Volunteer(
            application_id=one.id,
            person_id=one.person_id,
            state=one.state,
            state_since=one.state_since,
            name=one.name,
            contact=Contact.of(one.whatsapp, one.guardian_whatsapp),
            guardian=Contact.of(None, one.guardian_whatsapp),
            guardian_token=one.guardian_token or "",
            sent_at=one.sent_at,
            reminded_at=one.guardian_reminded_at,
            waiting_since=one.waiting_since,
            talk_at=one.interview_at,
            wants_office_at=one.wants_office_at,
            is_paired=bool(is_paired),
            verified=minutes or 0,
            in_letter=told,
        )


def _couples(kelurahan_id: int) -> Iterator[Couple]:
    last = (
        select(func.max(Meeting.starts_at))
        .where(Meeting.pair_id == Pair.id, counting())
        .correlate(Pair)
        .scalar_subquery()
        .label("last_met")
    )
    rows = db.session.execute(
        select(Pair, _volunteer, _senior, Application.whatsapp, Application.guardian_whatsapp, last, _HAS_PLAN)
        .join(_volunteer, Pair.volunteer_id == _volunteer.id)
        .join(_senior, Pair.senior_id == _senior.id)
        .outerjoin(Application, Application.person_id == Pair.volunteer_id)
        .where(Pair.kelurahan_id == kelurahan_id, Pair.state.in_([PairState.PROPOSED, PairState.AGREED, PairState.RUNNING]))
    )
    for pair, volunteer, senior, own, guardians, last_met, has_plan in rows:
        yield Couple(
            pair_id=pair.id,
            state=pair.state,
            volunteer=volunteer.name,
            senior=called(senior.name, senior.honorific),
            volunteer_contact=Contact.of(own or volunteer.whatsapp, guardians),
            senior_contact=Contact.of(senior.whatsapp, None),
            proposed_at=pair.proposed_at,
            volunteer_agreed_at=pair.volunteer_agreed_at,
            senior_agreed_at=pair.senior_agreed_at,
            running_since=pair.confirmed_at or pair.state_since,
            last_met=last_met,
            has_plan=bool(has_plan),
        )


def _disputes(kelurahan_id: int) -> Iterator[Task]:
    rows = db.session.execute(
        select(Meeting, _volunteer, _senior, Application.whatsapp, Application.guardian_whatsapp)
        .join(Pair, Meeting.pair_id == Pair.id)
        .join(_volunteer, Pair.volunteer_id == _volunteer.id)
        .join(_senior, Pair.senior_id == _senior.id)
        .outerjoin(Application, Application.person_id == Pair.volunteer_id)
        .where(Pair.kelurahan_id == kelurahan_id, *_is_disputed())
    )
    for meeting, volunteer, senior, own, guardians in rows:
        contact, other = Contact.of(own or volunteer.whatsapp, guardians), called(senior.name, senior.honorific)
        yield Task(
            Kind.DISPUTE, meeting.disputed_at or meeting.starts_at, volunteer.name, contact, other=other, pair_id=meeting.pair_id
        )


def _is_disputed() -> tuple[ColumnElement[bool], ...]:
    return Meeting.disputed_at.is_not(None), Meeting.counts.is_(None), Meeting.cancelled_at.is_(None)


def _reports(kelurahan_id: int, viewer: Viewer) -> Iterator[Task]:
    """Say that reports wait, without a word of what they say."""
    waiting = safety.visible_to(viewer).where(Incident.closed_at.is_(None), Pair.kelurahan_id == kelurahan_id)
    for incident in db.session.scalars(waiting):
        yield Task(Kind.SAFETY, incident.reported_at, until=incident.review_due_at, incident_id=incident.id)


def _cohorts(kelurahan_id: int, at: datetime) -> Iterator[Task]:
    """Give the cohorts that end soon and have pairs here that stand."""
    rows = db.session.execute(
        select(Cohort.name, Cohort.ends_on)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .join(Pair, Pair.volunteer_id == CohortMember.person_id)
        .where(Cohort.ends_on.is_not(None), Pair.kelurahan_id == kelurahan_id, Pair.state.in_(STANDING))
        .group_by(Cohort.id, Cohort.name, Cohort.ends_on)
    )
    yield from filter(None, (of_cohort(name, ends_on, at=at) for name, ends_on in rows if ends_on))
