"""Finding certificates, what they could be made for, and the keys that sign them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from lms.accounts.models import Person
from lms.catalog.models import Course
from lms.certification.models import Certificate, CertificateKind, Letter, SigningKey, WithdrawalReason
from lms.certification.rules import letters
from lms.certification.rules.credentials import LEVEL_WORDS, Subject, course_subject, level_subject
from lms.competency.models import Domain, LevelRecord
from lms.competency.queries.standing import LOWERED
from lms.competency.rules.ageing import is_aged
from lms.competency.rules.model import competency_model
from lms.db import db
from lms.kim.models import Group
from lms.learning.models import CourseCompletion
from lms.mentoring.models import Meeting, Module, Pair
from lms.mentoring.queries.hours import counting, verified

MADE_ANEW_AFTER = {WithdrawalReason.MISTAKE}
"""The withdrawals after which another certificate of the same thing may be made."""

NEWS_FOR = timedelta(days=14)
"""How long a withdrawal is news to the owner."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What somebody has, and what they could still have made."""

    certificates: list[Certificate]
    """The newest first, the withdrawn ones too."""
    open: list["Possible"]
    """Courses finished, then levels from 1 on that somebody proved and that still count today."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Something a certificate could be made for."""

    slug: str
    """In the address of the page that makes it: a course's word, or a domain."""
    subject: Subject


def shelf_of(person_id: int, *, at: datetime, months: int) -> Shelf:
    """Give a person's certificates and what one could still be made for, with three statements.

    months: how long a level counts.
    """
    newest = select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id.desc())
    certificates = list(db.session.scalars(newest))
    closed = {(one.course_id, one.level_record_id) for one in certificates if one.withdrawn_reason not in MADE_ANEW_AFTER}
    courses = db.session.execute(_COMPLETED.where(CourseCompletion.person_id == person_id))
    possible = [_course(*row) for row in courses] + _proven(_levels(person_id), at, months)
    return Shelf(certificates, [one for one in possible if (one.subject.course_id, one.subject.level_record_id) not in closed])


def certificate_with(code: str) -> Certificate | None:
    """Find a certificate by its tidy code."""
    return db.session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none() if code else None


def valid_certificate(subject: Subject, person_id: int) -> Certificate | None:
    """Find the valid certificate of a person for something."""
    return db.session.scalars(_about(subject, person_id).where(Certificate.withdrawn_at.is_(None))).one_or_none()


def reasons_against(subject: Subject, person_id: int) -> set[WithdrawalReason]:
    """Give why earlier certificates of a person for the same thing were withdrawn."""
    return {one.withdrawn_reason for one in db.session.scalars(_about(subject, person_id)) if one.withdrawn_reason}


def possible(kind: CertificateKind, slug: str, person_id: int, *, at: datetime, months: int) -> Possible | None:
    """Find what a certificate could be made for by its kind and the word in its address; None when it is not reached today.

    months: how long a level counts.
    """
    if kind is CertificateKind.COURSE:
        found = db.session.execute(_COMPLETED.where(CourseCompletion.person_id == person_id, Course.slug == slug)).one_or_none()
        return _course(*found) if found else None
    return next(iter(_proven(_levels(person_id).where(LevelRecord.domain == slug), at, months)), None)


def stands_today(level_record_id: int) -> bool:
    """Tell whether a level record is still its owner's current one."""
    current = select(LevelRecord.id).where(LevelRecord.id == level_record_id, LevelRecord.is_current)
    return db.session.scalar(current) is not None


def certificates_above(person_id: int, domain: Domain, level: int) -> Sequence[Certificate]:
    """Give a person's valid certificates of the levels above one in a domain."""
    above = (Certificate.person_id == person_id, Certificate.domain == domain, Certificate.level > level)
    return db.session.scalars(select(Certificate).where(*above, Certificate.withdrawn_at.is_(None))).all()


def lost_one(person_id: int) -> ColumnElement[bool]:
    """Give the condition that a certificate of somebody's was ever withdrawn."""
    return select(Certificate.id).where(Certificate.person_id == person_id, Certificate.withdrawn_at.is_not(None)).exists()


def withdrawn_lately(person_id: int, *, at: datetime) -> Sequence[Certificate]:
    """Give what of a person's was withdrawn in the last 14 days, though not at their own wish; newest first, one statement."""
    lately = (Certificate.withdrawn_at >= at - NEWS_FOR, Certificate.withdrawn_reason != WithdrawalReason.ERASED)
    newest = Certificate.withdrawn_at.desc()
    return db.session.scalars(select(Certificate).where(Certificate.person_id == person_id, *lately).order_by(newest)).all()


def active_key() -> SigningKey | None:
    """Give the key that signs now; None before the first one is made."""
    newest = select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.made_at.desc(), SigningKey.id.desc())
    return db.session.scalars(newest.limit(1)).one_or_none()


def keys() -> Sequence[SigningKey]:
    """Give every key that ever signed, the oldest first."""
    return db.session.scalars(select(SigningKey).order_by(SigningKey.made_at, SigningKey.id)).all()


def withdrawn_ids() -> tuple[tuple[int, ...], int]:
    """Give the numbers of the withdrawn certificates, and the highest number of any."""
    highest = select(func.max(Certificate.id)).scalar_subquery()
    found = db.session.execute(
        select(Certificate.id, highest).where(Certificate.withdrawn_at.is_not(None)).order_by(Certificate.id)
    ).all()
    return tuple(row[0] for row in found), found[0][1] if found else db.session.scalar(select(highest)) or 0


_COMPLETED = (
    select(Course.id, Course.slug, Course.title, Course.summary, CourseCompletion.lesson_ids, CourseCompletion.completed_at)
    .join(Course, CourseCompletion.course_id == Course.id)
    .order_by(Course.position, Course.id)
)


def _course(course_id: str, slug: str, title: str, summary: str, *rest: Any) -> Possible:
    lesson_ids, completed_at = rest
    about = course_subject(course_id, slug=slug, title=title, summary=summary, lessons=len(lesson_ids), at=completed_at)
    return Possible(slug, about)


def _level(record: LevelRecord) -> Possible:
    about = level_subject(record.id, record.domain, record.level, rests_on=record.evidence, at=record.recorded_at)
    return Possible(record.domain, about)


def _proven(records: Select[LevelRecord], at: datetime, months: int) -> list[Possible]:
    """Leave out the levels that have grown old, and those that staff set by taking a higher one back."""
    return [
        _level(record)
        for record in db.session.scalars(records)
        if LOWERED not in record.evidence and not is_aged(record.recorded_at, at=at, months=months)
    ]


def _levels(person_id: int) -> Select[LevelRecord]:
    return (
        select(LevelRecord)
        .where(LevelRecord.person_id == person_id, LevelRecord.is_current, LevelRecord.level >= 1)
        .order_by(LevelRecord.domain)
    )


def _about(subject: Subject, person_id: int) -> Select[Certificate]:
    wanted = select(Certificate).where(Certificate.person_id == person_id)
    if subject.kind is CertificateKind.COURSE:
        return wanted.where(Certificate.course_id == subject.course_id)
    return wanted.where(Certificate.level_record_id == subject.level_record_id)


def letters_of(person_id: int) -> list[Letter]:
    """Give a person's letters, the newest first, the withdrawn ones too; one statement."""
    return list(db.session.scalars(select(Letter).where(Letter.person_id == person_id).order_by(Letter.id.desc())))


def letter_with(code: str) -> Letter | None:
    """Find a letter by its tidy code."""
    return db.session.scalars(select(Letter).where(Letter.code == code)).one_or_none() if code else None


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
    found = verified([person_id])[person_id]
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
