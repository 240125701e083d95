"""Courses and lessons as published: immutable revisions, numbered releases, addresses that never die."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from blinker import Namespace
from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model

release_published = Namespace().signal("release-published")
"""Sent while a release is being published, after its rows: sender is the course id, `at` the moment."""


class Audience(StrEnum):
    """Whom a course speaks to."""

    MEMBER = "member"
    VOLUNTEER = "volunteer"
    EVERYONE = "everyone"


class Change(StrEnum):
    """What the publisher says of a difference to the release before."""

    WORDING = "wording"
    CONTENT = "content"
    REDO = "redo"


class Course(Model):
    """A course; its id is given once, in the pack."""

    __tablename__ = "catalog_course"

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    outcomes: Mapped[list[str]]
    audience: Mapped[Audience]
    domain: Mapped[str | None]
    """K1 to K5, the competency domain it serves; empty for a course across domains."""
    position: Mapped[int]


class Lesson(Model):
    """A lesson; its id is given once, in the pack, whatever becomes of file, title and text. Never deleted."""

    __tablename__ = "catalog_lesson"

    id: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id), index=True)


class Revision(Model):
    """One wording of a lesson, never changed once published."""

    __tablename__ = "catalog_revision"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    number: Mapped[int]
    """Counts from 1 within the lesson."""
    content_hash: Mapped[str]
    """SHA-256 over the lesson's file without its address, and over the pictures it shows."""
    title: Mapped[str]
    minutes: Mapped[int]
    outcome: Mapped[str]
    completion: Mapped[str]
    html: Mapped[str] = mapped_column(Text)
    """Rendered and cleaned; safe to show as it is."""
    task: Mapped[dict[str, Any] | None]


class Release(Model):
    """A numbered edition of a course: which lessons in which order, and which are required."""

    __tablename__ = "catalog_release"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    number: Mapped[int]
    published_at: Mapped[datetime]
    change: Mapped[Change]
    note: Mapped[str]
    fingerprint: Mapped[str]
    """SHA-256 over everything in it; the same pack published again gives the same one and no release."""


class ReleaseLesson(Model):
    """A lesson's place in a release."""

    __tablename__ = "catalog_release_lesson"

    release_id: Mapped[int] = mapped_column(ForeignKey(Release.id), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id))
    position: Mapped[int]
    slug: Mapped[str]
    required: Mapped[bool]
    counts_from: Mapped[int]
    """The lowest revision number whose completion still counts (raised by a change `redo`)."""
    new_since: Mapped[int]
    """The revision number of the last change of content; who finished an earlier one is shown what is new."""


class Address(Model):
    """Every slug a lesson ever had, so that old links and printed codes keep working."""

    __tablename__ = "catalog_address"

    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))


class Media(Model):
    """A picture of a course, found by its content."""

    __tablename__ = "catalog_media"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """The first 16 hexadecimal digits of the SHA-256 of its bytes."""
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
