"""Hours that are verified: what both sides of a pair, or the coordinator after a dispute, say has been."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import to_user_timezone
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from lms.db import db
from lms.mentoring.models import Meeting


@dataclass(frozen=True, slots=True)
class Verified:
    """What a volunteer's meetings add up to, over all pairs."""

    minutes: int
    meetings: int
    """Those that count."""
    planned: int
    """All that were planned for before the moment asked about, and not cancelled; those to come are no promise broken."""
    first_on: date | None
    """Of the meetings that count, by the calendar of the city."""
    last_on: date | None


NOTHING = Verified(0, 0, 0, None, None)


def counting() -> ColumnElement[bool]:
    """Give the condition that a meeting counts: `rules.meetings.COUNTING` in the words of the database.

    Who said it for the senior is never the volunteer whose hours it gives.
    """
    both_said = and_(
        Meeting.volunteer_said_at.is_not(None),
        Meeting.senior_said_at.is_not(None),
        or_(Meeting.senior_said_by_id.is_(None), Meeting.senior_said_by_id != Meeting.volunteer_id),
    )
    undisputed = and_(Meeting.counts.is_(None), Meeting.disputed_at.is_(None), both_said)
    return and_(Meeting.cancelled_at.is_(None), or_(Meeting.counts.is_(True), undisputed))


def verified(person_ids: Collection[int], *, at: datetime) -> dict[int, Verified]:
    """Give the verified hours of several volunteers by person, `NOTHING` for whoever has none; one statement."""
    if not person_ids:
        return {}
    counts = counting()
    found = db.session.execute(
        select(
            Meeting.volunteer_id,
            func.coalesce(func.sum(case((counts, Meeting.minutes), else_=0)), 0).label("minutes"),
            func.coalesce(func.sum(case((counts, 1), else_=0)), 0).label("meetings"),
            func.coalesce(func.sum(case((Meeting.starts_at <= at, 1), else_=0)), 0).label("planned"),
            func.min(case((counts, Meeting.starts_at))).label("first_at"),
            func.max(case((counts, Meeting.starts_at))).label("last_at"),
        )
        .where(Meeting.volunteer_id.in_(person_ids), Meeting.cancelled_at.is_(None))
        .group_by(Meeting.volunteer_id)
    )
    by_person = {
        row.volunteer_id: Verified(
            int(row.minutes),
            int(row.meetings),
            int(row.planned),
            to_user_timezone(row.first_at).date() if row.first_at else None,
            to_user_timezone(row.last_at).date() if row.last_at else None,
        )
        for row in found
    }
    return {person_id: by_person.get(person_id, NOTHING) for person_id in person_ids}
