"""Finding places."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.db import db
from lms.regions.models import City, Kecamatan, Kelurahan, Rt


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


def rt_of(kelurahan_id: int) -> list[Rt]:
    """Give the RT of a kelurahan that exist, by RW and number."""
    return list(
        db.session.scalars(
            select(Rt)
            .where(Rt.kelurahan_id == kelurahan_id, Rt.closed_on.is_(None))
            .order_by(Rt.rw, func.length(Rt.label), Rt.label)
        )
    )
