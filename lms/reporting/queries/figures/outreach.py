"""What reaches residents, counted by kelurahan: events, visits, RT, aspirations, hours. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select

from lms.competency.rules.ageing import months_before
from lms.db import db
from lms.kim.models import Group
from lms.mentoring.models import Meeting, Pair
from lms.mentoring.queries.hours import counting
from lms.outreach.models.events import Event
from lms.outreach.models.visits import Aspiration, Carrier, Visit
from lms.outreach.models.words import Topic
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.reporting.rules.months import begin_of

REACHED_MONTHS = 12
REACHED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Happened:
    """How often something happened in a month, how much of it was special, and when for the last time."""

    count: int = 0
    part: int = 0
    last_on: date | None = None


def existing_on(day: date) -> ColumnElement[bool]:
    """Give the condition that an RT exists on a day."""
    return or_(Rt.opened_on.is_(None), Rt.opened_on <= day) & or_(Rt.closed_on.is_(None), Rt.closed_on > day)


def visit_counts() -> ColumnElement[bool]:
    """Give the condition that a visit counts: somebody else confirmed it, and nobody took it back."""
    return Visit.confirmed_at.is_not(None) & Visit.denied_at.is_(None) & Visit.withdrawn_at.is_(None)


def places(city_id: int, day: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Give the kelurahan of a city from north to south with their groups, and their RT: all, reached, with a carrier."""
    counted = _rts(city_id, day).subquery("rts")
    numbers = ("rt", "rt_at_start", "reached", "reached_lately", "carried")
    return db.session.execute(
        select(
            Kelurahan.id,
            Kelurahan.code,
            Kelurahan.name,
            Kelurahan.slug,
            Kecamatan.name.label("kecamatan"),
            Kelurahan.tile_row,
            Kelurahan.tile_x,
            Group.seats,
            Group.starting_status,
            *(func.coalesce(counted.c[name], 0).label(name) for name in numbers),
        )
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .join(Group, Group.kelurahan_id == Kelurahan.id)
        .outerjoin(counted, counted.c.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    ).all()


def _rts(city_id: int, day: date) -> Select[*tuple[Any, ...]]:
    """Count the RT of a day by kelurahan, with those of the first count, whatever became of them."""
    year = _visited(day, months_before(day, REACHED_MONTHS))
    lately = _visited(day, day - timedelta(days=REACHED_DAYS))
    carrier = select(Carrier.id).where(
        Carrier.rt_id == Rt.id, Carrier.starts_on <= day, or_(Carrier.ends_on.is_(None), Carrier.ends_on > day)
    )

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    exists = existing_on(day)
    return (
        select(
            Rt.kelurahan_id,
            number(exists).label("rt"),
            number(Rt.opened_on.is_(None)).label("rt_at_start"),
            number(exists & year.exists()).label("reached"),
            number(exists & lately.exists()).label("reached_lately"),
            number(exists & carrier.exists()).label("carried"),
        )
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .group_by(Rt.kelurahan_id)
    )


def _visited(day: date, after: date) -> Select[int]:
    """Select the visits to an RT that count, until a day and after another."""
    return select(Visit.id).where(Visit.rt_id == Rt.id, visit_counts(), Visit.visited_on <= day, Visit.visited_on > after)


def events(city_id: int, *, at: datetime, since: date) -> dict[int, Happened]:
    """Count the events kelurahan held in the month of a moment, and those about technology; the last one since a day.

    An event counts from the moment it begins, unless it was cancelled.
    """
    in_month = Event.starts_at >= begin_of(at)
    earliest = min(begin_of(at), datetime.combine(since, begin_of(at).timetz()))
    found = db.session.execute(
        select(
            Event.kelurahan_id,
            func.sum(case((in_month, 1), else_=0)),
            func.sum(case((in_month & (Event.topic == Topic.TECHNOLOGY), 1), else_=0)),
            func.max(Event.starts_at),
        )
        .join(Kelurahan, Event.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Event.cancelled_at.is_(None), Event.starts_at <= at, Event.starts_at >= earliest)
        .group_by(Event.kelurahan_id)
    )
    return {place: Happened(int(count), int(part), last.astimezone(at.tzinfo).date()) for place, count, part, last in found}


def visits(city_id: int, *, day: date, since: date) -> dict[int, Happened]:
    """Count the visits that count in the month of a day, and the heads at them; the last one since a day."""
    month = day.replace(day=1)
    in_month = Visit.visited_on >= month
    heads = Visit.children + Visit.youths + Visit.adults + Visit.seniors
    found = db.session.execute(
        select(
            Rt.kelurahan_id,
            func.sum(case((in_month, 1), else_=0)),
            func.sum(case((in_month, heads), else_=0)),
            func.max(Visit.visited_on),
        )
        .join(Visit, Visit.rt_id == Rt.id)
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, visit_counts(), Visit.visited_on <= day, Visit.visited_on >= min(month, since))
        .group_by(Rt.kelurahan_id)
    )
    return {place: Happened(int(count), int(people), last) for place, count, people, last in found}


def aspirations(city_id: int, *, at: datetime) -> dict[int, tuple[int, int, int]]:
    """Count aspirations by kelurahan: told in the month of a moment, told in the twelve months before, of these answered."""
    told = [(Aspiration.told_at >= begin_of(at)), (Aspiration.answered_at <= at)]
    found = db.session.execute(
        select(Rt.kelurahan_id, func.count(), *(func.sum(case((condition, 1), else_=0)) for condition in told))
        .join(Aspiration, Aspiration.rt_id == Rt.id)
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(
            Kelurahan.city_id == city_id,
            Aspiration.withdrawn_at.is_(None),
            Aspiration.told_at <= at,
            Aspiration.told_at > months_before(at, REACHED_MONTHS),
        )
        .group_by(Rt.kelurahan_id)
    )
    return {place: (int(lately), int(year), int(answered)) for place, year, lately, answered in found}


def minutes(city_id: int, *, at: datetime) -> dict[int, int]:
    """Add up by kelurahan the verified minutes of meetings of pairs in the month of a moment."""
    found = db.session.execute(
        select(Pair.kelurahan_id, func.sum(Meeting.minutes))
        .join(Meeting, Meeting.pair_id == Pair.id)
        .join(Kelurahan, Pair.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, counting(), Meeting.starts_at >= begin_of(at), Meeting.starts_at <= at)
        .group_by(Pair.kelurahan_id)
    )
    return {place: int(total) for place, total in found}


def activities_of_a_year(city_id: int, *, at: datetime) -> tuple[int, int]:
    """Count the events of a year about technology, and all of them, the city's own among them; one statement."""
    found = db.session.execute(
        select(func.coalesce(func.sum(case((Event.topic == Topic.TECHNOLOGY, 1), else_=0)), 0), func.count())
        .outerjoin(Kelurahan, Event.kelurahan_id == Kelurahan.id)
        .where(or_(Event.city_id == city_id, Kelurahan.city_id == city_id), Event.cancelled_at.is_(None))
        .where(Event.starts_at <= at, Event.starts_at > months_before(at, REACHED_MONTHS))
    ).one()
    return int(found[0]), int(found[1])
