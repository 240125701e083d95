"""Who carries the word to which RT, and what the grid of a kelurahan shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Honorific, Person
from lms.accounts.rules import called
from lms.db import db
from lms.kim.models import Affiliation, Group, Term
from lms.kim.queries import serving_on
from lms.outreach.models.visits import Carrier, Visit
from lms.outreach.models.words import Topic
from lms.outreach.queries.visits import counts
from lms.outreach.rules.carrying import Load, Spot, nearest
from lms.outreach.rules.visits import House, is_minor
from lms.regions.models import Kelurahan, Rt
from lms.regions.queries import existing_on
from lms.volunteering.models import Application
from lms.volunteering.rules.states import TRAINED


@dataclass(frozen=True, slots=True)
class Carried:
    """An RT somebody carries the word to, with the day of the last visit that counts."""

    rt_id: int
    label: str
    rw: str
    kelurahan_slug: str
    last_on: date | None


def carrying_on(day: date) -> ColumnElement[bool]:
    """Give the condition that somebody carries the word to an RT on a day."""
    return (Carrier.starts_on <= day) & or_(Carrier.ends_on.is_(None), Carrier.ends_on > day)


def houses(kelurahan_id: int, *, on: date, topic: Topic | None = None) -> list[House]:
    """Give every RT of a kelurahan that exists on a day, by RW and number, with its last visit and carriers; one statement."""
    first, second = aliased(Person), aliased(Person)
    visited = select(func.max(Visit.visited_on)).where(Visit.rt_id == Rt.id, counts(), Visit.visited_on <= on)
    visited = visited.where(Visit.topic == topic) if topic else visited
    people = first.name, first.honorific, second.name, second.honorific
    found = db.session.execute(
        select(Rt.id, Rt.label, Rt.rw, visited.scalar_subquery().label("last_on"), *people)
        .outerjoin(Carrier, (Carrier.rt_id == Rt.id) & carrying_on(on))
        .outerjoin(first, (Carrier.person_id == first.id) & first.left_at.is_(None))
        .outerjoin(second, (Carrier.beside_id == second.id) & second.left_at.is_(None))
        .where(Rt.kelurahan_id == kelurahan_id, existing_on(on))
        .order_by(func.length(Rt.rw), Rt.rw, func.length(Rt.label), Rt.label)
    )
    return [House(row[0], row[1], row[2], row[3], _names(row[4:])) for row in found]


def carrier_of(rt_id: int) -> Carrier | None:
    """Find who carries the word to an RT now."""
    return db.session.scalars(select(Carrier).where(Carrier.rt_id == rt_id, Carrier.ends_on.is_(None))).one_or_none()


def carried_by(person_id: int, *, on: date) -> list[Carried]:
    """Give the RT somebody carries the word to, the one longest without a visit first; one statement."""
    last = select(func.max(Visit.visited_on)).where(Visit.rt_id == Rt.id, counts()).scalar_subquery().label("last_on")
    found = db.session.execute(
        select(Rt.id, Rt.label, Rt.rw, Kelurahan.slug, last)
        .join(Carrier, Carrier.rt_id == Rt.id)
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .where(carrying_on(on), existing_on(on), or_(Carrier.person_id == person_id, Carrier.beside_id == person_id))
        .order_by(last.is_not(None), last, func.length(Rt.label), Rt.label)
    )
    return [Carried(*row) for row in found]


def open_spots(kelurahan_id: int, *, on: date) -> list[Spot]:
    """Give the RT of a kelurahan that nobody carries the word to, by RW and number."""
    carried = select(Carrier.id).where(Carrier.rt_id == Rt.id, carrying_on(on))
    found = db.session.execute(
        select(Rt.id, Rt.label, Rt.rw)
        .where(Rt.kelurahan_id == kelurahan_id, existing_on(on), ~carried.exists())
        .order_by(func.length(Rt.rw), Rt.rw, func.length(Rt.label), Rt.label)
    )
    return [Spot(*row) for row in found]


def loads(kelurahan_id: int, person_ids: Sequence[int], *, on: date) -> list[Load]:
    """Give what each of some people carries already in a kelurahan, and which RT there is their own."""
    known = {person_id: Load(person_id) for person_id in person_ids}
    held = db.session.execute(
        select(Carrier.person_id, Rt.id, Rt.label, Rt.rw)
        .join(Rt, Carrier.rt_id == Rt.id)
        .where(Rt.kelurahan_id == kelurahan_id, Carrier.person_id.in_(person_ids), carrying_on(on), existing_on(on))
        .order_by(Rt.id)
    )
    for person_id, rt_id, label, rw in held:
        known[person_id].carries.append(Spot(rt_id, label, rw))
    belongs = Affiliation.person_id.in_(person_ids), Affiliation.ended_on.is_(None)
    own = select(Affiliation.person_id, Rt.id).join(Rt, Affiliation.rt_id == Rt.id).where(*belongs)
    for person_id, rt_id in db.session.execute(own):
        known[person_id].own = {*known[person_id].own, rt_id}
    return list(known.values())


def next_rts(kelurahan_id: int, person_id: int, limit: int, *, on: date) -> list[Spot]:
    """Propose to somebody the RT without a carrier that are nearest to what they carry."""
    [load] = loads(kelurahan_id, [person_id], on=on)
    return nearest(open_spots(kelurahan_id, on=on), load)[:limit]


def minors(person_ids: Iterable[int], *, on: date) -> set[int]:
    """Give those of some people who are perhaps under 18, and carry nothing alone."""
    found = db.session.execute(select(Person.id, Person.birth_year).where(Person.id.in_(list(person_ids))))
    return {person_id for person_id, birth_year in found if is_minor(birth_year, on=on)}


def belonging_to_rt(rt_id: int) -> list[tuple[Person, Affiliation]]:
    """Give who of the groups serves in an RT, or in its PKK, by name: the road to its meetings."""
    found = db.session.execute(
        select(Person, Affiliation)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.rt_id == rt_id, Affiliation.ended_on.is_(None), Person.left_at.is_(None))
        .order_by(Person.name, Affiliation.id)
    )
    return [(person, affiliation) for person, affiliation in found]


def orphaned(*, on: date) -> list[Carrier]:
    """Give the carriers of RT that were closed, or whose person neither serves nor helps in that kelurahan any longer."""
    serves = (
        select(Term.id)
        .join(Group, Term.group_id == Group.id)
        .where(Term.person_id == Carrier.person_id, serving_on(on))
        .where(or_(Group.kelurahan_id == Rt.kelurahan_id, Group.city_id.is_not(None)))
    )
    helps = select(Application.id).where(
        Application.person_id == Carrier.person_id, Application.kelurahan_id == Rt.kelurahan_id, Application.state.in_(TRAINED)
    )
    gone = (~serves.exists() & ~helps.exists()) | Person.left_at.is_not(None) | ~existing_on(on)
    wanted = select(Carrier).join(Rt, Carrier.rt_id == Rt.id).join(Person, Carrier.person_id == Person.id)
    return list(db.session.scalars(wanted.where(Carrier.ends_on.is_(None), gone).order_by(Carrier.id)))


def _names(columns: Sequence[object]) -> tuple[str, ...]:
    """Give how the people of one row are called, two columns each."""
    pairs = (columns[:2], columns[2:])
    return tuple(called(str(name), Honorific(str(honorific))) for name, honorific in pairs if name is not None)
