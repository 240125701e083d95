"""How figures went from month to month, as the snapshots say; of each the latest version, corrections told apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.db import db
from lms.regions.models import Kelurahan
from lms.reporting.models import Snapshot
from lms.reporting.queries.figures.rows import Figure


@dataclass(frozen=True, slots=True)
class Kept:
    """One figure of one kelurahan at the end of a month."""

    figure: Figure
    version: int
    taken_at: datetime

    @property
    def is_corrected(self) -> bool:
        """Whether the figure was another when it was first taken."""
        return self.version > 1


@dataclass(frozen=True)
class Trend:
    """Figures of the kelurahan of a city over months in a row."""

    months: tuple[date, ...]
    kept: dict[tuple[str, date], dict[int, Kept]]
    """By measure and month, for each kelurahan."""

    def at(self, measure: str, month: date, kelurahan_id: int | None = None) -> Figure | None:
        """Give a figure at the end of a month, of a kelurahan or of the city; None where no snapshot was taken."""
        found = self.kept.get((measure, month), {})
        if kelurahan_id is not None:
            return found[kelurahan_id].figure if kelurahan_id in found else None
        values = [one.figure.value for one in found.values() if one.figure.value is not None]
        wholes = [one.figure.whole for one in found.values() if one.figure.whole is not None]
        return Figure(sum(values) if values else None, sum(wholes) if wholes else None) if found else None

    def series(self, measure: str, kelurahan_id: int | None = None) -> list[Figure | None]:
        """Give a figure for each of the months, of a kelurahan or of the city."""
        return [self.at(measure, month, kelurahan_id) for month in self.months]

    def is_corrected(self, measure: str, month: date, kelurahan_id: int | None = None) -> bool:
        """Whether a figure of a month was corrected since it was first taken; for the city, that of any kelurahan."""
        found = self.kept.get((measure, month), {})
        chosen = found.values() if kelurahan_id is None else [one for place, one in found.items() if place == kelurahan_id]
        return any(one.is_corrected for one in chosen)


def trend(city_id: int, measures: Collection[str], months: Sequence[date]) -> Trend:
    """Give figures of a city as they were kept at the end of months (first days, in order); one statement."""
    rows = db.session.execute(
        select(
            Snapshot.measure,
            Snapshot.month,
            Snapshot.kelurahan_id,
            Snapshot.value,
            Snapshot.whole,
            Snapshot.version,
            Snapshot.taken_at,
        )
        .join(Kelurahan, Snapshot.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Snapshot.measure.in_(measures), Snapshot.month.in_(months))
        .order_by(Snapshot.version)
    )
    kept: dict[tuple[str, date], dict[int, Kept]] = {}
    for measure, month, kelurahan_id, value, whole, version, taken_at in rows:
        kept.setdefault((measure, month), {})[kelurahan_id] = Kept(Figure(value, whole), version, taken_at)
    return Trend(tuple(months), kept)


def first_record_at() -> datetime | None:
    """Give the moment the first person was recorded; before it there is nothing to take."""
    return db.session.scalars(select(Person.joined_at).order_by(Person.joined_at).limit(1)).first()


def whole_months(city_id: int, measures: int) -> set[date]:
    """Give the months of which as many measures are kept as there are."""
    counted = func.count(func.distinct(Snapshot.measure))
    months = select(Snapshot.month).join(Kelurahan, Snapshot.kelurahan_id == Kelurahan.id).where(Kelurahan.city_id == city_id)
    return set(db.session.scalars(months.group_by(Snapshot.month).having(counted >= measures)))


def latest_versions(city_id: int, month: date) -> dict[tuple[int, str], tuple[int, Figure]]:
    """Give the latest version of every figure kept of a month, by kelurahan and measure."""
    rows = db.session.scalars(
        select(Snapshot)
        .join(Kelurahan, Snapshot.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Snapshot.month == month)
        .order_by(Snapshot.version)
    )
    return {(row.kelurahan_id, row.measure): (row.version, Figure(row.value, row.whole)) for row in rows}
