"""The figures of capability per kelurahan and domain: page, CSV and public page are renderings of these same rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from lms.competency.models import Domain, LevelRecord
from lms.competency.rules.ageing import months_before
from lms.competency.rules.levels import ABLE, ALONE, HELPED, MOVING, UNABLE
from lms.db import db
from lms.kim.queries import one_group_each
from lms.regions.models import Kecamatan, Kelurahan

READY_PEOPLE = 2
"""So many able people make a kelurahan "siap": one leaving must not empty it."""


class Readiness(StrEnum):
    """How a KIM stands in a domain: the same on page and in the file."""

    NOBODY = "nobody"
    """There are no people who could be assessed."""
    UNASSESSED = "unassessed"
    """There are people, and none of them was ever assessed."""
    READY = "ready"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class DomainFigures:
    """The people of one KIM in one domain on one day. Aged levels are counted apart and not as a level."""

    domain: Domain
    people: int
    """The denominator: officers and members of the KIM that day who have not left. Who serves in two counts in their own."""
    unable: int
    helped: int
    alone: int
    moving: int
    aged: int
    risen: int
    """Of those assessed: people who stand higher now than in their first record, the baseline."""
    able_at_first: int
    """Of those assessed: people who were able in their first record."""
    target: int

    @property
    def assessed(self) -> int:
        """People with any record, aged or not."""
        return self.unable + self.helped + self.alone + self.moving + self.aged

    @property
    def never(self) -> int:
        """People who were never assessed; not the same as not able."""
        return self.people - self.assessed

    @property
    def able(self) -> int:
        """People at level 2 or more, not aged."""
        return self.alone + self.moving

    @property
    def change(self) -> int:
        """Able people now, less those who were able in their first record; of the same people."""
        return self.able - self.able_at_first

    @property
    def gap(self) -> int:
        """How many able people are wanting to the target; never below 0."""
        return max(0, self.target - self.able)

    @property
    def is_ready(self) -> bool:
        """Whether the KIM is "siap" in this domain."""
        return self.able >= READY_PEOPLE

    @property
    def readiness(self) -> Readiness:
        """How the KIM stands in this domain."""
        if self.is_ready:
            return Readiness.READY
        if not self.people:
            return Readiness.NOBODY
        return Readiness.NOT_YET if self.assessed else Readiness.UNASSESSED


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """One kelurahan in all domains."""

    kelurahan_id: int
    code: str
    name: str
    slug: str
    domains: tuple[DomainFigures, ...]

    @property
    def people(self) -> int:
        """The people of its KIM."""
        return self.domains[0].people


def capability(city_id: int, *, at: datetime, months: int, target: int, kelurahan_id: int | None = None) -> list[PlaceFigures]:
    """Give the figures of every kelurahan of a city from north to south, or of one of them, as at a moment; one statement."""
    rows = db.session.execute(_figures(city_id, at, months, kelurahan_id)).all()
    places = list(dict.fromkeys((row.id, row.code, row.name, row.slug) for row in rows))
    by_place = {(row.id, row.domain): row for row in rows}
    people = {row.id: row.people for row in rows}
    return [
        PlaceFigures(*place, tuple(_of(domain, by_place.get((place[0], domain)), people[place[0]], target) for domain in Domain))
        for place in places
    ]


def _of(domain: Domain, row: Row[*tuple[Any, ...]] | None, people: int, target: int) -> DomainFigures:
    counts = {name: getattr(row, name) if row else 0 for name in _COUNTS}
    return DomainFigures(domain, people, target=target, **counts)


def _figures(city_id: int, at: datetime, months: int, kelurahan_id: int | None) -> Select[*tuple[Any, ...]]:
    members = one_group_each(city_id, at=at).cte("members")
    people = select(members.c.kelurahan_id, func.count().label("people")).group_by(members.c.kelurahan_id).subquery("people")
    levels = _counted(members, at, months_before(at, months)).subquery("levels")
    wanted = (
        select(
            Kelurahan.id,
            Kelurahan.code,
            Kelurahan.name,
            Kelurahan.slug,
            func.coalesce(people.c.people, 0).label("people"),
            levels.c.domain,
            *(levels.c[name] for name in _COUNTS),
        )
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .outerjoin(people, people.c.kelurahan_id == Kelurahan.id)
        .outerjoin(levels, levels.c.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    )
    return wanted.where(Kelurahan.id == kelurahan_id) if kelurahan_id is not None else wanted


_COUNTS = ("unable", "helped", "alone", "moving", "aged", "risen", "able_at_first")


def _counted(members: CTE, at: datetime, aged_until: datetime) -> Select[*tuple[Any, ...]]:
    """Count the records that held at a moment by kelurahan and domain, with the first record of each person beside."""
    first, newer = aliased(LevelRecord), aliased(LevelRecord)
    later = select(newer.id).where(newer.supersedes_id == LevelRecord.id, newer.recorded_at > at)
    held = and_(LevelRecord.recorded_at <= at, or_(LevelRecord.is_current, later.exists()))
    is_fresh = LevelRecord.recorded_at > aged_until

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    at_level = {"unable": UNABLE, "helped": HELPED, "alone": ALONE, "moving": MOVING}
    return (
        select(
            members.c.kelurahan_id,
            LevelRecord.domain,
            *(number(is_fresh & (LevelRecord.level == level)).label(name) for name, level in at_level.items()),
            number(~is_fresh).label("aged"),
            number(is_fresh & (LevelRecord.level > first.level)).label("risen"),
            number(first.level >= ABLE).label("able_at_first"),
        )
        .select_from(members)
        .join(LevelRecord, and_(LevelRecord.person_id == members.c.person_id, held))
        .join(
            first,
            and_(first.person_id == LevelRecord.person_id, first.domain == LevelRecord.domain, first.supersedes_id.is_(None)),
        )
        .group_by(members.c.kelurahan_id, LevelRecord.domain)
    )
