"""Groups and who serves in them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.accounts.queries import here_at
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.regions.models import Kelurahan

_ORDER = case({position: number for number, position in enumerate(Position)}, value=Term.position)


@dataclass(frozen=True, slots=True)
class Membership:
    """Where somebody serves now."""

    group_name: str
    position: Position


def serving_on(day: date) -> ColumnElement[bool]:
    """Give the condition that a term holds on a day."""
    return (Term.starts_on <= day) & or_(Term.ends_on.is_(None), Term.ends_on > day)


def group_of(kelurahan_id: int) -> Group:
    """Give the group of a kelurahan; every kelurahan has one."""
    return db.session.scalars(select(Group).where(Group.kelurahan_id == kelurahan_id)).one()


def terms_of(group: Group, *, on: date) -> list[Term]:
    """Give the terms that hold on a day, chair first, with their people."""
    return list(
        db.session.scalars(
            select(Term)
            .join(Person, Term.person_id == Person.id)
            .options(joinedload(Term.person))
            .where(Term.group_id == group.id, serving_on(on), Person.left_at.is_(None))
            .order_by(_ORDER, Person.name, Term.id)
        )
    )


def membership_of(person_id: int, *, on: date) -> Membership | None:
    """Give where somebody serves on a day, highest position first; None for people outside the groups."""
    found = db.session.execute(
        select(Group.name, Term.position)
        .join(Group, Term.group_id == Group.id)
        .where(Term.person_id == person_id, serving_on(on))
        .order_by(_ORDER)
        .limit(1)
    ).one_or_none()
    return Membership(*found) if found else None


def is_serving(group: Group, person: Person, *, on: date) -> bool:
    """Tell whether somebody holds any position in a group on a day."""
    found = select(Term.id).where(Term.group_id == group.id, Term.person_id == person.id, serving_on(on)).limit(1)
    return db.session.scalar(found) is not None


def one_group_each(city_id: int, position: Position | None = None, *, at: datetime) -> Select[int, int]:
    """Select `person_id` and `kelurahan_id` of whoever served in the groups of kelurahan at a moment, nobody twice.

    Who serves in several groups counts in that of the kelurahan they live in, else in the oldest. With a position, only
    who held it.
    """
    at_home = case((Group.kelurahan_id == Person.kelurahan_id, 0), else_=1)
    place = func.row_number().over(partition_by=Term.person_id, order_by=(at_home, Group.id, Term.id)).label("place")
    ranked = (
        select(Term.person_id, Kelurahan.id.label("kelurahan_id"), place)
        .join(Group, Term.group_id == Group.id)
        .join(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .join(Person, Term.person_id == Person.id)
        .where(Kelurahan.city_id == city_id, serving_on(at.date()), here_at(at))
    )
    if position:
        ranked = ranked.where(Term.position == position)
    found = ranked.subquery("ranked")
    return select(found.c.person_id, found.c.kelurahan_id).where(found.c.place == 1)
