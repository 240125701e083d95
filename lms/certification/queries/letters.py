"""Finding letters about verified hours, and what could be said in one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from lms.accounts.models import Person
from lms.catalog.models import Course
from lms.certification.models import Letter
from lms.certification.rules import letters
from lms.certification.rules.credentials import LEVEL_WORDS
from lms.competency.models import Domain, LevelRecord
from lms.competency.rules.model import competency_model
from lms.db import db
from lms.kim.models import Group
from lms.learning.models import CourseCompletion
from lms.mentoring.models import Meeting, Module, Pair
from lms.mentoring.queries.hours import counting, verified


def letters_of(person_id: int) -> list[Letter]:
    """Give a person's letters, the newest first, the withdrawn ones too; one statement."""
    return list(db.session.scalars(select(Letter).where(Letter.person_id == person_id).order_by(Letter.id.desc())))


def letter_with(code: str) -> Letter | None:
    """Find a letter by its tidy code."""
    return db.session.scalars(select(Letter).where(Letter.code == code)).one_or_none() if code else None


def letter_numbered(typed: str) -> Letter | None:
    """Find a letter by its number, however it was typed: 14 / kim-wates / xi / 2026."""
    return db.session.scalars(select(Letter).where(Letter.number == letters.tidy_number(typed))).one_or_none()


def letter_made_by(key: UUID) -> Letter | None:
    """Find the letter that a form has already signed."""
    return db.session.scalars(select(Letter).where(Letter.key == key)).one_or_none()


def is_erased(letter: Letter) -> bool:
    """Tell whether the person a letter is about is erased, whoever has heard of it; one statement at most."""
    return not letter.name or not db.session.scalar(select(Person.name).where(Person.id == letter.person_id))


def letters_numbered(group: str, on: date) -> int:
    """Count the letters of a group in a year; none is ever deleted, so the next number is one more."""
    before, after = letters.ending(group, on)
    return db.session.scalar(select(func.count()).where(Letter.number.like(f"%{before}%{after}"))) or 0


def group_name(kelurahan_id: int | None) -> str:
    """Give the name of a kelurahan's group, or of the city's."""
    place = Group.kelurahan_id == kelurahan_id if kelurahan_id else Group.city_id.is_not(None)
    return db.session.scalars(select(Group.name).where(place).order_by(Group.id).limit(1)).one()


def deeds_of(person_id: int, *, at: datetime) -> letters.Deeds | None:
    """Give what is verified of somebody's work at a moment; None without a verified meeting. Five statements at most."""
    found = verified([person_id], at=at)[person_id]
    if found.first_on is None or found.last_on is None:
        return None
    beside = list(db.session.execute(_seniors_beside(person_id)))
    gains = tuple(_gains(beside, at))
    return letters.Deeds(found.minutes, found.meetings, found.planned, found.first_on, found.last_on, gains)


def _seniors_beside(person_id: int) -> Select[int, int, datetime | None, datetime]:
    """Whom somebody sat beside in meetings that count: from the first of them, until the pair ended."""
    return (
        select(Pair.id, Pair.senior_id, Pair.ended_at, func.min(Meeting.starts_at).label("since"))
        .join(Meeting, Meeting.pair_id == Pair.id)
        .where(Meeting.volunteer_id == person_id, counting())
        .group_by(Pair.id, Pair.senior_id, Pair.ended_at)
    )


def _gains(beside: Sequence[Row[int, int, datetime | None, datetime]], at: datetime) -> Iterator[str]:
    """Say what the seniors reached while somebody sat beside them: courses, levels, lessons done unaided."""
    spans = {row.senior_id: (row.since, row.ended_at or at) for row in beside}
    completed = select(CourseCompletion.person_id, CourseCompletion.completed_at, Course.title).join(
        Course, CourseCompletion.course_id == Course.id
    )
    courses = db.session.execute(completed.where(CourseCompletion.person_id.in_(spans)).order_by(Course.position, Course.id))
    yield from _counted((row[2] for row in courses if _within(row[1], spans[row[0]])), "menyelesaikan kursus “{}”")
    records = db.session.scalars(
        select(LevelRecord)
        .where(LevelRecord.person_id.in_(spans), LevelRecord.is_current, LevelRecord.level >= 1)
        .order_by(LevelRecord.domain)
    )
    reached = ((one.domain, one.level) for one in records if _within(one.recorded_at, spans[one.person_id]))
    yield from _counted((_level_words(*one) for one in reached), "mencapai tingkat {}")
    both = Module.volunteer_said_at.is_not(None), Module.senior_said_at.is_not(None)
    lessons = db.session.scalar(select(func.count()).where(Module.pair_id.in_([row.id for row in beside]), *both))
    if lessons:
        yield f"{lessons} pelajaran dikerjakan anggota KIM sendiri tanpa bantuan."


def _counted(reached: Iterator[str], words: str) -> Iterator[str]:
    """Say each thing once, with how many people reached it."""
    for what, people in Counter(reached).items():
        yield letters.gain(people, words.format(what))


def _level_words(domain: Domain, level: int) -> str:
    return f"{LEVEL_WORDS[level]} dalam {competency_model()[domain].title}"


def _within(moment: datetime, span: tuple[datetime, datetime]) -> bool:
    return span[0] <= moment <= span[1]
