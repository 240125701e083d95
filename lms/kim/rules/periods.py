"""Terms and RT in time: periods are half open, people say the last day."""

from datetime import date, timedelta

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


def overlap(starts: date, ends: date | None, other_starts: date, other_ends: date | None) -> bool:
    """Whether two half-open periods share a day."""
    return (ends is None or other_starts < ends) and (other_ends is None or starts < other_ends)


def expiry(until: date | None, *, on: date) -> str:
    """Tell how a decree stands: none, over, soon or good. `until` is its last day."""
    if until is None:
        return "none"
    if until < on:
        return "over"
    return "soon" if until <= on + timedelta(days=SOON) else "good"
