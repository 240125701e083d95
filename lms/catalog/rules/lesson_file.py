"""Putting other questions into the file of a lesson, and leaving every other byte of it as it is."""

import json
import re
from collections.abc import Iterator, Sequence

import msgspec

from lms.catalog.rules.pack import LessonHead, read_toml
from lms.catalog.rules.quiz import Option, Question, question_problems

_FILE = re.compile(r"\A(?P<open>\ufeff?\+\+\+\n)(?P<head>.*?\n)(?P<rest>\+\+\+\n.*)\Z", re.DOTALL)
_TABLE = re.compile(r"^\[\[?([^\]\n]*)\]\]?[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_QUESTIONS = re.compile(r"^[ \t]*\[\[[ \t]*questions[ \t]*\]\]", re.MULTILINE)


class CannotReplace(Exception):
    """The questions cannot be put into this file; the message is one sentence without the file's name."""


def with_questions(text: str, questions: Sequence[Question]) -> str:
    """Give the text of a lesson file with these questions in place of its own; raises CannotReplace.

    What GIFT cannot say is kept: a question that had to be right and comes again under its id still has to.
    """
    parts = _parts(text)
    before = _head(parts["head"])
    found = _QUESTIONS.search(parts["head"])
    start = found.start() if found else len(parts["head"])
    _refuse_other_tables(parts["head"][start:])
    must = {question.id for question in before.questions if question.must}
    wanted = [msgspec.structs.replace(question, must=question.id in must) for question in questions]
    head = parts["head"][:start].rstrip("\n") + "\n\n" + "\n".join(_lines(wanted)).rstrip("\n") + "\n"
    _refuse_problems(before, wanted)
    if _head(head) != msgspec.structs.replace(before, questions=wanted):  # what would be read otherwise is not written
        raise CannotReplace("its own questions cannot be told apart; begin each with a line [[questions]], after all the rest.")
    whole = parts["open"] + head + parts["rest"]
    return whole.replace("\n", "\r\n") if "\r\n" in text else whole


def _parts(text: str) -> re.Match[str]:
    if "\r\n" in text and text.count("\r\n") < text.count("\n"):
        raise CannotReplace("the lines end in two different ways; save the file with one of them.")
    parts = _FILE.match(text.replace("\r\n", "\n"))
    if not parts:
        raise CannotReplace("the front matter between two lines of +++ is missing.")
    return parts


def _head(text: str) -> LessonHead:
    try:
        return read_toml(text, LessonHead)
    except ValueError as error:
        raise CannotReplace(f"the front matter cannot be read: {error}.") from error


def _refuse_other_tables(tail: str) -> None:
    other = next((found for found in _TABLE.finditer(tail) if not found[1].strip().startswith("questions")), None)
    if other:
        raise CannotReplace(f"{other[0].strip()} stands after the questions; move it above the first [[questions]].")


def _refuse_problems(before: LessonHead, wanted: list[Question]) -> None:
    problems = list(question_problems(wanted))
    if problems:
        raise CannotReplace(problems[0])
    if before.completion != "quiz" or before.quiz is None:
        raise CannotReplace('the lesson has no quiz: write completion = "quiz" and a table [quiz] with its pass_mark first.')


def _lines(questions: Sequence[Question]) -> Iterator[str]:
    for question in questions:
        yield "[[questions]]"
        yield f"id = {_quoted(question.id)}"
        yield f"kind = {_quoted(question.kind)}"
        yield f"text = {_quoted(question.text)}"
        if question.must:
            yield "must = true"
        if question.why:
            yield f"why = {_quoted(question.why)}"
        for option in question.options:
            yield from _lines_of_option(option)
        yield ""


def _lines_of_option(option: Option) -> Iterator[str]:
    yield "[[questions.options]]"
    yield f"text = {_quoted(option.text)}"
    if option.match:
        yield f"match = {_quoted(option.match)}"
    if option.right:
        yield "right = true"
    yield f"why = {_quoted(option.why)}"


def _quoted(text: str) -> str:
    """Write a TOML string; JSON's differs only in letting DEL stand."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
