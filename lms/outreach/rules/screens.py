"""A lesson as a row of screens for a meeting: one thing a screen, hands raised at the end. Made from its published text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from html.parser import HTMLParser

from lms.catalog.rules.quiz import Kind, Option, Question, Quiz

HANDS = 3
"""Questions to which hands are raised."""
SECONDS = 24
"""So long a screen is shown, about."""

_EMPTY = {"br", "hr", "img"}
_BLOCKS = {"example", "warning", "remember"}
_RAISED = {Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE}
_TITLE = re.compile(r'\s*<p class="block-title">(.*?)</p>\s*', re.DOTALL)
_LEAD = re.compile(r"\s*(<p>)?\s*<strong>(.*?)</strong>\s*", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


class Show(StrEnum):
    """What a screen shows."""

    GOAL = "goal"
    STORY = "story"
    SECTION = "section"
    STEP = "step"
    EXAMPLE = "example"
    WARNING = "warning"
    REMEMBER = "remember"
    KNOWN = "known"
    """Who has done it before?"""
    WANTED = "wanted"
    """Who will try it?"""
    PASSED_ON = "passed_on"
    """Who will tell somebody?"""
    QUESTION = "question"
    ANSWER = "answer"
    END = "end"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen."""

    show: Show
    title: str = ""
    """Plain text; empty where the kind of screen says it."""
    html: str = ""
    """From the lesson as it was published; safe to show as it is."""
    number: int = 0
    """Of a step or of a question, from 1."""
    of: int = 0
    options: tuple[Option, ...] = ()
    """Of a question and of its answer, in an order that gives nothing away."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a lesson at the upper level: its kind (h2, step, a block, or text) and what is in it."""

    kind: str
    html: str


def screens(html: str, quiz: Quiz | None) -> list[Screen]:
    """Give the screens of a lesson in their order.

    The story it opens with, each step, examples and warnings, what to remember, three questions for raised hands.
    A lesson without steps is shown section by section.
    """
    pieces = _pieces(html)
    steps = sum(piece.kind == "step" for piece in pieces)
    body = [*_story(pieces), *_body(pieces, steps)] if steps else list(_sections(pieces))
    kept = [screen for screen in body if screen.show is Show.REMEMBER]
    others = [screen for screen in body if screen.show is not Show.REMEMBER]
    return [Screen(Show.GOAL), *others, *kept, *_hands(quiz), Screen(Show.END)]


def minutes(count: int) -> int:
    """Tell about how long so many screens take, in whole minutes."""
    return max(1, -(-count * SECONDS // 60))


def _story(pieces: Sequence[_Piece]) -> Iterator[Screen]:
    """Give the first section as a story, when it holds nothing but text."""
    starts = [number for number, piece in enumerate(pieces) if piece.kind == "h2"][:2]
    first = pieces[starts[0] + 1 : starts[1]] if len(starts) > 1 else ()
    if first and all(piece.kind == "text" for piece in first):
        yield Screen(Show.STORY, _plain(pieces[starts[0]].html), "".join(piece.html for piece in first))


def _body(pieces: Sequence[_Piece], steps: int) -> Iterator[Screen]:
    number = 0
    for piece in pieces:
        if piece.kind == "step":
            number += 1
            title, rest = _led(piece.html)
            yield Screen(Show.STEP, title, rest, number, steps)
        elif piece.kind in _BLOCKS:
            yield _block(piece)


def _sections(pieces: Sequence[_Piece]) -> Iterator[Screen]:
    """Give each heading with the text below it; blocks stand on screens of their own."""
    title, text = "", ""
    for piece in [*pieces, _Piece("h2", "")]:
        if piece.kind == "text":
            text += piece.html
            continue
        if text and (piece.kind == "h2" or piece.kind in _BLOCKS):
            yield Screen(Show.SECTION, title, text)
            text = ""
        if piece.kind in _BLOCKS:
            yield _block(piece)
        elif piece.kind == "h2":
            title = _plain(piece.html)


def _block(piece: _Piece) -> Screen:
    found = _TITLE.match(piece.html)
    title, rest = (_plain(found[1]), piece.html[found.end() :]) if found else ("", piece.html)
    return Screen(Show(piece.kind), title, rest)


def _hands(quiz: Quiz | None) -> Iterator[Screen]:
    """Give three questions: of the quiz, each with its answer on the next screen; what is missing is asked of the people."""
    fitting = [question for question in quiz.questions if question.kind in _RAISED] if quiz else []
    chosen = fitting[:HANDS]
    for number, question in enumerate(chosen, start=1):
        for show in (Show.QUESTION, Show.ANSWER):
            yield Screen(show, question.text, number=number, of=HANDS, options=_in_order(question))
    asked = (Show.KNOWN, Show.WANTED, Show.PASSED_ON)[len(chosen) :]
    for number, show in enumerate(asked, start=len(chosen) + 1):
        yield Screen(show, number=number, of=HANDS)


def _in_order(question: Question) -> tuple[Option, ...]:
    """Give the options by the alphabet, since in the pack the right one may always stand first."""
    return tuple(sorted(question.options, key=lambda option: option.text))


def _led(html: str) -> tuple[str, str]:
    """Take the bold words a step begins with as its title; a step without them has none."""
    found = _LEAD.match(html)
    return (_plain(found[2]), (found[1] or "") + html[found.end() :]) if found else ("", html)


def _plain(html: str) -> str:
    return " ".join(unescape(_TAGS.sub("", html)).split())


def _pieces(html: str) -> list[_Piece]:
    cutter = _Cutter(html)
    cutter.feed(html)
    cutter.close()
    return cutter.pieces


class _Cutter(HTMLParser):
    """Cuts published HTML, which is always well formed, at the headings, steps and blocks of its upper level."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.path: list[str] = []
        self.open: list[tuple[int, str, int]] = []
        self.pieces: list[_Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where something begins that becomes a piece."""
        if tag in _EMPTY:
            return
        block = dict(attrs).get("class") or ""
        self.path.append(block if tag == "div" else tag)
        kind, start = self._kind(), self._at()
        if kind:
            inner = start + len(self.get_starttag_text() or "")
            self.open.append((len(self.path), kind, start if kind == "text" else inner))

    def handle_endtag(self, tag: str) -> None:
        """Cut a piece out where it ends."""
        if self.open and self.open[-1][0] == len(self.path):
            _, kind, start = self.open.pop()
            end = self._at() + (len(f"</{tag}>") if kind == "text" else 0)
            self.pieces.append(_Piece(kind, self.html[start:end].strip()))
        self.path.pop()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _kind(self) -> str:
        """Tell what the element just opened becomes; empty for what is only a part, and for exercises."""
        if self.path == ["steps", "ol", "li"]:
            return "step"
        if len(self.path) > 1:
            return ""
        name = self.path[0]
        return name if name == "h2" or name in _BLOCKS else "" if name in {"steps", "exercise"} else "text"
