"""Questions under lessons, replies to them, and reports of either."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson
from lms.db import Model
from lms.regions.models import Kelurahan


class Question(Model):
    """What a learner asked under a lesson; every learner of the course may read it."""

    __tablename__ = "discussion_question"
    __table_args__ = (Index("ix_discussion_question_lesson_id_asked_at", "lesson_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Made by the form, so that pressing twice asks once."""
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    """Where the person lived when asking: whose mentors are to answer."""
    text: Mapped[str]
    asked_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    person: Mapped[Person] = relationship(foreign_keys=person_id)


class Reply(Model):
    """What a mentor or an officer answered."""

    __tablename__ = "discussion_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str]
    replied_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    person: Mapped[Person] = relationship(foreign_keys=person_id)


class Report(Model):
    """Somebody's word that a question or a reply should not stand there; once a person."""

    __tablename__ = "discussion_report"
    __table_args__ = (
        CheckConstraint("(question_id IS NULL) <> (reply_id IS NULL)", name="one_thing"),
        UniqueConstraint("question_id", "person_id"),
        UniqueConstraint("reply_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(Question.id))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey(Reply.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str]
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
