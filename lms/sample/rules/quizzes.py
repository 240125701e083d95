"""What the people of the sample city answer in quizzes: mostly right, now and then not."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lms.catalog.rules.quiz import Kind, Question

AT_FIRST = 0.8
"""How often a question of a lesson's quiz is right at the first try."""
BEFORE, AFTER = 0.45, 0.85
"""How often a question of the check is right before and after the course."""
CHECKED_BEFORE, CHECKED_AFTER = 0.7, 0.6
"""The share of beginners who did the check before, and of finishers who did it after."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered to one question."""

    question: Question
    given: dict[str, Any]
    is_right: bool


def answers(chance: Random, questions: Sequence[Question], *, right: float) -> list[Answered]:
    """Answer questions, each right with this probability."""
    return [_answer(chance, question, is_right=chance.random() < right) for question in questions]


def _answer(chance: Random, question: Question, *, is_right: bool) -> Answered:
    return Answered(question, _right(question) if is_right else _wrong(chance, question), is_right)


def _right(question: Question) -> dict[str, Any]:
    everything = list(range(len(question.options)))
    match question.kind:
        case Kind.ORDER:
            return {"order": everything}
        case Kind.MATCH:
            return {"matched": everything}
        case Kind.SHORT:
            return {"text": next(option.text for option in question.options if option.right)}
    return {"chosen": [number for number in everything if question.options[number].right]}


def _wrong(chance: Random, question: Question) -> dict[str, Any]:
    """Take one wrong option, the earlier the likelier, or say "I don't know yet"."""
    if question.kind not in {Kind.SINGLE, Kind.TRUE_FALSE, Kind.SEVERAL}:
        return {}
    wrong = [number for number, option in enumerate(question.options) if not option.right]
    return {"chosen": [wrong[min(chance.randrange(len(wrong)), chance.randrange(len(wrong)))]]} if wrong else {}
