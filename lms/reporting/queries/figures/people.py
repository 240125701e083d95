"""Who serves, offers help and learns, counted by kelurahan as it was at a moment. One statement each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from lms.accounts.models import Person
from lms.accounts.queries import here_at
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import one_group_each, serving_on
from lms.learning.models import CourseCompletion, LessonState
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.words import Forum
from lms.regions.models import Kelurahan
from lms.reporting.queries.figures.rows import CourseCount
from lms.reporting.rules.months import begin_of
from lms.volunteering.models import Application, State, Transition

Offers = Mapping[tuple[int | None, State], int]
NOBODY = CourseCount(0, 0)


@dataclass(frozen=True, slots=True)
class Seated:
    """The officers and members of a group."""

    officers: int = 0
    members: int = 0
    officers_ever: int = 0
    last_start: date | None = None
    studying: CourseCount = NOBODY
    """Of the officers: who had begun any course, and who had finished one."""


@dataclass(frozen=True, slots=True)
class Learners:
    """People with any course, and those trained in the month."""

    any_course: CourseCount = NOBODY
    trained: int = 0


@dataclass(frozen=True, slots=True)
class Studied:
    """One course in one kelurahan."""

    count: CourseCount
    last_at: datetime


def seated(city_id: int, *, at: datetime) -> dict[int, Seated]:
    """Count officers by seat, officers ever, and members; of these nobody twice, in whichever groups they are."""
    day = at.date()
    officer = Term.position != Position.MEMBER
    serves = officer & serving_on(day) & here_at(at)
    member = one_group_each(city_id, Position.MEMBER, at=at).subquery("member")
    members = select(member.c.kelurahan_id, func.count().label("members")).group_by(member.c.kelurahan_id).subquery("members")

    def people(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(func.distinct(case((condition, Term.person_id))))

    found = db.session.execute(
        select(
            Group.kelurahan_id,
            people(serves),
            func.coalesce(func.max(members.c.members), 0),
            people(officer),
            func.max(Term.starts_on),
            people(serves & begun_by(at)),
            people(serves & begun_by(at) & finished_by(at)),
        )
        .join(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .join(Term, Term.group_id == Group.id)
        .join(Person, Term.person_id == Person.id)
        .outerjoin(members, members.c.kelurahan_id == Group.kelurahan_id)
        .where(Kelurahan.city_id == city_id, Term.starts_on <= day)
        .group_by(Group.kelurahan_id)
    )
    return {
        place: Seated(officers, members, ever, last_start, CourseCount(begun, finished))
        for place, officers, members, ever, last_start, begun, finished in found
        if place is not None
    }


def begun_by(at: datetime) -> ColumnElement[bool]:
    """Give the condition that a person had finished any lesson by a moment."""
    return _lessons().where(LessonState.first_done_at <= at).exists()


def finished_by(at: datetime) -> ColumnElement[bool]:
    """Give the condition that a person had finished any course by a moment."""
    done = select(CourseCompletion.person_id).where(CourseCompletion.person_id == Person.id, CourseCompletion.completed_at <= at)
    return done.exists()


def offers(city_id: int, *, at: datetime) -> Offers:
    """Count applications by kelurahan and the state they were in; accepted ones only while the volunteer has not left.

    Those from outside the city, which name no kelurahan, are every agency's to answer.
    """
    then = case((Application.state_since <= at, Application.state), else_=_moved_to(at)).label("state_then")
    found = db.session.execute(
        select(Application.kelurahan_id, then, func.count())
        .outerjoin(Kelurahan, Application.kelurahan_id == Kelurahan.id)
        .outerjoin(Person, Application.person_id == Person.id)
        .where(or_(Kelurahan.city_id == city_id, Application.kelurahan_id.is_(None)), here_at(at), Application.sent_at <= at)
        .group_by(Application.kelurahan_id, then)
    )
    return {(kelurahan_id, state): count for kelurahan_id, state, count in found}


def _moved_to(at: datetime) -> ColumnElement[State]:
    """Give the state an application had been moved to by a moment."""
    return (
        select(Transition.moved_to)
        .where(Transition.application_id == Application.id, Transition.at <= at)
        .order_by(Transition.at.desc(), Transition.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def studied(city_id: int, *, at: datetime) -> dict[int, dict[str, Studied]]:
    """Count by kelurahan and course who had begun and who had finished, with the last moment anything was done."""
    last = case((LessonState.last_done_at <= at, LessonState.last_done_at), else_=LessonState.first_done_at)
    per_person = (
        select(Person.id.label("person_id"), LessonState.course_id, Person.kelurahan_id, func.max(last).label("last"))
        .join(Person, LessonState.person_id == Person.id)
        .join(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, here_at(at), LessonState.first_done_at <= at)
        .group_by(Person.kelurahan_id, Person.id, LessonState.course_id)
        .subquery("per_person")
    )
    found = db.session.execute(
        select(
            per_person.c.kelurahan_id,
            per_person.c.course_id,
            func.count(),
            func.count(CourseCompletion.person_id),
            func.max(per_person.c.last),
        )
        .select_from(per_person)
        .outerjoin(
            CourseCompletion,
            and_(
                CourseCompletion.person_id == per_person.c.person_id,
                CourseCompletion.course_id == per_person.c.course_id,
                CourseCompletion.completed_at <= at,
            ),
        )
        .group_by(per_person.c.kelurahan_id, per_person.c.course_id)
    )
    by_place: dict[int, dict[str, Studied]] = {}
    for kelurahan_id, course_id, started, finished, last_at in found:
        by_place.setdefault(kelurahan_id, {})[course_id] = Studied(CourseCount(started, finished), last_at)
    return by_place


def learners(city_id: int, *, at: datetime) -> dict[int, Learners]:
    """Count by kelurahan the people who had begun, and finished, at least one course, and who was trained in the month."""
    lately = [done.between(begin_of(at), at) for done in (LessonState.first_done_at, LessonState.last_done_at)]
    trained = or_(_lessons().where(or_(*lately)).exists(), _trainings(at).exists())

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    found = db.session.execute(
        select(Person.kelurahan_id, number(begun_by(at)), number(finished_by(at)), number(trained))
        .join(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, here_at(at))
        .group_by(Person.kelurahan_id)
    )
    return {place: Learners(CourseCount(int(one), int(two)), int(three)) for place, one, two, three in found if place is not None}


def _lessons() -> Select[int]:
    return select(LessonState.person_id).where(LessonState.person_id == Person.id)


def _trainings(at: datetime) -> Select[int]:
    """Select the trainings of the month of a moment at which somebody was."""
    return (
        select(Presence.person_id)
        .join(Event, Presence.event_id == Event.id)
        .where(
            Presence.person_id == Person.id,
            Event.forum == Forum.TRAINING,
            Event.cancelled_at.is_(None),
            Event.starts_at.between(begin_of(at), at),
        )
    )
