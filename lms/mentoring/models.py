"""Pairs of a volunteer and a senior: what they agreed on, when they met, what they finished, and when something is wrong."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson
from lms.competency.models import Domain
from lms.db import Model
from lms.regions.models import Kelurahan

_STANDS = text("state IN ('proposed', 'agreed', 'running', 'paused')")


class PairState(StrEnum):
    """Where a pair stands. Whether it is at risk follows from its meetings."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    """Both have said yes; the coordinator has yet to confirm."""
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a pair ended before it was finished."""

    DECLINED = "declined"
    """One of the two, or the coordinator, said no to the proposal."""
    TIME = "time"
    MISMATCH = "mismatch"
    SILENCE = "silence"
    """42 days without a confirmed meeting."""
    LEFT = "left"
    HANDED_OVER = "handed_over"
    """The volunteer's cohort ended, and somebody local goes on."""
    SAFETY = "safety"
    OTHER = "other"


class Wish(Model):
    """What a senior wants help with, and when; one for each person, as they last said it."""

    __tablename__ = "mentoring_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    """Empty: wherever they left off."""
    times: Mapped[list[str]]
    languages: Mapped[list[str]]
    said_at: Mapped[datetime]
    said_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    """Themselves, or the officer who asked them."""


class Pair(Model):
    """One volunteer beside one senior, towards one goal. Each of them is in one pair at a time."""

    __tablename__ = "mentoring_pair"
    __table_args__ = (
        CheckConstraint("volunteer_id <> senior_id", name="two_people"),
        CheckConstraint("(course_id IS NULL) <> (domain IS NULL)", name="one_goal"),
        Index("uq_mentoring_pair_volunteer_id", "volunteer_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("uq_mentoring_pair_senior_id", "senior_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_mentoring_pair_kelurahan_id_state", "kelurahan_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form that proposed it, so that pressing twice proposes one."""
    volunteer_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    senior_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kelurahan_id: Mapped[int] = mapped_column(ForeignKey(Kelurahan.id))
    """The senior's, whose coordinator answers for the pair."""
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    domain: Mapped[Domain | None]
    level: Mapped[int | None]
    """The goal is a course, or a level in a domain."""
    meetings_planned: Mapped[int]
    place: Mapped[str]
    """The public place where they meet."""
    state: Mapped[PairState]
    state_since: Mapped[datetime]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    volunteer_agreed_at: Mapped[datetime | None]
    senior_agreed_at: Mapped[datetime | None]
    senior_agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who typed in the senior's yes, when it was not the senior."""
    confirmed_at: Mapped[datetime | None]
    """From now on both may see each other's telephone number."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who sits beside the senior while the volunteer pauses."""
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None]

    volunteer: Mapped[Person] = relationship(foreign_keys=[volunteer_id])
    senior: Mapped[Person] = relationship(foreign_keys=[senior_id])
    stand_in: Mapped[Person | None] = relationship(foreign_keys=[stand_in_id])
    kelurahan: Mapped[Kelurahan] = relationship()


class Module(Model):
    """One lesson of a pair's course: done when the senior did it unaided and both say so."""

    __tablename__ = "mentoring_module"

    pair_id: Mapped[int] = mapped_column(ForeignKey(Pair.id), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    volunteer_said_at: Mapped[datetime | None]
    """The volunteer saw the senior do it without help."""
    senior_said_at: Mapped[datetime | None]
    senior_said_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """An officer who asked the senior, when there was no telephone at hand."""


class Meeting(Model):
    """One planned hour of a pair. What became of it follows from its columns; nothing in it means "did not come"."""

    __tablename__ = "mentoring_meeting"
    __table_args__ = (
        UniqueConstraint("pair_id", "starts_at"),
        Index("ix_mentoring_meeting_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form."""
    pair_id: Mapped[int] = mapped_column(ForeignKey(Pair.id))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    """Whose hours it gives: the pair's volunteer, or the stand-in."""
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    """Planned; what both confirm once it has been."""
    place: Mapped[str]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    planned_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(unique=True)
    """Shown on the senior's side for a short while, typed in by the volunteer; proves that both are there."""
    code_until: Mapped[datetime | None]
    code_used_at: Mapped[datetime | None]
    volunteer_said_at: Mapped[datetime | None]
    senior_said_at: Mapped[datetime | None]
    senior_said_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The officer who ticked for a senior without a telephone; empty when the senior did."""
    from_paper: Mapped[bool]
    """Typed in later from the printed sheet."""
    taught_back: Mapped[str]
    """What the senior taught the volunteer that day, in words; may be empty."""
    disputed_at: Mapped[datetime | None]
    disputed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    dispute: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    counts: Mapped[bool | None]
    """What the coordinator decided about a disputed meeting."""
    settlement: Mapped[str | None]
    """The coordinator's words to both."""

    pair: Mapped[Pair] = relationship()


class Incident(Model):
    """A report that somebody is not safe in a pair; read only by the officers it goes to."""

    __tablename__ = "mentoring_incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey(Pair.id), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    words: Mapped[str]
    """May be empty: one tap is enough."""
    reported_at: Mapped[datetime]
    review_due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    closing: Mapped[str]
    """What was decided, in words."""

    pair: Mapped[Pair] = relationship()
