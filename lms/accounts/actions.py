"""Accounts, cards and signing in and out."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, or_, update

from lms.accounts import queries, rules
from lms.accounts.models import Card, Device, Honorific, Person, Role, RoleGrant
from lms.db import db
from lms.errors import Refused
from lms.regions.models import City, Kelurahan


class CannotSignIn(Refused):
    """The user name and password do not belong together."""


class CannotAddStaff(Refused):
    """The staff account cannot be made like this."""


def sign_in_with_password(username: str, password: str, *, remembered: timedelta, at: datetime) -> Device:
    """Sign a member of staff in; raises CannotSignIn without saying which of the two was wrong."""
    person = queries.staff_named(username)
    if not rules.is_password(password, person.password_hash if person else None) or person is None:
        raise CannotSignIn(_("Nama pengguna atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi."))
    return _remember(person.id, None, remembered=remembered, at=at)


def sign_in_with_card(card: Card, *, remembered: timedelta, at: datetime) -> Device:
    """Sign a card's owner in on this device."""
    return _remember(card.person_id, card.id, remembered=remembered, at=at)


def sign_in_first_time(person: Person, *, remembered: timedelta, at: datetime) -> Device:
    """Sign a new person in once, without a card; raises CannotSignIn when they have signed in before."""
    if queries.has_signed_in(person.id):
        raise CannotSignIn(_("Tautan ini sudah pernah dipakai untuk masuk. Minta kartu masuk kepada koordinator KIM."))
    return _remember(person.id, None, remembered=remembered, at=at)


def sign_out(device_id: int, *, at: datetime) -> None:
    """Forget a device; doing it twice is the same as once."""
    db.session.execute(update(Device).where(Device.id == device_id, Device.ended_at.is_(None)).values(ended_at=at))


def issue_card(person: Person, *, by_id: int | None, at: datetime, token: str | None = None) -> str:
    """Make a new card and give its token, which nobody can read again; older cards and their devices die at once."""
    revoke_cards(person, at=at)
    token = token or rules.new_token()
    db.session.add(Card(person_id=person.id, token_hash=rules.token_hash(token), issued_at=at, issued_by_id=by_id))
    return token


def revoke_cards(person: Person, *, at: datetime) -> None:
    """Make every card of a person useless, and sign out the devices that came in with one."""
    db.session.execute(update(Card).where(Card.person_id == person.id, Card.revoked_at.is_(None)).values(revoked_at=at))
    db.session.execute(
        update(Device)
        .where(Device.person_id == person.id, Device.card_id.is_not(None), Device.ended_at.is_(None))
        .values(ended_at=at)
    )


def add_person(
    name: str,
    *,
    honorific: Honorific,
    kelurahan_id: int | None,
    at: datetime,
    whatsapp: str | None = None,
    birth_year: int | None = None,
) -> Person:
    """Add somebody who has something to save."""
    person = Person(
        name=name, honorific=honorific, kelurahan_id=kelurahan_id, whatsapp=whatsapp, birth_year=birth_year, joined_at=at
    )
    db.session.add(person)
    return person


def add_staff(name: str, username: str, password: str, *, honorific: Honorific, city: City, at: datetime) -> Person:
    """Add an officer of the agency who signs in with a password; raises CannotAddStaff."""
    if queries.is_taken(username):
        raise CannotAddStaff(_("Nama pengguna ini sudah dipakai."))
    if len(password) < rules.SHORTEST_PASSWORD:
        raise CannotAddStaff(_("Kata sandi paling sedikit %(number)s huruf.", number=rules.SHORTEST_PASSWORD))
    person = add_person(name, honorific=honorific, kelurahan_id=None, at=at)
    person.username = username.strip().lower()
    person.password_hash = rules.password_hash(password)
    db.session.flush()  # the grant needs the person's id
    grant_role(person, Role.AGENCY, city, by_id=None, on=at.date())
    return person


def grant_role(person: Person, role: Role, place: City | Kelurahan, *, by_id: int | None, on: date) -> RoleGrant:
    """Give somebody a role in a city or a kelurahan, from a day on."""
    grant = RoleGrant(
        person_id=person.id,
        role=role,
        city_id=place.id if isinstance(place, City) else None,
        kelurahan_id=place.id if isinstance(place, Kelurahan) else None,
        starts_on=on,
        granted_by_id=by_id,
    )
    db.session.add(grant)
    return grant


def end_role(person_id: int, role: Role, *, on: date, place: City | Kelurahan | None = None) -> None:
    """Take a role away in one place, or without one in every place, from a day on; what began that day was held on no day."""
    held = [RoleGrant.person_id == person_id, RoleGrant.role == role]
    if place is not None:
        held.append(RoleGrant.city_id == place.id if isinstance(place, City) else RoleGrant.kelurahan_id == place.id)
    db.session.execute(delete(RoleGrant).where(*held, RoleGrant.starts_on > on))
    db.session.execute(
        update(RoleGrant).where(*held, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > on)).values(ends_on=on)
    )


def _remember(person_id: int, card_id: int | None, *, remembered: timedelta, at: datetime) -> Device:
    device = Device(person_id=person_id, card_id=card_id, signed_in_at=at, ends_at=at + remembered)
    db.session.add(device)
    db.session.flush()  # the session cookie holds the device's id
    return device
