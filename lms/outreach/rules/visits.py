"""When a visit may be recorded and by whom confirmed, and how an RT stands. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.competency.rules.ageing import months_before

OLDEST = timedelta(days=60)
"""A visit longer ago is no longer recorded, nor confirmed by the head of the RT."""
TAKE_BACK = timedelta(minutes=10)
"""So long the recorder takes a visit back without a word."""
LATELY = timedelta(days=90)
MONTHS = 12
"""An RT counts as reached so long after a visit."""
MOST_HEADS = 2000
ADULT = 18
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){7,}")


class Reached(StrEnum):
    """How an RT stands on a day."""

    LATELY = "lately"
    """Within 90 days."""
    YEAR = "year"
    """Within twelve months."""
    NEVER = "never"
    """Not within twelve months: nobody knows of a visit."""


class Standing(StrEnum):
    """What became of a visit."""

    WAITING = "waiting"
    COUNTS = "counts"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class House:
    """One RT of the grid."""

    id: int
    label: str
    rw: str
    last_on: date | None
    """The last visit that counts; of the topic asked for, when one was."""
    carriers: tuple[str, ...]
    """Who carries the word there: one person, or two together; empty for white."""

    def reached(self, day: date) -> Reached:
        """Tell how it stands on a day."""
        if self.last_on is None or self.last_on <= months_before(day, MONTHS):
            return Reached.NEVER
        return Reached.LATELY if self.last_on > day - LATELY else Reached.YEAR


def count(houses: Sequence[House], day: date) -> Mapping[Reached, int]:
    """Count the RT by how they stand; the three together are all of them."""
    standing = [house.reached(day) for house in houses]
    return {one: standing.count(one) for one in Reached}


def is_too_old(visited_on: date, *, on: date) -> bool:
    """Whether a visit was too long ago to be recorded."""
    return visited_on < on - OLDEST


def can_take_back(recorded_at: datetime, at: datetime) -> bool:
    """Whether the recorder may still take a visit back without a reason."""
    return at - recorded_at < TAKE_BACK


def names_somebody(words: str) -> bool:
    """Whether a text holds a number that could be a telephone's or a person's: eight digits or more in a row."""
    return _LONG_NUMBER.search(words) is not None


def is_minor(birth_year: int | None, *, on: date) -> bool:
    """Whether somebody is perhaps under 18, by the year of birth; who has given none is an adult member."""
    return birth_year is not None and on.year - birth_year <= ADULT
