"""What every group is missing, from facts and from what its coordinator has decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.volunteering.models import Application, Need, NeedRole, State
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

    @property
    def is_asked_for(self) -> bool:
        """Whether the public sees it. What facts ask for is shown until somebody declines it: recruiting waits for nobody."""
        return self.standing in {Standing.OPEN, Standing.PROPOSED} and self.missing > 0


def ratios() -> Ratios:
    """Give how much one person is expected to carry on this site."""
    return Ratios(current_app.config["LEARNERS_PER_MENTOR"], current_app.config["RT_PER_PERSON"])


def wanted_in(slug: str | None, *, on: date) -> list[Wanted]:
    """Give every need of one kelurahan or, without one, of the whole city, from north to south; five statements."""
    groups = select(Group).join(Kelurahan, Group.kelurahan_id == Kelurahan.id).join(Kecamatan)
    groups = groups.options(joinedload(Group.kelurahan).joinedload(Kelurahan.kecamatan))
    ordered = groups.order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    found = db.session.scalars(ordered.where(Kelurahan.slug == slug) if slug else ordered).all()
    officers, members, mentors, rts = _serving(on), _members(on), _mentors(), _rts()
    decided = {(need.group_id, need.role): need for need in db.session.scalars(select(Need))}
    rows = []
    for group in found:
        place = group.kelurahan
        if place is None:
            continue
        facts = Facts(
            seats=group.seats or 0,
            officers=officers.get(group.id, 0),
            learners=officers.get(group.id, 0) + members.get(group.id, 0),
            mentors=mentors.get(place.id, 0),
            rt_count=rts.get(place.id, 0),
        )
        for role in NeedRole:
            need = decided.get((group.id, role))
            missing = rules.missing(role, need, facts=facts, ratios=ratios())
            rows.append(Wanted(place, group.id, role, facts, need, missing, rules.standing(need, missing, on=on)))
    return rows


def _serving(on: date) -> dict[int, int]:
    return _people(Term.position != Position.MEMBER, on)


def _members(on: date) -> dict[int, int]:
    return _people(Term.position == Position.MEMBER, on)


def _people(position: Any, on: date) -> dict[int, int]:
    counted = (
        select(Term.group_id, func.count(func.distinct(case((position, Term.person_id)))))
        .join(Person, Term.person_id == Person.id)
        .where(serving_on(on), Person.left_at.is_(None))
        .group_by(Term.group_id)
    )
    return dict(db.session.execute(counted).all())


def _mentors() -> dict[int | None, int]:
    counted = (
        select(Application.kelurahan_id, func.count())
        .join(Person, Application.person_id == Person.id)
        .where(Application.state.in_(TAKEN_IN - {State.OFFICER}), Person.left_at.is_(None))
        .group_by(Application.kelurahan_id)
    )
    return dict(db.session.execute(counted).all())


def _rts() -> dict[int, int]:
    counted = select(Rt.kelurahan_id, func.count()).where(Rt.closed_on.is_(None)).group_by(Rt.kelurahan_id)
    return dict(db.session.execute(counted).all())
