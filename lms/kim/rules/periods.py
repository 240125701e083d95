"""Terms and RT in time: periods are half open, people say the last day."""

from datetime import date, timedelta
from typing import Protocol

SOON = 90
"""Days before its end from which a decree is said to run out soon."""
FIRST = date(1990, 1, 1)
"""No term or RT is dated earlier; what is, is a slip of the finger."""
AHEAD = 366
"""Days into the future that a term may begin."""


def end_of(last_day: date | None) -> date | None:
    """Give the first day after the last one; nothing stays nothing."""
    return last_day + timedelta(days=1) if last_day else None


def last_day_of(ends_on: date | None) -> date | None:
    """Give the last day of a period that ends before a day; nothing stays nothing."""
    return ends_on - timedelta(days=1) if ends_on else None


def is_believable(day: date, *, on: date) -> bool:
    """Whether a term may begin on a day, seen from today."""
    return FIRST <= day <= on + timedelta(days=AHEAD)


class Period(Protocol):
    """Anything from a day on, until before another or without an end."""

    @property
    def starts_on(self) -> date:
        """The first day."""
        ...

    @property
    def ends_on(self) -> date | None:
        """The first day after it; empty while it lasts."""
        ...


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return (one.ends_on is None or other.starts_on < one.ends_on) and (other.ends_on is None or one.starts_on < other.ends_on)


def expiry(until: date | None, *, on: date) -> str:
    """Tell how a decree stands: none, over, soon or good. `until` is its last day."""
    if until is None:
        return "none"
    if until < on:
        return "over"
    return "soon" if until <= on + timedelta(days=SOON) else "good"
