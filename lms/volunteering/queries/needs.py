"""What every group is missing, from facts and from what its coordinator has decided."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.regions.queries import existing_on
from lms.volunteering.models import Application, Need, NeedRole, State
from lms.volunteering.queries.applications import coordinated_on
from lms.volunteering.rules import needs as rules
from lms.volunteering.rules.needs import Facts, Ratios, Standing
from lms.volunteering.rules.states import TAKEN_IN


@dataclass(frozen=True, slots=True)
class Wanted:
    """One need of one kelurahan as it stands on a day: published, proposed by facts, filled, declined or over."""

    kelurahan: Kelurahan
    group_id: int
    role: NeedRole
    facts: Facts
    need: Need | None
    """What the coordinator decided; empty while it is only proposed."""
    missing: int
    standing: Standing
    is_coordinated: bool
    """Whether somebody coordinates the kelurahan, who would have to publish it."""

    @property
    def is_asked_for(self) -> bool:
        """Whether the public sees it: published, or proposed where there is nobody to publish it. Recruiting waits for nobody."""
        is_shown = self.standing is Standing.OPEN or (self.standing is Standing.PROPOSED and not self.is_coordinated)
        return is_shown and self.missing > 0


def wanted_in(slug: str | None, ratios: Ratios, *, on: date) -> list[Wanted]:
    """Give every need of one kelurahan or, without one, of the whole city, from north to south; six statements."""
    groups = select(Group).join(Kelurahan, Group.kelurahan_id == Kelurahan.id).join(Kecamatan)
    groups = groups.options(joinedload(Group.kelurahan).joinedload(Kelurahan.kecamatan))
    ordered = groups.order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    found = db.session.scalars(ordered.where(Kelurahan.slug == slug) if slug else ordered).all()
    serving, mentors, rts, coordinated = _serving(on), _mentors(), _rts(on), set(db.session.scalars(coordinated_on(on)))
    decided = {(need.group_id, need.role): need for need in db.session.scalars(select(Need))}
    rows = []
    for group in found:
        place = group.kelurahan
        if place is None:
            continue
        officers, members = serving.get(group.id, (0, 0))
        facts = Facts(
            seats=group.seats or 0,
            officers=officers,
            learners=officers + members,
            mentors=mentors.get(place.id, 0),
            rt_count=rts.get(place.id, 0),
        )
        for role in NeedRole:
            need = decided.get((group.id, role))
            missing = rules.missing(role, need, facts=facts, ratios=ratios)
            standing = rules.standing(need, missing, on=on)
            rows.append(Wanted(place, group.id, role, facts, need, missing, standing, place.id in coordinated))
    return rows


def _serving(on: date) -> dict[int, tuple[int, int]]:
    """Count officers and plain members of each group on a day; nobody twice."""
    officer = Term.position != Position.MEMBER
    people = func.count(func.distinct(Term.person_id))
    officers = func.count(func.distinct(case((officer, Term.person_id))))
    counted = (
        select(Term.group_id, officers, people - officers)
        .join(Person, Term.person_id == Person.id)
        .where(serving_on(on), Person.left_at.is_(None))
        .group_by(Term.group_id)
    )
    return {group_id: (officers, members) for group_id, officers, members in db.session.execute(counted)}


def _mentors() -> dict[int | None, int]:
    counted = (
        select(Application.kelurahan_id, func.count())
        .join(Person, Application.person_id == Person.id)
        .where(Application.state.in_(TAKEN_IN - {State.OFFICER}), Person.left_at.is_(None))
        .group_by(Application.kelurahan_id)
    )
    return dict(db.session.execute(counted).all())


def _rts(on: date) -> dict[int, int]:
    counted = select(Rt.kelurahan_id, func.count()).where(existing_on(on)).group_by(Rt.kelurahan_id)
    return dict(db.session.execute(counted).all())
