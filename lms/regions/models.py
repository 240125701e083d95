"""The place tree: a city, its kecamatan, their kelurahan, and the RT in each."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Model


class City(Model):
    """A kota or kabupaten: the area of one communications office."""

    __tablename__ = "regions_city"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Kemendagri code, for example 33.71."""
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]


class Kecamatan(Model):
    """A sub-district; it orders the kelurahan on the map."""

    __tablename__ = "regions_kecamatan"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey(City.id), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    position: Mapped[int]
    """From north to south, starting at 1: the order in which lists and the map show it."""

    city: Mapped[City] = relationship()


class Kelurahan(Model):
    """The lowest unit of city government: what every figure is counted for."""

    __tablename__ = "regions_kelurahan"

    id: Mapped[int] = mapped_column(primary_key=True)
    kecamatan_id: Mapped[int] = mapped_column(ForeignKey(Kecamatan.id), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey(City.id), index=True)
    """The kecamatan's city once more, so that one index serves every figure of a city."""
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    tile_row: Mapped[int]
    """Row on the tile map, 0 in the north."""
    tile_x: Mapped[float]
    """Left edge on the tile map in tile widths; half steps make the bricks."""

    kecamatan: Mapped[Kecamatan] = relationship()


class Rt(Model):
    """A neighbourhood unit (rukun tetangga): the cell in which reach is counted."""

    __tablename__ = "regions_rt"
    __table_args__ = (UniqueConstraint("kelurahan_id", "rw", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kelurahan_id: Mapped[int] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    label: Mapped[str]
    """The number people say. Where only a count is known, the units are numbered from 1."""
    rw: Mapped[str] = mapped_column(default="")
    """Number of the RW it belongs to; empty while unknown."""
    source: Mapped[str]
    """Where the unit's existence is stated, with the year."""
    opened_on: Mapped[date | None]
    """The first day on which the unit exists; empty for those of the first count."""
    closed_on: Mapped[date | None]
    """The first day on which the unit no longer exists."""
    closed_source: Mapped[str | None]
    """Where its end is stated."""
