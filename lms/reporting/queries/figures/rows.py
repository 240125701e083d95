"""The rows themselves: a kelurahan, or a whole city, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lms.catalog.queries import PublishedCourse
from lms.competency.queries.capability import PlaceFigures
from lms.kim.rules import Standing


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it is a part of."""

    value: int | None
    """None: unknown, which is not 0."""
    whole: int | None = None
    """None: it is no part of anything, or nobody knows of how much."""

    @property
    def percent(self) -> int | None:
        """The share of the whole, in whole per cent; None where either is unknown or the whole is nothing."""
        return round(100 * self.value / self.whole) if self.value is not None and self.whole else None

    @property
    def rest(self) -> int | None:
        """What is wanting to the whole; None where either is unknown."""
        return None if self.value is None or self.whole is None else self.whole - self.value


@dataclass(frozen=True, slots=True)
class CourseCount:
    """How many people of a kelurahan have begun and finished a course; who finished has also begun."""

    started: int
    finished: int


@dataclass(frozen=True, slots=True)
class Start:
    """What was known of a kelurahan before anything was recorded."""

    seats: int
    rt: int
    """Of the first count, those closed since among them."""
    is_dormant: bool


@dataclass(frozen=True, slots=True)
class KelurahanFigures:
    """One kelurahan at one moment."""

    kelurahan_id: int
    code: str
    name: str
    slug: str
    kecamatan: str
    tile_row: int
    tile_x: float
    rt: int
    seats: int
    """As many as were stated; if more officers serve, as many as they are."""
    officers: int
    members: int
    volunteers: int
    mentors: int
    """Of the volunteers those who have not become officers, who are counted there."""
    wanted: int
    """Volunteers that RT and seats ask for, whoever is there; what the public may know of the target."""
    waiting: int
    """Applications of volunteers that wait for an answer."""
    standing: Standing
    learners: CourseCount
    """People who have begun, and who have finished, at least one course."""
    courses: tuple[CourseCount, ...]
    """In the order of the published courses."""
    studying: CourseCount
    """Of the officers those who have begun, and who have finished, at least one course."""
    start: Start
    capability: PlaceFigures
    """The five domains, with everything that is counted of them."""
    by_key: Mapping[str, Figure] = field(hash=False)
    """Every figure by its key: one for each of `rules.measures.KEYS`."""

    def figure(self, key: str) -> Figure:
        """Give a figure by the key of its measure; raises KeyError for one there is not."""
        return self.by_key[key]

    @property
    def open_seats(self) -> int:
        """Seats without an officer."""
        return max(0, self.seats - self.officers)


@dataclass(frozen=True)
class CityFigures:
    """All kelurahan of a city in geographic order, at one moment."""

    city_id: int
    at: datetime
    courses: tuple[PublishedCourse, ...]
    rows: tuple[KelurahanFigures, ...]
    totals: dict[str, int] = field(default_factory=dict)

    def total(self, key: str) -> Figure:
        """Add a figure up over the kelurahan: what is unknown counts neither as something nor as nothing.

        A part of people who are nowhere assessed is part of a whole that is known all the same.
        """
        found = [row.figure(key) for row in self.rows]
        values = [one.value for one in found if one.value is not None]
        wholes = [one.whole for one in found if one.whole is not None]
        return Figure(sum(values) if values else None, sum(wholes) if wholes else None)

    @property
    def dormant(self) -> tuple[KelurahanFigures, ...]:
        """The kelurahan whose group sleeps."""
        return tuple(row for row in self.rows if row.standing.is_dormant)

    @property
    def studying(self) -> CourseCount:
        """Of all officers those who have begun, and who have finished, at least one course."""
        return CourseCount(sum(row.studying.started for row in self.rows), sum(row.studying.finished for row in self.rows))

    @property
    def start_lines(self) -> tuple[float, float]:
        """What part of all RT, in per cent, one RT to each seat came to before: all seats, and those of groups awake."""
        starts = [row.start for row in self.rows]
        whole = sum(start.rt for start in starts)
        seats = sum(start.seats for start in starts)
        awake = sum(start.seats for start in starts if not start.is_dormant)
        return (100 * seats / whole, 100 * awake / whole) if whole else (0.0, 0.0)

    @property
    def waiting_outside(self) -> int:
        """Applications of people from outside the city that wait for the agency's answer; part of the total that waits."""
        return self.totals["waiting"] - sum(row.waiting for row in self.rows)

    @property
    def started(self) -> int:
        """People who have begun at least one course."""
        return sum(row.learners.started for row in self.rows)

    @property
    def finished(self) -> int:
        """People who have finished at least one course."""
        return sum(row.learners.finished for row in self.rows)

    def course_total(self, index: int) -> CourseCount:
        """Give the city's count of one course."""
        counts = [row.courses[index] for row in self.rows]
        return CourseCount(sum(count.started for count in counts), sum(count.finished for count in counts))
