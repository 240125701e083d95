"""The one system clock. Only views and commands read it; everything below is handed the moment as `at=`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC)
