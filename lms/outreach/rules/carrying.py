"""Who could carry the word to which RT: a proposal that a person decides on. No database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

FAR = 1000
"""How much farther an RT of another RW is than one of the same."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An RT as a place on the way."""

    id: int
    label: str
    rw: str


@dataclass(slots=True)
class Load:
    """Somebody who carries the word, and where to."""

    person_id: int
    carries: list[Spot] = field(default_factory=list)
    own: Collection[int] = ()
    """The RT they belong to: never the only one they carry."""

    @property
    def own_only(self) -> bool:
        """Whether they carry nothing beyond their own RT."""
        return all(spot.id in self.own for spot in self.carries)


def share_out(open_spots: Sequence[Spot], people: Sequence[Load]) -> list[tuple[Spot, int]]:
    """Propose somebody for every RT without a carrier: RT and person, in the order of the RT.

    Whoever carries the fewest gets the next one, the nearest to what they carry. Their own RT only comes after
    another one. The loads grow as they go; with nobody to ask nothing is proposed.
    """
    left, given = list(open_spots), {}
    while left and people:
        load = min(people, key=lambda one: (len(one.carries), one.person_id))
        chosen = nearest(left, load)[0]
        load.carries.append(chosen)
        given[chosen.id] = load.person_id
        left.remove(chosen)
    return [(spot, given[spot.id]) for spot in open_spots if spot.id in given]


def nearest(spots: Sequence[Spot], load: Load) -> list[Spot]:
    """Order RT by how near they are to somebody; their own one last while they would carry nothing else."""
    return sorted(spots, key=lambda spot: (spot.id in load.own and load.own_only, _distance(spot, load)))


def _distance(spot: Spot, load: Load) -> int:
    return min((_between(spot, other) for other in load.carries), default=0)


def _between(one: Spot, other: Spot) -> int:
    apart = abs(_number(one.label) - _number(other.label))
    return apart if one.rw == other.rw else FAR + apart


def _number(label: str) -> int:
    digits = "".join(letter for letter in label if letter.isdecimal())[:6]
    return int(digits) if digits else 0
