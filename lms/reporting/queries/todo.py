"""What waits for somebody in a city, beside what the figures say already."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, true

from lms.db import db
from lms.kim.models import Group
from lms.outreach.models.invitations import GroupReply, Invitation
from lms.outreach.models.visits import Aspiration
from lms.regions.models import Kelurahan, Rt

SILENT_AFTER = timedelta(hours=48)
DECREE_WARNING = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits, and since when or until when."""

    silent: int
    """Groups that said nothing to an invitation for 48 hours."""
    silent_since: datetime | None
    unanswered: int
    """Aspirations of residents without an answer."""
    told_first: datetime | None
    decrees: int
    """Decrees that end within 60 days, or have ended."""
    ends_first: date | None


def waits(city_id: int, *, at: datetime) -> Waits:
    """Give what waits in a city; one statement."""
    silent = (
        select(func.count().label("count"), func.min(Invitation.sent_at).label("first"))
        .join(GroupReply, GroupReply.invitation_id == Invitation.id)
        .where(Invitation.city_id == city_id, Invitation.withdrawn_at.is_(None), Invitation.sent_at < at - SILENT_AFTER)
        .where(GroupReply.answered_at.is_(None))
        .subquery("silent")
    )
    told = (
        select(func.count().label("count"), func.min(Aspiration.told_at).label("first"))
        .join(Rt, Aspiration.rt_id == Rt.id)
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(Kelurahan.city_id == city_id, Aspiration.answered_at.is_(None), Aspiration.withdrawn_at.is_(None))
        .subquery("told")
    )
    decrees = (
        select(func.count().label("count"), func.min(Group.decree_until).label("first"))
        .outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .where(_of_city(city_id), Group.decree_until <= at.date() + DECREE_WARNING)
        .subquery("decrees")
    )
    asked = [column for counted in (silent, told, decrees) for column in (counted.c.count, counted.c.first)]
    together = silent.join(told, true()).join(decrees, true())  # of one row each
    return Waits(*db.session.execute(select(*asked).select_from(together)).one())


def _of_city(city_id: int) -> ColumnElement[bool]:
    return (Group.city_id == city_id) | (Kelurahan.city_id == city_id)
