"""People, what they may do and where, and the cards and devices they sign in with."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Model
from lms.regions.models import City, Kelurahan


class Honorific(StrEnum):
    """How a person is addressed."""

    IBU = "ibu"
    BAPAK = "bapak"
    NONE = "none"


class Role(StrEnum):
    """What somebody was asked to do, beside learning."""

    AGENCY = "agency"
    COORDINATOR = "coordinator"
    ASSESSOR = "assessor"
    MENTOR = "mentor"


class Person(Model):
    """Anyone with something to save: officer, member, volunteer, staff, often several at once."""

    __tablename__ = "accounts_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    honorific: Mapped[Honorific] = mapped_column(default=Honorific.NONE)
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    """Where the person lives now; empty for somebody from outside the city."""
    birth_year: Mapped[int | None]
    whatsapp: Mapped[str | None]
    """In E.164 form, for example +6281234567890. Several people may share one telephone."""
    username: Mapped[str | None] = mapped_column(unique=True)
    """Staff only; kept in lower case."""
    password_hash: Mapped[str | None]
    """Argon2, staff only."""
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    """From this moment the person can no longer sign in; what they did stays."""
    is_sample: Mapped[bool] = mapped_column(default=False)
    """Invented for the sample city, never a real person."""

    kelurahan: Mapped[Kelurahan | None] = relationship()


class RoleGrant(Model):
    """A role somebody holds in one place for a period; the city or one kelurahan, never inherited between them."""

    __tablename__ = "accounts_role_grant"
    __table_args__ = (CheckConstraint("(city_id IS NULL) <> (kelurahan_id IS NULL)", name="one_place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[Role]
    city_id: Mapped[int | None] = mapped_column(ForeignKey(City.id))
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The first day without the role; empty while it lasts."""
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class Card(Model):
    """A printed sign-in card or a sign-in link: the token itself is shown once and kept only as a hash."""

    __tablename__ = "accounts_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the token, in hexadecimal."""
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Device(Model):
    """A telephone or browser on which somebody is signed in."""

    __tablename__ = "accounts_device"
    __table_args__ = (Index("ix_accounts_device_person_id_ended_at", "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), index=True)
    """The card that opened it; empty after a password."""
    signed_in_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """Remembered until then."""
    ended_at: Mapped[datetime | None]
    """Signed out, or its card was revoked."""
