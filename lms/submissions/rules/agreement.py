"""How well two assessors agree who judged the same work: Cohen's kappa with quadratic weights. No database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

ENOUGH = 10
"""Pieces of work judged twice; with fewer nothing is said."""

STRONG, FAIR, WEAK = 0.8, 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Difference:
    """How the points for one criterion differ between the first look and the second."""

    pairs: int
    same: int
    by_one: int
    by_more: int


def weighted_kappa(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Give the agreement of two assessors over points on the same scale: 1 is full, 0 what chance alone would give.

    Disagreement counts with its square, so the number of levels does not matter. None when there is nothing to measure:
    no pair at all, or every assessor gave the same points to everything, which chance would explain as well.
    """
    counts = Counter(pairs)
    firsts, seconds = Counter[int](), Counter[int]()
    for (first, second), times in counts.items():
        firsts[first] += times
        seconds[second] += times
    seen = sum(times * (first - second) ** 2 for (first, second), times in counts.items())
    by_chance = sum(
        times * others * (first - second) ** 2 for first, times in firsts.items() for second, others in seconds.items()
    )
    return 1 - seen * counts.total() / by_chance if by_chance else None


def difference(pairs: Iterable[tuple[int, int]]) -> Difference:
    """Count how far the points of two assessors lie apart."""
    apart = [abs(first - second) for first, second in pairs]
    same, by_one = apart.count(0), apart.count(1)
    return Difference(len(apart), same, by_one, len(apart) - same - by_one)


def meaning(kappa: float | None) -> str:
    """Say in one plain sentence what an agreement, measured over enough work, means."""
    if kappa is None:
        return str(_("Semua nilai sama persis, jadi kesepakatan tidak bisa dibedakan dari kebetulan."))
    bands = (
        (STRONG, _("Para penilai hampir selalu sependapat.")),
        (FAIR, _("Para penilai cukup sependapat.")),
        (WEAK, _("Para penilai kadang berbeda. Bahas bersama butir yang paling sering berbeda.")),
    )
    often = _("Para penilai sering berbeda. Samakan dulu arti tiap butir rubrik.")
    return str(next((words for least, words in bands if kappa >= least), often))
