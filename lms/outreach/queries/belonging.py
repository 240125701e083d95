"""Where somebody belongs: the groups they serve in, and the kelurahan they help as a volunteer."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select, true, union

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.accounts.permissions import agency_city
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.invitations import Guest, Invitation
from lms.volunteering.models import Application
from lms.volunteering.rules.states import TAKEN_IN


def groups_of(person_id: int, *, on: date) -> Select[int]:
    """Give the ids of the groups somebody serves in."""
    return select(Term.group_id).where(Term.person_id == person_id, serving_on(on))


def kelurahan_of(person_id: int, *, on: date) -> Select[int | None]:
    """Give the ids of the kelurahan somebody serves or helps in, with NULL for the city's group."""
    serves = select(Group.kelurahan_id).join(Term, Term.group_id == Group.id).where(Term.person_id == person_id, serving_on(on))
    helps = select(Application.kelurahan_id).where(Application.person_id == person_id, Application.state.in_(TAKEN_IN))
    both = union(serves, helps).subquery()
    return select(both.c.kelurahan_id)


def belongs(person_id: int, *, on: date) -> bool:
    """Tell whether somebody serves in a group or helps as a volunteer."""
    return db.session.execute(kelurahan_of(person_id, on=on).limit(1)).first() is not None


def own_kelurahan(person_id: int, *, on: date) -> list[int]:
    """Give the ids of the kelurahan somebody serves or helps in, in a fixed order."""
    return sorted(found for found in db.session.scalars(kelurahan_of(person_id, on=on)) if found is not None)


def may_read(viewer: Viewer, *, on: date) -> ColumnElement[bool]:
    """Give the condition that the viewer may read an event: its kelurahan's people, the city's events for all of them.

    Who is invited to it or was there reads it too; the agency reads everything of its city.
    """
    if agency_city(viewer) is not None:
        return true()
    places = kelurahan_of(viewer.id, on=on)
    granted = [grant.kelurahan_id for grant in viewer.grants if grant.kelurahan_id]
    of_city = places.exists() if not viewer.grants else true()
    invited = (
        select(Guest.person_id)
        .join(Invitation, Guest.invitation_id == Invitation.id)
        .where(Invitation.event_id == Event.id, Invitation.withdrawn_at.is_(None), Guest.person_id == viewer.id)
    )
    was_there = select(Presence.person_id).where(Presence.event_id == Event.id, Presence.person_id == viewer.id)
    return or_(
        Event.kelurahan_id.in_(granted),
        Event.kelurahan_id.in_(places),
        Event.city_id.is_not(None) & of_city,
        invited.exists(),
        was_there.exists(),
    )


def is_chair(person_id: int, group_id: int, *, on: date) -> bool:
    """Tell whether somebody is the chair of a group."""
    found = select(Term.id).where(
        Term.person_id == person_id, Term.group_id == group_id, Term.position == Position.CHAIR, serving_on(on)
    )
    return db.session.scalar(found.limit(1)) is not None


def people_of(kelurahan_id: int, *, on: date) -> list[Person]:
    """Give who lives, serves or helps in a kelurahan and has not left, by name; one statement."""
    serves = (
        select(Term.person_id).join(Group, Term.group_id == Group.id).where(Group.kelurahan_id == kelurahan_id, serving_on(on))
    )
    helps = select(Application.person_id).where(Application.kelurahan_id == kelurahan_id, Application.state.in_(TAKEN_IN))
    here = or_(Person.kelurahan_id == kelurahan_id, Person.id.in_(serves), Person.id.in_(helps))
    return list(db.session.scalars(select(Person).where(here, Person.left_at.is_(None)).order_by(Person.name, Person.id)))
