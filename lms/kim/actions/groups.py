"""Setting up groups and filling their seats."""

from dataclasses import dataclass
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
from lms.kim.actions.editing import CannotChange, differing, hold, refuse_if_changed
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


@dataclass(frozen=True, slots=True)
class Decree:
    """The decree (SK) of a group as a whole."""

    number: str | None
    on: date | None
    until: date | None
    """Its last day."""

    def values(self) -> dict[str, str]:
        """Give it as a form shows it."""
        days = {"decree_on": self.on, "decree_until": self.until}
        return {"decree_number": self.number or ""} | {name: day.isoformat() if day else "" for name, day in days.items()}


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a group before the site records anything: its seats, its status on a day, and who says so."""

    seats: int | None
    status: Status
    on: date | None
    source: str

    def values(self) -> dict[str, str]:
        """Give it as a form shows it."""
        return {
            "seats": str(self.seats or ""),
            "starting_status": self.status.value,
            "starting_status_on": self.on.isoformat() if self.on else "",
            "source": self.source,
        }


def decree_of(group: Group) -> Decree:
    """Read a group's decree."""
    return Decree(group.decree_number, group.decree_on, group.decree_until)


def start_of(group: Group) -> Start:
    """Read what was known of a group in the beginning."""
    return Start(group.seats, group.starting_status, group.starting_status_on, group.source)


def set_decree(group: Group, decree: Decree, *, seen: str, by_id: int, at: datetime) -> None:
    """Write a group's decree down. Raises CannotChange, also when somebody else has changed it since `seen`."""
    group = hold(group.id)
    before = decree_of(group)
    if before == decree:
        return
    refuse_if_changed(seen, before.values())
    if decree.on and decree.until and decree.until < decree.on:
        raise CannotChange(_("SK itu berakhir sebelum terbit. Periksa kedua tanggalnya."))
    group.decree_number, group.decree_on, group.decree_until = decree.number, decree.on, decree.until
    record("set_decree", "group", group.id, actor_id=by_id, at=at, **differing(before.values(), decree.values()))


def set_start(group: Group, start: Start, *, seen: str, by_id: int, at: datetime) -> None:
    """Correct seats and starting status, with the source. Raises CannotChange."""
    group = hold(group.id)
    before = start_of(group)
    if before == start:
        return
    refuse_if_changed(seen, before.values())
    if start.on and start.on > at.date():
        raise CannotChange(_("Tanggal statusnya belum tiba. Pilih hari ini atau sebelumnya."))
    group.seats, group.starting_status = start.seats, start.status
    group.starting_status_on, group.source = start.on, start.source
    changed = differing(before.values(), start.values())
    record("set_start", "group", group.id, actor_id=by_id, at=at, **changed)
