"""The attempts behind the quizzes that were passed, and the checks before and after the courses."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, insert, select

from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.rules.attempts import outcome
from lms.catalog.queries import PublishedCourse, catalog, check
from lms.catalog.rules.quiz import Quiz
from lms.db import db
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from lms.sample.rules.people import SEED
from lms.sample.rules.quizzes import AFTER, AT_FIRST, BEFORE, CHECKED_AFTER, CHECKED_BEFORE, Answered, answers
from lms.web.pages import stable_key

A_QUIZ = timedelta(minutes=6)
A_QUESTION = timedelta(seconds=40)


class _Rows:
    """Attempts and answers to be written together."""

    def __init__(self) -> None:
        self.attempts: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def add(self, key: UUID, given: Sequence[Answered], *, began_at: datetime, **values: Any) -> None:
        """Add an attempt with what was answered."""
        empty = {"helper_id": None, "lesson_id": None, "revision_id": None, "check_id": None, "repeats_id": None, "passed": None}
        ended_at = began_at + len(given) * A_QUESTION
        asked = [answered.question.id for answered in given]
        self.attempts.append(empty | {"id": key, "question_ids": asked, "started_at": began_at, "finished_at": ended_at} | values)
        self.answers += [
            {
                "attempt_id": key,
                "question_id": answered.question.id,
                "given": answered.given,
                "is_right": answered.is_right,
                "answered_at": began_at + number * A_QUESTION,
            }
            for number, answered in enumerate(given, start=1)
        ]

    def write(self) -> None:
        """Write them; what repeats another attempt comes after it."""
        for model, rows in ((Attempt, self.attempts), (GivenAnswer, self.answers), (Event, self.events)):
            if rows:
                db.session.execute(insert(model), rows)


def take_quizzes() -> None:
    """Write the attempts that led to the quizzes passed, with a failed one before where the first try fell short."""
    chance, rows = Random(SEED + 1), _Rows()  # noqa: S311  # invented answers are no secret
    quizzes = {lesson.id: lesson.quiz for course in catalog().courses for lesson in course.lessons if lesson.quiz}
    passed = select(Event).where(Event.kind == EventKind.DONE, Event.lesson_id.in_(quizzes)).order_by(Event.received_at, Event.id)
    for done in db.session.scalars(passed):
        _take(chance, rows, done, quizzes[done.lesson_id])
    rows.write()


def take_checks() -> None:
    """Write the checks of people who began or finished a course."""
    chance, rows = Random(SEED + 2), _Rows()  # noqa: S311  # invented answers are no secret
    for course in catalog().courses:
        if course.check_id is None:
            continue
        for person_id, began_at, completed_at in _learners(course):
            if chance.random() < CHECKED_BEFORE:
                _check(chance, rows, course, person_id=person_id, purpose=Purpose.BEFORE, began_at=began_at - 2 * A_QUIZ)
            if completed_at and chance.random() < CHECKED_AFTER:
                _check(chance, rows, course, person_id=person_id, purpose=Purpose.AFTER, began_at=completed_at + A_QUIZ)
    rows.write()


def _take(chance: Random, rows: _Rows, done: Event, quiz: Quiz) -> None:
    last = UUID(done.data["attempt"])
    first = answers(chance, quiz.questions, right=AT_FIRST)
    result = outcome(quiz, [answered.question.id for answered in first if answered.is_right])
    same = {
        "person_id": done.person_id,
        "helper_id": done.helper_id,
        "purpose": Purpose.LESSON,
        "course_id": done.course_id,
        "lesson_id": done.lesson_id,
        "revision_id": done.revision_id,
        "total": result.total,
    }
    key = last if result.passed else uuid5(last, "before")
    began_at = done.received_at - A_QUIZ * (1 if result.passed else 2)
    rows.add(key, first, began_at=began_at, right=result.right, passed=result.passed, **same)
    _note(rows, done, key, result.right, result.total, passed=result.passed)
    if not result.passed:
        again = answers(chance, result.missed, right=1)
        began_at = done.received_at - A_QUIZ
        rows.add(last, again, began_at=began_at, right=result.total, passed=True, repeats_id=key, **same)
        _note(rows, done, last, result.total, result.total, passed=True)


def _note(rows: _Rows, done: Event, attempt: UUID, right: int, total: int, *, passed: bool) -> None:
    moment = done.received_at if passed else done.received_at - A_QUIZ
    rows.events.append(
        {
            "id": uuid5(attempt, "quiz"),
            "person_id": done.person_id,
            "helper_id": done.helper_id,
            "course_id": done.course_id,
            "lesson_id": done.lesson_id,
            "revision_id": done.revision_id,
            "kind": EventKind.QUIZ,
            "data": {"attempt": str(attempt), "right": right, "total": total, "passed": passed},
            "happened_at": moment,
            "received_at": moment,
        }
    )


def _learners(course: PublishedCourse) -> Iterable[tuple[int, datetime, datetime | None]]:
    """Give everybody who began a course, with the first lesson's moment and the completion's."""
    found = (
        select(LessonState.person_id, func.min(LessonState.first_done_at), func.min(CourseCompletion.completed_at))
        .outerjoin(
            CourseCompletion,
            (CourseCompletion.person_id == LessonState.person_id) & (CourseCompletion.course_id == LessonState.course_id),
        )
        .where(LessonState.course_id == course.id)
        .group_by(LessonState.person_id)
        .order_by(LessonState.person_id)
    )
    return [(person_id, began_at, completed_at) for person_id, began_at, completed_at in db.session.execute(found)]


def _check(chance: Random, rows: _Rows, course: PublishedCourse, *, person_id: int, purpose: Purpose, began_at: datetime) -> None:
    given = answers(chance, check(course.check_id or ""), right=BEFORE if purpose is Purpose.BEFORE else AFTER)
    rows.add(
        stable_key("sample check", person_id, course.id, purpose),
        given,
        began_at=began_at,
        person_id=person_id,
        purpose=purpose,
        course_id=course.id,
        check_id=course.check_id,
        right=sum(answered.is_right for answered in given),
        total=len(given),
    )
