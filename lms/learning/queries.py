"""Reading the learning record: one person's progress, counts, and the raw events for the fold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from lms.catalog.models import Release, ReleaseLesson, Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import connection, db, reading
from lms.learning.models import CourseCompletion, Event, LessonState
from lms.learning.rules import Edition, Happened, kilobytes, weight


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


_IN_COURSE = (
    select(LessonState.lesson_id, LessonState.revision_number, LessonState.last_done_at, CourseCompletion.completed_at)
    .outerjoin(
        CourseCompletion,
        (CourseCompletion.person_id == LessonState.person_id) & (CourseCompletion.course_id == LessonState.course_id),
    )
    .where(LessonState.person_id == bindparam("person"), LessonState.course_id == bindparam("course"))
)


def progress_in(course: PublishedCourse, person_id: int) -> Progress:
    """Give one person's progress in one course, with a single statement."""
    with reading() as here:
        found = here.execute(_IN_COURSE, {"person": person_id, "course": course.id}).all()
    marks = {lesson_id: Mark(number, last) for lesson_id, number, last, _completed in found}
    return Progress(course, marks, found[0].completed_at if found else None)


def progress_of(courses: tuple[PublishedCourse, ...], person_ids: list[int]) -> dict[int, list[Progress]]:
    """Give the progress of several people in several courses, in the courses' order, with two statements."""
    marks: dict[tuple[int, str], dict[str, Mark]] = defaultdict(dict)
    for row in db.session.execute(
        select(
            LessonState.person_id,
            LessonState.course_id,
            LessonState.lesson_id,
            LessonState.revision_number,
            LessonState.last_done_at,
        ).where(LessonState.person_id.in_(person_ids))
    ):
        marks[row.person_id, row.course_id][row.lesson_id] = Mark(row.revision_number, row.last_done_at)
    completed = {
        (row.person_id, row.course_id): row.completed_at
        for row in db.session.execute(
            select(CourseCompletion.person_id, CourseCompletion.course_id, CourseCompletion.completed_at).where(
                CourseCompletion.person_id.in_(person_ids)
            )
        )
    }
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


def size_of(course: PublishedCourse) -> int:
    """Give about how many KB the whole course takes on a telephone: all texts, compressed, and all pictures."""
    return _size_of_release(course.release_id, tuple(lesson.html for lesson in course.lessons))


@lru_cache(maxsize=64)
def _size_of_release(release_id: int, pages: tuple[str, ...]) -> int:
    del release_id
    return kilobytes(weight(pages))


_EVENTS = (
    select(Event.id, Event.lesson_id, Revision.number, Event.kind, Event.happened_at, Event.received_at)
    .join(Revision, Event.revision_id == Revision.id)
    .where(Event.person_id == bindparam("person"), Event.course_id == bindparam("course"))
)


def events_of(person_id: int, course_id: str) -> list[Happened]:
    """Give everything that happened to one person in one course, as the fold wants it."""
    return [Happened(*row) for row in connection().execute(_EVENTS, {"person": person_id, "course": course_id})]


def edition_of(course: PublishedCourse) -> Edition:
    """Give the current release of a course as the fold wants it."""
    places = tuple((lesson.id, lesson.counts_from) for lesson in course.required)
    return Edition(course.release_id, course.published_at, places)


def editions() -> dict[str, list[Edition]]:
    """Give every release of every course, by course id."""
    required: dict[int, list[tuple[str, int]]] = defaultdict(list)
    places = select(ReleaseLesson).where(ReleaseLesson.required).order_by(ReleaseLesson.release_id, ReleaseLesson.position)
    for place in db.session.scalars(places):
        required[place.release_id].append((place.lesson_id, place.counts_from))
    found: dict[str, list[Edition]] = defaultdict(list)
    for release in db.session.scalars(select(Release).order_by(Release.number)):
        found[release.course_id].append(Edition(release.id, release.published_at, tuple(required[release.id])))
    return found
