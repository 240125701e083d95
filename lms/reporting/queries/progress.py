"""Where each person of a kelurahan stands in each course: four states, with the reason when help is needed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import case, func, select

from lms.accounts.models import Honorific, Person
from lms.accounts.rules import called, full_form
from lms.assessment.queries.attempts import failed_twice
from lms.catalog.queries import PublishedCourse, PublishedLesson
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.learning.models import Event, EventKind
from lms.learning.queries import Progress, progress_of
from lms.volunteering.models import Application
from lms.volunteering.models import State as ApplicationState


class LearningState(StrEnum):
    """How somebody fares in a course; the values stand in addresses and files."""

    HELP = "perlu-bantuan"
    LEARNING = "sedang-belajar"
    NOT_BEGUN = "belum-mulai"
    DONE = "selesai"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of somebody's learning beside the lessons done."""

    last_in_course: Mapping[str, datetime] = field(default_factory=dict)
    """By course id: when something of it was last learned, practised or attended."""
    failed: frozenset[str] = frozenset()
    """Lessons whose quiz was failed twice or more since it was last passed."""

    @property
    def last_at(self) -> datetime | None:
        """When the person last learned anything, in any course."""
        return max(self.last_in_course.values(), default=None)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a kelurahan: an officer or member of its group, or its volunteer."""

    person_id: int
    kelurahan_id: int
    name: str
    honorific: Honorific
    position: Position | None
    """None for a volunteer without a position."""

    @property
    def called(self) -> str:
        """How the person is greeted."""
        return called(self.name, self.honorific)

    @property
    def full_form(self) -> str:
        """How the person is named in lists."""
        return full_form(self.name, self.honorific)


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one course."""

    member: Member
    progress: Progress
    state: LearningState
    last_at: datetime | None
    """When something of this course was last learned."""
    failed: tuple[PublishedLesson, ...]
    """Lessons whose quiz needs help."""
    idle_days: int | None
    """Whole days without learning anything, when these are the reason."""


def row_of(member: Member, progress: Progress, learned: Learned, *, at: datetime, idle_days: int) -> Row:
    """Tell where somebody stands in a course. A course that was completed stays done, whatever is tried afterwards.

    Help is needed in a course that is begun and not complete when a quiz of a lesson that is not done was failed twice
    in a row, or when nothing at all was learned for `idle_days` days, in this course or another.
    """
    course = progress.course
    times = [time for time in (progress.last_done_at, learned.last_in_course.get(course.id)) if time]
    last_at = max(times, default=None)
    if progress.completed_at is not None:
        return Row(member, progress, LearningState.DONE, last_at or progress.completed_at, (), None)
    failed = tuple(lesson for lesson in course.lessons if lesson.id in learned.failed and not progress.is_done(lesson))
    if last_at is None and not failed:
        return Row(member, progress, LearningState.NOT_BEGUN, None, (), None)
    latest = max((time for time in (last_at, learned.last_at) if time), default=at)
    idle = (at - latest).days if at - latest >= timedelta(days=idle_days) else None
    state = LearningState.HELP if failed or idle is not None else LearningState.LEARNING
    return Row(member, progress, state, last_at, failed, idle)


def rows_in(kelurahan_id: int, courses: tuple[PublishedCourse, ...], *, at: datetime, idle_days: int) -> list[Row]:
    """Give everybody of a kelurahan in every course given, by name and in the courses' order, with six statements."""
    members = members_of([kelurahan_id], on=at.date())
    person_ids = sorted({member.person_id for member in members})
    progress = progress_of(courses, person_ids)
    learned = _learned(person_ids)
    return [
        row_of(member, item, learned[member.person_id], at=at, idle_days=idle_days)
        for member in members
        for item in progress[member.person_id]
    ]


def members_of(kelurahan_ids: Sequence[int], *, on: date) -> list[Member]:
    """Give the officers, members and volunteers of some kelurahan on a day, by name, each once in each kelurahan."""
    position = case({place: number for number, place in enumerate(Position)}, value=Term.position)
    found: dict[tuple[int, int], Member] = {}
    serving = (
        select(Person.id, Group.kelurahan_id, Person.name, Person.honorific, Term.position)
        .join(Term, Term.person_id == Person.id)
        .join(Group, Term.group_id == Group.id)
        .where(Group.kelurahan_id.in_(kelurahan_ids), serving_on(on), Person.left_at.is_(None))
        .order_by(position)
    )
    volunteers = (
        select(Person.id, Application.kelurahan_id, Person.name, Person.honorific)
        .join(Application, Application.person_id == Person.id)
        .where(
            Application.kelurahan_id.in_(kelurahan_ids),
            Application.state == ApplicationState.ACCEPTED,
            Person.left_at.is_(None),
        )
    )
    for person_id, place, name, honorific, held in db.session.execute(serving):
        found.setdefault((place or 0, person_id), Member(person_id, place or 0, name, honorific, held))
    for person_id, place, name, honorific in db.session.execute(volunteers):
        found.setdefault((place or 0, person_id), Member(person_id, place or 0, name, honorific, None))
    return sorted(found.values(), key=lambda member: (member.name.casefold(), member.person_id))


def _learned(person_ids: list[int]) -> dict[int, Learned]:
    last: dict[int, dict[str, datetime]] = defaultdict(dict)
    for person_id, course_id, moment in db.session.execute(
        select(Event.person_id, Event.course_id, func.max(Event.happened_at))
        .where(Event.person_id.in_(person_ids), Event.kind != EventKind.REVOKED)
        .group_by(Event.person_id, Event.course_id)
    ):
        last[person_id][course_id] = moment
    failed = failed_twice(person_ids)
    return {person_id: Learned(last[person_id], frozenset(failed.get(person_id, ()))) for person_id in person_ids}
