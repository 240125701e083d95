"""How well assessors agree, over all work that was judged twice. One figure for every screen."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.catalog.models import Course, Lesson, Revision
from lms.db import db
from lms.submissions.models import Review, Version
from lms.submissions.rules.agreement import ENOUGH, Difference, difference, weighted_kappa
from lms.submissions.rules.judging import rubric_of


@dataclass(frozen=True, slots=True)
class OfCriterion:
    """How far two assessors lie apart over one criterion of a course."""

    course: str
    title: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is known of the agreement of assessors."""

    works: int
    """How many versions were judged twice."""
    kappa: float | None
    """None while too few were, or when all points are the same."""
    is_enough: bool
    criteria: tuple[OfCriterion, ...]


def agreement() -> Agreement:
    """Give the agreement over every criterion of everything judged twice; two statements, whatever the number."""
    second = aliased(Review)
    found = db.session.execute(
        select(Version.revision_id, Review.points, second.points)
        .select_from(second)
        .join(Review, (Review.version_id == second.version_id) & (Review.place == 1))
        .join(Version, Version.id == second.version_id)
        .where(second.place == 2)
    ).all()
    named = _titles({revision_id for revision_id, *_points in found})
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for revision_id, first_points, second_points in found:
        for criterion_id, name in named[revision_id].items():
            pairs[name].append((first_points[criterion_id], second_points[criterion_id]))
    is_enough = len(found) >= ENOUGH
    return Agreement(
        len(found),
        weighted_kappa(pair for group in pairs.values() for pair in group) if is_enough else None,
        is_enough,
        tuple(OfCriterion(course, title, difference(group)) for (course, title), group in sorted(pairs.items())),
    )


def _titles(revision_ids: set[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """Give the course and title of each criterion, by revision and by the criterion's id."""
    rows = db.session.execute(
        select(Revision.id, Revision.task, Course.title)
        .join(Lesson, Revision.lesson_id == Lesson.id)
        .join(Course, Lesson.course_id == Course.id)
        .where(Revision.id.in_(sorted(revision_ids)))
    )
    return {found: {item.id: (course, item.title) for item in rubric_of(task)} for found, task, course in rows}
