"""Setting up groups and filling their seats."""

from datetime import date, datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update

from lms.accounts.actions import issue_card
from lms.accounts.models import Person
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim.models import Group, Position, Status, Term
from lms.kim.queries import is_serving
from lms.regions.models import City, Kelurahan


class CannotSeat(Refused):
    """The seat cannot be filled like this."""


class CityGroupPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The city's own group in the city file."""

    name: str
    status: Status


class KimPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The `[kim]` part of the city file."""

    source: str
    on: date
    seats: int
    dormant: list[str]
    city_group: CityGroupPart


def load_groups(city: City, part: dict[str, Any]) -> int:
    """Add the group of the city and of every kelurahan that has none; raises msgspec.ValidationError. Gives how many."""
    start = msgspec.convert(part, KimPart)
    have_city = db.session.scalar(select(func.count()).select_from(Group).where(Group.city_id == city.id))
    with_group = set(db.session.scalars(select(Group.kelurahan_id)))
    common = {"source": start.source, "starting_status_on": start.on}
    new = (
        []
        if have_city
        else [Group(city_id=city.id, name=start.city_group.name, starting_status=start.city_group.status, **common)]
    )
    new += [
        Group(
            kelurahan_id=kelurahan.id,
            name=f"KIM {kelurahan.name}",
            seats=start.seats,
            starting_status=Status.DORMANT if kelurahan.code in start.dormant else Status.ACTIVE,
            **common,
        )
        for kelurahan in db.session.scalars(select(Kelurahan).where(Kelurahan.city_id == city.id).order_by(Kelurahan.id))
        if kelurahan.id not in with_group
    ]
    db.session.add_all(new)
    return len(new)


def seat(group: Group, person: Person, position: Position, *, starts_on: date, ends_on: date | None = None) -> Term:
    """Give somebody a position in a group; raises CannotSeat when they hold one there already."""
    if is_serving(group, person, on=starts_on):
        raise CannotSeat(_("%(name)s sudah tercatat di %(group)s.", name=person.name, group=group.name))
    term = Term(group_id=group.id, person_id=person.id, position=position, starts_on=starts_on, ends_on=ends_on)
    db.session.add(term)
    return term


def end_terms(person_id: int, *, on: date) -> None:
    """Let somebody leave every position from a day on; what began that day or later never was."""
    held = Term.person_id == person_id, or_(Term.ends_on.is_(None), Term.ends_on > on)
    db.session.execute(delete(Term).where(*held, Term.starts_on >= on))
    db.session.execute(update(Term).where(*held).values(ends_on=on))


def hand_out_cards(people: list[Person], *, by_id: int, at: datetime) -> dict[int, str]:
    """Make new sign-in cards and give their tokens by person id; older cards of these people stop working."""
    tokens = {person.id: issue_card(person, by_id=by_id, at=at) for person in people}
    for person in people:
        record("issue_card", "person", person.id, actor_id=by_id, at=at)
    return tokens
