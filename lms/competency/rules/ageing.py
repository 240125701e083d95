"""How long a level counts, and when the next practical check is due. No database."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from lms.competency.models import Occasion

Moment = TypeVar("Moment", date, datetime)

MONTHS = {Occasion.THREE_MONTHS: 3, Occasion.TWELVE_MONTHS: 12}
"""After how many months since the first check the same one is done again."""


def months_before(moment: Moment, months: int) -> Moment:
    """Give the same day so many months earlier; the last day of a month that is too short."""
    return months_after(moment, -months)


def months_after(moment: Moment, months: int) -> Moment:
    """Give the same day so many months later; the last day of a month that is too short."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def is_aged(recorded_at: datetime, *, at: datetime, months: int) -> bool:
    """Whether a level was recorded so long ago that it no longer counts (perlu diperbarui)."""
    return recorded_at <= months_before(at, months)


def due(done: Mapping[Occasion, date], *, on: date) -> Occasion | None:
    """Give the practical check to do on a day, by the days of those done; None while none is due.

    The first is always due. The others follow three and twelve months after it; once twelve have passed, the one of
    three months is no longer asked for.
    """
    first = done.get(Occasion.START)
    if first is None:
        return Occasion.START
    for occasion in (Occasion.TWELVE_MONTHS, Occasion.THREE_MONTHS):
        if occasion in done:
            return None
        if on >= months_after(first, MONTHS[occasion]):
            return occasion
    return None


def next_on(done: Mapping[Occasion, date]) -> date | None:
    """Give the day from which the next check is due; None once all are done. Asked only after the first."""
    first = done[Occasion.START]
    for occasion in (Occasion.THREE_MONTHS, Occasion.TWELVE_MONTHS):
        if occasion not in done and Occasion.TWELVE_MONTHS not in done:
            return months_after(first, MONTHS[occasion])
    return None
