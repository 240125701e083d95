"""The one system clock. Only views and commands read it; everything below is handed the moment as `at=`.

Which day a moment belongs to is said here too, and nowhere else: the day people in the city are living in.
"""

from datetime import UTC, date, datetime, time, tzinfo


class _Zone:
    """Where the city lies in time; set once, when the application is made."""

    def __init__(self) -> None:
        self.here: tzinfo = UTC


_zone = _Zone()


def set_zone(zone: tzinfo) -> None:
    """Say in which zone the city lives."""
    _zone.here = zone


def now() -> datetime:
    """Give the present moment, aware, in the city's zone: its date is the day people there are living in."""
    return datetime.now(_zone.here)


def day_of(moment: datetime) -> date:
    """Give the day of the city in which a moment lies."""
    return moment.astimezone(_zone.here).date()


def beginning_of(day: date) -> datetime:
    """Give the moment in which a day begins in the city."""
    return datetime.combine(day, time(), _zone.here)
