"""Reading the published courses. The whole tree is kept in memory until a new release appears."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import Row, String, func, select, true, type_coerce

from lms.accounts.models import Person
from lms.catalog.models import (
    Address,
    Audience,
    Blob,
    Check,
    Course,
    Feature,
    Media,
    Release,
    ReleaseLesson,
    Revision,
    ScreenReport,
)
from lms.catalog.rules.features import FeatureState, split_features
from lms.catalog.rules.quiz import Question, Quiz
from lms.db import db


@dataclass(frozen=True, slots=True)
class PublishedLesson:
    """A lesson as the course's current release shows it."""

    id: str
    course_id: str
    slug: str
    position: int
    required: bool
    revision_id: int
    revision_number: int
    counts_from: int
    new_since: int
    title: str
    minutes: int
    outcome: str
    completion: str
    html: str
    task: dict[str, Any] | None
    quiz: Quiz | None
    after: tuple[str, ...]
    """Ids of lessons that must be done before this one can be saved."""


@dataclass(frozen=True)
class PublishedCourse:
    """A course in its current release, lessons in order."""

    id: str
    slug: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    audience: Audience
    domain: str | None
    position: int
    release_id: int
    release_number: int
    published_at: datetime
    requires: tuple[str, ...]
    """Ids of courses to finish before anything in this one can be saved."""
    facilitator_html: str
    check_id: str | None
    lessons: tuple[PublishedLesson, ...]

    @cached_property
    def required(self) -> tuple[PublishedLesson, ...]:
        """The lessons without which the course is not complete."""
        return tuple(lesson for lesson in self.lessons if lesson.required)

    @cached_property
    def minutes(self) -> int:
        """Minutes of all lessons together."""
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def _by_slug(self) -> dict[str, PublishedLesson]:
        return {lesson.slug: lesson for lesson in self.lessons}

    def lesson(self, slug: str) -> PublishedLesson | None:
        """Find a lesson by its address in this release."""
        return self._by_slug.get(slug)

    def after(self, lesson: PublishedLesson) -> PublishedLesson | None:
        """Give the lesson that follows, or None after the last."""
        return self.lessons[lesson.position] if lesson.position < len(self.lessons) else None


@dataclass(frozen=True)
class Catalog:
    """All published courses, in the order of their positions."""

    version: tuple[int, str]
    courses: tuple[PublishedCourse, ...]

    @cached_property
    def _by_slug(self) -> dict[str, PublishedCourse]:
        return {course.slug: course for course in self.courses}

    def course(self, slug: str) -> PublishedCourse | None:
        """Find a course by its address."""
        return self._by_slug.get(slug)


Pieces = tuple[tuple[str, FeatureState | None], ...]
"""A text cut at its marks, each piece with the state of the feature marked after it."""

LOOK_AGAIN_SECONDS = 1.0


class _Kept:
    """What was last read, shared by the threads of one worker."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.catalog = Catalog((0, ""), ())
        self.features: dict[str, FeatureState] = {}
        self.features_version: tuple[object, ...] = ()
        self.until = 0.0


_kept = _Kept()
_newest = select(Release.id, Release.fingerprint).order_by(Release.id.desc()).limit(1).subquery()
_states = func.aggregate_strings(Feature.id + "=" + type_coerce(Feature.status, String) + "=" + Feature.name, ",")
_features = select(_states.label("states"), func.max(Feature.checked_at).label("checked_at")).subquery()
_LATEST = select(_newest, _features).select_from(_features).outerjoin(_newest, true())


def catalog() -> Catalog:
    """Give the published courses from memory; once a second it looks whether there is a new release."""
    _look()
    return _kept.catalog


def features() -> dict[str, FeatureState]:
    """Give what is known of every feature by id, from memory; once a second it looks whether staff have changed one."""
    _look()
    return _kept.features


def pieces_of(html: str) -> Pieces:
    """Give rendered HTML cut at its marks, each piece with the state of the feature marked after it.

    Equal pieces look equal, so they may stand in the key of whatever is kept of the page.
    """
    known = features()
    return tuple((piece, known.get(name)) for piece, name in split_features(html))


def _look() -> None:
    if time.monotonic() < _kept.until:
        return
    found = db.session.execute(_LATEST).one()
    version = (found.id, found.fingerprint) if found.id else (0, "")
    with _kept.lock:
        if _kept.catalog.version != version:
            _kept.catalog = Catalog(version, _read_courses())
        if _kept.features_version != (found.states, found.checked_at):
            _kept.features = _read_features()
            _kept.features_version = (found.states, found.checked_at)
        _kept.until = time.monotonic() + LOOK_AGAIN_SECONDS


def look_again() -> None:
    """Let the next reader look for something new at once."""
    _kept.until = 0.0


def lesson_id_at(course_id: str, slug: str) -> str | None:
    """Find which lesson an address belongs or once belonged to."""
    return db.session.scalar(select(Address.lesson_id).where(Address.course_id == course_id, Address.slug == slug))


def quiz_of(revision_id: int) -> Quiz | None:
    """Give the quiz of any revision, published now or long ago; None where there is none."""
    found = db.session.scalar(select(Revision.quiz).where(Revision.id == revision_id))
    return msgspec.convert(found, Quiz) if found else None


def check(check_id: str) -> tuple[Question, ...]:
    """Give the questions of a check; raises NoResultFound for an unknown one."""
    found = db.session.scalars(select(Check.items).where(Check.id == check_id)).one()
    return tuple(msgspec.convert(found["questions"], list[Question]))


def source_files(course_id: str) -> dict[str, bytes]:
    """Give every file of a course's published pack by path, exactly as it was read."""
    latest = select(Release.files).where(Release.course_id == course_id).order_by(Release.number.desc()).limit(1)
    files = db.session.scalars(latest).one()
    contents = dict(db.session.execute(select(Blob.digest, Blob.content).where(Blob.digest.in_(set(files.values())))).all())
    return {path: contents[digest] for path, digest in sorted(files.items())}


def media(digest: str, name: str) -> bytes | None:
    """Give a picture by the hash of its content and its name."""
    return db.session.scalar(select(Media.content).where(Media.digest == digest, Media.name == name))


def listed_features() -> Sequence[Row[Feature, str | None, int]]:
    """Give every feature by service and name, with `checked_by` and the number of `open_reports`, in one statement."""
    counted = select(ScreenReport.feature_id, func.count().label("count")).where(ScreenReport.settled_at.is_(None))
    reports = counted.group_by(ScreenReport.feature_id).subquery()
    return db.session.execute(
        select(Feature, Person.name.label("checked_by"), func.coalesce(reports.c.count, 0).label("open_reports"))
        .outerjoin(Person, Feature.checked_by_id == Person.id)
        .outerjoin(reports, reports.c.feature_id == Feature.id)
        .order_by(Feature.service, func.lower(Feature.name))
    ).all()


def open_reports(feature_id: str) -> Sequence[Row[str, str, datetime]]:
    """Give lesson id, note and moment of the reports that count, newest first; never by whom."""
    return db.session.execute(
        select(ScreenReport.lesson_id, ScreenReport.note, ScreenReport.reported_at)
        .where(ScreenReport.feature_id == feature_id, ScreenReport.settled_at.is_(None))
        .order_by(ScreenReport.reported_at.desc())
    ).all()


def _read_features() -> dict[str, FeatureState]:
    return {one.id: FeatureState(one.id, one.status, one.checked_at, one.name) for one in db.session.scalars(select(Feature))}


def _read_courses() -> tuple[PublishedCourse, ...]:
    releases = db.session.scalars(select(Release).order_by(Release.course_id, Release.number))
    current = {release.course_id: release for release in releases}  # the last one of a course wins
    places = db.session.execute(
        select(ReleaseLesson, Revision)
        .join(Revision, ReleaseLesson.revision_id == Revision.id)
        .where(ReleaseLesson.release_id.in_([release.id for release in current.values()]))
        .order_by(ReleaseLesson.release_id, ReleaseLesson.position)
    ).all()
    courses = db.session.scalars(select(Course).where(Course.id.in_(list(current))).order_by(Course.position, Course.id))
    return tuple(_published_course(course, current[course.id], places) for course in courses)


def _published_lesson(course_id: str, place: ReleaseLesson, revision: Revision) -> PublishedLesson:
    return PublishedLesson(
        id=place.lesson_id,
        course_id=course_id,
        slug=place.slug,
        position=place.position,
        required=place.required,
        revision_id=revision.id,
        revision_number=revision.number,
        counts_from=place.counts_from,
        new_since=place.new_since,
        title=revision.title,
        minutes=revision.minutes,
        outcome=revision.outcome,
        completion=revision.completion,
        html=revision.html,
        task=revision.task,
        quiz=msgspec.convert(revision.quiz, Quiz) if revision.quiz else None,
        after=tuple(revision.after),
    )


def _published_course(course: Course, release: Release, places: Sequence[Row[ReleaseLesson, Revision]]) -> PublishedCourse:
    lessons = tuple(_published_lesson(course.id, place, revision) for place, revision in places if place.release_id == release.id)
    return PublishedCourse(
        id=course.id,
        slug=course.slug,
        title=course.title,
        summary=course.summary,
        outcomes=tuple(course.outcomes),
        audience=course.audience,
        domain=course.domain,
        position=course.position,
        release_id=release.id,
        release_number=release.number,
        published_at=release.published_at,
        requires=tuple(course.requires),
        facilitator_html=release.facilitator_html,
        check_id=release.check_id,
        lessons=lessons,
    )
