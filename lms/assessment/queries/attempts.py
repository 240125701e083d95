"""Reading attempts: the open one, the last finished one, and one with its questions and answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.rules.answers import shown
from lms.assessment.rules.attempts import Outcome, next_unanswered, outcome, right_ids
from lms.catalog.models import Revision
from lms.catalog.queries import PublishedLesson, check, quiz_of
from lms.catalog.rules.quiz import Question, Quiz
from lms.db import db
from lms.learning.rules import Tries, Try


@dataclass(frozen=True)
class Sitting:
    """An attempt with the questions it is frozen to, and what was answered so far."""

    attempt: Attempt
    quiz: Quiz
    """All questions and when they are passed; for a check the pass mark means nothing."""
    answers: Mapping[str, GivenAnswer]

    @property
    def next_number(self) -> int | None:
        """The number, from 1, of the first question without an answer; None when all have one."""
        return next_unanswered(self.attempt.question_ids, self.answers)

    def question(self, number: int) -> Question | None:
        """Give the question with a number, from 1; None beyond the last."""
        ids = self.attempt.question_ids
        return self.known(ids[number - 1]) if 1 <= number <= len(ids) else None

    def known(self, question_id: str) -> Question | None:
        """Give a question that this attempt asks; None for any other."""
        if question_id not in self.attempt.question_ids:
            return None
        return next((question for question in self.quiz.questions if question.id == question_id), None)

    def order(self, question: Question) -> tuple[int, ...]:
        """Give the options of a question as this attempt shows them."""
        return shown(self.attempt.id, question)

    @property
    def right(self) -> set[str]:
        """The ids of the questions that are right so far, with those kept from before."""
        answered = {one for one, answer in self.answers.items() if answer.is_right}
        return right_ids(self.quiz.questions, set(self.attempt.question_ids), answered)

    @property
    def outcome(self) -> Outcome:
        """What came of it, as far as it is answered."""
        return outcome(self.quiz, self.right)


def attempt_of(person_id: int, attempt_id: UUID) -> Attempt | None:
    """Find somebody's own attempt; another person's does not exist for them."""
    found = db.session.get(Attempt, attempt_id)
    return found if found and found.person_id == person_id else None


def attempt_to_answer(person_id: int, attempt_id: UUID) -> Attempt | None:
    """Take hold of somebody's own attempt until the end of the transaction, so that two answers come one after the other."""
    found = db.session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    return found if found and found.person_id == person_id else None


def _of_lesson(person_id: int, lesson_id: str) -> Select[Attempt]:
    mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.lesson_id == lesson_id)
    return mine.order_by(Attempt.started_at, Attempt.id)


def latest_attempts(person_id: int, lesson_id: str) -> tuple[Attempt | None, Attempt | None]:
    """Give the open attempt and the one finished last, with one statement."""
    found = list(db.session.scalars(_of_lesson(person_id, lesson_id)))
    finished = [attempt for attempt in found if attempt.finished_at]
    last = max(finished, key=lambda attempt: (attempt.finished_at, attempt.id), default=None)
    return next((attempt for attempt in found if not attempt.finished_at), None), last


def check_attempt(person_id: int, course_id: str, purpose: Purpose) -> Attempt | None:
    """Give somebody's attempt at a course's check, open or finished: there is one before and one after."""
    mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.course_id == course_id, Attempt.purpose == purpose)
    return db.session.scalars(
        mine.order_by(Attempt.finished_at.is_(None), Attempt.finished_at, Attempt.id).limit(1)
    ).one_or_none()


def checked_after(person_id: int) -> set[str]:
    """Give the ids of the courses whose check after them somebody has finished."""
    done = select(Attempt.course_id).where(
        Attempt.person_id == person_id, Attempt.purpose == Purpose.AFTER, Attempt.finished_at.is_not(None)
    )
    return set(db.session.scalars(done))


def has_answered_quiz(person_id: int, course_id: str) -> bool:
    """Tell whether somebody has answered a question of a lesson's quiz in a course, and so has read what is right."""
    answered = exists().where(
        Attempt.person_id == person_id,
        Attempt.course_id == course_id,
        Attempt.purpose == Purpose.LESSON,
        GivenAnswer.attempt_id == Attempt.id,
    )
    return bool(db.session.scalar(select(answered)))


def tries_of(course_id: str, *, person_id: int) -> Tries:
    """Give what somebody has begun in a course, with one statement: listens to `learning.queries.tries_asked_about`."""
    rows = db.session.execute(
        select(Attempt, func.count(GivenAnswer.question_id).label("answered"))
        .outerjoin(GivenAnswer, GivenAnswer.attempt_id == Attempt.id)
        .where(Attempt.person_id == person_id, Attempt.course_id == course_id)
        .group_by(Attempt.id)
        .order_by(Attempt.finished_at.is_(None), Attempt.finished_at, Attempt.id)
    )
    quizzes: dict[str, Try] = {}
    checks: dict[Purpose, Try] = {}
    has_read_answers = False
    for attempt, answered in rows:
        found = Try(answered, len(attempt.question_ids), attempt.finished_at is not None)
        if attempt.lesson_id:
            quizzes[attempt.lesson_id] = found  # the last one holds
            has_read_answers = has_read_answers or answered > 0
        else:
            checks.setdefault(attempt.purpose, found)  # the first one holds
    return Tries(checks.get(Purpose.BEFORE), checks.get(Purpose.AFTER), quizzes, has_read_answers)


def still_counts(attempt: Attempt, lesson: PublishedLesson) -> bool:
    """Tell whether the revision an attempt was frozen to is new enough for the lesson as it is published now."""
    if attempt.revision_id == lesson.revision_id:
        return True
    number = db.session.scalar(select(Revision.number).where(Revision.id == attempt.revision_id))
    return number is not None and number >= lesson.counts_from


def sitting(attempt: Attempt, lesson: PublishedLesson | None = None) -> Sitting:
    """Give an attempt with its questions and answers; the lesson's own quiz is used while it is the same revision."""
    if lesson and lesson.quiz and lesson.revision_id == attempt.revision_id:
        quiz: Quiz | None = lesson.quiz
    else:
        quiz = quiz_of_attempt(attempt)
    if quiz is None:
        raise LookupError(f"The questions of attempt {attempt.id} are gone.")
    return Sitting(attempt, quiz, answers_of(attempt))


def quiz_of_attempt(attempt: Attempt) -> Quiz | None:
    """Give the questions an attempt is frozen to, whatever is published now."""
    if attempt.check_id is not None:
        return Quiz(0, check(attempt.check_id))
    return quiz_of(attempt.revision_id) if attempt.revision_id is not None else None


def answers_of(attempt: Attempt) -> dict[str, GivenAnswer]:
    """Give what was answered in an attempt, by question."""
    found = db.session.scalars(select(GivenAnswer).where(GivenAnswer.attempt_id == attempt.id))
    return {answer.question_id: answer for answer in found}


def failures_left(person_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Count the failed attempts at each lesson's quiz that no later pass of the same quiz made good, by person and lesson."""
    mine = (Attempt.person_id.in_(person_ids), Attempt.purpose == Purpose.LESSON, Attempt.finished_at.is_not(None))
    passes = (
        select(Attempt.person_id, Attempt.lesson_id, func.max(Attempt.finished_at).label("passed_at"))
        .where(*mine, Attempt.passed.is_(True))
        .group_by(Attempt.person_id, Attempt.lesson_id)
        .subquery()
    )
    same = (passes.c.person_id == Attempt.person_id) & (passes.c.lesson_id == Attempt.lesson_id)
    failures = (
        select(Attempt.person_id, Attempt.lesson_id, func.count())
        .outerjoin(passes, same)
        .where(*mine, Attempt.passed.is_(False))
        .where(passes.c.passed_at.is_(None) | (Attempt.finished_at > passes.c.passed_at))
        .group_by(Attempt.person_id, Attempt.lesson_id)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, lesson_id, count in db.session.execute(failures):
        found[person_id][lesson_id or ""] = count
    return dict(found)
