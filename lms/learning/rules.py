"""What follows from learning events: a pure fold, the same for the live site and for a rebuild."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from lms.learning.models import EventKind

_PICTURE = re.compile(r'<figure class="drawing"><img src="([^"]*)" alt="([^"]*)"[^>]*data-bytes="(\d+)"[^>]*></figure>')
_BYTES = re.compile(r'data-bytes="(\d+)"')


class Happened(NamedTuple):
    """One event, as far as the fold looks at it."""

    id: UUID
    lesson_id: str
    revision_number: int
    kind: EventKind
    happened_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """Where a person stands with a lesson they have finished."""

    revision_number: int
    first_done_at: datetime
    last_done_at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """A release, as far as completion looks at it: its required lessons in order, each with the revision that counts."""

    release_id: int
    published_at: datetime
    counts_from: tuple[tuple[str, int], ...]

    def is_complete(self, states: Mapping[str, State]) -> bool:
        """Whether every required lesson is done in a revision that still counts."""
        return bool(self.counts_from) and all(
            lesson_id in states and states[lesson_id].revision_number >= number for lesson_id, number in self.counts_from
        )


@dataclass(frozen=True, slots=True)
class Completion:
    """A course finished: which release, which lessons, when."""

    release_id: int
    lesson_ids: tuple[str, ...]
    completed_at: datetime


def fold(events: Iterable[Happened]) -> dict[str, State]:
    """Give the state of every lesson that is done; the order and repetition of the events do not matter.

    A revocation takes back what happened up to its moment, and nothing later.
    """
    unique = {event.id: event for event in events}.values()
    revoked: dict[str, datetime] = {}
    for event in unique:
        if event.kind is EventKind.REVOKED:
            revoked[event.lesson_id] = max(event.happened_at, revoked.get(event.lesson_id, event.happened_at))
    states: dict[str, State] = {}
    for event in unique:
        if event.kind is EventKind.DONE and not (event.lesson_id in revoked and event.happened_at <= revoked[event.lesson_id]):
            states[event.lesson_id] = _merged(states.get(event.lesson_id), event)
    return states


def step(earned: Completion | None, states: Mapping[str, State], edition: Edition | None, moment: datetime) -> Completion | None:
    """Give the completion that holds after a moment, from the one that held before it.

    A completion once earned stays, whatever is released later; only a revocation of one of its own lessons ends it.
    """
    if earned and all(lesson_id in states for lesson_id in earned.lesson_ids):
        return earned
    if edition and edition.is_complete(states):
        return Completion(edition.release_id, tuple(lesson_id for lesson_id, _ in edition.counts_from), moment)
    return None


def completion(events: Sequence[Happened], editions: Sequence[Edition]) -> Completion | None:
    """Tell whether and when a course was finished, walking through what the server knew at each moment."""
    moments = sorted({event.received_at for event in events} | {edition.published_at for edition in editions})
    ordered = sorted(editions, key=lambda edition: edition.published_at)
    earned: Completion | None = None
    for moment in moments:
        states = fold(event for event in events if event.received_at <= moment)
        current = [edition for edition in ordered if edition.published_at <= moment]
        earned = step(earned, states, current[-1] if current else None, moment)
    return earned


def _merged(state: State | None, event: Happened) -> State:
    if state is None:
        return State(event.revision_number, event.happened_at, event.happened_at)
    return State(
        max(state.revision_number, event.revision_number),
        min(state.first_done_at, event.happened_at),
        max(state.last_done_at, event.happened_at),
    )


@dataclass(frozen=True, slots=True)
class Try:
    """A quiz or a check that somebody has begun: how many of its questions are answered."""

    answered: int
    asked: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Tries:
    """What somebody has begun of a course that is answered question by question."""

    before: Try | None = None
    after: Try | None = None
    quizzes: Mapping[str, Try] = field(default_factory=dict)
    """By lesson: the one that is open, else the one finished last."""
    has_read_answers: bool = False
    """Whether an answer of a quiz was explained; then a check before the course is over."""


@dataclass(frozen=True, slots=True)
class CheckOffer:
    """Which check of a course somebody is led to, and how far it is."""

    when: Literal["awal", "akhir"]
    tried: Try | None
    """None: not begun yet."""
    is_next: bool
    """Whether it is what to do now, ahead of the lessons."""


def check_offer(tries: Tries, *, has_started: bool, is_done: bool) -> CheckOffer | None:
    """Choose the check to show in a course: the one after it once all is done, until then the one before.

    None when the one before was never begun and something is learned already.
    """
    if is_done:
        return CheckOffer("akhir", tries.after, not (tries.after and tries.after.is_finished))
    has_learned = has_started or tries.has_read_answers
    if tries.before is None and has_learned:
        return None
    is_open = tries.before is not None and not tries.before.is_finished
    return CheckOffer("awal", tries.before, is_open and not has_learned)


def without_pictures(html: str) -> str:
    """Put a link with its words and its size in place of each picture of a lesson, so that nothing heavy loads unasked."""
    return _PICTURE.sub(
        lambda found: f'<p class="picture-link">Gambar: <a href="{found[1]}">{found[2]}</a> ({kilobytes(int(found[3]))} KB)</p>',
        html,
    )


def for_paper(html: str, *, is_section: bool) -> str:
    """Prepare a lesson for printing: pictures load at once, since nobody scrolls; headings of a section stand one step lower."""
    html = html.replace(' loading="lazy"', "")
    return html.replace("<h2>", "<h3>").replace("</h2>", "</h3>") if is_section else html


def kilobytes(size: int) -> int:
    """Round bytes up to whole KB, as people are told what something costs."""
    return -(-size // 1024)


def weight(pages: Iterable[str]) -> int:
    """Give about how many bytes lessons take over the line: their text compressed, and their pictures."""
    return sum(len(zlib.compress(html.encode(), 6)) + pictures_weight(html) for html in pages)


def pictures_weight(html: str) -> int:
    """Give the bytes of a lesson's pictures together."""
    return sum(map(int, _BYTES.findall(html)))
