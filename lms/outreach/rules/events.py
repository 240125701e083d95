"""Where an event stands at a moment, when its code counts, and until when things about it are noted."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

CODE_LASTS = timedelta(minutes=15)
DOORS_OPEN = timedelta(minutes=60)
"""So long before the start who has come is noted already."""
NOTED_FOR = timedelta(days=31)
"""So long after the end a sheet is typed in, a mistake put right, and an event that was never planned written down."""
FARTHEST = timedelta(days=366)
MOST_PHOTOS = 6
MOST_HEADS = 5000
MOST_MATERIALS = 3


class Standing(StrEnum):
    """Where an event stands; nothing of it is stored but the cancellation."""

    PLANNED = "planned"
    OPEN = "open"
    """From the opening of the doors to the end: the code counts."""
    OVER = "over"
    CANCELLED = "cancelled"


class Held(Protocol):
    """The columns of an event that its standing follows from."""

    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None
    code: str | None
    code_until: datetime | None


def standing(event: Held, at: datetime) -> Standing:
    """Give where an event stands at a moment."""
    if event.cancelled_at:
        return Standing.CANCELLED
    if at >= event.ends_at:
        return Standing.OVER
    return Standing.OPEN if at >= event.starts_at - DOORS_OPEN else Standing.PLANNED


def code_now(event: Held, at: datetime) -> str | None:
    """Give the code of an event while it counts."""
    counts = event.code_until is not None and at < event.code_until and standing(event, at) is Standing.OPEN
    return event.code if counts else None


def can_note(event: Held, at: datetime) -> bool:
    """Whether a planner may still note who was there."""
    return standing(event, at) in {Standing.OPEN, Standing.OVER} and at < event.ends_at + NOTED_FOR
