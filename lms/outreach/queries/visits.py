"""Visits: where somebody may record them, and what was recorded."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.outreach.models.visits import Aspiration, Carrier, Pledge, Visit
from lms.outreach.rules.visits import OLDEST, Standing
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.volunteering.models import Application
from lms.volunteering.rules.states import TRAINED

SHOWN = 100
"""Rows of one list."""


@dataclass(frozen=True, slots=True)
class Told:
    """What residents said at a visit, as its page shows it."""

    id: int
    words: str


def counts() -> ColumnElement[bool]:
    """Give the condition that a visit counts: somebody else has confirmed it, and nobody took it back."""
    return Visit.confirmed_at.is_not(None) & Visit.denied_at.is_(None) & Visit.withdrawn_at.is_(None)


def waits(*, on: date) -> ColumnElement[bool]:
    """Give the condition that somebody else still has to say whether a visit was."""
    open_still = Visit.confirmed_at.is_(None) & Visit.denied_at.is_(None) & Visit.withdrawn_at.is_(None)
    return open_still & (Visit.visited_on >= on - OLDEST)


def standing(visit: Visit) -> Standing:
    """Tell what became of a visit."""
    if visit.withdrawn_at:
        return Standing.WITHDRAWN
    if visit.denied_at:
        return Standing.DENIED
    return Standing.COUNTS if visit.confirmed_at else Standing.WAITING


def workplaces(viewer: Viewer, *, on: date) -> list[Kelurahan]:
    """Give the kelurahan whose RT somebody may visit, from north to south; one statement.

    Where they serve, help as a trained volunteer or coordinate; all of the city for who serves in its own group.
    """
    serves = select(Group.kelurahan_id).join(Term, Term.group_id == Group.id).where(_serves(viewer.id, on))
    cities = select(Group.city_id).join(Term, Term.group_id == Group.id).where(_serves(viewer.id, on))
    helps = select(Application.kelurahan_id).where(Application.person_id == viewer.id, Application.state.in_(TRAINED))
    led = [grant.kelurahan_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id]
    here = or_(
        Kelurahan.id.in_(serves), Kelurahan.id.in_(helps), Kelurahan.id.in_(led), Kelurahan.city_id.in_(cities.scalar_subquery())
    )
    return list(db.session.scalars(_in_order(select(Kelurahan).where(here))))


def is_officer_for(person_id: int, kelurahan: Kelurahan, *, on: date) -> bool:
    """Tell whether somebody holds a seat in the group of a kelurahan, or in the city's own: who may confirm visits there."""
    group = or_(Group.kelurahan_id == kelurahan.id, Group.city_id == kelurahan.city_id)
    found = select(Term.id).join(Group, Term.group_id == Group.id).where(group, _serves(person_id, on))
    return db.session.scalar(found.where(Term.position != Position.MEMBER).limit(1)) is not None


def workers_in(kelurahan_id: int, *, on: date) -> list[Person]:
    """Give who may carry the word in a kelurahan, by name: who serves in its group, and its trained volunteers."""
    serves = (
        select(Term.person_id).join(Group, Term.group_id == Group.id).where(Group.kelurahan_id == kelurahan_id, serving_on(on))
    )
    helps = select(Application.person_id).where(Application.kelurahan_id == kelurahan_id, Application.state.in_(TRAINED))
    here = or_(Person.id.in_(serves), Person.id.in_(helps))
    return list(db.session.scalars(select(Person).where(here, Person.left_at.is_(None)).order_by(Person.name, Person.id)))


def first_rts(person_id: int, *, on: date) -> set[int]:
    """Give the ids of the RT that somebody carries or has promised to visit."""
    carried = select(Carrier.rt_id).where(
        or_(Carrier.person_id == person_id, Carrier.beside_id == person_id), Carrier.starts_on <= on, Carrier.ends_on.is_(None)
    )
    promised = select(Pledge.rt_id).where(Pledge.person_id == person_id, Pledge.ended_at.is_(None), Pledge.rt_id.is_not(None))
    return {found for found in db.session.scalars(carried.union(promised)) if found is not None}


def visit_with(key: UUID) -> Visit | None:
    """Find the visit a form has recorded."""
    return db.session.scalars(select(Visit).where(Visit.key == key)).one_or_none()


def same_as(wanted: Visit) -> Visit | None:
    """Find a visit by the same person to the same RT, on the same day and occasion, that was neither taken back nor denied."""
    same = (
        Visit.rt_id == wanted.rt_id,
        Visit.recorder_id == wanted.recorder_id,
        Visit.visited_on == wanted.visited_on,
        Visit.forum == wanted.forum,
        Visit.topic == wanted.topic,
        Visit.withdrawn_at.is_(None),
        Visit.denied_at.is_(None),
    )
    return db.session.scalars(select(Visit).where(*same).limit(1)).one_or_none()


def visible_to(viewer: Viewer, visit_id: int, *, on: date) -> Visit | None:
    """Find a visit the viewer may read: their own, one in a kelurahan where they work, any for the agency."""
    found = db.session.scalars(_whole().where(Visit.id == visit_id)).one_or_none()
    if found is None or viewer.id in {found.recorder_id, found.beside_id, found.typed_by_id}:
        return found
    if any(grant.role is Role.AGENCY for grant in viewer.grants):
        return found
    return found if found.rt.kelurahan_id in {place.id for place in workplaces(viewer, on=on)} else None


def own_visits(person_id: int) -> list[Visit]:
    """Give the visits of somebody, the latest first."""
    mine = or_(Visit.recorder_id == person_id, Visit.beside_id == person_id)
    return list(db.session.scalars(_latest_first(_whole().where(mine))))


def visits_to(kelurahan_id: int) -> list[Visit]:
    """Give the visits in a kelurahan, the latest first."""
    return list(db.session.scalars(_latest_first(_whole().where(Rt.kelurahan_id == kelurahan_id))))


def to_confirm(kelurahan_id: int, *, on: date) -> list[Visit]:
    """Give the visits in a kelurahan that wait for somebody else's word, the oldest first."""
    wanted = _whole().where(Rt.kelurahan_id == kelurahan_id, waits(on=on))
    return list(db.session.scalars(wanted.order_by(Visit.visited_on, Visit.id).limit(SHOWN)))


def visits_of_rt(rt_id: int) -> list[Visit]:
    """Give the visits to an RT, the latest first."""
    return list(db.session.scalars(_latest_first(_whole().where(Visit.rt_id == rt_id))))


def told_at(visit_id: int) -> list[Told]:
    """Give what residents said at a visit, without what was struck out."""
    found = db.session.execute(
        select(Aspiration.id, Aspiration.words)
        .where(Aspiration.visit_id == visit_id, Aspiration.withdrawn_at.is_(None))
        .order_by(Aspiration.number)
    )
    return [Told(*row) for row in found]


def rt_in(kelurahan_id: int, rt_id: int) -> Rt | None:
    """Find an RT of a kelurahan that was not closed."""
    wanted = select(Rt).where(Rt.id == rt_id, Rt.kelurahan_id == kelurahan_id, Rt.closed_on.is_(None))
    return db.session.scalars(wanted).one_or_none()


def _serves(person_id: int, on: date) -> ColumnElement[bool]:
    return (Term.person_id == person_id) & serving_on(on)


def _in_order(wanted: Select[Kelurahan]) -> Select[Kelurahan]:
    return wanted.join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id).order_by(
        Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x
    )


def _whole() -> Select[Visit]:
    """Select visits with their RT, kelurahan and people."""
    whole = joinedload(Visit.rt), joinedload(Visit.recorder), joinedload(Visit.beside)
    return select(Visit).join(Rt, Visit.rt_id == Rt.id).options(*whole)


def _latest_first(wanted: Select[Visit]) -> Select[Visit]:
    return wanted.order_by(Visit.visited_on.desc(), Visit.id.desc()).limit(SHOWN)
