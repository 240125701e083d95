"""What people can do: practical checks, deeds that others confirmed, and levels, which are only ever added."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from blinker import Namespace
from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.db import Model

level_lowered = Namespace().signal("level-lowered")
"""Sent with the person's id, `domain=`, `level=` (the new one), `by_id=` and `at=` inside the transaction that lowers a level."""


class Domain(StrEnum):
    """The five domains of the competency model (data/competency_model.csv)."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"
    K4 = "K4"
    K5 = "K5"


class Occasion(StrEnum):
    """Which of the three practical checks."""

    START = "start"
    THREE_MONTHS = "three_months"
    TWELVE_MONTHS = "twelve_months"


class DeedKind(StrEnum):
    """What proves that somebody moves others."""

    PUBLISHED = "published"
    GUIDED = "guided"


class PracticalCheck(Model):
    """Twenty minutes on the person's own telephone with somebody beside them.

    Never changed: what was entered wrongly is said anew in a row that supersedes it.
    """

    __tablename__ = "competency_practical_check"
    __table_args__ = (Index("ix_competency_practical_check_person_id_domain", "person_id", "domain"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made by the form."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    domain: Mapped[Domain]
    occasion: Mapped[Occasion]
    observer_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    """Who stands for it: whoever sat beside, or who corrected the entry."""
    outcomes: Mapped[dict[str, Any]]
    """For every item of the check: `alone`, `helped` or `not_yet`."""
    note: Mapped[str | None]
    done_at: Mapped[datetime]
    """When they sat together; a correction keeps that moment."""
    corrected_at: Mapped[datetime | None]
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("competency_practical_check.id"), unique=True)


class Deed(Model):
    """A published piece or a guided session that a person names as proof; counts once confirmed.

    What was told stays as it was: who corrects it tells it anew, in a deed that supersedes this one.
    """

    __tablename__ = "competency_deed"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made by the form."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    domain: Mapped[Domain]
    kind: Mapped[DeedKind]
    title: Mapped[str]
    link: Mapped[str | None]
    happened_on: Mapped[date]
    told_at: Mapped[datetime]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The assessor who looked at it."""
    accepted_at: Mapped[datetime | None]
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The assessor who could not accept it yet."""
    declined_at: Mapped[datetime | None]
    declined_reason: Mapped[str | None]
    """What is missing, for the person to read."""
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("competency_deed.id"), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=person_id)


class Confirmation(Model):
    """That somebody else saw or used it."""

    __tablename__ = "competency_confirmation"

    deed_id: Mapped[UUID] = mapped_column(ForeignKey(Deed.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    confirmed_at: Mapped[datetime]


class LevelRecord(Model):
    """That a person stood at a level in a domain from a moment on, and why. Never changed; a newer one supersedes it."""

    __tablename__ = "competency_level_record"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        Index("ix_competency_level_record_person_id_domain", "person_id", "domain"),
        Index("ix_competency_level_record_domain_is_current", "domain", "is_current"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    domain: Mapped[Domain]
    level: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    """What it rests on, by kind: ids of checks, versions, attempts, deeds."""
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Whose judgement completed the evidence; never the person."""
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("competency_level_record.id"), unique=True)
    is_current: Mapped[bool] = mapped_column(default=True)
    """False once a newer record supersedes it: kept here so that counting needs no search through the past."""

    person: Mapped[Person] = relationship(foreign_keys=person_id)
