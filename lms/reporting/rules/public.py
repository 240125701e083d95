"""How small groups are shown in public, and the shades of the map. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


def in_public(count: int, small_group: int) -> str:
    """Give a number of people of no larger group as the public sees it: nobody, a band for a small group, or the count."""
    if count == 0 or count >= small_group:
        return str(count)
    return f"1–{small_group - 1}"


class Share(StrEnum):
    """How many of a group are meant, where the count itself would tell of single people."""

    HALF_AT_MOST = "half_at_most"
    MORE_THAN_HALF = "more_than_half"


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """A group and parts of it as the public sees them; nothing about fewer than a small group can be worked out."""

    whole: int | None
    """None for a small group, of which nothing is told, not even whether it is empty."""
    parts: tuple[int | Share, ...]
    """In the order given; counts only where every one of them may be told. Empty for a small group."""


def counts_in_public(whole: int, parts: Sequence[int], small_group: int) -> PublicCounts:
    """Give a group and its nested parts, the larger one first, as the public sees them.

    A count stands only where all that could be taken from one another (the whole less a part, a part less a smaller one)
    are no small groups either. Otherwise each part is only said to be at most half of the whole, or more.
    """
    if whole < small_group:
        return PublicCounts(None, ())
    steps = (whole, *parts, 0)
    if all(larger - smaller >= small_group for larger, smaller in pairwise(steps)):
        return PublicCounts(whole, tuple(parts))
    shares = tuple(Share.MORE_THAN_HALF if 2 * part > whole else Share.HALF_AT_MOST for part in parts)
    return PublicCounts(whole, shares)


def band(part: int, whole: int) -> int:
    """Give the shade of a share on the map: 1 for the lowest fifth to 5 for the highest."""
    if whole <= 0:
        return 1
    return min(5, 1 + int(5 * min(part, whole) / whole))
