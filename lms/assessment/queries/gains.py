"""What people gained between the check before a course and the same check after it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.db import db
from lms.learning.models import Event, EventKind


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody had right in one check."""

    right: int
    total: int
    check_id: str
    was_aided: bool
    was_late: bool
    """Of a check before a course: whether it was finished after something of the course was learned."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Somebody's checks of a course, before and after; None where one was not done."""

    person_id: int
    before: Score | None
    after: Score | None

    @property
    def is_comparable(self) -> bool:
        """Whether both were done, alone, with the same questions, and the one before really before."""
        if self.before is None or self.after is None or self.before.check_id != self.after.check_id:
            return False
        return not (self.before.was_aided or self.after.was_aided or self.before.was_late)


@dataclass(frozen=True, slots=True)
class PlaceGain:
    """The comparable pairs of a kelurahan: how many people, and how many were right on average, of how many questions."""

    kelurahan_id: int
    people: int
    before: float
    after: float
    total: int


def gains(course_id: str, person_ids: Collection[int]) -> dict[int, Gain]:
    """Give the finished checks of several people in a course, by person, with one statement."""
    rows = db.session.execute(
        select(
            Attempt.person_id,
            Attempt.purpose,
            Attempt.right,
            Attempt.total,
            Attempt.check_id,
            Attempt.helper_id,
            _was_late(Attempt).label("was_late"),
        )
        .where(
            Attempt.course_id == course_id,
            Attempt.person_id.in_(person_ids),
            Attempt.purpose.in_([Purpose.BEFORE, Purpose.AFTER]),
            Attempt.finished_at.is_not(None),
        )
        .order_by(Attempt.finished_at.desc(), Attempt.id)  # the first finished one is read last, and stays
    )
    scores: dict[int, dict[Purpose, Score]] = {}
    for row in rows:
        score = Score(row.right or 0, row.total, row.check_id or "", row.helper_id is not None, bool(row.was_late))
        scores.setdefault(row.person_id, {})[row.purpose] = score
    return {one: Gain(one, found.get(Purpose.BEFORE), found.get(Purpose.AFTER)) for one, found in scores.items()}


def gains_by_kelurahan(check_id: str) -> dict[int, PlaceGain]:
    """Give what the people of each kelurahan gained between the two times they did a check, with one statement.

    Counts those who have not left, by where they live now, who did it alone both times, the first time before they
    learned anything. Other questions are another check: what was right of three is not added to what was right of five.
    Kelurahan without anybody are left out.
    """
    before, after = aliased(Attempt), aliased(Attempt)
    rows = db.session.execute(
        select(
            Person.kelurahan_id,
            func.count().label("people"),
            func.avg(before.right).label("before"),
            func.avg(after.right).label("after"),
            func.max(after.total).label("total"),
        )
        .select_from(before)
        .join(after, (after.person_id == before.person_id) & (after.check_id == before.check_id))
        .join(Person, Person.id == before.person_id)
        .where(
            before.check_id == check_id,
            before.purpose == Purpose.BEFORE,
            after.purpose == Purpose.AFTER,
            before.finished_at.is_not(None),
            after.finished_at.is_not(None),
            before.helper_id.is_(None),
            after.helper_id.is_(None),
            ~_was_late(before),
            Person.left_at.is_(None),
            Person.kelurahan_id.is_not(None),
        )
        .group_by(Person.kelurahan_id)
    )
    return {
        row.kelurahan_id: PlaceGain(row.kelurahan_id, row.people, float(row.before), float(row.after), row.total) for row in rows
    }


def _was_late(check: type[Attempt]) -> ColumnElement[bool]:
    """Whether a check before a course was finished after a lesson of it, or after an answer of a quiz had been explained."""
    quiz = aliased(Attempt)
    learned = exists().where(
        Event.person_id == check.person_id,
        Event.course_id == check.course_id,
        Event.kind == EventKind.DONE,
        Event.happened_at < check.finished_at,
    )
    explained = exists().where(
        quiz.person_id == check.person_id,
        quiz.course_id == check.course_id,
        quiz.purpose == Purpose.LESSON,
        GivenAnswer.attempt_id == quiz.id,
        GivenAnswer.answered_at < check.finished_at,
    )
    return (check.purpose == Purpose.BEFORE) & (learned | explained)
