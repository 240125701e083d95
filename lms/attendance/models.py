"""Sessions in a hall, and the people who were there."""

from datetime import datetime

from blinker import Namespace
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson, Revision
from lms.db import Model
from lms.regions.models import City, Kelurahan

code_asked_about = Namespace().signal("code-asked-about")
"""Sent with a tidy code that is no session's; what else gives codes to type at /hadir answers with the page of its own."""


class Session(Model):
    """A lesson held together at one place; learners enter its code while it is open."""

    __tablename__ = "attendance_session"
    __table_args__ = (
        CheckConstraint("(city_id IS NULL) <> (kelurahan_id IS NULL)", name="one_place"),
        Index("ix_attendance_session_kelurahan_id_opened_at", "kelurahan_id", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Made by the form that opened it, so that pressing twice opens one."""
    code: Mapped[str] = mapped_column(unique=True)
    """Six characters that cannot be confused when read aloud; never given twice."""
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id))
    """The lesson as it stood when the session was opened."""
    city_id: Mapped[int | None] = mapped_column(ForeignKey(City.id))
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    facilitator_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """From this moment the code is refused, unless the facilitator closed the session earlier."""
    closed_at: Mapped[datetime | None]

    facilitator: Mapped[Person] = relationship()
    kelurahan: Mapped[Kelurahan | None] = relationship()
    city: Mapped[City | None] = relationship()
    revision: Mapped[Revision] = relationship()

    def is_open(self, at: datetime) -> bool:
        """Whether the code counts at a moment; the end is not in it."""
        return self.closed_at is None and at < self.ends_at


class Attendance(Model):
    """That a person was at a session: by the code on their own telephone, or ticked by the facilitator."""

    __tablename__ = "attendance_attendance"

    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who ticked a person without a telephone; empty for somebody who entered the code."""
    recorded_at: Mapped[datetime]
