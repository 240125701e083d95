"""How many volunteers a group is missing: arithmetic on facts, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Any

from lms.volunteering.models import Need, NeedRole

CITY = "seluruh-kota"
"""Stands in addresses where the name of a kelurahan would, for the city's own group."""
CITY_ROLES = (NeedRole.OFFICER, NeedRole.MENTOR)
"""What the city's own group may ask for: news is carried to the RT of a kelurahan by its own people."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a group and its place on a day. The city's own group has no RT; its volunteers live outside the city."""

    seats: int
    officers: int
    """Active officers, whatever brought them there."""
    learners: int
    """Active members of the group, the people to sit beside."""
    mentors: int
    """Volunteers of the kelurahan who have been taken in and are no officers."""
    rt_count: int


@dataclass(frozen=True, slots=True)
class Ratios:
    """How much one person is expected to carry; settings of the installation."""

    learners_per_mentor: int
    rt_per_person: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Ratios":
        """Read them from the settings of a site."""
        return cls(settings["LEARNERS_PER_MENTOR"], settings["RT_PER_PERSON"])


class Standing(StrEnum):
    """Where a need stands; nothing of it is stored."""

    PROPOSED = "proposed"
    """Facts ask for people, and nobody has decided yet."""
    OPEN = "open"
    FILLED = "filled"
    DECLINED = "declined"
    ENDED = "ended"
    """Its last day is over."""


def wanted(role: NeedRole, facts: Facts, ratios: Ratios) -> int:
    """Give how many people the facts ask for in all, those who are there included."""
    people = max(facts.seats, facts.officers) + facts.mentors  # an empty seat is asked for once, as a seat
    return {
        NeedRole.OFFICER: facts.seats,
        NeedRole.MENTOR: ceil(facts.learners / ratios.learners_per_mentor),
        # as many more as it takes until nobody carries more RT than is reasonable
        NeedRole.CARRIER: max(0, ceil(facts.rt_count / ratios.rt_per_person) - people) + facts.mentors,
    }[role]


def there(role: NeedRole, facts: Facts) -> int:
    """Give how many of those people are there already."""
    return facts.officers if role is NeedRole.OFFICER else facts.mentors


def missing(role: NeedRole, need: Need | None, *, facts: Facts, ratios: Ratios) -> int:
    """Give how many people are missing, never below 0; a number the coordinator set outweighs the facts."""
    in_all = need.wanted if need and need.wanted is not None else wanted(role, facts, ratios)
    return max(0, in_all - there(role, facts))


def standing(need: Need | None, missing_now: int, *, on: date) -> Standing:
    """Give where a need stands on a day."""
    if need is None:
        return Standing.PROPOSED if missing_now else Standing.FILLED
    if need.is_declined:
        return Standing.DECLINED
    if need.until and on > need.until:
        return Standing.ENDED
    return Standing.OPEN if missing_now else Standing.FILLED
