"""Evidence and levels, written straight into the tables, as if some time ago."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.assessment.models import Attempt, Purpose
from lms.catalog.queries import PublishedCourse
from lms.clock import now
from lms.competency.models import Confirmation, Deed, DeedKind, Domain, LevelRecord, Occasion, PracticalCheck
from lms.competency.rules.levels import Outcome
from lms.db import db
from lms.regions.models import Kelurahan
from tests.factories.people import a_person
from tests.factories.submissions import handed_in, judged

ALL_ALONE = ("alone",) * 5
MOST_HELPED = ("alone", "helped", "helped", "not_yet", "not_yet")
MOST_NOT_YET = ("alone", "helped", "not_yet", "not_yet", "not_yet")


def an_assessor_of(kelurahan: Kelurahan, name: str = "Penilai Kelurahan") -> Person:
    person = a_person(name, honorific=Honorific.NONE)
    grant_role(person, Role.ASSESSOR, kelurahan, by_id=None, on=now().date() - timedelta(days=30))
    db.session.flush()
    return person


def a_check(
    person: Person,
    observer: Person,
    outcomes: tuple[str, ...] = MOST_HELPED,
    *,
    domain: Domain = Domain.K2,
    occasion: Occasion = Occasion.START,
    at: datetime | None = None,
) -> PracticalCheck:
    check = PracticalCheck(id=uuid4(), person_id=person.id, domain=domain, occasion=occasion, observer_id=observer.id)
    check.outcomes = {f"{domain}-{number}": Outcome(one) for number, one in enumerate(outcomes, start=1)}
    check.note, check.done_at = None, at or now() - timedelta(days=1)
    db.session.add(check)
    db.session.flush()
    return check


def a_finished_quiz(
    course: PublishedCourse,
    person: Person,
    right: int = 7,
    total: int = 10,
    *,
    helper: Person | None = None,
    purpose: Purpose = Purpose.LESSON,
    at: datetime | None = None,
) -> Attempt:
    lesson = next(lesson for lesson in course.lessons if lesson.quiz)
    moment = at or now() - timedelta(hours=3)
    attempt = Attempt(id=uuid4(), person_id=person.id, helper_id=helper.id if helper else None, purpose=purpose)
    attempt.course_id, attempt.lesson_id, attempt.revision_id = course.id, lesson.id, lesson.revision_id
    attempt.question_ids, attempt.started_at, attempt.finished_at = [], moment, moment
    attempt.right, attempt.total, attempt.passed = right, total, 10 * right >= 7 * total
    db.session.add(attempt)
    db.session.flush()
    return attempt


def passed_final_work(course: PublishedCourse, person: Person, assessor: Person, points: int = 3, **kwargs: object):
    """Hand in and pass the final task; points for each of its five criteria. Gives the version."""
    lesson = next(lesson for lesson in course.lessons if lesson.task and lesson.task.get("criteria"))
    hours_ago = float(kwargs.pop("hours_ago", 1))
    observation = kwargs.pop("observation", None)
    version = handed_in(person, lesson, hours_ago=hours_ago + 1, **kwargs)
    version.observation = observation
    judged(version, assessor, points=points, hours_ago=hours_ago)
    return version


def a_deed(
    person: Person,
    *confirmers: Person,
    kind: DeedKind = DeedKind.PUBLISHED,
    domain: Domain = Domain.K2,
    title: str = "Vlog taman baru",
    accepted_by: Person | None = None,
) -> Deed:
    deed = Deed(id=uuid4(), person_id=person.id, domain=domain, kind=kind, title=title, link=None, told_at=now())
    deed.happened_on = now().date() - timedelta(days=3)
    deed.accepted_by_id, deed.accepted_at = (accepted_by.id, now() - timedelta(minutes=5)) if accepted_by else (None, None)
    db.session.add(deed)
    db.session.flush()
    db.session.add_all(Confirmation(deed_id=deed.id, person_id=one.id, confirmed_at=now()) for one in confirmers)
    db.session.flush()
    return deed


def at_level(person: Person, level: int, *, domain: Domain = Domain.K2, months_ago: int = 1) -> LevelRecord:
    """Put somebody at a level, on top of what they had."""
    old = db.session.scalar(
        select(LevelRecord).where(LevelRecord.person_id == person.id, LevelRecord.domain == domain, LevelRecord.is_current)
    )
    record = LevelRecord(person_id=person.id, domain=domain, level=level, evidence={"checks": []}, assessor_id=None)
    record.recorded_at, record.is_current = now() - timedelta(days=31 * months_ago), True
    if old:
        old.is_current, record.supersedes_id = False, old.id
    db.session.add(record)
    db.session.flush()
    return record
