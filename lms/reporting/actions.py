"""Keeping the figures of a month. A figure that was kept is never changed; a correction is another row beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from lms.db import insert_once
from lms.errors import Refused
from lms.reporting.models import Snapshot
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.trends import first_record_at, latest_versions, whole_months
from lms.reporting.rules.measures import KEYS
from lms.reporting.rules.months import earlier, end_of, month_of
from lms.reporting.rules.yardsticks import Yardsticks


class CannotTakeSnapshot(Refused):
    """The month has not ended yet, or lies before everything."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a month."""

    month: date
    added: int
    """Figures kept for the first time."""
    corrected: int
    """Figures that are others now than they were when last kept."""


def take_snapshot(city_id: int, month: date, *, by: Yardsticks, at: datetime) -> Taken:
    """Keep the figures of a finished month as they are known now; what is kept already and still true stays alone.

    Two at once write the same rows once. Raises CannotTakeSnapshot for a month that has not ended.
    """
    if month >= month_of(at.date()):
        raise CannotTakeSnapshot("Bulan itu belum berakhir.")
    known = latest_versions(city_id, month)
    rows = [
        {
            "month": month,
            "kelurahan_id": row.kelurahan_id,
            "measure": key,
            "version": version + 1,
            "value": figure.value,
            "whole": figure.whole,
            "taken_at": at,
        }
        for row in city_figures(city_id, at=end_of(month, at.tzinfo), by=by).rows
        for key in KEYS
        for figure in [row.figure(key)]
        for version, kept in [known.get((row.kelurahan_id, key), (0, None))]
        if kept != figure
    ]
    if rows:
        insert_once(Snapshot, rows)
    added = sum(row["version"] == 1 for row in rows)
    return Taken(month, added, len(rows) - added)


def take_missing_snapshots(city_id: int, *, by: Yardsticks, at: datetime) -> list[Taken]:
    """Keep the figures of every finished month that is not kept yet, and look at the latest one once more.

    What was confirmed late is so added to the month just over, as a correction; gives the months in which anything changed.
    """
    first, latest = first_record_at(), earlier(month_of(at.date()), 1)
    if first is None:
        return []
    whole, taken, month = whole_months(city_id, len(KEYS)), [], month_of(first.astimezone(at.tzinfo).date())
    while month <= latest:
        if month == latest or month not in whole:
            taken.append(take_snapshot(city_id, month, by=by, at=at))
        month = earlier(month, -1)
    return [one for one in taken if one.added or one.corrected]
