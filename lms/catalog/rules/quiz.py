"""The form of a quiz question, and what is wrong with one that was badly written."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_WITHIN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")


class Kind(StrEnum):
    """How a question is asked."""

    SINGLE = "single"
    SEVERAL = "several"
    TRUE_FALSE = "true_false"
    ORDER = "order"
    MATCH = "match"
    SHORT = "short"


class Option(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """One answer to a question, with what is said after choosing it.

    To put in order: the options stand in the right order. To match: `match` is what belongs to `text`. Short answers:
    the options are answers people type, the accepted variants marked as right.
    """

    text: str
    why: str
    right: bool = False
    match: str = ""


class Question(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """A quiz question; its id is given once and never used again for another."""

    id: str
    kind: Kind
    text: str
    options: list[Option]
    must: bool = False
    """Whether the quiz is only passed with this one right."""
    why: str = ""
    """What is said after a short answer that no option foresees."""


class QuizRule(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """When a quiz is passed."""

    pass_mark: int
    """Percent of the questions that must be right."""


class Quiz(msgspec.Struct, frozen=True):
    """The questions of a lesson, and when they are passed."""

    pass_mark: int
    questions: tuple[Question, ...]

    @property
    def needed(self) -> int:
        """How many must be right: the pass mark, rounded up."""
        return -(-len(self.questions) * self.pass_mark // 100)


TRUTH = ("Benar", "Salah")
# Of each kind: how many options a question has, and how many of them are marked as right.
_OPTIONS = {
    Kind.SINGLE: (2, 6),
    Kind.SEVERAL: (3, 6),
    Kind.TRUE_FALSE: (2, 2),
    Kind.ORDER: (3, 6),
    Kind.MATCH: (3, 6),
    Kind.SHORT: (1, 12),
}
_RIGHT = {
    Kind.SINGLE: (1, 1),
    Kind.SEVERAL: (1, 6),
    Kind.TRUE_FALSE: (1, 1),
    Kind.ORDER: (0, 0),
    Kind.MATCH: (0, 0),
    Kind.SHORT: (1, 12),
}


def spellings(text: str) -> frozenset[str]:
    """Give the forms in which a short answer is compared: without case, with punctuation as nothing and as a blank.

    Within a number a comma or point stays what it is, for 1,5 is not 15; a point before three digits is only for the eye.
    """
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())
    apart = "".join(letter if letter.isalnum() else " " for letter in plain)
    kept = {found.start() for found in _WITHIN_NUMBER.finditer(plain)}
    together = "".join(letter for number, letter in enumerate(plain) if letter.isalnum() or letter.isspace() or number in kept)
    forms = {" ".join(form.split()) for form in (apart, together)} - {""}
    return frozenset(forms or {" ".join(plain.split())} - {""})


def question_problems(questions: Sequence[Question]) -> Iterator[str]:
    """Say what is wrong with questions, a sentence each."""
    for double, times in Counter(question.id for question in questions).items():
        if times > 1:
            yield f"two questions have the id {double}."
    for question in questions:
        yield from (f"question {question.id} {problem}" for problem in _problems(question))


def _problems(question: Question) -> Iterator[str]:
    fewest, most = _OPTIONS[question.kind]
    if not question.text.strip():
        yield "asks nothing."
    if not fewest <= len(question.options) <= most:
        yield f"needs {fewest} to {most} options."
    right = sum(option.right for option in question.options)
    least_right, most_right = _RIGHT[question.kind]
    if right < least_right:
        yield "has no right answer."
    elif right > most_right:
        yield "marks too many answers as right." if most_right else "needs no answer marked as right."
    if any(not option.text.strip() for option in question.options):
        yield "has an empty option."
    if any(not option.why.strip() for option in question.options):
        yield "has an option without an explanation."
    if len({option.text for option in question.options}) < len(question.options):
        yield "has the same option twice."
    yield from _problems_of_kind(question)


def _problems_of_kind(question: Question) -> Iterator[str]:
    matches = [option.match for option in question.options if option.match]
    if question.kind is Kind.TRUE_FALSE and tuple(sorted(option.text for option in question.options)) != TRUTH:
        yield f"must have the options {TRUTH[0]} and {TRUTH[1]}."
    if question.kind is Kind.MATCH and len(set(matches)) < len(question.options):
        yield "needs something different to match with each option."
    if question.kind is not Kind.MATCH and matches:
        yield "has something to match, but is not of that kind."
    if question.kind is Kind.SHORT:
        yield from _problems_of_short(question)


def _problems_of_short(question: Question) -> Iterator[str]:
    if not question.why.strip():
        yield "needs a `why` for answers that were not foreseen."
    accepted = frozenset[str]().union(*(spellings(option.text) for option in question.options if option.right))
    for option in question.options:
        if not option.right and spellings(option.text) & accepted:
            yield f"calls {option.text!r} wrong, but it counts as an accepted answer: case and punctuation make no difference."
