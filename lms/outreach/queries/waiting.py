"""What waits for one person in outreach: for the home page, with one statement."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, literal, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Role, RoleGrant
from lms.accounts.queries import held_on
from lms.db import UtcDateTime, db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.learning.models import LessonState
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.invitations import GroupReply, Guest, GuestAnswer, Invitation
from lms.outreach.models.visits import Pledge, Whom
from lms.regions.models import Rt


class Kind(StrEnum):
    """What is waiting."""

    INVITATION = "invitation"
    """To say whether one comes."""
    GROUP = "group"
    """To answer for one's group."""
    CATCH_UP = "catch_up"
    """To read the lesson of an event one was not at."""
    PLEDGE = "pledge"
    """To go to the RT one has promised to go to."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody."""

    kind: Kind
    id: int
    """Of the invitation, or of the promise."""
    title: str
    """Of the invitation; for a promise the number of the RT."""
    moment: datetime
    """When the event begins, for a catch-up lesson when it ended; when the invitation was sent or the promise made."""
    lesson_id: str | None
    """To catch up."""


def waiting_for(person_id: int, *, at: datetime) -> list[Waiting]:
    """Give what waits for somebody: invitations to answer, for oneself and for one's group, catch-up lessons, promises."""
    parts = (_unanswered(person_id, at), _for_groups(person_id, at), _missed(person_id, at), _promised(person_id))
    found = db.session.execute(union_all(*parts))
    kinds = list(Kind)
    listed = [Waiting(Kind(row.kind), row.id, row.title, row.moment, row.lesson_id) for row in found]
    return sorted(listed, key=lambda item: (kinds.index(item.kind), item.moment, item.id))


def catch_up_for(person_id: int, *, at: datetime) -> list[Waiting]:
    """Give the lessons of events that somebody was invited to and not at, without a deputy, until they have done them."""
    found = db.session.execute(_missed(person_id, at).order_by("moment", "id"))
    return [Waiting(Kind.CATCH_UP, row.id, row.title, row.moment, row.lesson_id) for row in found]


def _columns(
    kind: Kind, number: InstrumentedAttribute[int], title: InstrumentedAttribute[str], moment: InstrumentedAttribute[Any]
) -> tuple[ColumnElement[Any], ...]:
    return (
        literal(kind.value, String).label("kind"),
        number.label("id"),
        title.label("title"),
        type_coerce(moment, UtcDateTime).label("moment"),
    )


def _invited(person_id: int) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions of invitations that somebody got and that stand."""
    return Guest.person_id == person_id, Invitation.withdrawn_at.is_(None), Event.cancelled_at.is_(None)


def _to_events(columns: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    """Begin with guests, their group's reply, and the event they are asked to: their group's own after another date."""
    return (
        select(*columns)
        .join(Invitation, Guest.invitation_id == Invitation.id)
        .join(GroupReply, (GroupReply.invitation_id == Guest.invitation_id) & (GroupReply.group_id == Guest.group_id))
        .join(Event, Event.id == func.coalesce(GroupReply.event_id, Invitation.event_id))
    )


def _unanswered(person_id: int, at: datetime) -> Select[Any]:
    columns = _columns(Kind.INVITATION, Guest.invitation_id, Invitation.title, Event.starts_at)
    open_still = Guest.answer.is_(None), Event.starts_at > at
    return _to_events((*columns, null().label("lesson_id"))).where(*_invited(person_id), *open_still)


def _missed(person_id: int, at: datetime) -> Select[Any]:
    columns = _columns(Kind.CATCH_UP, Guest.invitation_id, Invitation.title, Event.ends_at)
    there = select(Presence.person_id).where(
        Presence.person_id == person_id, Presence.event_id.in_([Invitation.event_id, GroupReply.event_id])
    )
    done = select(LessonState.lesson_id).where(LessonState.person_id == person_id, LessonState.lesson_id == Invitation.lesson_id)
    return _to_events((*columns, Invitation.lesson_id.label("lesson_id"))).where(
        *_invited(person_id),
        Event.ends_at <= at,
        Invitation.lesson_id.is_not(None),
        or_(Guest.answer.is_(None), Guest.answer != GuestAnswer.DEPUTY),
        ~there.correlate(Invitation, GroupReply).exists(),
        ~done.correlate(Invitation).exists(),
    )


def _for_groups(person_id: int, at: datetime) -> Select[Any]:
    """Give what the groups that somebody chairs or coordinates have not answered."""
    columns = _columns(Kind.GROUP, GroupReply.invitation_id, Invitation.title, Invitation.sent_at)
    chairs = select(Term.group_id).where(Term.person_id == person_id, Term.position == Position.CHAIR, serving_on(at.date()))
    holds = RoleGrant.person_id == person_id, RoleGrant.role == Role.COORDINATOR, held_on(at.date())
    place = or_(RoleGrant.kelurahan_id == Group.kelurahan_id, RoleGrant.city_id == Group.city_id)
    coordinates = select(Group.id).join(RoleGrant, place).where(*holds)
    return (
        select(*columns, null().label("lesson_id"))
        .join(Invitation, GroupReply.invitation_id == Invitation.id)
        .outerjoin(Event, Invitation.event_id == Event.id)
        .where(
            GroupReply.answer.is_(None),
            Invitation.withdrawn_at.is_(None),
            or_(Event.id.is_(None), (Event.starts_at > at) & Event.cancelled_at.is_(None)),
            or_(GroupReply.group_id.in_(chairs), GroupReply.group_id.in_(coordinates)),
        )
    )


def _promised(person_id: int) -> Select[Any]:
    columns = _columns(Kind.PLEDGE, Pledge.id, Rt.label, Pledge.made_at)
    mine = Pledge.person_id == person_id, Pledge.ended_at.is_(None), Pledge.whom == Whom.RT
    return select(*columns, null().label("lesson_id")).join(Rt, Pledge.rt_id == Rt.id).where(*mine)
