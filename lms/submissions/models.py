"""Practical work handed in by learners: its versions, what belongs to them, and how they were judged. Nothing is overwritten."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from blinker import Namespace
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course, Lesson, Revision
from lms.db import Model

work_judged = Namespace().signal("work-judged")
"""Sent with the person's id, `course_id=`, `by_id=` and `at=` inside the transaction of a review that passed a piece of work."""

people_helped = Namespace().signal("people-helped")
"""Asks other features, with somebody's id, for a select of the ids of people they have sat beside; such work they never judge."""

_HELPED = text("helper_id IS NOT NULL")


class PeopleShown(StrEnum):
    """Who can be recognised in a piece of work; whoever hands it in says that all of them agreed."""

    NOBODY = "nobody"
    ADULTS = "adults"
    CHILDREN = "children"
    """Children too, each with a parent's yes."""


class FileKind(StrEnum):
    """What kind of file."""

    PHOTO = "photo"
    VIDEO = "video"


class Verdict(StrEnum):
    """What an assessor decided."""

    PASSED = "passed"
    REPAIR = "repair"
    """A small repair is needed (perlu perbaikan kecil)."""


class Work(Model):
    """One person's answer to the task of one lesson, in however many versions."""

    __tablename__ = "submissions_work"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id), index=True)
    opened_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Version(Model):
    """What was handed in at one moment. The task and its rubric are those of the revision that was read."""

    __tablename__ = "submissions_version"
    __table_args__ = (
        UniqueConstraint("work_id", "number"),
        Index("ix_submissions_version_waiting_since", "waiting_since"),
        Index("ix_submissions_version_second_since", "second_since"),
        Index(
            "ix_submissions_version_helper_id",
            "helper_id",
            sqlite_where=_HELPED,
            postgresql_where=_HELPED,
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made of the form and what was in it; the same sent again hands in nothing new."""
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    number: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who sat beside the person; empty when the work was done alone."""
    link: Mapped[str | None]
    text: Mapped[str | None]
    observation: Mapped[dict[str, Any] | None]
    """Filled in by the helper: `ticked` (numbers of checklist lines seen done) and `note`."""
    people: Mapped[PeopleShown]
    people_note: Mapped[str | None]
    """Who can be seen or heard, in the person's words."""
    handed_in_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    """Set while the version waits for an assessor; empty once it is judged, withdrawn or replaced by a newer one."""
    second_since: Mapped[datetime | None]
    """Set while a second assessor is wanted, who does not see the first one's judgement."""

    work: Mapped[Work] = relationship()


class Attachment(Model):
    """A photo or video that was made safe and kept; part of a version once that is handed in."""

    __tablename__ = "submissions_attachment"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Also its name in the storage."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey(Version.id), index=True)
    position: Mapped[int]
    kind: Mapped[FileKind]
    media_type: Mapped[str]
    size: Mapped[int]
    """Bytes as kept."""
    made_at: Mapped[datetime]


class Upload(Model):
    """A file that is still arriving in pieces, so that a broken line can go on where it stopped."""

    __tablename__ = "submissions_upload"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    kind: Mapped[FileKind]
    size: Mapped[int]
    """Bytes announced."""
    received: Mapped[int]
    """Bytes that have arrived and are kept."""
    began_at: Mapped[datetime]
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey(Attachment.id))
    """What became of it, once it was whole and fit."""


class Review(Model):
    """One assessor's judgement of one version; never changed."""

    __tablename__ = "submissions_review"
    __table_args__ = (UniqueConstraint("version_id", "place"), CheckConstraint("place IN (1, 2)", name="place"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """Made by the form."""
    version_id: Mapped[UUID] = mapped_column(ForeignKey(Version.id))
    assessor_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    place: Mapped[int]
    """1: the judgement that counts; 2: a second look, made without seeing the first, for measuring agreement only."""
    verdict: Mapped[Verdict]
    points: Mapped[dict[str, Any]]
    """For every criterion of the rubric its points, 0 to 3; empty where the task has no rubric."""
    good: Mapped[str]
    following: Mapped[str]
    """What comes next, in words to the learner."""
    reviewed_at: Mapped[datetime]

    version: Mapped[Version] = relationship()
    assessor: Mapped[Person] = relationship()


class Comment(Model):
    """A word about a piece of work, from the learner, the helper or an assessor."""

    __tablename__ = "submissions_comment"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship()
