"""Courses and lessons as published: immutable revisions, numbered releases, addresses that never die."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from blinker import Namespace
from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
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
    requires: Mapped[list[str]]
    """Ids of courses to finish before anything in this one can be saved."""


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
    quiz: Mapped[dict[str, Any] | None]
    """`pass_mark` and `questions` as the pack writes them; empty for a lesson that is not completed by a quiz."""
    after: Mapped[list[str]]
    """Ids of lessons of the course that must be done before this one can be saved."""


class Check(Model):
    """The short check before and after a course, never changed once published: equal items have one row."""

    __tablename__ = "catalog_check"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The first 16 hexadecimal digits of the SHA-256 of its questions."""
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    items: Mapped[dict[str, Any]]
    """`questions` as the pack writes them."""


class Blob(Model):
    """The bytes of a file of some pack, found by their content."""

    __tablename__ = "catalog_blob"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 in hexadecimal digits."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


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
    facilitator_html: Mapped[str] = mapped_column(Text)
    """How to lead the course in a hall, rendered and cleaned; empty without one."""
    check_id: Mapped[str | None] = mapped_column(ForeignKey(Check.id))
    files: Mapped[dict[str, Any]]
    """The digest of every file of the pack, by path: an export gives back exactly these."""


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


class CourseAddress(Model):
    """Every slug a course ever had; the one a course took last is its own."""

    __tablename__ = "catalog_course_address"

    slug: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))


class Media(Model):
    """A picture of a course, found by its content."""

    __tablename__ = "catalog_media"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """The first 16 hexadecimal digits of the SHA-256 of its bytes."""
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FeatureStatus(StrEnum):
    """What is known of a feature of the city's services."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    RETIRED = "retired"


class Feature(Model):
    """A feature of one of the city's services that lessons rely on, and whether anyone has checked it on a telephone."""

    __tablename__ = "catalog_feature"

    id: Mapped[str] = mapped_column(primary_key=True)
    """As lessons name it: `[words](feature:id)`."""
    service: Mapped[str]
    name: Mapped[str]
    status: Mapped[FeatureStatus]
    source: Mapped[str]
    """Where the claim that it exists comes from, with the year."""
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    note: Mapped[str]
    """For other staff."""

    checked_by: Mapped[Person | None] = relationship()


class ScreenReport(Model):
    """Somebody's word that their screen looks different from what a lesson says of a feature; once a person and feature."""

    __tablename__ = "catalog_screen_report"

    feature_id: Mapped[str] = mapped_column(ForeignKey(Feature.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey(Lesson.id))
    note: Mapped[str]
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When staff looked at the feature again; until then the report counts."""
