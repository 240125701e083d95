"""What people have promised to bring further."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.db import db
from lms.outreach.models.events import Event
from lms.outreach.models.visits import Pledge, Whom
from lms.outreach.queries.events import lesson_with
from lms.regions.models import Rt


@dataclass(frozen=True, slots=True)
class OwnPledge:
    """One promise that was not kept or dropped yet."""

    id: int
    whom: Whom
    rt: Rt | None
    after: str
    """The title of the event, or else of the lesson, after which it was made."""
    made_at: datetime
    prefilled: Mapping[str, object]
    """What the form that records a visit is told: rt, topik, kursus, pelajaran, kegiatan, janji."""


def own_open(person_id: int) -> list[OwnPledge]:
    """Give somebody's promises that are open, the oldest first; one statement."""
    found = db.session.execute(
        select(Pledge, Rt, Event.title, Event.topic)
        .outerjoin(Rt, Pledge.rt_id == Rt.id)
        .outerjoin(Event, Pledge.event_id == Event.id)
        .where(Pledge.person_id == person_id, Pledge.ended_at.is_(None))
        .order_by(Pledge.made_at, Pledge.id)
    )
    return [_own(pledge, rt, title, topic) for pledge, rt, title, topic in found]


def pledge_with(key: UUID) -> Pledge | None:
    """Find the promise a form has made."""
    return db.session.scalars(select(Pledge).where(Pledge.key == key)).one_or_none()


def open_like(wanted: Pledge) -> Pledge | None:
    """Find an open promise of the same person to the same people after the same thing."""
    same = (
        Pledge.person_id == wanted.person_id,
        Pledge.event_id == wanted.event_id if wanted.event_id else Pledge.event_id.is_(None),
        Pledge.lesson_id == wanted.lesson_id if wanted.lesson_id else Pledge.lesson_id.is_(None),
        Pledge.whom == wanted.whom,
        Pledge.rt_id == wanted.rt_id if wanted.rt_id else Pledge.rt_id.is_(None),
        Pledge.ended_at.is_(None),
    )
    return db.session.scalars(select(Pledge).where(*same).limit(1)).one_or_none()


def pledge_of(pledge_id: int, person_id: int) -> Pledge | None:
    """Find a promise of somebody, and take hold of it until the end of the transaction."""
    wanted = select(Pledge).where(Pledge.id == pledge_id, Pledge.person_id == person_id)
    return db.session.scalars(wanted.with_for_update()).one_or_none()


def rt_chosen(rt_id: int) -> Rt | None:
    """Find an RT that exists."""
    return db.session.scalars(select(Rt).where(Rt.id == rt_id, Rt.closed_on.is_(None))).one_or_none()


def _own(pledge: Pledge, rt: Rt | None, title: str | None, topic: str | None) -> OwnPledge:
    taught = lesson_with(pledge.lesson_id)
    prefilled = {
        "rt": pledge.rt_id,
        "topik": topic,
        "kursus": pledge.course_id,
        "pelajaran": pledge.lesson_id,
        "kegiatan": pledge.event_id,
        "janji": pledge.id,
    }
    after = title or (taught[1].title if taught else "")
    return OwnPledge(pledge.id, pledge.whom, rt, after, pledge.made_at, prefilled)
