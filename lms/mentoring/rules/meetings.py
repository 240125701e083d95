"""What became of a meeting, from what is known of it and the moment; when one may be planned, marked and opened."""

import re
import secrets
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

CHOICES = (30, 45, 60, 90, 120)
"""Minutes a meeting may be planned for, and may be said to have lasted."""
PLANNED = 6
LOCK_AFTER = timedelta(hours=48)
OPENS_BEFORE = timedelta(minutes=30)
CODE_LASTS = timedelta(minutes=15)
GRACE = timedelta(minutes=10)
"""So long before its end a meeting may be marked."""
PAPER_KEPT = timedelta(days=30)
"""So long after the end an officer may type in a printed sheet."""
FIRST_WITHIN = timedelta(days=7)
FARTHEST = timedelta(days=120)
EARLIEST = time(6, 0)
LATEST_MINOR = time(20, 0)
LATEST = time(22, 0)

CODE_LETTERS = "34679CDFHJKMNPRTWXY"
"""No look-alikes, and no vowels, so that no code is a word."""
CODE_LENGTH = 6

_HOME = re.compile(
    r"\b(?:rumah(?!\s+(?:sakit|baca|makan|pintar|ibadah|kim|susun|literasi|budaya))|kos|kost|kosan|kontrakan|kediaman|kamar)",
    re.IGNORECASE,
)


class Standing(StrEnum):
    """Where a meeting stands; nothing of it is stored, and none of it means that somebody failed to come."""

    PLANNED = "planned"
    OPEN = "open"
    """It may be marked now, and nobody has yet."""
    SAID_BY_ONE = "said_by_one"
    CONFIRMED = "confirmed"
    """Both say that it was; it may still be corrected."""
    LOCKED = "locked"
    """It counts, and nobody changes it any more."""
    DISPUTED = "disputed"
    UNKNOWN = "unknown"
    """Belum diketahui: nobody, or only one of the two, marked it in time."""
    CANCELLED = "cancelled"
    NOT_COUNTED = "not_counted"
    """The coordinator decided so after a dispute."""


COUNTING = frozenset({Standing.CONFIRMED, Standing.LOCKED})
"""Meetings whose minutes are verified."""


class Held(Protocol):
    """The columns of a meeting that its standing follows from."""

    starts_at: datetime
    minutes: int
    cancelled_at: datetime | None
    volunteer_said_at: datetime | None
    senior_said_at: datetime | None
    disputed_at: datetime | None
    counts: bool | None


def ends_at(meeting: Held) -> datetime:
    """Give when a meeting is over."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def locks_at(meeting: Held) -> datetime:
    """Give the moment from which neither of the two changes anything."""
    return ends_at(meeting) + LOCK_AFTER


def standing(meeting: Held, at: datetime) -> Standing:
    """Give where a meeting stands at a moment."""
    if meeting.cancelled_at:
        return Standing.CANCELLED
    if meeting.counts is not None:
        return Standing.LOCKED if meeting.counts else Standing.NOT_COUNTED
    if meeting.disputed_at:
        return Standing.DISPUTED
    return _unsettled(meeting, at)


def _unsettled(meeting: Held, at: datetime) -> Standing:
    said = bool(meeting.volunteer_said_at) + bool(meeting.senior_said_at)
    is_late = at >= locks_at(meeting)
    if said == 2:
        return Standing.LOCKED if is_late else Standing.CONFIRMED
    if is_late:
        return Standing.UNKNOWN
    if said:
        return Standing.SAID_BY_ONE
    return Standing.OPEN if at >= meeting.starts_at - OPENS_BEFORE else Standing.PLANNED


def overlap(one: Held, start: datetime, minutes: int) -> bool:
    """Whether a meeting and a span of time have a minute in common; one may begin when the other ends."""
    return one.starts_at < start + timedelta(minutes=minutes) and start < ends_at(one)


def is_decent(start: datetime, minutes: int, *, with_minor: bool) -> bool:
    """Whether a meeting, in the city's own time, begins and ends at an hour at which the two may meet."""
    end = start + timedelta(minutes=minutes)
    latest = LATEST_MINOR if with_minor else LATEST
    return start.time() >= EARLIEST and end.date() == start.date() and end.time() <= latest


def looks_like_home(place: str) -> bool:
    """Whether the words for a place sound like somebody's home."""
    return bool(_HOME.search(place))


def new_code() -> str:
    """Make the code that opens a meeting."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Give a code as it is stored, from however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
