"""What changed most since the end of last month, as one thing to say. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What the sentence on top speaks of."""

    FIRST = "first"
    """No month is kept yet, so nothing can be compared."""
    NOTHING = "nothing"
    ASLEEP = "asleep"
    AWAKE = "awake"
    REACHED = "reached"
    LOST = "lost"
    FINISHED = "finished"
    MORE_VOLUNTEERS = "more_volunteers"
    FEWER_VOLUNTEERS = "fewer_volunteers"


@dataclass(frozen=True, slots=True)
class Headline:
    """A change and how much of it there was."""

    change: Change
    count: int = 0


_ORDER = (
    ("aktif", Change.ASLEEP, Change.AWAKE),
    ("rt_terjangkau", Change.LOST, Change.REACHED),
    ("selesai", None, Change.FINISHED),
    ("relawan", Change.FEWER_VOLUNTEERS, Change.MORE_VOLUNTEERS),
)
"""Figures from the most telling down, with what a fall and a rise of each are called."""


def headline(now: Mapping[str, int | None], before: Mapping[str, int | None]) -> Headline:
    """Give the first figure that differs, sleeping groups before anything; an unknown one says nothing."""
    if all(before.get(key) is None for key, _less, _more in _ORDER):
        return Headline(Change.FIRST)
    for key, less, more in _ORDER:
        present, past = now.get(key), before.get(key)
        if present is None or past is None or present == past:
            continue
        change = more if present > past else less
        if change:
            return Headline(change, abs(present - past))
    return Headline(Change.NOTHING)
