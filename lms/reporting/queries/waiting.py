"""What waits for somebody: a person's own repairs, and the city's practical work that nobody has judged in time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.catalog.queries import catalog
from lms.certification.queries.certificates import lost_one
from lms.db import db
from lms.discussion.queries import has_asked
from lms.regions.models import Kelurahan
from lms.submissions.models import Review, Verdict, Version, Work
from lms.submissions.queries.news import took_part
from lms.submissions.rules.judging import PROMISE


@dataclass(frozen=True, slots=True)
class Repair:
    """A piece of work that was judged to need a small repair, and was not handed in again since."""

    work_id: int
    title: str
    """Of the lesson, as it is published now."""
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Traces:
    """What there can be news of: most people have none of it, and their home page need not look further."""

    work: bool
    certificates: bool
    questions: bool


@dataclass(frozen=True, slots=True)
class Overdue:
    """Practical work of a city that waits longer than was promised."""

    count: int
    oldest: datetime


def traces(person_id: int) -> Traces:
    """Tell what somebody has left so far that others can answer; one statement."""
    found = db.session.execute(select(took_part(person_id), lost_one(person_id), has_asked(person_id))).one()
    return Traces(*map(bool, found))


def open_repairs(person_id: int) -> list[Repair]:
    """Give a person's works that wait for a repair, however long ago that was said; the newest first, one statement.

    A work that has passed before waits for nothing, nor does one whose lesson is no longer published.
    """
    newer, other, passed = aliased(Version), aliased(Version), aliased(Review)
    newer_ones = select(newer.id).where(newer.work_id == Work.id, newer.number > Version.number, newer.withdrawn_at.is_(None))
    passes = select(passed.id).join(other, passed.version_id == other.id).where(other.work_id == Work.id)
    passes = passes.where(passed.place == 1, passed.verdict == Verdict.PASSED)
    rows = db.session.execute(
        select(Work.id, Work.lesson_id, Review.reviewed_at)
        .join(Version, Version.work_id == Work.id)
        .join(Review, (Review.version_id == Version.id) & (Review.place == 1))
        .where(Work.person_id == person_id, Review.verdict == Verdict.REPAIR, Version.withdrawn_at.is_(None))
        .where(~newer_ones.correlate(Work, Version).exists(), ~passes.correlate(Work).exists())
        .order_by(Review.reviewed_at.desc(), Work.id.desc())
    ).all()
    titles = {lesson.id: lesson.title for course in catalog().courses for lesson in course.lessons} if rows else {}
    return [Repair(row.id, titles[row.lesson_id], row.reviewed_at) for row in rows if row.lesson_id in titles]


def overdue(city_id: int, *, at: datetime) -> Overdue | None:
    """Give how much practical work of a city, or of people from outside, waits longer than promised; one statement.

    None when nothing does.
    """
    count, oldest = db.session.execute(
        select(func.count(), func.min(Version.waiting_since))
        .join(Work, Version.work_id == Work.id)
        .join(Person, Work.person_id == Person.id)
        .outerjoin(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .where(Version.waiting_since < at - PROMISE, Version.withdrawn_at.is_(None), Person.left_at.is_(None))
        .where(or_(Kelurahan.city_id == city_id, Person.kelurahan_id.is_(None)))
    ).one()
    return Overdue(count, oldest) if oldest else None
