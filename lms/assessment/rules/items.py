"""How a question fares: who had it right at the first try, and which wrong answer attracts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lms.assessment.rules.answers import foreseen
from lms.catalog.rules.quiz import Kind, Question

TYPED_BY = 3
"""So many people must have typed the same words before staff read them: one person's words may say who they are."""


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Equal first answers to a question, and how many people gave them."""

    given: dict[str, Any]
    """As `GivenAnswer.given`; empty for "I don't know yet"."""
    is_right: bool
    people: int


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One question over the people who have answered it."""

    question: Question
    answered: int
    right: int
    unknown: int
    """People who said they do not know yet."""
    attracting: str
    """The wrong answer given most: an option, a pair, an order, or typed words; empty without one."""
    attracted: int


def item_figure(question: Question, answers: Iterable[FirstAnswers]) -> ItemFigure:
    """Count the first answers to a question; of equally attractive wrong answers the first in the pack counts."""
    found = list(answers)
    wrong: Counter[str] = Counter()
    for answer in found:
        for text in [] if answer.is_right else _wrong_in(question, answer.given):
            wrong[text] += answer.people
    if question.kind is Kind.SHORT:
        wrong = Counter({text: people for text, people in wrong.items() if people >= TYPED_BY or _is_foreseen(question, text)})
    texts = [option.text for option in question.options]
    most = min(wrong, key=lambda text: (-wrong[text], texts.index(text) if text in texts else len(texts), text), default="")
    return ItemFigure(
        question,
        answered=sum(answer.people for answer in found),
        right=sum(answer.people for answer in found if answer.is_right),
        unknown=sum(answer.people for answer in found if not answer.given),
        attracting=most,
        attracted=wrong[most],
    )


def _wrong_in(question: Question, given: dict[str, Any]) -> list[str]:
    options = question.options
    if "text" in given:
        return [" ".join(str(given["text"]).split()).casefold()]
    if "order" in given:
        return [" → ".join(options[number].text for number in given["order"])]
    if "matched" in given:
        pairs = enumerate(given["matched"])
        return [f"{options[number].text}: {options[one].match}" for number, one in pairs if number != one]
    return [options[number].text for number in given.get("chosen", []) if not options[number].right]


def _is_foreseen(question: Question, text: str) -> bool:
    """Tell whether typed words stand among the options, so that they are nobody's own."""
    return foreseen(question, {"text": text}) is not None
