"""Pairs, meetings and wishes, written straight into the tables, as if some time ago."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Person, Role
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from lms.mentoring.models import Meeting, Pair, PairState, Wish
from lms.regions.models import Kelurahan
from lms.volunteering.models import Application, State
from tests.factories.people import a_coordinator, a_volunteer


def a_wish(
    person: Person, course_id: str | None = None, *, times: tuple[str, ...] = ("sabtu",), at: datetime | None = None
) -> Wish:
    wish = Wish(person_id=person.id, course_id=course_id, times=list(times), languages=["id"], said_by_id=person.id)
    wish.said_at = at or now() - timedelta(days=3)
    db.session.add(wish)
    db.session.flush()
    return wish


def application_of(person: Person) -> Application:
    return db.session.scalars(select(Application).where(Application.person_id == person.id)).one()


def a_ready_volunteer(kelurahan: Kelurahan, name: str = "Dimas", *, age: int = 20, state: State = State.READY) -> Person:
    person = a_volunteer(kelurahan, name)
    application = application_of(person)
    application.state, application.state_since = state, now() - timedelta(days=60)
    application.age, application.birth_year = age, now().year - age - 1
    person.birth_year, person.whatsapp = application.birth_year, "+6281234567890"
    if age < 18:
        application.guardian_name, application.guardian_whatsapp = "Bu Tini", "+6281234567891"
    db.session.flush()
    return person


def a_pair(
    volunteer: Person,
    senior: Person,
    course_id: str | None = None,
    *,
    state: PairState = PairState.RUNNING,
    days_ago: int = 10,
    planned: int = 6,
) -> Pair:
    """Without a course the goal is level 2 in K2; confirmed so many days ago, by the coordinator of the senior's kelurahan."""
    since = now() - timedelta(days=days_ago)
    pair = Pair(key=uuid4(), volunteer_id=volunteer.id, senior_id=senior.id, kelurahan_id=senior.kelurahan_id)
    pair.course_id, pair.domain, pair.level = course_id, None if course_id else Domain.K2, None if course_id else 2
    pair.meetings_planned, pair.place, pair.state, pair.state_since = planned, "Balai kelurahan", state, since
    pair.proposed_at, pair.proposed_by_id = since - timedelta(days=1), senior.id
    if state in {PairState.RUNNING, PairState.PAUSED, PairState.FINISHED}:
        pair.volunteer_agreed_at = pair.senior_agreed_at = pair.confirmed_at = since
        grant_role(volunteer, Role.MENTOR, senior.kelurahan, by_id=None, on=since.date())
    db.session.add(pair)
    db.session.flush()
    return pair


def a_meeting(
    pair: Pair,
    hours: float = -2,
    *,
    minutes: int = 60,
    is_confirmed: bool = False,
    volunteer: Person | None = None,
    **columns: object,
) -> Meeting:
    """So many hours from now; in the past when below 0."""
    starts_at = now() + timedelta(hours=hours)
    meeting = Meeting(
        key=uuid4(), pair_id=pair.id, volunteer_id=volunteer.id if volunteer else pair.volunteer_id, starts_at=starts_at
    )
    meeting.minutes, meeting.place, meeting.planned_by_id = minutes, "Balai kelurahan", pair.senior_id
    meeting.planned_at, meeting.from_paper, meeting.taught_back, meeting.dispute = starts_at - timedelta(days=2), False, "", ""
    if is_confirmed:
        meeting.volunteer_said_at = meeting.senior_said_at = starts_at + timedelta(minutes=minutes)
    for name, value in columns.items():
        setattr(meeting, name, value)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def some_meetings(pair: Pair, count: int) -> list[Meeting]:
    """Confirmed ones, a week apart, the last a day ago."""
    return [a_meeting(pair, -24 * (1 + 7 * number), is_confirmed=True) for number in reversed(range(count))]


class Cast:
    """A volunteer, a senior, and the officers of their kelurahan."""

    def __init__(self, kelurahan: Kelurahan, senior: Person, *, age: int = 20, state: State = State.ACTIVE) -> None:
        self.kelurahan, self.senior = kelurahan, senior
        senior.whatsapp = "+6281299998888"
        self.coordinator = a_coordinator(kelurahan)
        self.volunteer = a_ready_volunteer(kelurahan, "Dimas", age=age, state=state)

    @property
    def application(self) -> Application:
        db.session.expire_all()
        return application_of(self.volunteer)
