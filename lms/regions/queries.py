"""Finding places."""

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from lms.db import db
from lms.regions.models import City, Kecamatan, Kelurahan, Rt

RT_ORDER = (func.length(Rt.rw), Rt.rw, func.length(Rt.label), Rt.label)
"""By RW and number, as people count: 2 before 10."""


def the_city() -> City:
    """Give the city this site serves; raises NoResultFound before the places are loaded."""
    return db.session.scalars(select(City).order_by(City.id).limit(1)).one()


def the_city_id() -> int:
    """Give the id of the city this site serves, without reading the rest of it."""
    return db.session.scalars(select(City.id).order_by(City.id).limit(1)).one()


def kelurahan_in_order() -> list[Kelurahan]:
    """Give every kelurahan with its kecamatan, from north to south as on the map."""
    return list(
        db.session.scalars(
            select(Kelurahan)
            .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
            .options(joinedload(Kelurahan.kecamatan))
            .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
        )
    )


def kelurahan_at(slug: str) -> Kelurahan | None:
    """Find a kelurahan by its address."""
    return db.session.scalars(
        select(Kelurahan).options(joinedload(Kelurahan.kecamatan)).where(Kelurahan.slug == slug)
    ).one_or_none()


def existing_on(day: date) -> ColumnElement[bool]:
    """Give the condition that an RT exists on a day: opened by then, and not closed yet."""
    return or_(Rt.opened_on.is_(None), Rt.opened_on <= day) & or_(Rt.closed_on.is_(None), Rt.closed_on > day)


def rt_of(kelurahan_id: int, *, on: date | None = None) -> list[Rt]:
    """Give the RT of a kelurahan that exist on a day, by RW and number; without a day those that are not closed."""
    there = Rt.closed_on.is_(None) if on is None else existing_on(on)
    return list(db.session.scalars(select(Rt).where(Rt.kelurahan_id == kelurahan_id, there).order_by(*RT_ORDER)))


def rt_closed_in(kelurahan_id: int, *, on: date) -> list[Rt]:
    """Give the RT of a kelurahan that no longer exist on a day, by RW and number."""
    over = select(Rt).where(Rt.kelurahan_id == kelurahan_id, Rt.closed_on <= on)
    return list(db.session.scalars(over.order_by(*RT_ORDER)))


def rt_in(kelurahan_id: int, rt_id: int) -> Rt | None:
    """Find an RT among those of a kelurahan, closed ones too."""
    return db.session.scalars(select(Rt).where(Rt.id == rt_id, Rt.kelurahan_id == kelurahan_id)).one_or_none()


def rt_named(kelurahan_id: int, label: str, rw: str) -> Rt | None:
    """Find the RT of a kelurahan with a number and an RW, closed ones too."""
    return db.session.scalars(select(Rt).where(Rt.kelurahan_id == kelurahan_id, Rt.label == label, Rt.rw == rw)).one_or_none()
