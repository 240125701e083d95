"""The figures per kelurahan: page, CSV, print-out and public page are renderings of these same rows."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select

from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse, catalog
from lms.db import commits, db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.kim.rules.standing import Standing, standing
from lms.learning.models import CourseCompletion, LessonState
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.regions.queries import existing_on
from lms.volunteering.models import Application, State
from lms.volunteering.rules.states import TAKEN_IN


@dataclass(frozen=True, slots=True)
class CourseCount:
    """How many people of a kelurahan have begun and finished a course; who finished has also begun."""

    started: int
    finished: int


@dataclass(frozen=True, slots=True)
class KelurahanFigures:
    """One kelurahan on one day."""

    kelurahan_id: int
    code: str
    name: str
    slug: str
    kecamatan: str
    tile_row: int
    tile_x: float
    rt: int
    seats: int
    officers: int
    members: int
    volunteers: int
    waiting: int
    """Applications of volunteers that wait for an answer."""
    standing: Standing
    learners: CourseCount
    """People who have begun, and who have finished, at least one course."""
    courses: tuple[CourseCount, ...]
    """In the order of the published courses."""

    @property
    def open_seats(self) -> int:
        """Seats without an officer."""
        return max(0, self.seats - self.officers)


@dataclass(frozen=True)
class CityFigures:
    """All kelurahan of a city in geographic order, at one moment."""

    at: datetime
    courses: tuple[PublishedCourse, ...]
    rows: tuple[KelurahanFigures, ...]
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def dormant(self) -> tuple[KelurahanFigures, ...]:
        """The kelurahan whose group sleeps."""
        return tuple(row for row in self.rows if row.standing.is_dormant)

    @property
    def waiting_outside(self) -> int:
        """Applications of people from outside the city that wait for the agency's answer; part of the total that waits."""
        return self.totals["waiting"] - sum(row.waiting for row in self.rows)

    @property
    def started(self) -> int:
        """People who have begun at least one course."""
        return sum(row.learners.started for row in self.rows)

    @property
    def finished(self) -> int:
        """People who have finished at least one course."""
        return sum(row.learners.finished for row in self.rows)

    def course_total(self, index: int) -> CourseCount:
        """Give the city's count of one course."""
        counts = [row.courses[index] for row in self.rows]
        return CourseCount(sum(count.started for count in counts), sum(count.finished for count in counts))


class _Kept:
    """The figures as last computed in this process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.key: tuple[object, ...] = ()
        self.until = 0.0
        self.figures: CityFigures | None = None


_kept = _Kept()


def city_figures(city_id: int, *, at: datetime, dormant_after: int, keep_seconds: int) -> CityFigures:
    """Give the figures of a city.

    They are computed anew after every commit of this process, on a new day, and after `keep_seconds` (another
    worker may have written); in between the same object is given again.
    """
    published = catalog()
    key = (city_id, at.date(), published.version, commits.count, dormant_after)
    with _kept.lock:  # whoever comes while they are computed waits and takes the same
        if _kept.figures is None or _kept.key != key or time.monotonic() >= _kept.until:
            _kept.figures = _compute(city_id, published.courses, at, dormant_after)
            _kept.key, _kept.until = key, time.monotonic() + keep_seconds
        return _kept.figures


@dataclass(frozen=True, slots=True)
class _Seated:
    officers: int = 0
    members: int = 0
    officers_ever: int = 0
    last_start: date | None = None


def _compute(city_id: int, courses: tuple[PublishedCourse, ...], at: datetime, dormant_after: int) -> CityFigures:
    day = at.date()
    seated, offers = _seated(city_id, day), _offers(city_id)
    studied, learners = _studied(city_id), _learners(city_id)
    rows = []
    for place in _places(city_id, day):
        seats = seated.get(place.id, _Seated())
        counts = studied.get(place.id, {})
        active = [entry[2].astimezone(at.tzinfo).date() for entry in counts.values()] + (
            [seats.last_start] if seats.last_start else []
        )
        status = standing(
            starting=place.starting_status,
            officers_ever=seats.officers_ever,
            officers_now=seats.officers,
            last_active_on=max(active, default=None),
            on=day,
            dormant_after=dormant_after,
        )
        rows.append(
            KelurahanFigures(
                kelurahan_id=place.id,
                code=place.code,
                name=place.name,
                slug=place.slug,
                kecamatan=place.kecamatan,
                tile_row=place.tile_row,
                tile_x=place.tile_x,
                rt=place.rt,
                seats=place.seats or 0,
                officers=seats.officers,
                members=seats.members,
                volunteers=sum(offers.get((place.id, state), 0) for state in TAKEN_IN),
                waiting=offers.get((place.id, State.WAITING), 0),
                standing=status,
                learners=learners.get(place.id, CourseCount(0, 0)),
                courses=tuple(CourseCount(*counts.get(course.id, (0, 0))[:2]) for course in courses),
            )
        )
    return CityFigures(at, courses, tuple(rows), _totals(rows, offers.get((None, State.WAITING), 0)))


def _totals(rows: Sequence[KelurahanFigures], waiting_outside: int) -> dict[str, int]:
    names = ("rt", "seats", "officers", "members", "volunteers", "waiting", "open_seats")
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    return totals | {"waiting": totals["waiting"] + waiting_outside}


def _places(city_id: int, day: date) -> Sequence[Row[*tuple[Any, ...]]]:
    counted = select(Rt.kelurahan_id, func.count().label("rt")).where(existing_on(day)).group_by(Rt.kelurahan_id).subquery()
    return db.session.execute(
        select(
            Kelurahan.id,
            Kelurahan.code,
            Kelurahan.name,
            Kelurahan.slug,
            Kecamatan.name.label("kecamatan"),
            Kelurahan.tile_row,
            Kelurahan.tile_x,
            func.coalesce(counted.c.rt, 0).label("rt"),
            Group.seats,
            Group.starting_status,
        )
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .join(Group, Group.kelurahan_id == Kelurahan.id)
        .outerjoin(counted, counted.c.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    ).all()


def _seated(city_id: int, day: date) -> dict[int, _Seated]:
    """Count officers and members now, and officers ever; nobody twice within a group."""
    present = serving_on(day) & Person.left_at.is_(None)
    officer = Term.position != Position.MEMBER

    def people(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(func.distinct(case((condition, Term.person_id))))

    found = db.session.execute(
        select(
            Group.kelurahan_id, people(officer & present), people(~officer & present), people(officer), func.max(Term.starts_on)
        )
        .join(Term, Term.group_id == Group.id)
        .join(Person, Term.person_id == Person.id)
        .join(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .group_by(Group.kelurahan_id)
    )
    return {
        kelurahan_id: _Seated(officers, members, ever, last_start)
        for kelurahan_id, officers, members, ever, last_start in found
        if kelurahan_id is not None
    }


def _offers(city_id: int) -> dict[tuple[int | None, State], int]:
    """Count applications by kelurahan and state; accepted ones only while the volunteer has not left.

    Those from outside the city, which name no kelurahan, are every agency's to answer.
    """
    found = db.session.execute(
        select(Application.kelurahan_id, Application.state, func.count())
        .outerjoin(Kelurahan, Application.kelurahan_id == Kelurahan.id)
        .outerjoin(Person, Application.person_id == Person.id)
        .where(or_(Kelurahan.city_id == city_id, Application.kelurahan_id.is_(None)), Person.left_at.is_(None))
        .group_by(Application.kelurahan_id, Application.state)
    )
    return {(kelurahan_id, state): count for kelurahan_id, state, count in found}


def _studied(city_id: int) -> dict[int, dict[str, tuple[int, int, datetime]]]:
    """Count by kelurahan and course who began and who finished, with the last moment anything was done."""
    per_person = (
        select(LessonState.person_id, LessonState.course_id, func.max(LessonState.last_done_at).label("last"))
        .group_by(LessonState.course_id, LessonState.person_id)
        .subquery()
    )
    found = db.session.execute(
        select(
            Person.kelurahan_id,
            per_person.c.course_id,
            func.count(),
            func.count(CourseCompletion.person_id),
            func.max(per_person.c.last),
        )
        .select_from(per_person)
        .join(Person, per_person.c.person_id == Person.id)
        .join(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .outerjoin(
            CourseCompletion,
            (CourseCompletion.person_id == per_person.c.person_id) & (CourseCompletion.course_id == per_person.c.course_id),
        )
        .where(Kelurahan.city_id == city_id, Person.left_at.is_(None))
        .group_by(Person.kelurahan_id, per_person.c.course_id)
    )
    studied: dict[int, dict[str, tuple[int, int, datetime]]] = {}
    for kelurahan_id, course_id, started, finished, last in found:
        studied.setdefault(kelurahan_id, {})[course_id] = (started, finished, last)
    return studied


def _learners(city_id: int) -> dict[int, CourseCount]:
    """Count by kelurahan the people who have begun, and who have finished, at least one course."""
    has_begun = exists().where(LessonState.person_id == Person.id)
    has_finished = exists().where(CourseCompletion.person_id == Person.id)
    found = db.session.execute(
        select(Person.kelurahan_id, func.sum(case((has_begun, 1), else_=0)), func.sum(case((has_finished, 1), else_=0)))
        .join(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Person.left_at.is_(None))
        .group_by(Person.kelurahan_id)
    )
    return {kelurahan_id: CourseCount(begun, finished) for kelurahan_id, begun, finished in found if kelurahan_id is not None}
