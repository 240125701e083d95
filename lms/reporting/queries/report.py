"""The figures of a month's report: as they were kept at its end, with the month before and what was corrected since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.db import db
from lms.regions.models import Kelurahan
from lms.reporting.models import Snapshot
from lms.reporting.queries.figures.rows import CityFigures, Figure, KelurahanFigures
from lms.reporting.rules.months import earlier, end_of


@dataclass(frozen=True, slots=True)
class Correction:
    """That a figure of a month is another one now than it was when it was first told."""

    on: date
    before: Figure
    after: Figure


@dataclass(frozen=True, slots=True)
class Version:
    """A figure as it was once kept."""

    figure: Figure
    taken_at: datetime


Kept = Mapping[tuple[date, int, str], Sequence[Version]]
"""Every version of the figures of months, the first one first, by month, kelurahan and measure."""


@dataclass(frozen=True)
class MonthReport:
    """The figures of one month, of a city or of one of its kelurahan."""

    month: date
    figures: CityFigures
    """As they are known now of that month; a figure that was kept is told as it was kept."""
    kept: Kept
    place: KelurahanFigures | None
    """None: the whole city."""
    is_provisional: bool
    """Whether the month is not over yet."""

    def figure(self, key: str, row: KelurahanFigures | None = None) -> Figure:
        """Give a figure at the end of the month: of a kelurahan, or of everything the report is about."""
        return summed(self._now(key, one) for one in self._rows(row))

    def before(self, key: str) -> Figure | None:
        """Give the figure at the end of the month before; None where it was not kept."""
        found = [self.kept.get((earlier(self.month, 1), one.kelurahan_id, key), ()) for one in self._rows(None)]
        return summed(versions[-1].figure for versions in found if versions) if any(found) else None

    def correction(self, key: str, row: KelurahanFigures | None = None) -> Correction | None:
        """Tell how a figure was last corrected; None for one that is as it was first told."""
        rows = self._rows(row)
        versions = [self.kept.get((self.month, one.kelurahan_id, key), ()) for one in rows]
        last = max((found[-1].taken_at for found in versions if len(found) > 1), default=None)
        if last is None:
            return None
        known = [[one for one in found if len(found) == 1 or one.taken_at < last] for found in versions]
        then = [found[-1].figure if found else self._now(key, one) for found, one in zip(known, rows, strict=True)]
        before, after = summed(then), self.figure(key, row)
        return Correction(last.astimezone(self.figures.at.tzinfo).date(), before, after) if before != after else None

    @property
    def rows(self) -> tuple[KelurahanFigures, ...]:
        """The kelurahan the report is about, from north to south."""
        return self._rows(None)

    @property
    def dormant(self) -> list[KelurahanFigures]:
        """The kelurahan whose group slept at the end of the month."""
        return [row for row in self.rows if self.figure("vakum", row).value]

    def _rows(self, row: KelurahanFigures | None) -> tuple[KelurahanFigures, ...]:
        chosen = row or self.place
        return (chosen,) if chosen else self.figures.rows

    def _now(self, key: str, row: KelurahanFigures) -> Figure:
        versions = self.kept.get((self.month, row.kelurahan_id, key))
        return versions[-1].figure if versions else row.figure(key)


def month_report(figures: CityFigures, month: date, slug: str | None = None) -> MonthReport:
    """Give the report of a month from the figures at its end, of the city or of one kelurahan; one statement.

    Raises LookupError for a kelurahan that is not in the city.
    """
    place = next((row for row in figures.rows if row.slug == slug), None)
    if slug is not None and place is None:
        raise LookupError(slug)
    is_provisional = figures.at < end_of(month, figures.at.tzinfo)
    kept = _versions(figures.city_id, [earlier(month, 1), month], place.kelurahan_id if place else None)
    return MonthReport(month, figures, kept, place, is_provisional)


def summed(figures: Iterable[Figure]) -> Figure:
    """Add figures up: what is unknown counts neither as something nor as nothing."""
    found = list(figures)
    values = [one.value for one in found if one.value is not None]
    wholes = [one.whole for one in found if one.whole is not None]
    return Figure(sum(values) if values else None, sum(wholes) if wholes else None)


def _versions(city_id: int, months: Sequence[date], kelurahan_id: int | None) -> dict[tuple[date, int, str], list[Version]]:
    wanted = (
        select(
            Snapshot.month,
            Snapshot.kelurahan_id,
            Snapshot.measure,
            Snapshot.value,
            Snapshot.whole,
            Snapshot.taken_at,
        )
        .join(Kelurahan, Snapshot.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Snapshot.month.in_(months))
        .order_by(Snapshot.version)
    )
    chosen = wanted.where(Kelurahan.id == kelurahan_id) if kelurahan_id is not None else wanted
    found: dict[tuple[date, int, str], list[Version]] = {}
    for month, place_id, measure, value, whole, taken_at in db.session.execute(chosen):
        found.setdefault((month, place_id, measure), []).append(Version(Figure(value, whole), taken_at))
    return found
