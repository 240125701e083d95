"""Courses finished, levels reached, and certificates of them, as if some time ago."""

from datetime import datetime, timedelta

from flask import current_app

from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse
from lms.certification.actions import issuing
from lms.certification.models import Certificate, CertificateKind
from lms.certification.queries import certificates as queries
from lms.certification.rules.credentials import Issuer
from lms.clock import now
from lms.competency.models import Domain, LevelRecord
from lms.db import db
from lms.learning.models import CourseCompletion


def the_issuer(secret: str | None = None) -> Issuer:
    config = current_app.config
    return Issuer(config["SITE_URL"], config["AGENCY"], secret or config["SECRET_KEY"])


def completed(course: PublishedCourse, person: Person, *, at: datetime | None = None) -> CourseCompletion:
    completion = CourseCompletion(
        person_id=person.id,
        course_id=course.id,
        release_id=course.release_id,
        lesson_ids=[lesson.id for lesson in course.required],
        completed_at=at or now() - timedelta(days=3),
    )
    db.session.add(completion)
    db.session.flush()
    return completion


def reached(
    person: Person, level: int = 2, domain: Domain = Domain.K2, *, after: LevelRecord | None = None, days_ago: int = 2
) -> LevelRecord:
    """Record a level, in place of an earlier record when one is given."""
    if after is not None:
        after.is_current = False
    record = LevelRecord(
        person_id=person.id,
        domain=domain,
        level=level,
        evidence={},
        recorded_at=now() - timedelta(days=days_ago),
        supersedes_id=after.id if after else None,
    )
    db.session.add(record)
    db.session.flush()
    return record


def possible_now(kind: CertificateKind, slug: str, person: Person) -> queries.Possible | None:
    return queries.possible(kind, slug, person.id, at=now(), months=current_app.config["LEVEL_MONTHS"])


def a_certificate(
    course: PublishedCourse | None, person: Person, *, at: datetime | None = None, domain: Domain = Domain.K2
) -> Certificate:
    """Make the certificate of a course that is finished now, or of the level that stands in a domain."""
    kind = CertificateKind.COURSE if course else CertificateKind.LEVEL
    if course and possible_now(kind, course.slug, person) is None:
        completed(course, person)
    found = possible_now(kind, course.slug if course else domain, person)
    assert found
    made = issuing.issue(found.subject, issuing.Holder(person.id, person.name), the_issuer(), at=at or now())
    db.session.commit()
    return made
