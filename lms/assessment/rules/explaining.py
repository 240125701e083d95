"""What is said of every option once a question has been answered. Never called before."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.assessment.rules.answers import Given, foreseen
from lms.catalog.rules.quiz import Kind, Question


@dataclass(frozen=True, slots=True)
class Line:
    """One option with its explanation."""

    text: str
    why: str
    is_right: bool
    was_given: bool
    """Whether the person chose it; to put in order or to match: whether it stood in its place."""


def explained(question: Question, order: Sequence[int], given: Given) -> list[Line]:
    """Explain every option: in the order it was shown, or in the right one where that is the answer."""
    options = question.options
    numbers = range(len(options)) if question.kind in {Kind.ORDER, Kind.MATCH, Kind.SHORT} else order
    chosen = _given_numbers(question, given)
    return [
        Line(
            _words(question, number),
            options[number].why,
            options[number].right or question.kind in {Kind.ORDER, Kind.MATCH},
            number in chosen,
        )
        for number in numbers
    ]


def _words(question: Question, number: int) -> str:
    option = question.options[number]
    if question.kind is Kind.ORDER:
        return f"{number + 1}. {option.text}"
    return f"{option.text}: {option.match}" if question.kind is Kind.MATCH else option.text


def _given_numbers(question: Question, given: Given) -> set[int]:
    if question.kind is Kind.SHORT:
        found = foreseen(question, given)
        return set() if found is None else {found}
    in_place = given.get("order") or given.get("matched") or []
    return {number for number, one in enumerate(in_place) if number == one} | set(given.get("chosen", []))
