"""What the coordinator's page of one kelurahan counts beside its figures: what waits, and each RT."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from lms.competency.rules.ageing import months_before
from lms.db import db
from lms.kim.models import Group
from lms.outreach.models.invitations import GroupReply, Invitation
from lms.outreach.models.visits import Aspiration, Visit
from lms.outreach.queries.visits import counts
from lms.regions.models import Rt
from lms.regions.queries import existing_on
from lms.reporting.queries.figures.outreach import REACHED_MONTHS

DECREE_WARNING = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PlaceWaits:
    """How much of each kind waits in a kelurahan."""

    invitations: int
    """Invitations its group has not answered."""
    visits: int
    """Visits that nobody has confirmed or denied yet."""
    aspirations: int
    """Wishes and questions of residents without an answer."""
    decree_until: date | None
    """When the group's decree ends, if that is within 60 days or over."""


def place_waits(kelurahan_id: int, *, on: date) -> PlaceWaits:
    """Give what waits in a kelurahan on a day; one statement."""
    invitations = (
        select(func.count())
        .select_from(GroupReply)
        .join(Group, GroupReply.group_id == Group.id)
        .join(Invitation, GroupReply.invitation_id == Invitation.id)
        .where(Group.kelurahan_id == kelurahan_id, GroupReply.answered_at.is_(None), Invitation.withdrawn_at.is_(None))
    )
    visits = (
        select(func.count())
        .select_from(Visit)
        .join(Rt, Visit.rt_id == Rt.id)
        .where(Rt.kelurahan_id == kelurahan_id, Visit.confirmed_at.is_(None), Visit.denied_at.is_(None))
        .where(Visit.withdrawn_at.is_(None))
    )
    aspirations = (
        select(func.count())
        .select_from(Aspiration)
        .join(Rt, Aspiration.rt_id == Rt.id)
        .where(Rt.kelurahan_id == kelurahan_id, Aspiration.answered_at.is_(None), Aspiration.withdrawn_at.is_(None))
    )
    decree = select(Group.decree_until).where(Group.kelurahan_id == kelurahan_id, Group.decree_until <= on + DECREE_WARNING)
    counted = (one.scalar_subquery() for one in (invitations, visits, aspirations, decree))
    return PlaceWaits(*db.session.execute(select(*counted)).one())


def rt_houses(kelurahan_id: int, *, at: datetime) -> list[tuple[str, bool]]:
    """Give the number of each RT of a kelurahan, and whether it was reached within twelve months; one statement."""
    day = at.date()
    reached = (
        select(Visit.id)
        .where(Visit.rt_id == Rt.id, counts(), Visit.visited_on <= day)
        .where(Visit.visited_on > months_before(day, REACHED_MONTHS))
        .exists()
    )
    found = db.session.execute(select(Rt.label, Rt.rw, reached).where(Rt.kelurahan_id == kelurahan_id, existing_on(day))).all()
    return [
        (label, bool(is_reached)) for label, rw, is_reached in sorted(found, key=lambda row: (_number(row[1]), _number(row[0])))
    ]


def _number(label: str) -> tuple[int, str]:
    """Sort numbers as numbers, and whatever else people write after them."""
    return (int(label), "") if label.isascii() and label.isdecimal() else (10**9, label)
