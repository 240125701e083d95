"""What every group is missing, from facts and from what its coordinator has decided."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from lms.accounts.models import Person
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.regions.models import City, Kecamatan, Kelurahan, Rt
from lms.regions.queries import existing_on
from lms.volunteering.models import Application, Need, NeedRole, State
from lms.volunteering.queries.applications import coordinated_on
from lms.volunteering.rules import needs as rules
from lms.volunteering.rules.needs import Facts, Ratios, Standing
from lms.volunteering.rules.states import TAKEN_IN


@dataclass(frozen=True, slots=True)
class Wanted:
    """One need of a group as it stands on a day: published, proposed by facts, filled, declined or over."""

    place: Kelurahan | City
    group_id: int
    role: NeedRole
    facts: Facts
    need: Need | None
    """What the coordinator decided; empty while it is only proposed."""
    missing: int
    standing: Standing
    is_coordinated: bool
    """Whether somebody coordinates the place, who would have to publish it; for the city at least the agency does."""

    @property
    def slug(self) -> str:
        """The name of the place in addresses."""
        return rules.CITY if isinstance(self.place, City) else self.place.slug

    @property
    def is_asked_for(self) -> bool:
        """Whether the public sees it: published, or proposed where there is nobody to publish it. Recruiting waits for nobody."""
        is_shown = self.standing is Standing.OPEN or (self.standing is Standing.PROPOSED and not self.is_coordinated)
        return is_shown and self.missing > 0


def wanted_in(slug: str | None, ratios: Ratios, *, on: date) -> list[Wanted]:
    """Give every need of one kelurahan, of the city's own group (`rules.CITY`) or, without either, of all; six statements.

    The kelurahan come from north to south, the city's group after them.
    """
    serving, mentors, rts, coordinated = _serving(on), _mentors(), _rts(on), set(db.session.scalars(coordinated_on(on)))
    decided = {(need.group_id, need.role): need for need in db.session.scalars(select(Need))}
    rows = []
    for group, place in _groups(slug):
        officers, members = serving.get(group.id, (0, 0))
        facts = Facts(
            seats=group.seats or 0,
            officers=officers,
            learners=officers + members,
            mentors=mentors.get(group.kelurahan_id, 0),
            rt_count=rts.get(group.kelurahan_id, 0),
        )
        is_city = group.kelurahan_id is None
        for role in rules.CITY_ROLES if is_city else NeedRole:
            need = decided.get((group.id, role))
            missing = rules.missing(role, need, facts=facts, ratios=ratios)
            standing = rules.standing(need, missing, on=on)
            is_coordinated = is_city or group.kelurahan_id in coordinated
            rows.append(Wanted(place, group.id, role, facts, need, missing, standing, is_coordinated))
    return rows


def _groups(slug: str | None) -> list[tuple[Group, Kelurahan | City]]:
    """Give the groups asked for, each with its place; one statement."""
    groups = (
        select(Group, Kelurahan, City)
        .outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .outerjoin(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .outerjoin(City, Group.city_id == City.id)
        .order_by(Group.city_id.is_not(None), Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    )
    if slug:
        groups = groups.where(Group.city_id.is_not(None) if slug == rules.CITY else Kelurahan.slug == slug)
    return [(group, kelurahan or city) for group, kelurahan, city in db.session.execute(groups)]


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


def _rts(on: date) -> dict[int | None, int]:
    counted = select(Rt.kelurahan_id, func.count()).where(existing_on(on)).group_by(Rt.kelurahan_id)
    return dict(db.session.execute(counted).all())
