"""Finding certificates, what they could be made for, and the keys that sign them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from lms.catalog.models import Course
from lms.certification.models import Certificate, CertificateKind, SigningKey, WithdrawalReason
from lms.certification.rules.credentials import Subject, course_subject, level_subject
from lms.competency.models import LevelRecord
from lms.db import db
from lms.learning.models import CourseCompletion

MADE_ANEW_AFTER = {WithdrawalReason.MISTAKE}
"""The withdrawals after which another certificate of the same thing may be made."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What somebody has, and what they could still have made."""

    certificates: list[Certificate]
    """The newest first, the withdrawn ones too."""
    open: list["Possible"]
    """Courses finished, then levels from 1 on that stand today."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Something a certificate could be made for."""

    slug: str
    """In the address of the page that makes it: a course's word, or a domain."""
    subject: Subject


def shelf_of(person_id: int) -> Shelf:
    """Give a person's certificates and what one could still be made for, with three statements."""
    newest = select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id.desc())
    certificates = list(db.session.scalars(newest))
    closed = {(one.course_id, one.level_record_id) for one in certificates if one.withdrawn_reason not in MADE_ANEW_AFTER}
    courses = db.session.execute(_COMPLETED.where(CourseCompletion.person_id == person_id))
    possible = [_course(*row) for row in courses] + [_level(record) for record in db.session.scalars(_levels(person_id))]
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


def possible(kind: CertificateKind, slug: str, person_id: int) -> Possible | None:
    """Find what a certificate could be made for by its kind and the word in its address; None when it is not reached today."""
    if kind is CertificateKind.COURSE:
        found = db.session.execute(_COMPLETED.where(CourseCompletion.person_id == person_id, Course.slug == slug)).one_or_none()
        return _course(*found) if found else None
    record = db.session.scalars(_levels(person_id).where(LevelRecord.domain == slug)).one_or_none()
    return _level(record) if record else None


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
    return Possible(record.domain, level_subject(record.id, record.domain, record.level, at=record.recorded_at))


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
