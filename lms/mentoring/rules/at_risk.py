"""How long a pair may be silent, and what happens then."""

from datetime import datetime, timedelta
from enum import StrEnum

ASK_AFTER = timedelta(days=14)
REPLACE_AFTER = timedelta(days=28)
END_AFTER = timedelta(days=42)


class Silence(StrEnum):
    """What the silence of a pair asks for, each step including those before it."""

    NONE = "none"
    ASK = "ask"
    """Both are asked by name how it goes."""
    REPLACE = "replace"
    """The coordinator is offered to find another pair."""
    END = "end"
    """The pair ends kindly."""


def silence(*, running_since: datetime, last_met: datetime | None, at: datetime) -> Silence:
    """Give what is to be done about a running pair; the clock starts when it began to run, and with every confirmed meeting."""
    gone = at - heard_at(running_since, last_met)
    steps = ((END_AFTER, Silence.END), (REPLACE_AFTER, Silence.REPLACE), (ASK_AFTER, Silence.ASK))
    return next((step for after, step in steps if gone >= after), Silence.NONE)


def heard_at(running_since: datetime, last_met: datetime | None) -> datetime:
    """Give when a pair last gave a sign of life."""
    return max(running_since, last_met) if last_met else running_since


def is_to_be_asked(*, active_since: datetime, running_since: datetime, last_met: datetime | None, at: datetime) -> bool:
    """Whether an active volunteer is to be asked now; who has just answered is left in peace for as long again."""
    return at - max(active_since, heard_at(running_since, last_met)) >= ASK_AFTER
