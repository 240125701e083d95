"""Who was at an event, and who can be noted there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from lms.accounts.models import Honorific, Person
from lms.db import db
from lms.kim.models import Group, Term
from lms.kim.queries import serving_on
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.invitations import Guest, Invitation
from lms.outreach.models.words import Noted
from lms.outreach.queries.belonging import kelurahan_of, people_of


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was at an event."""

    person_id: int
    name: str
    honorific: Honorific
    noted: Noted
    noted_at: datetime


def event_with_code(code: str) -> Event | None:
    """Find the event whose latest code this is, open or not."""
    return db.session.scalars(select(Event).where(Event.code == code)).one_or_none() if code else None


def is_code_taken(code: str) -> bool:
    """Tell whether any event has a code."""
    return db.session.scalar(select(Event.id).where(Event.code == code)) is not None


def page_of_code(code: str) -> str | None:
    """Answer `code_asked_about` of attendance: the page at which the code of an event is entered."""
    return "presence.attend" if is_code_taken(code) else None


def present_at(event_id: int) -> list[Present]:
    """Give who was at an event, by name; one statement."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.honorific, Presence.noted, Presence.noted_at)
        .join(Presence, Presence.person_id == Person.id)
        .where(Presence.event_id == event_id)
        .order_by(Person.name, Person.id)
    )
    return [Present(row.id, row.name, row.honorific, row.noted, row.noted_at) for row in found]


def was_there(event_id: int, person_id: int) -> Presence | None:
    """Give the note that somebody was at an event; None without one."""
    return db.session.get(Presence, (event_id, person_id), populate_existing=True)


def may_attend(event: Event, person_id: int, *, at: datetime) -> bool:
    """Tell whether somebody may enter an event's code: anybody for the city's, else who lives, serves or helps there."""
    if event.city_id is not None:
        return True
    lives = select(Person.kelurahan_id).where(Person.id == person_id, Person.kelurahan_id == event.kelurahan_id)
    if db.session.scalar(lives) is not None:
        return True
    return event.kelurahan_id in set(db.session.scalars(kelurahan_of(person_id, on=at.date())))


def notable_at(event: Event, *, at: datetime, kelurahan_id: int | None = None) -> list[Person]:
    """Give who can be ticked at an event: the people of its kelurahan; for the city's its guests and its own group.

    For an event of the city a kelurahan may be named, whose people they are then.
    """
    where = event.kelurahan_id or kelurahan_id
    if where is not None:
        return people_of(where, on=at.date())
    guests = select(Guest.person_id).join(Invitation, Guest.invitation_id == Invitation.id).where(Invitation.event_id == event.id)
    own = (
        select(Term.person_id).join(Group, Term.group_id == Group.id).where(Group.city_id == event.city_id, serving_on(at.date()))
    )
    here = or_(Person.id.in_(guests), Person.id.in_(own))
    return list(db.session.scalars(select(Person).where(here, Person.left_at.is_(None)).order_by(Person.name, Person.id)))


def not_left(person_ids: Collection[int]) -> set[int]:
    """Give which of these people have not left."""
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.left_at.is_(None))))
