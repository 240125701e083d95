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
    match: str = ""
    """To match: what belongs to it."""
    instead: str = ""
    """What was answered in its place: what was put beside it, or the number it was given; empty where that was right."""


def explained(question: Question, order: Sequence[int], given: Given) -> list[Line]:
    """Explain every option: in the order it was shown, or in the right one where that is the answer.

    Of a short answer one accepted spelling is enough, and of the wrong ones only what was typed.
    """
    chosen = _given_numbers(question, given)
    instead = _instead(question, given)
    return [
        Line(
            f"{number + 1}. {option.text}" if question.kind is Kind.ORDER else option.text,
            option.why,
            option.right or question.kind in {Kind.ORDER, Kind.MATCH},
            number in chosen,
            option.match,
            instead.get(number, ""),
        )
        for number in _explained_numbers(question, order, chosen)
        for option in [question.options[number]]
    ]


def _explained_numbers(question: Question, order: Sequence[int], chosen: set[int]) -> Sequence[int]:
    if question.kind is Kind.SHORT:
        accepted = [number for number, option in enumerate(question.options) if option.right]
        return sorted(chosen | ({accepted[0]} if not chosen & set(accepted) else set()))
    return range(len(question.options)) if question.kind in {Kind.ORDER, Kind.MATCH} else order


def _given_numbers(question: Question, given: Given) -> set[int]:
    if question.kind is Kind.SHORT:
        found = foreseen(question, given)
        return set() if found is None else {found}
    in_place = given.get("order") or given.get("matched") or []
    return {number for number, one in enumerate(in_place) if number == one} | set(given.get("chosen", []))


def _instead(question: Question, given: Given) -> dict[int, str]:
    """Give what stood in the place of each option that did not stand there itself."""
    places = {number: str(place) for place, number in enumerate(given.get("order", []), start=1) if number != place - 1}
    beside = {number: question.options[one].match for number, one in enumerate(given.get("matched", [])) if number != one}
    return places | beside
