"""Reading what residents said, through what a viewer may see. What was struck out, or told at a denied visit, is nowhere."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.db import db
from lms.outreach.models.visits import Aspiration, Channel, Visit
from lms.outreach.rules.aspirations import Moments, Moved, Stage, moved
from lms.regions.models import Kecamatan, Kelurahan, Rt

RECENT = 20
"""Of those whose answer was brought back, so many are listed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many aspirations of one kelurahan wait for what, and since when the oldest does."""

    slug: str
    name: str
    told: int
    """To be forwarded."""
    forwarded: int
    """To be answered."""
    answered: int
    """To be brought back."""
    returned: int
    oldest_at: datetime | None
    """When the oldest of those that wait was told; empty where none does."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """What of the aspirations waits for one person."""

    to_forward: int
    """In the kelurahan they coordinate."""
    to_bring_back: int
    """Answers to what they were told themselves, or to anything in the kelurahan they coordinate."""


def visible_to(viewer: Viewer) -> Select[Aspiration]:
    """Give the aspirations a viewer may open, oldest first: told to them, of the kelurahan they coordinate, the agency's all."""
    kelurahan = {grant.kelurahan_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id}
    cities = {grant.city_id for grant in viewer.grants if grant.role is Role.AGENCY}
    theirs = or_(_told_to(viewer.id), Rt.kelurahan_id.in_(kelurahan), Kelurahan.city_id.in_(cities))
    return _whole().join(Kelurahan, Rt.kelurahan_id == Kelurahan.id).where(theirs)


def held(aspiration_id: int) -> Aspiration:
    """Take hold of an aspiration until the end of the transaction, as the database has it now."""
    return db.session.get_one(Aspiration, aspiration_id, with_for_update=True, populate_existing=True)


def open_in(kelurahan_id: int) -> list[Aspiration]:
    """Give those of a kelurahan whose answer the RT has not heard yet, oldest first; one statement."""
    found = _whole().where(Rt.kelurahan_id == kelurahan_id, Aspiration.returned_at.is_(None))
    return list(db.session.scalars(found))


def returned_in(kelurahan_id: int) -> list[Aspiration]:
    """Give the last of a kelurahan whose answer was brought back, the latest first; one statement."""
    found = _whole().where(Rt.kelurahan_id == kelurahan_id, Aspiration.returned_at.is_not(None))
    latest = found.order_by(None).order_by(Aspiration.returned_at.desc(), Aspiration.id.desc())
    return list(db.session.scalars(latest.limit(RECENT)))


def of_rt(rt_id: int) -> list[Aspiration]:
    """Give every aspiration of an RT with its answer, for its own pages, the latest first; one statement."""
    found = _whole().where(Aspiration.rt_id == rt_id).order_by(None)
    return list(db.session.scalars(found.order_by(Aspiration.told_at.desc(), Aspiration.id.desc())))


def at_agency(city_id: int) -> list[Aspiration]:
    """Give those of a city that were forwarded to one of its offices and are not answered, the longest waiting first."""
    found = (
        _whole()
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Aspiration.channel == Channel.AGENCY, Aspiration.answered_at.is_(None))
        .order_by(None)
        .order_by(Aspiration.forwarded_at, Aspiration.id)
    )
    return list(db.session.scalars(found))


def by_kelurahan(city_id: int) -> list[Waiting]:
    """Count for every kelurahan of a city, from north to south, what waits for what; one statement."""
    alive = _alive().subquery()
    at = {Stage.RETURNED: alive.c.returned_at, Stage.ANSWERED: alive.c.answered_at, Stage.FORWARDED: alive.c.forwarded_at}
    reached = case(*((moment.is_not(None), name.value) for name, moment in at.items()), else_=Stage.TOLD.value)
    counted: list[ColumnElement[Any]] = [func.count(case((reached == name.value, alive.c.id))) for name in Stage]
    oldest = func.min(case((alive.c.returned_at.is_(None), alive.c.told_at)))
    found = db.session.execute(
        select(Kelurahan.slug, Kelurahan.name, *counted, oldest)
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .outerjoin(alive, alive.c.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id)
        .group_by(Kelurahan.id, Kecamatan.position)
        .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    )
    return [Waiting(*row) for row in found]


def aspirations_in(city_id: int, start: datetime, end: datetime) -> dict[int, Moved]:
    """Give by id of every kelurahan of a city what happened in a half-open period, as known now; one statement.

    Each move counts in the period in which it was made. Only those that were open in the period are read.
    """
    was_open = (Aspiration.told_at < end) & or_(Aspiration.returned_at.is_(None), Aspiration.returned_at >= start)
    alive = _alive().where(was_open).subquery()
    moments = (alive.c.told_at, alive.c.forwarded_at, alive.c.answered_at, alive.c.returned_at)
    found = db.session.execute(
        select(Kelurahan.id, *moments).outerjoin(alive, alive.c.kelurahan_id == Kelurahan.id).where(Kelurahan.city_id == city_id)
    )
    known: dict[int, list[Moments]] = defaultdict(list)
    for kelurahan_id, told_at, *later in found:
        known[kelurahan_id] += [Moments(told_at, *later)] if told_at else []
    return {kelurahan_id: moved(some, start, end) for kelurahan_id, some in known.items()}


def to_do(viewer: Viewer) -> ToDo:
    """Count what of the aspirations waits for somebody; one statement."""
    kelurahan = {grant.kelurahan_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id}
    theirs = Rt.kelurahan_id.in_(kelurahan)
    untold = theirs & Aspiration.forwarded_at.is_(None)
    unheard = Aspiration.answered_at.is_not(None) & Aspiration.returned_at.is_(None) & or_(theirs, _told_to(viewer.id))
    found = db.session.execute(
        select(func.count(case((untold, Aspiration.id))), func.count(case((unheard, Aspiration.id))))
        .join(Visit, Aspiration.visit_id == Visit.id)
        .join(Rt, Aspiration.rt_id == Rt.id)
        .where(_stands(), Aspiration.returned_at.is_(None), or_(theirs, _told_to(viewer.id)))
    )
    return ToDo(*found.one())


def _told_to(person_id: int) -> ColumnElement[bool]:
    return or_(Visit.recorder_id == person_id, Visit.beside_id == person_id)


def _stands() -> ColumnElement[bool]:
    """Give the condition that an aspiration was not struck out, and the visit at which it was told is not denied."""
    return Aspiration.withdrawn_at.is_(None) & Visit.withdrawn_at.is_(None) & Visit.denied_at.is_(None)


def _alive() -> Select[*tuple[Any, ...]]:
    """Select for counting those that stand, with the kelurahan of their RT."""
    moments = (Aspiration.told_at, Aspiration.forwarded_at, Aspiration.answered_at, Aspiration.returned_at)
    return (
        select(Aspiration.id, Rt.kelurahan_id, *moments)
        .join(Visit, Aspiration.visit_id == Visit.id)
        .join(Rt, Aspiration.rt_id == Rt.id)
        .where(_stands())
    )


def _whole() -> Select[Aspiration]:
    """Select aspirations that stand, oldest first, with all that their pages show."""
    return (
        select(Aspiration)
        .join(Visit, Aspiration.visit_id == Visit.id)
        .join(Rt, Aspiration.rt_id == Rt.id)
        .options(contains_eager(Aspiration.visit), contains_eager(Aspiration.rt), joinedload(Aspiration.returned_by))
        .where(_stands())
        .order_by(Aspiration.told_at, Aspiration.id)
    )
