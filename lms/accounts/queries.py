"""Finding people, their cards and their staff accounts."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Card, Device, Person, RoleGrant
from lms.accounts.rules import token_hash
from lms.db import db


def held_on(day: date) -> ColumnElement[bool]:
    """Give the condition that a role grant holds on a day."""
    return (RoleGrant.starts_on <= day) & or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > day)


def card_with(token: str) -> Card | None:
    """Find the card of a token while it is good, with its person."""
    return db.session.scalars(
        select(Card)
        .options(joinedload(Card.person).joinedload(Person.kelurahan))
        .join(Person, Card.person_id == Person.id)
        .where(Card.token_hash == token_hash(token), Card.revoked_at.is_(None), Person.left_at.is_(None))
    ).one_or_none()


def staff_named(username: str) -> Person | None:
    """Find a staff account by its user name, in any spelling of case."""
    return db.session.scalars(
        select(Person).where(Person.username == username.strip().lower(), Person.left_at.is_(None))
    ).one_or_none()


def is_taken(username: str) -> bool:
    """Tell whether a user name belongs to anybody, also to somebody who has left: it is never given twice."""
    return db.session.scalar(select(Person.id).where(Person.username == username.strip().lower())) is not None


def has_signed_in(person_id: int) -> bool:
    """Tell whether a person has ever signed in on any device."""
    return db.session.scalar(select(Device.id).where(Device.person_id == person_id).limit(1)) is not None


def good_cards(person_ids: list[int]) -> dict[int, datetime]:
    """Give when each person's good card was issued; people without one are left out."""
    found = db.session.execute(
        select(Card.person_id, Card.issued_at)
        .where(Card.person_id.in_(person_ids), Card.revoked_at.is_(None))
        .order_by(Card.issued_at)
    )
    return {row.person_id: row.issued_at for row in found}


def here_at(at: datetime) -> ColumnElement[bool]:
    """Give the condition that a person had not left at a moment."""
    return or_(Person.left_at.is_(None), Person.left_at > at)
