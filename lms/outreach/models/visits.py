"""Who carries the word to which RT, the visits that did, and what residents said there."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson
from lms.db import Model
from lms.outreach.models.events import Event
from lms.outreach.models.words import Forum, Topic
from lms.regions.models import Rt

_LASTS = text("ends_on IS NULL")
_COUNTS = text("confirmed_at IS NOT NULL AND withdrawn_at IS NULL")


class Carrier(Model):
    """Who answers for bringing the word to an RT: an officer, a volunteer, or two people together; one at a time."""

    __tablename__ = "outreach_carrier"
    __table_args__ = (
        CheckConstraint("beside_id <> person_id", name="two_people"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("uq_outreach_carrier_rt_id", "rt_id", unique=True, sqlite_where=_LASTS, postgresql_where=_LASTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rt_id: Mapped[int] = mapped_column(ForeignKey(Rt.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    beside_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """Who goes with them: the other one of a pair."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    set_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime]

    rt: Mapped[Rt] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    beside: Mapped[Person | None] = relationship(foreign_keys=[beside_id])


class Whom(StrEnum):
    """Whom somebody means to teach."""

    RT = "rt"
    FAMILY = "family"
    """Family or friends, nobody's RT."""
    LATER = "later"
    """Not known yet; asked again nowhere, and changed by whoever said so."""


class Pledge(Model):
    """The answer to "siapa yang akan Bapak/Ibu ajari?" after a lesson or an event."""

    __tablename__ = "outreach_pledge"
    __table_args__ = (
        CheckConstraint("event_id IS NOT NULL OR lesson_id IS NOT NULL", name="after_something"),
        CheckConstraint("(whom = 'rt') = (rt_id IS NOT NULL)", name="rt_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id))
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey(Lesson.id))
    whom: Mapped[Whom] = mapped_column(default=Whom.RT)
    rt_id: Mapped[int | None] = mapped_column(ForeignKey(Rt.id))
    """Named exactly where an RT was chosen."""
    forum: Mapped[Forum | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """A visit kept it, or it was dropped."""

    rt: Mapped[Rt | None] = relationship()


class RtLink(Model):
    """The link by which the head of an RT, who has no account, confirms visits and reads answers. Kept only as a hash."""

    __tablename__ = "outreach_rt_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    rt_id: Mapped[int] = mapped_column(ForeignKey(Rt.id), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    """Whose own visits it can never confirm."""
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    rt: Mapped[Rt] = relationship()


class Visit(Model):
    """That the word was brought to an RT. It counts from the moment somebody else has confirmed it."""

    __tablename__ = "outreach_visit"
    __table_args__ = (
        CheckConstraint("children >= 0 AND youths >= 0 AND adults >= 0 AND seniors >= 0", name="heads_not_negative"),
        CheckConstraint("questions >= 0", name="questions_not_negative"),
        CheckConstraint("confirmed_by_id <> recorder_id", name="confirmed_by_another"),
        CheckConstraint("confirmed_at IS NULL OR denied_at IS NULL", name="one_answer"),
        Index("ix_outreach_visit_rt_id_visited_on", "rt_id", "visited_on"),
        Index("ix_outreach_visit_counts", "visited_on", "rt_id", "topic", sqlite_where=_COUNTS, postgresql_where=_COUNTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form, so that pressing twice records one."""
    rt_id: Mapped[int] = mapped_column(ForeignKey(Rt.id))
    recorder_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    beside_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who went with them, and cannot confirm it either."""
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The coordinator who typed it from paper, and cannot confirm it either; empty when the recorder did."""
    visited_on: Mapped[date]
    forum: Mapped[Forum]
    topic: Mapped[Topic]
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey(Lesson.id))
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id))
    """The briefing or training whose word was brought."""
    children: Mapped[int]
    youths: Mapped[int]
    adults: Mapped[int]
    seniors: Mapped[int]
    """Heads by age: under 16, 16 to 30, 31 to 59, 60 and more."""
    questions: Mapped[int]
    """How many were asked."""
    from_paper: Mapped[bool]
    recorded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Another officer; empty when the head of the RT did, by link."""
    link_id: Mapped[int | None] = mapped_column(ForeignKey(RtLink.id))
    denied_at: Mapped[datetime | None]
    denied_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    denied_because: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    """Taken back by who recorded it, or struck out later with a reason; the row stays."""
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    withdrawn_because: Mapped[str | None]

    rt: Mapped[Rt] = relationship()
    recorder: Mapped[Person] = relationship(foreign_keys=[recorder_id])
    beside: Mapped[Person | None] = relationship(foreign_keys=[beside_id])

    @property
    def heads(self) -> int:
        """Everybody who was there."""
        return self.children + self.youths + self.adults + self.seniors


class Channel(StrEnum):
    """Where an aspiration was sent on to."""

    KELURAHAN = "kelurahan"
    AGENCY = "agency"
    """An office of the city."""
    MONGGO_LAPOR = "monggo_lapor"


class Aspiration(Model):
    """A question or wish of residents of an RT, without names: told, sent on, answered, and the answer brought back."""

    __tablename__ = "outreach_aspiration"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 3", name="three_at_most"),
        CheckConstraint("answered_at IS NULL OR forwarded_at IS NOT NULL", name="sent_before_answered"),
        CheckConstraint("returned_at IS NULL OR answered_at IS NOT NULL", name="answered_before_returned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id))
    number: Mapped[int]
    rt_id: Mapped[int] = mapped_column(ForeignKey(Rt.id), index=True)
    topic: Mapped[Topic]
    words: Mapped[str]
    told_at: Mapped[datetime]
    channel: Mapped[Channel | None]
    sent_to: Mapped[str | None]
    """The office's name."""
    reference: Mapped[str | None]
    """The number Monggo Lapor gave, where there is one."""
    forwarded_at: Mapped[datetime | None]
    forwarded_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who told the RT; empty when its head read it by link."""
    returned_forum: Mapped[Forum | None]
    """The occasion at which the RT was told; empty when its head read it by link."""
    withdrawn_at: Mapped[datetime | None]
    """Struck out with its visit, or because it named somebody."""

    visit: Mapped[Visit] = relationship()
    rt: Mapped[Rt] = relationship()
    returned_by: Mapped[Person | None] = relationship(foreign_keys=[returned_by_id])
