"""How far a question or wish of residents has come, how long it has been waiting, and what is counted of a period."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from flask_babel import lazy_gettext as _l

from lms.outreach.models.visits import Aspiration, Channel

_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){7,}")

CHANNELS = {
    Channel.KELURAHAN: _l("Kantor kelurahan"),
    Channel.AGENCY: _l("Dinas kota"),
    Channel.MONGGO_LAPOR: _l("Monggo Lapor"),
}


class Stage(StrEnum):
    """What was done last with an aspiration; each waits for the next, and the last for nothing."""

    TOLD = "told"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Moments:
    """When one aspiration was told and moved on; empty for what has not happened yet."""

    told_at: datetime
    forwarded_at: datetime | None = None
    answered_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to aspirations in a period: each move counts in the period in which it was made, so that months add up."""

    told: int = 0
    forwarded: int = 0
    answered: int = 0
    returned: int = 0
    waiting: int = 0
    """Told before the end of the period, and at its end not yet brought back."""
    median_days: float | None = None
    """Days from telling to bringing back, of those brought back in the period; unknown while there are none."""


def stage(aspiration: Aspiration) -> Stage:
    """Tell how far an aspiration has come."""
    if aspiration.returned_at:
        return Stage.RETURNED
    if aspiration.answered_at:
        return Stage.ANSWERED
    return Stage.FORWARDED if aspiration.forwarded_at else Stage.TOLD


def days_open(aspiration: Aspiration, *, at: datetime) -> int:
    """Count the whole days from telling to bringing the answer back; while that is to come, to now."""
    return ((aspiration.returned_at or at) - aspiration.told_at).days


def names_somebody(words: str) -> bool:
    """Whether a text holds a number that could be a telephone's or a person's: eight digits or more in a row."""
    return _LONG_NUMBER.search(words) is not None


def edition(*texts: str | None) -> str:
    """Give a short mark that changes when one of some texts does: by it a form knows that somebody was faster."""
    return hashlib.sha256("\0".join(text or "" for text in texts).encode()).hexdigest()[:16]


def moved(aspirations: Iterable[Moments], start: datetime, end: datetime) -> Moved:
    """Count the moves of a half-open period, and what waits at its end."""
    known = list(aspirations)

    def happened(name: str) -> list[Moments]:
        return [one for one in known if (moment := getattr(one, name)) is not None and start <= moment < end]

    returned = happened("returned_at")
    return Moved(
        told=len(happened("told_at")),
        forwarded=len(happened("forwarded_at")),
        answered=len(happened("answered_at")),
        returned=len(returned),
        waiting=sum(one.told_at < end and (one.returned_at is None or one.returned_at >= end) for one in known),
        median_days=median((one.returned_at - one.told_at).days for one in returned if one.returned_at) if returned else None,
    )
