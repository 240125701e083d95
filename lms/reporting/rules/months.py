"""Months of the calendar: their first day, their last moment, and how they are written in addresses."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from lms.competency.rules.ageing import months_before

LAST_MOMENT = timedelta(microseconds=1)


def month_of(day: date) -> date:
    """Give the first day of the month a day lies in."""
    return date(day.year, day.month, 1)


def earlier(month: date, months: int) -> date:
    """Give the month so many months before; with a negative number the one after."""
    return months_before(month, months)


def end_of(month: date, zone: tzinfo | None) -> datetime:
    """Give the last moment of a month, in the zone of the city."""
    return datetime.combine(earlier(month, -1), time(), zone) - LAST_MOMENT


def end_of_day(moment: datetime) -> datetime:
    """Give the last moment of the day a moment lies in."""
    return datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo) - LAST_MOMENT


def begin_of(moment: datetime) -> datetime:
    """Give the first moment of the month a moment lies in."""
    return datetime.combine(month_of(moment.date()), time(), moment.tzinfo)


def last_months(until: date, count: int) -> list[date]:
    """Give so many months in a row, the given one last."""
    return [earlier(month_of(until), back) for back in reversed(range(count))]


def read_month(text: str) -> date | None:
    """Read a month as addresses and commands write it (2026-10); None when it is none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not found or not (int(found[1]) and 1 <= int(found[2]) <= 12):
        return None
    return date(int(found[1]), int(found[2]), 1)


def written(month: date) -> str:
    """Write a month as addresses and commands do: 2026-10."""
    return f"{month:%Y-%m}"
