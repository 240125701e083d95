"""KIM groups of the city and its kelurahan (peers, none above another), their seats and terms."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.db import Model
from lms.regions.models import City, Kelurahan, Rt


class Status(StrEnum):
    """Whether a group is alive. Dormant (vakum) is neither zero nor unknown."""

    ACTIVE = "active"
    DORMANT = "dormant"
    UNKNOWN = "unknown"


class Position(StrEnum):
    """What somebody does in a group. Everyone but a plain member takes one of its seats."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    OFFICER = "officer"
    MEMBER = "member"

    @property
    def takes_seat(self) -> bool:
        """Whether the position is one of the group's seats."""
        return self is not Position.MEMBER


class Group(Model):
    """A community information group of a city or of one kelurahan."""

    __tablename__ = "kim_group"
    __table_args__ = (CheckConstraint("(city_id IS NULL) <> (kelurahan_id IS NULL)", name="one_place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey(City.id), unique=True)
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id), unique=True)
    name: Mapped[str]
    seats: Mapped[int | None]
    """Officers it is meant to have; empty where nobody has stated it."""
    starting_status: Mapped[Status] = mapped_column(default=Status.UNKNOWN)
    """What was known before the site recorded anything; later facts outweigh it."""
    starting_status_on: Mapped[date | None]
    source: Mapped[str]
    """Where seats and starting status are stated, with the year."""
    decree_number: Mapped[str | None]
    decree_on: Mapped[date | None]
    decree_until: Mapped[date | None]
    """The last day on which the decree holds."""

    kelurahan: Mapped[Kelurahan | None] = relationship()


class EndReason(StrEnum):
    """Why a term was ended by hand; a term that simply ran out has none."""

    OVER = "over"
    RESIGNED = "resigned"
    MOVED = "moved"
    OTHER = "other"


class Term(Model):
    """A period in which somebody holds a position in a group; half open, so the last day is not in it."""

    __tablename__ = "kim_term"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        Index("ix_kim_term_group_id_ends_on", "group_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    position: Mapped[Position]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    decree_number: Mapped[str | None]
    """The decree (SK) that names this person; empty where only the group's is known."""
    decree_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None]
    key: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
    """Made by the form or the line of a list, so that pressing twice adds one; empty where nobody pressed."""

    group: Mapped[Group] = relationship()
    person: Mapped[Person] = relationship()


class Body(StrEnum):
    """Another body of the neighbourhood somebody serves in: the road to its meetings."""

    RT = "rt"
    RW = "rw"
    PKK = "pkk"
    LPM = "lpm"
    KARANG_TARUNA = "karang_taruna"


class Affiliation(Model):
    """That somebody of a group also serves in another body."""

    __tablename__ = "kim_affiliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    body: Mapped[Body]
    rt_id: Mapped[int | None] = mapped_column(ForeignKey(Rt.id))
    """Which RT, for the head or another officer of one, and for the PKK of one."""
    rw: Mapped[str]
    """Which RW; empty where it does not matter."""
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    ended_on: Mapped[date | None]

    rt: Mapped[Rt | None] = relationship()


class Import(Model):
    """A list of people as it was read from a file: shown first, and taken over only when somebody says so."""

    __tablename__ = "kim_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    """The kelurahan whose coordinator sent it; empty for the whole city's."""
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The cells of each line by column name, with its number in the file. Once taken over, those left out; empty when old."""
    ignored: Mapped[list[str]]
    """Columns of the file that nobody asked for; what stood in them was not kept."""
    read_at: Mapped[datetime]
    read_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    done_at: Mapped[datetime | None]
    added: Mapped[int | None]
    """People it added; empty before it was taken over."""
