"""Quiz attempts: frozen at their start, one row an answer, never changed once given."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from blinker import Namespace
from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.models import Person
from lms.catalog.models import Check, Course, Lesson, Revision
from lms.db import Model

attempt_finished = Namespace().signal("attempt-finished")
"""Sent with the person's id, `course_id=` and `at=` inside the transaction that finished an attempt at a quiz or check."""


class Purpose(StrEnum):
    """What an attempt is for."""

    LESSON = "lesson"
    BEFORE = "before"
    AFTER = "after"


class Attempt(Model):
    """One go at a quiz or a check. It keeps the questions it began with, whatever is published meanwhile."""

    __tablename__ = "assessment_attempt"
    __table_args__ = (
        CheckConstraint("(revision_id IS NULL) <> (check_id IS NULL)", name="one_source"),
        Index("ix_assessment_attempt_person_course", "person_id", "course_id", "purpose"),
        Index(
            "ix_assessment_attempt_helper_id",
            "helper_id",
            "person_id",
            sqlite_where=text("helper_id IS NOT NULL"),
            postgresql_where=text("helper_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made by the form that began it; the same form sent again begins nothing new."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who held the telephone; empty when the person did it alone."""
    purpose: Mapped[Purpose]
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey(Lesson.id), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey(Revision.id))
    """Where the questions of a lesson's quiz stand."""
    check_id: Mapped[str | None] = mapped_column(ForeignKey(Check.id))
    """Where the questions of a course's check stand."""
    question_ids: Mapped[list[str]]
    """What is asked, in order: all questions, or only the ones missed before."""
    repeats_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_attempt.id"))
    """The attempt whose missed questions are asked again; its right answers still count."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    right: Mapped[int | None]
    """Questions right when finished, with those kept from the attempts it repeats."""
    total: Mapped[int]
    """Questions of the whole quiz."""
    passed: Mapped[bool | None]
    """Whether the pass mark was reached and every must-be-right question is right; a check is never passed or failed."""


class GivenAnswer(Model):
    """What somebody answered to one question of an attempt; the first answer counts."""

    __tablename__ = "assessment_given_answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey(Attempt.id), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    given: Mapped[dict[str, Any]]
    """`chosen`: numbers of options (single, several, true or false); `order`: all of them in order; `matched`: for every
    option the number of what was put beside it; `text`: what was typed. Empty: "I don't know yet"."""
    is_right: Mapped[bool]
    answered_at: Mapped[datetime]
