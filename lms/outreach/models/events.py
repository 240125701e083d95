"""Events of a group, what they are prepared with, and who was there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson
from lms.db import Model
from lms.outreach.models.words import Forum, Noted, Step, Topic
from lms.regions.models import City, Kelurahan, Rt


class Event(Model):
    """Something a group of the city or of a kelurahan plans, holds or is asked to (kegiatan)."""

    __tablename__ = "outreach_event"
    __table_args__ = (
        CheckConstraint("(city_id IS NULL) <> (kelurahan_id IS NULL)", name="one_place"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("heads >= 0", name="heads_not_negative"),
        Index("ix_outreach_event_kelurahan_id_starts_at", "kelurahan_id", "starts_at"),
        Index("ix_outreach_event_city_id_starts_at", "city_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form, so that pressing twice plans one."""
    city_id: Mapped[int | None] = mapped_column(ForeignKey(City.id))
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    rt_id: Mapped[int | None] = mapped_column(ForeignKey(Rt.id))
    """The RT whose meeting it is; empty for something wider."""
    title: Mapped[str]
    forum: Mapped[Forum]
    topic: Mapped[Topic]
    step: Mapped[Step]
    is_invited: Mapped[bool]
    """Somebody else's event that the group was asked to; its own are counted apart."""
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    planned_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    """How often it was changed, for calendars (SEQUENCE)."""
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str | None]
    code: Mapped[str | None] = mapped_column(unique=True)
    """Entered by who is there, while `code_until` has not come; every opening makes another."""
    code_until: Mapped[datetime | None]
    heads: Mapped[int | None]
    """Residents who were there beside those on the list; empty while nobody has said."""
    heads_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    kelurahan: Mapped[Kelurahan | None] = relationship()
    city: Mapped[City | None] = relationship()
    rt: Mapped[Rt | None] = relationship()


class Material(Model):
    """A lesson that belongs to an event: taught there, and read later by who was absent."""

    __tablename__ = "outreach_material"

    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))


class Presence(Model):
    """That somebody with an account was at an event; nobody twice."""

    __tablename__ = "outreach_presence"

    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    noted: Mapped[Noted]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who ticked or typed; empty for somebody who entered the code."""
    noted_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class EventPhoto(Model):
    """A photo of an event, kept only where whoever is to be recognised in it has agreed."""

    __tablename__ = "outreach_event_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)
    name: Mapped[str]
    """Of the stored file, random."""
    words: Mapped[str]
    """What is to be seen, for who cannot see it."""
    shows_faces: Mapped[bool]
    """Somebody can be recognised; all of them agreed, for children a parent too."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
