"""Invitations and briefs from the city to the groups (ajakan), and what groups and people answer. Nothing in them commands."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson
from lms.db import Model
from lms.kim.models import Group
from lms.outreach.models.events import Event
from lms.outreach.models.words import Topic
from lms.regions.models import City


class Answer(StrEnum):
    """What a group says to an invitation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    OTHER_DATE = "other_date"


class GuestAnswer(StrEnum):
    """What an invited officer says: datang, ada wakil, tidak bisa."""

    COMING = "coming"
    DEPUTY = "deputy"
    CANNOT = "cannot"


class Invitation(Model):
    """A brief or an invitation of the city to groups; with an event it asks people to come."""

    __tablename__ = "outreach_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form, so that pressing twice sends one."""
    city_id: Mapped[int] = mapped_column(ForeignKey(City.id), index=True)
    title: Mapped[str]
    words: Mapped[str]
    topic: Mapped[Topic]
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id), unique=True)
    """What people are asked to come to; empty for a brief to read."""
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey(Lesson.id))
    """The lesson that says the same; who was absent gets it to catch up."""
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]

    event: Mapped[Event | None] = relationship()


class GroupReply(Model):
    """One group's side of an invitation; the row is made when it is sent."""

    __tablename__ = "outreach_group_reply"

    invitation_id: Mapped[int] = mapped_column(ForeignKey(Invitation.id), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id), primary_key=True, index=True)
    read_at: Mapped[datetime | None]
    """When somebody of the group first pressed "sudah dibaca" or answered."""
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answer: Mapped[Answer | None]
    proposed_on: Mapped[date | None]
    """The other date the group would rather have."""
    words: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id))
    """The group's own event, once the city has agreed to the other date."""

    invitation: Mapped[Invitation] = relationship()
    group: Mapped[Group] = relationship()


class Guest(Model):
    """An officer or member of an invited group, as it stood when the invitation was sent."""

    __tablename__ = "outreach_guest"

    invitation_id: Mapped[int] = mapped_column(ForeignKey(Invitation.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id))
    read_at: Mapped[datetime | None]
    answer: Mapped[GuestAnswer | None]
    deputy: Mapped[str]
    """Who comes instead: a first name; empty unless the answer says so."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Themselves, or the officer who asked them."""

    invitation: Mapped[Invitation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
