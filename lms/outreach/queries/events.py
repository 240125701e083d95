"""Reading events: those somebody may see, one of them with what belongs to it, and how many were held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, Select, case, func, or_, select
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.catalog.models import Course, Lesson
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.outreach.models.events import Event, EventPhoto, Material, Presence
from lms.outreach.models.invitations import Invitation
from lms.outreach.models.words import Topic
from lms.outreach.queries.belonging import may_read
from lms.regions.models import Kelurahan, Rt

LISTED = 60
BACK = timedelta(days=92)
"""So far back the list goes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An event of the list."""

    event: Event
    attendees: int


@dataclass(frozen=True, slots=True)
class EventsHeld:
    """What was held in a period by one kelurahan, or by the city (kelurahan_id None), about one topic."""

    kelurahan_id: int | None
    topic: Topic
    held: int
    own: int
    invited: int
    attendees: int
    """People with an account and residents without one."""


def visible_to(viewer: Viewer, *, at: datetime) -> Select[Event]:
    """Give the events a viewer may read, with their places."""
    whole = select(Event).options(joinedload(Event.kelurahan), joinedload(Event.city), joinedload(Event.rt))
    return whole.where(may_read(viewer, on=at.date()))


def attendees_of() -> ColumnElement[int]:
    """Give how many were at an event, as a part of a statement over events."""
    there = select(func.count()).where(Presence.event_id == Event.id).correlate(Event).scalar_subquery()
    return there + func.coalesce(Event.heads, 0)


def coming(viewer: Viewer, *, at: datetime, kelurahan_id: int | None = None) -> list[Listed]:
    """Give the events that are not over, the next first; of one kelurahan and the city where one is named."""
    found = visible_to(viewer, at=at).where(Event.ends_at > at).order_by(Event.starts_at, Event.id)
    return _listed(found, kelurahan_id)


def over(viewer: Viewer, *, at: datetime, kelurahan_id: int | None = None) -> list[Listed]:
    """Give the events of the last three months that are over and were not cancelled, the latest first."""
    recent = Event.ends_at <= at, Event.ends_at > at - BACK, Event.cancelled_at.is_(None)
    return _listed(visible_to(viewer, at=at).where(*recent).order_by(Event.starts_at.desc(), Event.id), kelurahan_id)


def _listed(found: Select[Event], kelurahan_id: int | None) -> list[Listed]:
    if kelurahan_id is not None:
        found = found.where(or_(Event.kelurahan_id == kelurahan_id, Event.city_id.is_not(None)))
    return [Listed(event, count) for event, count in db.session.execute(found.add_columns(attendees_of()).limit(LISTED))]


def event_with(key: UUID) -> Event | None:
    """Find the event a form has planned."""
    return db.session.scalars(select(Event).where(Event.key == key)).one_or_none()


def held(event_id: int) -> Event:
    """Take hold of an event until the end of the transaction, as the database has it now."""
    return db.session.get_one(Event, event_id, with_for_update={"of": Event}, populate_existing=True)


def city_events(city_id: int, *, at: datetime) -> list[Event]:
    """Give the city's events to come that nobody was invited to yet, the next first."""
    coming_up = Event.city_id == city_id, Event.starts_at > at, Event.cancelled_at.is_(None)
    invited = select(Invitation.id).where(Invitation.event_id == Event.id).exists()
    return list(db.session.scalars(select(Event).where(*coming_up, ~invited).order_by(Event.starts_at, Event.id)))


def materials_of(event_id: int) -> list[tuple[PublishedCourse, PublishedLesson]]:
    """Give the lessons that belong to an event, as they are taught now; one statement."""
    found = set(db.session.scalars(select(Material.lesson_id).where(Material.event_id == event_id)))
    return [(course, lesson) for course in catalog().courses for lesson in course.lessons if lesson.id in found]


def lesson_with(lesson_id: str | None) -> tuple[PublishedCourse, PublishedLesson] | None:
    """Find a lesson that is taught now; takes no statement."""
    return next(((course, lesson) for course in catalog().courses for lesson in course.lessons if lesson.id == lesson_id), None)


def are_lessons(lesson_ids: Sequence[str]) -> dict[str, str]:
    """Give the course of each of these lessons that exists."""
    found = select(Lesson.id, Lesson.course_id).join(Course, Lesson.course_id == Course.id).where(Lesson.id.in_(lesson_ids))
    return {row.id: row.course_id for row in db.session.execute(found)}


def rt_in(rt_id: int, kelurahan_id: int) -> Rt | None:
    """Find an RT of a kelurahan that exists."""
    return db.session.scalars(
        select(Rt).where(Rt.id == rt_id, Rt.kelurahan_id == kelurahan_id, Rt.closed_on.is_(None))
    ).one_or_none()


def photos_of(event_id: int) -> list[EventPhoto]:
    """Give the photos of an event that were not removed, the first first."""
    wanted = select(EventPhoto).where(EventPhoto.event_id == event_id, EventPhoto.removed_at.is_(None))
    return list(db.session.scalars(wanted.order_by(EventPhoto.added_at, EventPhoto.id)))


def photo_with(key: UUID) -> EventPhoto | None:
    """Find the photo a form has added, removed or not."""
    return db.session.scalars(select(EventPhoto).where(EventPhoto.key == key)).one_or_none()


def events_held(city_id: int, start: datetime, end: datetime) -> list[EventsHeld]:
    """Count the events that ended in a period [start, end) and were not cancelled, per place and topic; one statement.

    A row for each kelurahan (and for the city's own, without kelurahan) and topic in which something was held. Sums over
    the rows are sums over the events: every event stands in exactly one row. An end that is still to come counts nothing
    beyond it, so give the present moment as `end` for a month that has not ended.
    """
    invited = func.sum(case((Event.is_invited, 1), else_=0))
    columns = (
        Event.kelurahan_id,
        Event.topic,
        func.count().label("held"),
        cast_to(invited, Integer).label("invited"),
        cast_to(func.sum(attendees_of()), Integer).label("attendees"),
    )
    found: Sequence[Row[*tuple[object, ...]]] = db.session.execute(
        select(*columns)
        .outerjoin(Kelurahan, Event.kelurahan_id == Kelurahan.id)
        .where(
            or_(Event.city_id == city_id, Kelurahan.city_id == city_id),
            Event.ends_at >= start,
            Event.ends_at < end,
            Event.cancelled_at.is_(None),
        )
        .group_by(Event.kelurahan_id, Event.topic)
        .order_by(Event.kelurahan_id, Event.topic)
    ).all()
    return [
        EventsHeld(row.kelurahan_id, row.topic, row.held, row.held - row.invited, row.invited, row.attendees) for row in found
    ]
