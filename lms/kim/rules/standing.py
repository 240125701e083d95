"""When a group sleeps."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.kim.models import Status


class Why(StrEnum):
    """What a group's status rests on."""

    STARTING = "starting"
    NO_OFFICER = "no_officer"
    NO_ACTIVITY = "no_activity"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Standing:
    """A group's status and what it rests on."""

    status: Status
    why: Why

    @property
    def is_dormant(self) -> bool:
        """Whether the group sleeps."""
        return self.status is Status.DORMANT


def standing(
    *, starting: Status, officers_ever: int, officers_now: int, last_active_on: date | None, on: date, dormant_after: int
) -> Standing:
    """Give a group's status on a day.

    Before the site knows any officer the starting status holds. From then on a group sleeps without an active
    officer, or after `dormant_after` days without activity. Somebody taking up a position is activity too; the caller
    gives the latest day of anything as `last_active_on`.
    """
    if not officers_ever:
        return Standing(starting, Why.STARTING)
    if not officers_now:
        return Standing(Status.DORMANT, Why.NO_OFFICER)
    if last_active_on is None or last_active_on < on - timedelta(days=dormant_after):
        return Standing(Status.DORMANT, Why.NO_ACTIVITY)
    return Standing(Status.ACTIVE, Why.ACTIVITY)
