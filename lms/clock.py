"""The one system clock. Only views and commands read it; everything below is handed the moment as `at=`."""

from datetime import UTC, datetime, tzinfo


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
