"""Where each person of a kelurahan stands in each course: four states, with the reason when help is needed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import case, func, select

from lms.accounts.models import Honorific, Person
from lms.accounts.rules import called, full_form
from lms.assessment.queries.attempts import failures_left
from lms.catalog.models import Audience
from lms.catalog.queries import PublishedCourse, PublishedLesson
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.learning.models import Event, EventKind
from lms.learning.queries import Progress, progress_of
from lms.volunteering.models import Application
from lms.volunteering.rules.states import TAKEN_IN

FAILURES = 2
"""So many failed attempts at quizzes of a course, of one or of several, call for help until the quizzes are passed."""


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
    failed: Mapping[str, int] = field(default_factory=dict)
    """By lesson id: how often its quiz was failed since it was last passed."""

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

    @property
    def audience(self) -> Audience:
        """Whom the courses speak to that are meant for this person first, as on the person's own page."""
        return Audience.MEMBER if self.position else Audience.VOLUNTEER


@dataclass(frozen=True, slots=True)
class Failing:
    """A lesson whose quiz waits to be passed."""

    lesson: PublishedLesson
    times: int
    """How often it was failed since it was last passed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one course."""

    member: Member
    progress: Progress
    state: LearningState
    last_at: datetime | None
    """When something of this course was last learned."""
    failed: tuple[Failing, ...]
    """The quizzes that were failed, when these are the reason."""
    idle_days: int | None
    """Whole days without learning anything, when these are the reason."""

    @property
    def is_for_them(self) -> bool:
        """Whether the course is meant for people like this one first."""
        return self.progress.course.audience is self.member.audience

    @property
    def counts(self) -> bool:
        """Whether the person is expected in the course: it is meant for them or for everyone, or they have begun it."""
        is_open = self.is_for_them or self.progress.course.audience is Audience.EVERYONE
        return is_open or self.state is not LearningState.NOT_BEGUN


def row_of(member: Member, progress: Progress, learned: Learned, *, at: datetime, idle_days: int) -> Row:
    """Tell where somebody stands in a course. A course that was completed stays done, whatever is tried afterwards.

    Help is needed in a course that is begun and not complete when its quizzes hold `FAILURES` failed attempts that no later
    pass of the same quiz has made good (lessons that are done ask for none), or when nothing at all was learned for
    `idle_days` days, in this course or another.
    """
    course = progress.course
    times = [time for time in (progress.last_done_at, learned.last_in_course.get(course.id)) if time]
    last_at = max(times, default=None)
    if progress.completed_at is not None:
        return Row(member, progress, LearningState.DONE, last_at or progress.completed_at, (), None)
    failed = _failing(progress, learned)
    if last_at is None and not failed:
        return Row(member, progress, LearningState.NOT_BEGUN, None, (), None)
    latest = max((time for time in (last_at, learned.last_at) if time), default=at)
    idle = (at - latest).days if at - latest >= timedelta(days=idle_days) else None
    state = LearningState.HELP if failed or idle is not None else LearningState.LEARNING
    return Row(member, progress, state, last_at, failed, idle)


def _failing(progress: Progress, learned: Learned) -> tuple[Failing, ...]:
    """Give the failed quizzes of a course when together they call for help."""
    open_lessons = [lesson for lesson in progress.course.lessons if not progress.is_done(lesson)]
    found = tuple(Failing(lesson, learned.failed[lesson.id]) for lesson in open_lessons if lesson.id in learned.failed)
    return found if sum(item.times for item in found) >= FAILURES else ()


def rows_in(kelurahan_id: int, courses: tuple[PublishedCourse, ...], *, at: datetime, idle_days: int) -> list[Row]:
    """Give everybody of a kelurahan in the courses given, by name and in the courses' order, with six statements.

    A course for others counts for somebody only once it is begun.
    """
    members = members_of([kelurahan_id], on=at.date())
    person_ids = sorted({member.person_id for member in members})
    progress = progress_of(courses, person_ids)
    learned = _learned(person_ids)
    rows = [
        row_of(member, item, learned[member.person_id], at=at, idle_days=idle_days)
        for member in members
        for item in progress[member.person_id]
    ]
    return [row for row in rows if row.counts]


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
            Application.state.in_(TAKEN_IN),
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
    failed = failures_left(person_ids)
    return {person_id: Learned(last[person_id], failed.get(person_id, {})) for person_id in person_ids}
