"""Everything that proves what somebody can do, read with a small and constant number of statements."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, exists, func, select, union_all
from sqlalchemy.orm import aliased

from lms.assessment.models import Attempt, Purpose
from lms.catalog.models import Revision
from lms.catalog.queries import catalog
from lms.competency.models import Confirmation, Deed, Domain, PracticalCheck
from lms.competency.rules.levels import AcceptedDeed, Evidence, FinishedQuiz, Outcome, PassedWork, Sitting
from lms.db import db
from lms.learning.models import Event
from lms.submissions.models import Review, Verdict, Version, Work

MOST_POINTS = 3
"""For each criterion of a rubric."""


def domain_of(course_id: str) -> Domain | None:
    """Give the domain of a published course; None for a course across domains."""
    return _domains().get(course_id)


def evidence_of(person_id: int) -> dict[Domain, Evidence]:
    """Give everything that proves somebody's levels, by domain, with five statements."""
    helped_since = helpers_of(person_id)
    sittings, works = _sittings(person_id), _works(person_id, helped_since)
    quizzes, deeds = _quizzes(person_id), _deeds(person_id, helped_since)
    return {
        domain: Evidence(
            tuple(one for place, one in sittings if place is domain),
            tuple(one for place, one in works if place is domain),
            tuple(one for place, one in quizzes if place is domain),
            tuple(one for place, one in deeds if place is domain),
        )
        for domain in Domain
    }


def helpers_of(person_id: int) -> dict[int, datetime]:
    """Give everybody who ever helped or watched somebody, with the moment they first did."""
    helps = union_all(
        select(Event.helper_id, Event.received_at.label("at")).where(Event.person_id == person_id),
        select(Version.helper_id, Version.handed_in_at).join(Work, Version.work_id == Work.id).where(Work.person_id == person_id),
        select(Attempt.helper_id, Attempt.started_at).where(Attempt.person_id == person_id),
        select(PracticalCheck.observer_id, PracticalCheck.done_at).where(PracticalCheck.person_id == person_id),
    ).subquery()
    found = (
        select(helps.c.helper_id, func.min(helps.c.at).label("since"))
        .where(helps.c.helper_id.is_not(None))
        .group_by(helps.c.helper_id)
    )
    return {row.helper_id: row.since for row in db.session.execute(found)}


def people_helped_by(helper_id: int) -> CompoundSelect[int]:
    """Select the ids of people somebody watched at a check or helped at a quiz: answers `submissions.models.people_helped`."""
    watched = select(PracticalCheck.person_id).where(PracticalCheck.observer_id == helper_id)
    return watched.union(select(Attempt.person_id).where(Attempt.helper_id == helper_id))


def has_passed_work(person_id: int, domain: Domain) -> bool:
    """Tell whether any work of somebody in a domain was ever passed; without it a quiz proves nothing."""
    courses = [course_id for course_id, place in _domains().items() if place is domain]
    found = (
        select(Review.id)
        .join(Version, Review.version_id == Version.id)
        .join(Work, Version.work_id == Work.id)
        .where(Work.person_id == person_id, Work.course_id.in_(courses), Review.verdict == Verdict.PASSED, Review.place == 1)
    )
    return db.session.scalar(select(found.exists())) or False


def _domains() -> dict[str, Domain]:
    return {course.id: Domain(course.domain) for course in catalog().courses if course.domain in set(Domain)}


def standing_check() -> ColumnElement[bool]:
    """Give the condition that a practical check was not corrected by a newer one."""
    newer = aliased(PracticalCheck)
    return ~exists().where(newer.supersedes_id == PracticalCheck.id)


def _sittings(person_id: int) -> list[tuple[Domain, Sitting]]:
    found = db.session.scalars(select(PracticalCheck).where(PracticalCheck.person_id == person_id, standing_check()))
    return [
        (one.domain, Sitting(one.id, one.done_at, one.observer_id, tuple(Outcome(value) for value in one.outcomes.values())))
        for one in found
    ]


def _works(person_id: int, helped_since: Mapping[int, datetime]) -> list[tuple[Domain | None, PassedWork]]:
    rows = db.session.execute(
        select(
            Version.id,
            Version.helper_id,
            Version.observation,
            Work.course_id,
            Review.assessor_id,
            Review.points,
            Review.reviewed_at,
            Revision.task,
        )
        .join(Version, Review.version_id == Version.id)
        .join(Work, Version.work_id == Work.id)
        .join(Revision, Version.revision_id == Revision.id)
        .where(
            Work.person_id == person_id,
            Review.place == 1,
            Review.verdict == Verdict.PASSED,
            Version.withdrawn_at.is_(None),
        )
    )
    found = []
    for row in rows:
        criteria = [item["id"] for item in (row.task or {}).get("criteria", [])]
        work = PassedWork(
            id=row.id,
            at=row.reviewed_at,
            assessor_id=row.assessor_id,
            is_independent=_is_independent(row.assessor_id, person_id, row.reviewed_at, helped_since),
            was_helped=row.helper_id is not None,
            is_observed=bool(row.observation),
            points=sum(int(row.points.get(criterion, 0)) for criterion in criteria),
            most_points=MOST_POINTS * len(criteria),
        )
        found.append((domain_of(row.course_id), work))
    return found


def _quizzes(person_id: int) -> list[tuple[Domain | None, FinishedQuiz]]:
    rows = db.session.execute(
        select(Attempt.id, Attempt.course_id, Attempt.helper_id, Attempt.right, Attempt.total, Attempt.finished_at).where(
            Attempt.person_id == person_id,
            Attempt.purpose.in_([Purpose.LESSON, Purpose.AFTER]),
            Attempt.finished_at.is_not(None),
        )
    )
    return [
        (domain_of(row.course_id), FinishedQuiz(row.id, row.finished_at, row.helper_id is not None, row.right or 0, row.total))
        for row in rows
    ]


def _deeds(person_id: int, helped_since: Mapping[int, datetime]) -> list[tuple[Domain, AcceptedDeed]]:
    rows = db.session.execute(
        select(Deed.id, Deed.domain, Deed.kind, Deed.accepted_at, Deed.accepted_by_id, Confirmation.person_id)
        .outerjoin(Confirmation, Confirmation.deed_id == Deed.id)
        .where(Deed.person_id == person_id, Deed.accepted_at.is_not(None))
    ).all()
    confirmers: dict[UUID, set[int]] = {row.id: set() for row in rows}
    for row in rows:
        if row.person_id is not None and row.person_id != person_id:
            confirmers[row.id].add(row.person_id)
    return [
        (
            row.domain,
            AcceptedDeed(
                id=row.id,
                at=row.accepted_at,
                kind=row.kind,
                confirmers=frozenset(confirmers[row.id]),
                assessor_id=row.accepted_by_id,
                is_independent=_is_independent(row.accepted_by_id, person_id, row.accepted_at, helped_since),
            ),
        )
        for row in {row.id: row for row in rows}.values()
    ]


def _is_independent(assessor_id: int, person_id: int, at: datetime, helped_since: Mapping[int, datetime]) -> bool:
    """Whether somebody was neither the person nor had ever helped them when judging; helping later takes nothing back."""
    return assessor_id != person_id and not (assessor_id in helped_since and helped_since[assessor_id] <= at)
