"""Applications of volunteers: drafts kept while they are written, then one row with one answer."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.db import Model
from lms.regions.models import Kelurahan


class State(StrEnum):
    """Where an application stands."""

    GUARDIAN = "guardian"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Reason(StrEnum):
    """Why an application was declined; from a list, so that the answer is fair and can be counted."""

    FULL = "full"
    UNREACHABLE = "unreachable"
    TOO_YOUNG = "too_young"
    DOUBLE = "double"
    OTHER = "other"


class Draft(Model):
    """Answers of somebody who is still filling in the questions; erased after a while."""

    __tablename__ = "volunteering_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits, kept in the visitor's signed cookie."""
    answers: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Application(Model):
    """A young person's offer to help, and the answer."""

    __tablename__ = "volunteering_application"
    __table_args__ = (
        UniqueConstraint("draft_id"),
        Index("ix_volunteering_application_kelurahan_id_state", "kelurahan_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Opens the status page; 60 random bits."""
    draft_id: Mapped[str]
    """The draft it was sent from: sending twice gives the same application."""
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    """Empty: lives outside the city, answered by the agency."""
    name: Mapped[str]
    whatsapp: Mapped[str]
    birth_year: Mapped[int]
    age: Mapped[int]
    """In whole years on the day of sending."""
    times: Mapped[list[str]]
    skills: Mapped[list[str]]
    guardian_name: Mapped[str | None]
    guardian_whatsapp: Mapped[str | None]
    guardian_token: Mapped[str | None] = mapped_column(unique=True)
    """Opens the guardian's page; 128 random bits; empty for adults."""
    guardian_agreed_at: Mapped[datetime | None]
    guardian_paper_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who typed in the guardian's slip of paper; empty when the guardian used the link."""
    consent_version: Mapped[str]
    sent_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    """When it reached the coordinator; the answer clock starts here."""
    state: Mapped[State]
    reason: Mapped[Reason | None]
    reply: Mapped[str]
    """The coordinator's own words to the applicant; may be empty."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), unique=True)
    """The volunteer's account, made on acceptance."""

    kelurahan: Mapped[Kelurahan | None] = relationship()
