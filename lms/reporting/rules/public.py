"""What is told in public: numbers of people as ranges, never as counts, and the shades of the map. No database.

A count that grows from 7 to 8 tells that one person came. So every number of people is told as a range of fixed width,
however large it is: 0–4, 5–9, 10–14. What can be taken from one another, part from whole, month from month, one place from
the sum, then stays open by as much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lms.competency.models import Domain
from lms.reporting.rules.measures import KEYS, domain_key

BEHIND = {domain_key(domain): domain_key(domain, "k_dinilai") for domain in Domain} | {"jam_relawan": "relawan"}
"""Of some figures the one of the people behind it: where these are few, it is not told."""


class Counted(Protocol):
    """A number and what it is a part of, either of which may be unknown."""

    @property
    def value(self) -> int | None: ...
    @property
    def whole(self) -> int | None: ...


class Telling(StrEnum):
    """How a figure is told in public."""

    AS_IT_IS = "as_it_is"
    """It counts no people, or people in an office that is public."""
    RANGE = "range"
    NOT_AT_ALL = "not_at_all"
    """It follows from another figure that is told as a range."""


_AS_IT_IS = frozenset(
    {"pengurus", "rt", "rt_terjangkau", "rt_90", "rt_pembawa", "aktif", "vakum", "kegiatan", "kegiatan_ti", "kunjungan"}
) | {"aspirasi", "aspirasi_dijawab"}
_NOT_AT_ALL = frozenset(domain_key(domain, "k_kurang") for domain in Domain)
TELLING = {
    key: Telling.AS_IT_IS if key in _AS_IT_IS else Telling.NOT_AT_ALL if key in _NOT_AT_ALL else Telling.RANGE for key in KEYS
}
"""How each figure is told: what is not named here is a number of people."""
TOLD = tuple(key for key in KEYS if TELLING[key] is not Telling.NOT_AT_ALL)
"""The keys of the figures that are told, in order."""


@dataclass(frozen=True, slots=True)
class Range:
    """From how many to how many."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A figure as the public sees it: a number with its whole, or a range, or neither where nobody knows or few are meant."""

    value: int | None = None
    whole: int | None = None
    within: Range | None = None


NOTHING = PublicFigure()


def in_range(count: int, small_group: int) -> Range:
    """Give the range a number of people lies in; the ranges are as wide as a small group is large."""
    low = count // small_group * small_group
    return Range(low, low + small_group - 1)


def in_public(key: str, figures: Mapping[str, Counted], small_group: int) -> PublicFigure:
    """Give a figure of a place as the public sees it, from all figures of that place.

    Who is able is told only where as many were assessed as are no small group; hours only of as many volunteers.
    """
    figure = figures.get(key)
    if figure is None or figure.value is None or TELLING[key] is Telling.NOT_AT_ALL:
        return NOTHING
    if TELLING[key] is Telling.AS_IT_IS:
        return PublicFigure(figure.value, figure.whole)
    behind = BEHIND.get(key)
    people = figures.get(behind) if behind else None
    if behind and (people is None or people.value is None or people.value < small_group):
        return NOTHING
    return PublicFigure(within=in_range(figure.value // 60 if key == "jam_relawan" else figure.value, small_group))


def band(part: int, whole: int) -> int:
    """Give the shade of a share on the map: 1 for the lowest fifth to 5 for the highest."""
    if whole <= 0:
        return 1
    return min(5, 1 + int(5 * min(part, whole) / whole))
