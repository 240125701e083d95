"""Which seniors a volunteer may be proposed, each with its reasons in words. A person decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

OPEN = "belum-tahu"
"""The answer of somebody who does not know yet: it fits everything."""
MOST = 3
INCLUDED = {"jv-halus": "jv"}
"""Who speaks the first speaks the second."""
OF_AGE = 18
FITTING = {"video": {"K2"}, "poster": {"K2", "K3"}, "tulisan": {"K3"}, "medsos": {"K1", "K3"}, "hp": {"K4", "K5"}}
"""Which domains of competency a volunteer's skill serves."""


class Nearness(StrEnum):
    """How near two people live, the nearest first."""

    SAME = "same"
    NEIGHBOUR = "neighbour"
    KECAMATAN = "kecamatan"
    FAR = "far"


class Reason(StrEnum):
    """Why a senior is proposed."""

    SAME = "same"
    NEIGHBOUR = "neighbour"
    KECAMATAN = "kecamatan"
    TIMES = "times"
    TIMES_OPEN = "times_open"
    SKILL = "skill"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a kelurahan lies on the tile map."""

    kelurahan_id: int
    kecamatan_id: int
    row: int
    x: float


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of a volunteer or of a senior's wish."""

    person_id: int
    spot: Spot
    times: Sequence[str] = ()
    skills: Sequence[str] = ()
    """Of the volunteer."""
    domain: str | None = None
    """Of the course the senior wants."""
    languages: Sequence[str] = ()
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A senior who fits, and why."""

    senior_id: int
    reasons: tuple[Reason, ...]
    times: tuple[str, ...] = field(default=())
    """Those both named."""


def nearness(one: Spot, other: Spot) -> Nearness:
    """Give how near two kelurahan are; tiles that touch on the map are neighbours."""
    if one.kelurahan_id == other.kelurahan_id:
        return Nearness.SAME
    rows, steps = abs(one.row - other.row), abs(one.x - other.x)
    if (rows == 0 and steps <= 1) or (rows == 1 and steps <= 0.5):
        return Nearness.NEIGHBOUR
    return Nearness.KECAMATAN if one.kecamatan_id == other.kecamatan_id else Nearness.FAR


def proposals(volunteer: Side, seniors: Sequence[Side]) -> list[Fit]:
    """Give up to three seniors: the nearest first, then whom more speaks for, then who has waited longest."""
    found = [(senior, fit) for senior in seniors if (fit := _fit(volunteer, senior))]
    found.sort(key=lambda item: (_nearness_of(item[1]), -len(item[1].reasons), item[0].said_at, item[0].person_id))
    return [fit for _senior, fit in found[:MOST]]


def is_minor(birth_year: int | None, age_when_sent: int | None, on: date) -> bool:
    """Whether somebody may still be under 18; where the birthday is not known, the lower age is taken."""
    if birth_year is None or (age_when_sent or 0) >= OF_AGE:
        return False
    return on.year - birth_year - 1 < OF_AGE


def _nearness_of(fit: Fit) -> int:
    return list(Nearness).index(Nearness(fit.reasons[0]))


def _fit(volunteer: Side, senior: Side) -> Fit | None:
    """Give the reasons, or None where the two cannot meet or not talk."""
    near = nearness(volunteer.spot, senior.spot)
    times, is_open = _common(volunteer.times, senior.times)
    languages, any_language = _common(_spoken(volunteer.languages), _spoken(senior.languages))
    if volunteer.person_id == senior.person_id or near is Nearness.FAR or not (times or is_open):
        return None
    if not (languages or any_language):
        return None
    reasons = [Reason(near), Reason.TIMES if times else Reason.TIMES_OPEN]
    if senior.domain and any(senior.domain in FITTING.get(skill, ()) for skill in volunteer.skills):
        reasons.append(Reason.SKILL)
    if languages:
        reasons.append(Reason.LANGUAGE)
    return Fit(senior.person_id, tuple(reasons), times)


def _spoken(languages: Sequence[str]) -> list[str]:
    """Give the languages somebody can be spoken to in: polite Javanese includes the everyday one."""
    return [*languages, *(spoken for said, spoken in INCLUDED.items() if said in languages and spoken not in languages)]


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Give what both named, and whether one of them left it open."""
    both = tuple(item for item in one if item in other and item != OPEN)
    return both, not one or not other or OPEN in one or OPEN in other
