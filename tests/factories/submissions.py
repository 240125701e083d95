"""Work that was handed in and judged, written straight into the tables, as if some days ago."""

from datetime import timedelta
from uuid import uuid4, uuid5

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.submissions.models import Attachment, FileKind, PeopleShown, Review, Verdict, Version, Work
from tests.factories.people import a_person

TEXT = "Vlog RT 03 tentang taman baru, dikirim ke grup RT 03."


def handed_in(
    person: Person,
    lesson: PublishedLesson,
    *,
    hours_ago: float = 5,
    helper: Person | None = None,
    link: str | None = "https://video.example/abc123",
    text: str | None = TEXT,
    people: PeopleShown = PeopleShown.ADULTS,
) -> Version:
    """Hand in a version of somebody's work; it waits, and an older one no longer does."""
    moment = now() - timedelta(hours=hours_ago)
    work = db.session.scalar(select(Work).where(Work.person_id == person.id, Work.lesson_id == lesson.id))
    if work is None:
        work = Work(person=person, course_id=lesson.course_id, lesson_id=lesson.id, opened_at=moment)
        db.session.add(work)
        db.session.flush()
    older = db.session.scalars(select(Version).where(Version.work_id == work.id)).all()
    for version in older:
        version.waiting_since = None
    version = Version(
        id=uuid4(),
        work=work,
        number=len(older) + 1,
        revision_id=lesson.revision_id,
        helper_id=helper.id if helper else None,
        link=link,
        text=text,
        observation=None,
        people=people,
        people_note=None if people is PeopleShown.NOBODY else "Bu Tini, sudah setuju.",
        handed_in_at=moment,
        waiting_since=moment,
    )
    db.session.add(version)
    db.session.flush()
    return version


def judged(
    version: Version,
    assessor: Person | None = None,
    *,
    verdict: Verdict = Verdict.PASSED,
    points: int | dict[str, int] = 2,
    place: int = 1,
    hours_ago: float = 1,
) -> Review:
    """Judge a version; points for every criterion alike or one by one. A pass finishes a lesson whose rule is the task."""
    moment = now() - timedelta(hours=hours_ago)
    course, lesson = place_of(version)
    criteria = (lesson.task or {}).get("criteria", [])
    given = {item["id"]: points for item in criteria} if isinstance(points, int) else points
    review = Review(
        id=uuid4(),
        version=version,
        assessor=assessor or a_person("Penilai Contoh"),
        place=place,
        verdict=verdict,
        points=given,
        good="Ceritanya jelas.",
        following="Lain kali rekam lebih dekat.",
        reviewed_at=moment,
    )
    version.waiting_since = None
    db.session.add(review)
    db.session.flush()
    if place == 1 and verdict is Verdict.PASSED and lesson.completion == "task":
        key = uuid5(version.id, "passed")
        answer = Answer(key, lesson.revision_number, helper_id=version.helper_id, data={"by": "task", "version": str(version.id)})
        finish_lesson(course, lesson, version.work.person_id, answer=answer, at=moment)
    return review


def place_of(version: Version) -> tuple[PublishedCourse, PublishedLesson]:
    """Give the course and lesson a version belongs to."""
    course = next(course for course in catalog().courses if course.id == version.work.course_id)
    return course, next(lesson for lesson in course.lessons if lesson.id == version.work.lesson_id)


def an_attachment(version: Version, kind: FileKind = FileKind.PHOTO) -> Attachment:
    """Add a file to a version, in the table only: nothing is in the storage."""
    count = db.session.scalar(select(func.count()).where(Attachment.version_id == version.id)) or 0
    attachment = Attachment(
        id=uuid4(),
        person_id=version.work.person_id,
        lesson_id=version.work.lesson_id,
        version_id=version.id,
        position=count,
        kind=kind,
        media_type="image/jpeg" if kind is FileKind.PHOTO else "video/mp4",
        size=1234,
        made_at=version.handed_in_at,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment
