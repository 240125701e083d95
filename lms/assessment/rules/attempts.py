"""A whole attempt: how many are right, whether it is passed, what is asked again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lms.catalog.rules.quiz import Question, Quiz


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt."""

    right: int
    total: int
    passed: bool
    missed: tuple[Question, ...]


def right_ids(questions: Iterable[Question], asked: Collection[str], answered_right: Collection[str]) -> set[str]:
    """Give the questions that are right: those answered so, and those not asked again because they were right before."""
    return {question.id for question in questions if question.id in answered_right or question.id not in asked}


def outcome(quiz: Quiz, right: Collection[str]) -> Outcome:
    """Tell what came of a quiz: passed with enough right answers, and every must-be-right question among them."""
    missed = tuple(question for question in quiz.questions if question.id not in right)
    count = len(quiz.questions) - len(missed)
    passed = count >= quiz.needed and not any(question.must for question in missed)
    return Outcome(count, len(quiz.questions), passed, missed)


def to_ask(quiz: Quiz, before: Quiz | None, right_before: Collection[str]) -> list[str]:
    """Give the ids to ask: all questions, or only those missed before; one that was changed since is asked again."""
    same = {question.id: question for question in before.questions} if before else {}
    missed = [q.id for q in quiz.questions if q.id not in right_before or same.get(q.id) != q]
    return missed or [question.id for question in quiz.questions]


def next_unanswered(asked: Sequence[str], answered: Collection[str]) -> int | None:
    """Give the number, from 1, of the first question without an answer; None when all have one."""
    return next((number for number, one in enumerate(asked, start=1) if one not in answered), None)
