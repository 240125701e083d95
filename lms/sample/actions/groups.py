"""A group and the people the sample put into it."""

from dataclasses import dataclass

from lms.accounts.models import Person
from lms.kim.models import Group, Position
from lms.sample.rules.groups import Seated


@dataclass(frozen=True)
class FilledGroup:
    """A group with the people the sample put into it: officers in seat order, then plain members."""

    group: Group
    people: list[tuple[Seated, Person]]

    @property
    def officers(self) -> list[Person]:
        """The people on its seats, chair first."""
        return [person for seated, person in self.people if seated.position.takes_seat]

    @property
    def members(self) -> list[Person]:
        """Its plain members."""
        return [person for seated, person in self.people if seated.position is Position.MEMBER]
