"""The learning record: events that are only ever added, and two tables that follow from them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from blinker import Namespace
from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson, Release, Revision
from lms.db import Model

course_completed = Namespace().signal("course-completed")
"""Sent with the person's id, `course_id=` and `at=` in the transaction in which a course is complete, also if it was before.

The transaction may be a block of `transaction()`: whoever listens asks through `connection()`.
"""

helped_asked_about = Namespace().signal("helped-asked-about")
"""Sent with a mentor's id and `at=`; what keeps pairs answers with a condition over Person: whom the mentor sits beside then."""


class EventKind(StrEnum):
    """What happened to a lesson."""

    DONE = "done"
    """The lesson's rule was met: `data` says how, and by which attempt or session."""
    REVOKED = "revoked"
    QUIZ = "quiz"
    """A quiz was finished, passed or not; a pass is followed by DONE."""
    ATTENDED = "attended"
    """The person was at a session for the lesson; followed by DONE where attending or reading is the rule."""


class Event(Model):
    """Something a person did (or that was taken back, with a reason). Never changed, never deleted."""

    __tablename__ = "learning_event"
    __table_args__ = (
        Index("ix_learning_event_person_id_course_id", "person_id", "course_id"),
        Index(
            "ix_learning_event_helper_id",  # partial: an answer without a helper, which is nearly every one, costs nothing more
            "helper_id",
            "person_id",
            sqlite_where=text("helper_id IS NOT NULL"),
            postgresql_where=text("helper_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made by the form or the device; a second arrival of the same one changes nothing."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who held the telephone or led the session; empty when the person did it alone. Unaided is only what has no helper."""
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id))
    kind: Mapped[EventKind]
    data: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
    """By the device's clock."""
    received_at: Mapped[datetime]
    """By the server's clock; what counts for order and deadlines."""


class LessonState(Model):
    """Where one person stands with one lesson: a fold of the events, rebuilt from them at any time."""

    __tablename__ = "learning_lesson_state"
    __table_args__ = (Index("ix_learning_lesson_state_figures", "person_id", "course_id", "first_done_at", "last_done_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    revision_number: Mapped[int]
    """The highest revision the person has finished."""
    first_done_at: Mapped[datetime]
    last_done_at: Mapped[datetime]


class CourseCompletion(Model):
    """That a person finished a course, as it stood at that moment; later releases do not touch it."""

    __tablename__ = "learning_course_completion"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id), primary_key=True, index=True)
    release_id: Mapped[int] = mapped_column(ForeignKey(Release.id))
    lesson_ids: Mapped[list[str]]
    """The required lessons of that release, in its order."""
    completed_at: Mapped[datetime]
