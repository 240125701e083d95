"""Who sits in the groups of the sample city: the active ones, the dormant ones, and the city's own."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.kim.models import Position
from lms.sample.rules.people import Invented, Inventor

WATES = "wates"
"""The kelurahan most of the sample's sign-in links lead to."""
CACABAN = "cacaban"
"""The other one, to see that nothing leaks."""
POTROBANGSAN = "potrobangsan"
"""Where a pair has finished."""

LEARNER_SEAT = 3
"""The first plain officer: in every active group an Ibu in her first lessons, active these days."""

OFFICERS = (Position.CHAIR, Position.SECRETARY, Position.TREASURER, *[Position.OFFICER] * 5)

ENDS = (date(2023, 7, 1), date(2023, 12, 31), date(2024, 3, 31), date(2024, 7, 1))
"""When the terms in the dormant groups ended, one after another."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many people an active kelurahan has: officers on its 8 seats, plain members, accepted volunteers."""

    officers: int
    members: int
    volunteers: int


SHAPES = {
    "kramat-utara": Shape(8, 3, 2),
    "kramat-selatan": Shape(8, 2, 3),
    "kedungsari": Shape(8, 3, 1),
    "potrobangsan": Shape(8, 4, 3),
    "wates": Shape(7, 5, 3),
    "cacaban": Shape(8, 4, 3),
    "magelang": Shape(8, 2, 2),
    "gelangan": Shape(6, 3, 3),
    "kemirirejo": Shape(7, 2, 0),
    "panjang": Shape(8, 3, 2),
    "rejowinangun-selatan": Shape(8, 4, 4),
    "jurangombo-selatan": Shape(8, 2, 2),
    "magersari": Shape(8, 3, 2),
}
"""The active kelurahan by their addresses."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a group, and for how long."""

    person: Invented
    position: Position
    starts_on: date
    ends_on: date | None = None


def people_of(inventor: Inventor, slug: str | None) -> list[Seated]:
    """Give the people of a kelurahan's group, chair first and plain members last; of the city's own without a slug."""
    if slug is None:
        return _city_group(inventor)
    return _active_group(inventor, SHAPES[slug]) if slug in SHAPES else _dormant_group(inventor)


def _active_group(inventor: Inventor, shape: Shape) -> list[Seated]:
    """Give the officers of an active group, chair first, and then its plain members; their terms still hold."""
    begun = date(inventor.today.year - 2, 3, 1)
    officers = [
        Seated(inventor.senior(is_woman=True if number == LEARNER_SEAT else None), position, begun)
        for number, position in enumerate(OFFICERS[: shape.officers])
    ]
    members = [
        Seated(inventor.senior(), Position.MEMBER, inventor.today - timedelta(days=inventor.chance.randint(220, 700)))
        for _ in range(shape.members)
    ]
    return officers + members


def _dormant_group(inventor: Inventor) -> list[Seated]:
    """Give the former officers of a group that sleeps; nobody followed them."""
    begun = date(2020, 1, 15)
    count = inventor.chance.randint(3, 5)
    return [Seated(inventor.senior(), OFFICERS[number], begun, ENDS[number % len(ENDS)]) for number in range(count)]


def _city_group(inventor: Inventor) -> list[Seated]:
    """Give the chair and the secretary of the city's own group."""
    begun = date(inventor.today.year - 1, 1, 10)
    return [Seated(inventor.senior(), position, begun) for position in (Position.CHAIR, Position.SECRETARY)]
