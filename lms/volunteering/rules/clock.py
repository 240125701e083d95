"""Who answers an application, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is to answer."""

    place: int
    """Index into the people asked; their number when all have let it pass and the agency answers."""
    due: datetime


def turn(waiting_since: datetime, asked: Sequence[object], hours: int, *, at: datetime) -> Turn:
    """Give whose turn it is: everybody asked has so many hours, one after the other; then it stays with the agency."""
    window = timedelta(hours=hours)
    gone = max(0, (at - waiting_since) // window)
    place = min(gone, len(asked))
    return Turn(place, waiting_since + (place + 1) * window)
