"""Reading the learning record: one person's progress, counts, and the raw events for the fold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from blinker import Namespace
from flask_babel import gettext as _
from sqlalchemy import Row, bindparam, select

from lms.catalog.models import Release, ReleaseLesson, Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import connection, db, reading
from lms.learning.models import CourseCompletion, Event, LessonState
from lms.learning.rules import Edition, Happened, Tries, kilobytes, weight

task_asked_about = Namespace().signal("task-asked-about")
"""Sent with a lesson's id and `person_id=`; what keeps practical work answers where that person's stands, or None."""

tries_asked_about = Namespace().signal("tries-asked-about")
"""Sent with a course's id and `person_id=`; what keeps quizzes and checks answers with that person's `Tries` there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A lesson somebody has finished: in which revision, and when last."""

    revision_number: int
    last_done_at: datetime


@dataclass(frozen=True)
class Progress:
    """One person in one course, against its current release."""

    course: PublishedCourse
    marks: Mapping[str, Mark]
    completed_at: datetime | None

    def is_done(self, lesson: PublishedLesson) -> bool:
        """Whether the lesson is done in a revision that still counts."""
        mark = self.marks.get(lesson.id)
        return mark is not None and mark.revision_number >= lesson.counts_from

    def is_new(self, lesson: PublishedLesson) -> bool:
        """Whether the lesson was done before its content last changed."""
        return self.is_done(lesson) and self.marks[lesson.id].revision_number < lesson.new_since

    @property
    def pattern(self) -> str:
        """One letter a lesson: open, done, or done and new since. Equal patterns look equal."""
        return "".join("n" if self.is_new(lesson) else "d" if self.is_done(lesson) else "o" for lesson in self.course.lessons)

    @property
    def done(self) -> int:
        """How many required lessons of the current release are done."""
        return sum(map(self.is_done, self.course.required))

    @property
    def done_of_all(self) -> int:
        """How many lessons of the current release are done, those that may be skipped among them."""
        return sum(map(self.is_done, self.course.lessons))

    @property
    def total(self) -> int:
        """How many lessons the current release requires."""
        return len(self.course.required)

    @property
    def has_started(self) -> bool:
        """Whether anything of the course was ever done."""
        return bool(self.marks) or self.completed_at is not None

    @property
    def next_lesson(self) -> PublishedLesson | None:
        """The first required lesson not done yet, or None when all are."""
        return next((lesson for lesson in self.course.required if not self.is_done(lesson)), None)

    @property
    def last_done_at(self) -> datetime | None:
        """When something of the course was last done."""
        return max((mark.last_done_at for mark in self.marks.values()), default=None)


_OF_THE_SAME = (CourseCompletion.person_id == LessonState.person_id) & (CourseCompletion.course_id == LessonState.course_id)
_IN_COURSE = (
    select(LessonState.lesson_id, LessonState.revision_number, LessonState.last_done_at, CourseCompletion.completed_at)
    .outerjoin(CourseCompletion, _OF_THE_SAME)
    .where(LessonState.person_id == bindparam("person"), LessonState.course_id == bindparam("course"))
)


def progress_in(course: PublishedCourse, person_id: int) -> Progress:
    """Give one person's progress in one course, with a single statement."""
    with reading() as here:
        found = here.execute(_IN_COURSE, {"person": person_id, "course": course.id}).all()
    marks = {lesson_id: Mark(number, last) for lesson_id, number, last, _completed in found}
    return Progress(course, marks, found[0].completed_at if found else None)


def progress_of(courses: tuple[PublishedCourse, ...], person_ids: list[int]) -> dict[int, list[Progress]]:
    """Give the progress of several people in several courses, in the courses' order, with one statement."""
    marks: dict[tuple[int, str], dict[str, Mark]] = defaultdict(dict)
    completed: dict[tuple[int, str], datetime | None] = {}
    for row in db.session.execute(
        select(
            LessonState.person_id,
            LessonState.course_id,
            LessonState.lesson_id,
            LessonState.revision_number,
            LessonState.last_done_at,
            CourseCompletion.completed_at,
        )
        .outerjoin(CourseCompletion, _OF_THE_SAME)
        .where(LessonState.person_id.in_(person_ids))
    ):
        marks[row.person_id, row.course_id][row.lesson_id] = Mark(row.revision_number, row.last_done_at)
        completed[row.person_id, row.course_id] = row.completed_at
    return {
        person_id: [
            Progress(course, marks.get((person_id, course.id), {}), completed.get((person_id, course.id))) for course in courses
        ]
        for person_id in person_ids
    }


def what_hinders(course: PublishedCourse, lesson: PublishedLesson, person_id: int) -> str | None:
    """Say what somebody has to finish before this lesson can be saved, in a sentence; None when nothing stands before it.

    Reading is always open. Takes no statement where nothing is required, else at most two.
    """
    if course.requires:
        done = select(CourseCompletion.course_id).where(CourseCompletion.person_id == person_id)
        missing = set(course.requires) - set(db.session.scalars(done))
        titles = [other.title for other in catalog().courses if other.id in missing]
        if titles:
            return str(_("Selesaikan dulu kursus “%(title)s”. Membaca tetap boleh.", title=titles[0]))
    if lesson.after:
        progress = progress_in(course, person_id)
        missing_lesson = next((item for item in course.lessons if item.id in lesson.after and not progress.is_done(item)), None)
        if missing_lesson:
            return str(_("Selesaikan dulu pelajaran “%(title)s”. Membaca tetap boleh.", title=missing_lesson.title))
    return None


def standing_of_task(lesson: PublishedLesson, person_id: int) -> str | None:
    """Give where somebody's work on a lesson's task stands, in the word of the feature that keeps it; None without work.

    Takes no statement where there is no task, else one.
    """
    if not lesson.task:
        return None
    answers = task_asked_about.send(lesson.id, person_id=person_id)
    return next((found for _receiver, found in answers if found), None)


def tries_in(course: PublishedCourse, person_id: int) -> Tries:
    """Give what somebody has begun of a course's quizzes and checks.

    Takes no statement where there are none, else one.
    """
    if not (course.check_id or any(lesson.quiz for lesson in course.lessons)):
        return Tries()
    answers = tries_asked_about.send(course.id, person_id=person_id)
    return next((found for _receiver, found in answers), Tries())


def size_of(course: PublishedCourse) -> int:
    """Give about how many KB the whole course takes on a telephone: all texts, compressed, and all pictures."""
    return _size_of_release(course.release_id, tuple(lesson.html for lesson in course.lessons))


@lru_cache(maxsize=64)
def _size_of_release(release_id: int, pages: tuple[str, ...]) -> int:
    del release_id
    return kilobytes(weight(pages))


class Record(NamedTuple):
    """Everything that happened to one person in one course, and the release that is the newest at this moment."""

    events: list[Happened]
    release_id: int
    """0 where nothing happened."""


_NEWEST = (
    select(Release.id).where(Release.course_id == bindparam("course")).order_by(Release.number.desc()).limit(1).scalar_subquery()
)
_HAPPENED = (Event.id, Event.lesson_id, Revision.number, Event.kind, Event.happened_at, Event.received_at)
_EVENTS = (
    select(*_HAPPENED, _NEWEST.label("newest"))
    .join(Revision, Event.revision_id == Revision.id)
    .where(Event.person_id == bindparam("person"), Event.course_id == bindparam("course"))
)


def record_of(person_id: int, course_id: str) -> Record:
    """Give everything that happened to one person in one course, as the fold wants it, with a single statement.

    The release is read with it, because what a process keeps of the courses may be a second old.
    """
    found = connection().execute(_EVENTS, {"person": person_id, "course": course_id}).all()
    return Record([_happened(row) for row in found], found[0].newest if found else 0)


def events_of_all() -> dict[tuple[int, str], list[Happened]]:
    """Give everything that ever happened, by person and course, as the fold wants it."""
    events: dict[tuple[int, str], list[Happened]] = defaultdict(list)
    found = select(Event.person_id, Event.course_id, *_HAPPENED).join(Revision, Event.revision_id == Revision.id)
    for row in connection().execute(found):
        events[row.person_id, row.course_id].append(_happened(row))
    return events


def _happened(row: Row[*tuple[Any, ...]]) -> Happened:
    return Happened(row.id, row.lesson_id, row.number, row.kind, row.happened_at, row.received_at)


def edition_of(course: PublishedCourse) -> Edition:
    """Give the current release of a course as the fold wants it."""
    places = tuple((lesson.id, lesson.counts_from) for lesson in course.required)
    return Edition(course.release_id, course.published_at, places)


def editions() -> dict[str, list[Edition]]:
    """Give every release of every course, by course id."""
    required: dict[int, list[tuple[str, int]]] = defaultdict(list)
    places = (
        select(ReleaseLesson.release_id, ReleaseLesson.lesson_id, ReleaseLesson.counts_from)
        .where(ReleaseLesson.required)
        .order_by(ReleaseLesson.release_id, ReleaseLesson.position)
    )
    for release_id, lesson_id, counts_from in connection().execute(places):
        required[release_id].append((lesson_id, counts_from))
    found: dict[str, list[Edition]] = defaultdict(list)
    releases = select(Release.id, Release.course_id, Release.published_at).order_by(Release.number)
    for release_id, course_id, published_at in connection().execute(releases):
        found[course_id].append(Edition(release_id, published_at, tuple(required[release_id])))
    return found
