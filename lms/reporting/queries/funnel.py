"""The funnel of volunteers per kelurahan: page, CSV and public page are renderings of these same rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Result, Row, case, func, or_, select, true

from lms.clock import beginning_of
from lms.db import db
from lms.mentoring.models import Meeting, Pair, PairState
from lms.mentoring.queries.hours import counting
from lms.mentoring.rules.meetings import locks_at
from lms.reporting.queries.figures.rows import CityFigures
from lms.reporting.rules.funnel import MONTH, REACHED, Journey, Period, Step, reasons, steps
from lms.volunteering.models import Application, Reason, Source, State, Transition, Visits

SILENT_AFTER = timedelta(days=14)
WITHDRAWN = (Reason.REQUEST, Reason.GUARDIAN)
Place = int | None
"""A kelurahan, or empty for people from outside the city."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What one poster or message has brought."""

    where: str
    visits: int
    applications: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure beside the steps; base 0: of nothing in particular."""

    key: str
    count: int
    base: int

    @property
    def rate(self) -> int | None:
        """The share of the base, in whole per cent; empty where the base is nothing."""
        return round(100 * self.count / self.base) if self.base else None


@dataclass(frozen=True, slots=True)
class PlaceFunnel:
    """One kelurahan, the people from outside the city, or all together."""

    code: str
    name: str
    slug: str
    steps: tuple[Step, ...]
    reasons: dict[Reason, int]
    posters: tuple[Poster, ...]
    beside: tuple[Beside, ...]

    def step(self, key: str) -> Step:
        """Give one step by its key."""
        return next(step for step in self.steps if step.key == key)


@dataclass(frozen=True, slots=True)
class CityFunnel:
    """All places at one moment, for those who applied in a period."""

    at: datetime
    period: Period
    rows: tuple[PlaceFunnel, ...]
    """The kelurahan from north to south, then the people from outside."""
    total: PlaceFunnel

    def row(self, slug: str) -> PlaceFunnel | None:
        """Find a kelurahan by its address."""
        return next((row for row in self.rows if slug and row.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the rows without a kelurahan are called."""

    outside: str
    total: str


def city_funnel(figures: CityFigures, period: Period, wording: Wording, *, hours: int, at: datetime) -> CityFunnel:
    """Give the funnel of every kelurahan, of people from outside and of all together; five statements."""
    journeys, posters, beside = _journeys(period, at), _posters(period), _beside(figures, period, at)

    def place(ids: set[Place], code: str, *, name: str, slug: str = "") -> PlaceFunnel:
        mine = [one for one in journeys if one.kelurahan_id in ids]
        found = tuple(poster for one in ids for poster in posters.get(one, ()))
        summed = tuple(_sum(key, [beside[key].get(one, (0, 0)) for one in ids]) for key in beside)
        return PlaceFunnel(code, name, slug, steps(mine, period, hours=hours, at=at), reasons(mine, period), found, summed)

    rows = [place({row.kelurahan_id}, row.code, name=row.name, slug=row.slug) for row in figures.rows]
    everywhere: set[Place] = {None, *(row.kelurahan_id for row in figures.rows)}
    return CityFunnel(at, period, (*rows, place({None}, "", name=wording.outside)), place(everywhere, "", name=wording.total))


def _sum(key: str, parts: list[tuple[int, int]]) -> Beside:
    return Beside(key, sum(count for count, _ in parts), sum(base for _, base in parts))


def _within(column: Any, period: Period) -> ColumnElement[bool]:
    """Give the condition that a moment is in a period."""
    first, last = (beginning_of(day) if day else None for day in (period.starts_on, period.ends_on))
    conditions = ([column >= first] if first else []) + ([column < last] if last else [])
    return conditions[0] & conditions[-1] if conditions else true()


def _journeys(period: Period, at: datetime) -> list[Journey]:
    """Read what applied in the period, or moved in the last two months; one statement, one row an application."""
    reached = [func.min(case((Transition.moved_to == state, Transition.at))).label(state) for state in REACHED]
    found: Result[Any] = db.session.execute(
        select(
            Application.kelurahan_id,
            Application.age,
            Application.state,
            Application.reason,
            Application.sent_at,
            Application.guardian_agreed_at,
            Application.waiting_since,
            Application.answered_at,
            *reached,
        )
        .outerjoin(Transition, Transition.application_id == Application.id)
        .where(or_(_within(Application.sent_at, period), Application.state_since >= at - 2 * MONTH))
        .group_by(Application.id)
    )
    return [_journey(row) for row in found]


def _journey(row: Row[Any]) -> Journey:
    return Journey(
        kelurahan_id=row.kelurahan_id,
        age=row.age,
        state=row.state,
        reason=row.reason,
        sent_at=row.sent_at,
        agreed_at=row.guardian_agreed_at,
        waiting_since=row.waiting_since,
        answered_at=row.answered_at,
        reached={state: row[8 + place] for place, state in enumerate(REACHED) if row[8 + place]},
    )


def _posters(period: Period) -> dict[Place, list[Poster]]:
    """Count visits and applications of each poster; one statement."""
    days = [Visits.day >= period.starts_on] if period.starts_on else []
    days += [Visits.day < period.ends_on] if period.ends_on else []
    visits = select(func.coalesce(func.sum(Visits.count), 0)).where(Visits.source_id == Source.id, *days)
    sent = select(func.count()).where(Application.source_id == Source.id, _within(Application.sent_at, period))
    found = select(Source.kelurahan_id, Source.place, visits.scalar_subquery(), sent.scalar_subquery())
    posters: dict[Place, list[Poster]] = defaultdict(list)
    for kelurahan_id, where, seen, applications in db.session.execute(found.order_by(Source.place, Source.id)):
        posters[kelurahan_id].append(Poster(where, seen, applications))
    return posters


def _beside(figures: CityFigures, period: Period, at: datetime) -> dict[str, dict[Place, tuple[int, int]]]:
    """Give the other figures by key and place; three statements."""
    minutes, marked = _meetings(period, at)
    return {
        "kursi": {row.kelurahan_id: (row.officers, row.seats) for row in figures.rows},
        "jam": minutes,
        "tepat": marked,
        "diam": _silent_pairs(at),
        "cabut": _withdrawals(period),
    }


def _meetings(period: Period, at: datetime) -> tuple[dict[Place, tuple[int, int]], dict[Place, tuple[int, int]]]:
    """Give the verified minutes, and of the meetings that lie 48 hours back those both had confirmed by then."""
    found = db.session.execute(
        select(Pair.kelurahan_id, Meeting, counting().label("counts"))
        .join(Pair, Meeting.pair_id == Pair.id)
        .where(Meeting.cancelled_at.is_(None), Meeting.starts_at <= at, _within(Meeting.starts_at, period))
    )
    minutes: dict[Place, list[int]] = defaultdict(list)
    marked: dict[Place, list[bool]] = defaultdict(list)
    for kelurahan_id, meeting, counts in found:
        minutes[kelurahan_id].append(meeting.minutes if counts else 0)
        if locks_at(meeting) <= at:
            marked[kelurahan_id].append(bool(counts) and _was_quick(meeting))
    return {place: (sum(each), 0) for place, each in minutes.items()}, {place: _share(each) for place, each in marked.items()}


def _was_quick(meeting: Meeting) -> bool:
    said = [moment for moment in (meeting.volunteer_said_at, meeting.senior_said_at) if moment]
    return len(said) == 2 and max(said) <= locks_at(meeting)


def _silent_pairs(at: datetime) -> dict[Place, tuple[int, int]]:
    """Count the running pairs that have not met for 14 days, among all that run."""
    found = db.session.execute(
        select(Pair.kelurahan_id, func.coalesce(func.max(Meeting.starts_at), Pair.confirmed_at, Pair.state_since))
        .outerjoin(Meeting, (Meeting.pair_id == Pair.id) & counting())
        .where(Pair.state == PairState.RUNNING)
        .group_by(Pair.id, Pair.kelurahan_id, Pair.confirmed_at, Pair.state_since)
    )
    silent: dict[Place, list[bool]] = defaultdict(list)
    for kelurahan_id, last in found:
        silent[kelurahan_id].append(at - last >= SILENT_AFTER)
    return {place: _share(each) for place, each in silent.items()}


def _share(each: Iterable[bool]) -> tuple[int, int]:
    found = list(each)
    return sum(found), len(found)


def _withdrawals(period: Period) -> dict[Place, tuple[int, int]]:
    """Count those whose data were erased because they or their guardian said so."""
    found = db.session.execute(
        select(Application.kelurahan_id, func.count())
        .join(Transition, Transition.application_id == Application.id)
        .where(Transition.moved_to == State.ERASED, Transition.reason.in_(WITHDRAWN), _within(Transition.at, period))
        .group_by(Application.kelurahan_id)
    )
    return {kelurahan_id: (count, 0) for kelurahan_id, count in found}
