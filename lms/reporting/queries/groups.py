"""Every group of a city side by side: seats, decree, coordinator, and whether it sleeps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.accounts.rules import full_form
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on
from lms.kim.rules.periods import expiry
from lms.kim.rules.standing import Standing, standing
from lms.learning.models import LessonState
from lms.regions.models import Kelurahan
from lms.reporting.queries.figures.rows import CityFigures


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group on one day."""

    group: Group
    slug: str | None
    """The kelurahan's; empty for the city's own group."""
    officers: int
    standing: Standing
    coordinators: tuple[str, ...]
    day: date

    @property
    def expiry(self) -> str:
        """How its decree stands: none, over, soon or good."""
        return expiry(self.group.decree_until, on=self.day)

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should do something: it sleeps, nobody coordinates it, or its decree is over."""
        return self.standing.is_dormant or not self.coordinators or self.expiry == "over"


def group_rows(figures: CityFigures, city_id: int, *, dormant_after: int) -> list[GroupRow]:
    """Give the city's own group and then the kelurahan's, from north to south; the standing is the figures'. Four statements."""
    day = figures.at.date()
    groups = {group.kelurahan_id: group for group in _groups(city_id)}
    coordinators = _coordinators(city_id, day)
    rows = []
    if None in groups:
        officers, status = _of_city(groups[None], day, dormant_after)
        rows.append(GroupRow(groups[None], None, officers, status, coordinators.get(None, ()), day))
    for row in figures.rows:
        group = groups[row.kelurahan_id]
        rows.append(GroupRow(group, row.slug, row.officers, row.standing, coordinators.get(row.kelurahan_id, ()), day))
    return rows


def _groups(city_id: int) -> list[Group]:
    found = select(Group).outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id)
    return list(db.session.scalars(found.where(func.coalesce(Group.city_id, Kelurahan.city_id) == city_id)))


def _coordinators(city_id: int, day: date) -> dict[int | None, tuple[str, ...]]:
    """Give the names of who coordinates, by kelurahan; None stands for the city's own group."""
    found = (
        select(RoleGrant.kelurahan_id, Person.name, Person.honorific)
        .join(Person, RoleGrant.person_id == Person.id)
        .outerjoin(Kelurahan, RoleGrant.kelurahan_id == Kelurahan.id)
        .where(
            RoleGrant.role == Role.COORDINATOR,
            held_on(day),
            Person.left_at.is_(None),
            func.coalesce(RoleGrant.city_id, Kelurahan.city_id) == city_id,
        )
        .order_by(Person.name)
    )
    names: dict[int | None, tuple[str, ...]] = {}
    for kelurahan_id, name, honorific in db.session.execute(found):
        names[kelurahan_id] = (*names.get(kelurahan_id, ()), full_form(name, honorific))
    return names


def _of_city(group: Group, day: date, dormant_after: int) -> tuple[int, Standing]:
    """Give officers and standing of the city's own group, which is in no kelurahan's figures."""
    officer = select(Term.person_id).where(Term.group_id == group.id, Term.position != Position.MEMBER)
    present = officer.join(Person, Term.person_id == Person.id).where(serving_on(day), Person.left_at.is_(None))
    ever, now_serving, began, learned = db.session.execute(
        select(
            select(func.count()).select_from(officer.distinct().subquery()).scalar_subquery(),
            select(func.count()).select_from(present.distinct().subquery()).scalar_subquery(),
            select(func.max(Term.starts_on)).where(Term.group_id == group.id).scalar_subquery(),
            select(func.max(LessonState.last_done_at)).where(LessonState.person_id.in_(present)).scalar_subquery(),
        )
    ).one()
    active = [one for one in (began, learned.date() if learned else None) if one]
    status = standing(
        starting=group.starting_status,
        officers_ever=ever,
        officers_now=now_serving,
        last_active_on=max(active, default=None),
        on=day,
        dormant_after=dormant_after,
    )
    return now_serving, status
