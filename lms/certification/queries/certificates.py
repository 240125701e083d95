"""Finding certificates, and what they could be made for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from lms.catalog.models import Course
from lms.certification.models import Certificate, CertificateKind, WithdrawalReason
from lms.certification.rules.credentials import Subject, course_subject, level_subject
from lms.competency.models import Domain, LevelRecord
from lms.competency.queries.standing import LOWERED
from lms.competency.rules.ageing import is_aged
from lms.db import db
from lms.learning.models import CourseCompletion

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
    closing = [one for one in certificates if one.withdrawn_reason not in MADE_ANEW_AFTER]
    courses = db.session.execute(_COMPLETED.where(CourseCompletion.person_id == person_id))
    possible = [_course(*row) for row in courses] + _proven(_levels(person_id), at, months)
    return Shelf(certificates, [one for one in possible if not any(_says(said, one.subject) for said in closing)])


def certificate_with(code: str) -> Certificate | None:
    """Find a certificate by its tidy code."""
    return db.session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none() if code else None


def valid_certificate(subject: Subject, person_id: int) -> Certificate | None:
    """Find the valid certificate of a person that says something; the newest, where an older record said it too."""
    valid = _about(subject, person_id).where(Certificate.withdrawn_at.is_(None))
    return db.session.scalars(valid.order_by(Certificate.id.desc()).limit(1)).one_or_none()


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
    same_level = Certificate.domain == subject.domain, Certificate.level == subject.level
    return wanted.where(*same_level, Certificate.achieved_at >= subject.achieved_at)


def _says(certificate: Certificate, subject: Subject) -> bool:
    """Tell whether a certificate says something already: the condition of `_about`.

    A level whose record was made anew, because a check was corrected, is as old as its evidence: nothing new to certify.
    """
    if subject.kind is CertificateKind.COURSE:
        return certificate.course_id == subject.course_id
    same_level = certificate.domain == subject.domain and certificate.level == subject.level
    return same_level and certificate.achieved_at >= subject.achieved_at
