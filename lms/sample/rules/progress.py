"""How far the people of the sample city have come in the courses, and on which evenings they learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.sample.rules.groups import LEARNER_SEAT
from lms.sample.rules.people import Inventor

MEMBERS_JOINED = (185, 200)
"""So many days ago, from and to, the groups got their accounts."""
OLDEST = 179
"""Everybody learned later than so many days ago; half a year."""
HELPED = 0.35
"""The share of lessons for which a volunteer held the telephone, where there is one."""


class Pace(StrEnum):
    """How far somebody has come in the first course."""

    FINISHED = "finished"
    MIDDLE = "middle"
    NEW = "new"
    """The first lesson is done, these days."""
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class Path:
    """How many lessons suit somebody: those of the first course, and of all courses together."""

    first: int
    total: int


def paces_of_officers(inventor: Inventor, officers: int) -> list[Pace]:
    """Deal out the paces of a group, about half finished and a third in the middle; one seat is always new."""
    others = officers - 1
    finished = officers // 2 + inventor.chance.choice((-1, 0, 0, 1))
    middle = max(0, round(officers / 3) - 1)
    paces = ([Pace.FINISHED] * finished + [Pace.MIDDLE] * middle + [Pace.NOT_BEGUN] * others)[:others]
    inventor.chance.shuffle(paces)
    return [*paces[:LEARNER_SEAT], Pace.NEW, *paces[LEARNER_SEAT:]]


def pace_by_chance(inventor: Inventor, *, finished: float, middle: float) -> Pace:
    """Draw the pace of somebody outside the seats."""
    drawn = inventor.chance.random()
    if drawn < finished:
        return Pace.FINISHED
    return Pace.MIDDLE if drawn < finished + middle else Pace.NOT_BEGUN


def learned_at(inventor: Inventor, pace: Pace, path: Path, *, since: int = OLDEST) -> list[datetime]:
    """Give the evenings of one lesson each, oldest first, all of them later than `since` days ago."""
    lessons = _lessons_done(inventor, pace, path)
    latest = {Pace.FINISHED: 110, Pace.MIDDLE: 50}.get(pace, 12)
    newest = inventor.chance.randint(2, min(latest, since - 1))
    earliest = min(since - 1, newest + lessons * inventor.chance.randint(4, 9))
    others = inventor.chance.sample(range(newest + 1, earliest + 1), max(0, min(lessons - 1, earliest - newest)))
    days = sorted([newest, *others], reverse=True)
    return [inventor.evening(days_ago) for days_ago in days[:lessons]]


def helper_at(inventor: Inventor, helpers: Sequence[tuple[int, datetime]], moment: datetime) -> int | None:
    """Give the id of the volunteer who helped, out of those who had joined by then; often nobody did."""
    present = [person_id for person_id, joined_at in helpers if joined_at < moment]
    return inventor.chance.choice(present) if present and inventor.chance.random() < HELPED else None


def _lessons_done(inventor: Inventor, pace: Pace, path: Path) -> int:
    most = {
        Pace.FINISHED: path.total - path.first,
        Pace.MIDDLE: path.first - 1,
        Pace.NEW: min(1, path.first),
        Pace.NOT_BEGUN: 0,
    }[pace]
    if pace is Pace.FINISHED:
        return path.first + inventor.chance.randint(0, most)
    return inventor.chance.randint(1, most) if most > 0 else 0
