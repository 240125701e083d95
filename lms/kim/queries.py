"""Groups and who serves in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on, here_at
from lms.db import db
from lms.kim.models import Affiliation, Group, Import, Position, Term
from lms.kim.rules.lists import Known, Period, Place, Someone
from lms.kim.rules.names import folded
from lms.regions.models import City, Kelurahan, Rt

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


def group_in(place: City | Kelurahan) -> Group:
    """Give the group of a city or a kelurahan; every place has one."""
    own = Group.kelurahan_id == place.id if isinstance(place, Kelurahan) else Group.city_id == place.id
    return db.session.scalars(select(Group).where(own)).one()


def terms_ahead(group: Group, *, on: date) -> list[Term]:
    """Give the terms that begin after a day, with their people."""
    ahead = _terms(group).where(Term.starts_on > on, Person.left_at.is_(None))
    return list(db.session.scalars(ahead.order_by(Term.starts_on, _ORDER, Person.name)))


def terms_before(group: Group, *, on: date, most: int) -> list[Term]:
    """Give the terms that were over on a day, the latest first, with their people."""
    over = _terms(group).where(Term.ends_on <= on, Person.left_at.is_(None))
    return list(db.session.scalars(over.order_by(Term.ends_on.desc(), _ORDER, Person.name).limit(most)))


def terms_to_renew(group: Group, *, on: date) -> list[Term]:
    """Give who a hand-over is about: the officers of today, and those whose term ran out within a year with none after it."""
    later = aliased(Term)
    has_later = select(later.id).where(
        later.group_id == group.id, later.person_id == Term.person_id, later.starts_on > Term.starts_on
    )
    ran_out = (Term.ends_on > on - timedelta(days=365)) & Term.end_reason.is_(None)
    found = _terms(group).where(
        Term.position != Position.MEMBER,
        Person.left_at.is_(None),
        Term.starts_on <= on,
        or_(serving_on(on), ran_out),
        ~has_later.exists(),
    )
    return list(db.session.scalars(found.order_by(_ORDER, Person.name, Term.id)))


def _terms(group: Group) -> Select[Term]:
    return (
        select(Term).join(Person, Term.person_id == Person.id).options(joinedload(Term.person)).where(Term.group_id == group.id)
    )


def term_in(group: Group, term_id: int) -> Term | None:
    """Find a term among those of a group."""
    return db.session.scalars(_terms(group).where(Term.id == term_id)).one_or_none()


def term_with_key(key: UUID) -> Term | None:
    """Find the term that a form has made."""
    return db.session.scalars(select(Term).options(joinedload(Term.person)).where(Term.key == key)).one_or_none()


def terms_of_person(group_id: int, person_id: int) -> list[Term]:
    """Give every term of somebody in a group, past and to come."""
    return list(db.session.scalars(select(Term).where(Term.group_id == group_id, Term.person_id == person_id)))


def people_to_choose(place: City | Kelurahan, *, on: date) -> list[Person]:
    """Give who lives in a kelurahan, or serves anywhere in the city, and is in no seat of the place's own group on a day."""
    group = group_in(place)
    inside = select(Term.person_id).where(Term.group_id == group.id, serving_on(on))
    if isinstance(place, Kelurahan):
        near = Person.kelurahan_id == place.id
    else:
        near = Person.id.in_(select(Term.person_id).where(serving_on(on)))
    found = select(Person).where(near, Person.left_at.is_(None), Person.username.is_(None), Person.id.not_in(inside))
    return list(db.session.scalars(found.order_by(Person.name, Person.id)))


def people_near(kelurahan_ids: Collection[int | None], group_ids: Collection[int]) -> list[Person]:
    """Give everybody who lives in some kelurahan, or ever served in some groups: who a list may name again."""
    ever = select(Term.person_id).where(Term.group_id.in_(group_ids))
    near = or_(Person.kelurahan_id.in_(kelurahan_ids), Person.id.in_(ever))
    return list(db.session.scalars(select(Person).where(near, Person.left_at.is_(None)).order_by(Person.id)))


def affiliations_of(person_ids: Collection[int]) -> dict[int, list[Affiliation]]:
    """Give where else people serve today (RT, RW, PKK, LPM, Karang Taruna), with the RT; one statement."""
    found: dict[int, list[Affiliation]] = {}
    wanted = select(Affiliation).options(joinedload(Affiliation.rt)).where(Affiliation.person_id.in_(person_ids))
    for one in db.session.scalars(wanted.where(Affiliation.ended_on.is_(None)).order_by(Affiliation.body, Affiliation.id)):
        found.setdefault(one.person_id, []).append(one)
    return found


def coordinators_of(place: City | Kelurahan, *, on: date) -> list[Person]:
    """Give who coordinates the group of a place on a day."""
    own = RoleGrant.kelurahan_id == place.id if isinstance(place, Kelurahan) else RoleGrant.city_id == place.id
    held = select(RoleGrant.person_id).where(own, RoleGrant.role == Role.COORDINATOR, held_on(on))
    found = select(Person).where(Person.id.in_(held), Person.left_at.is_(None))
    return list(db.session.scalars(found.order_by(Person.name, Person.id)))


def place_of(group: Group) -> City | Kelurahan:
    """Give the place a group belongs to."""
    if group.kelurahan_id is not None:
        return db.session.get_one(Kelurahan, group.kelurahan_id)
    return db.session.get_one(City, group.city_id)


def places_to_import(kelurahan_id: int | None) -> list[Place]:
    """Give the groups a list may name: one kelurahan's, or all of the city's with its own."""
    groups = select(Group.id, Group.kelurahan_id, func.coalesce(Kelurahan.name, City.name))
    groups = groups.outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id).outerjoin(City, Group.city_id == City.id)
    if kelurahan_id is not None:
        groups = groups.where(Group.kelurahan_id == kelurahan_id)
    return [Place(*row) for row in db.session.execute(groups.order_by(Group.id))]


def known_for(kelurahan_id: int | None) -> Known:
    """Give what is recorded where a list of one kelurahan, or of the whole city, is to go; four statements."""
    places = places_to_import(kelurahan_id)
    group_ids = [place.group_id for place in places]
    kelurahan_ids = [place.kelurahan_id for place in places if place.kelurahan_id is not None]
    had: dict[tuple[int, int], list[Period]] = {}
    for term in db.session.scalars(select(Term).where(Term.group_id.in_(group_ids)).order_by(Term.id)):
        had.setdefault((term.group_id, term.person_id), []).append(Period(term.starts_on, term.ends_on, term.position))
    rts: dict[tuple[int, str], dict[str, int]] = {}
    for rt in db.session.scalars(select(Rt).where(Rt.kelurahan_id.in_(kelurahan_ids), Rt.closed_on.is_(None))):
        rts.setdefault((rt.kelurahan_id, rt.label), {})[rt.rw] = rt.id
    named = {"kota" if place.kelurahan_id is None else folded(place.name): place for place in places}
    named |= {folded(place.name): place for place in places}
    known = Known(named, places[0] if kelurahan_id is not None else None, had, rts)
    for person in people_near(kelurahan_ids, group_ids):
        known.add(Someone(person.id, person.name, person.kelurahan_id, person.whatsapp, person.birth_year))
    return known


def import_in(kelurahan_id: int | None, import_id: int) -> Import | None:
    """Find a list among those of a kelurahan, or of the whole city."""
    found = select(Import).where(Import.id == import_id, Import.kelurahan_id.is_not_distinct_from(kelurahan_id))
    return db.session.scalars(found).one_or_none()


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
