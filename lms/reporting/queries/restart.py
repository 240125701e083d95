"""What a sleeping group has done to wake up, and who nearby is awake."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import hypot

from sqlalchemy import ColumnElement, func, select

from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.accounts.rules import full_form
from lms.attendance.models import Session
from lms.db import db
from lms.outreach.models.events import Event
from lms.outreach.models.visits import Visit
from lms.outreach.models.words import Forum
from lms.regions.models import Rt
from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures
from lms.volunteering.models import Application, State
from lms.volunteering.rules.states import TAKEN_IN

VOLUNTEERS = 4
"""Volunteers a group invites to begin again."""
IN_PIPELINE = TAKEN_IN | {State.GUARDIAN, State.WAITING, State.INTERVIEW}
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Restart:
    """How far a group is with waking up; classes and outreach count within the days after which a group sleeps."""

    coordinators: int
    volunteers: int
    classes: int
    outreach: int

    @property
    def steps(self) -> tuple[bool, bool, bool, bool]:
        """Which of the four steps are done: coordinator, four volunteers, first class, first outreach."""
        return self.coordinators > 0, self.volunteers >= VOLUNTEERS, self.classes > 0, self.outreach > 0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A group nearby that is awake."""

    name: str
    coordinator: str
    """Empty where nobody coordinates it."""


def restart_of(kelurahan_id: int, *, at: datetime, days: int) -> Restart:
    """Give how far the group of a kelurahan is, derived from what is recorded; one statement."""
    since = at - timedelta(days=days)
    held = select(func.count()).select_from(Event)
    held = held.where(Event.kelurahan_id == kelurahan_id, Event.cancelled_at.is_(None), Event.starts_at.between(since, at))
    visited = (
        select(func.count())
        .select_from(Visit)
        .join(Rt, Visit.rt_id == Rt.id)
        .where(Rt.kelurahan_id == kelurahan_id, Visit.withdrawn_at.is_(None), Visit.denied_at.is_(None))
        .where(Visit.visited_on >= since.date())
    )
    coordinating = select(func.count(func.distinct(RoleGrant.person_id))).join(Person, RoleGrant.person_id == Person.id)
    sessions = select(func.count()).select_from(Session)
    offers = select(func.count()).select_from(Application)
    counted = db.session.execute(
        select(
            coordinating.where(*_coordinating(at.date()), RoleGrant.kelurahan_id == kelurahan_id).scalar_subquery(),
            offers.where(Application.kelurahan_id == kelurahan_id, Application.state.in_(IN_PIPELINE)).scalar_subquery(),
            sessions.where(Session.kelurahan_id == kelurahan_id, Session.opened_at >= since).scalar_subquery(),
            held.where(Event.forum == Forum.TRAINING).scalar_subquery(),
            held.where(Event.forum.not_in((Forum.TRAINING, Forum.BRIEFING)), Event.is_invited.is_(False)).scalar_subquery(),
            visited.scalar_subquery(),
        )
    ).one()
    coordinators, volunteers, opened, trainings, events, visits = counted
    return Restart(coordinators, volunteers, opened + trainings, events + visits)


def neighbours_of(here: KelurahanFigures, figures: CityFigures) -> list[Neighbour]:
    """Give the nearest groups that are awake, by the distance of their tiles, with who coordinates them; one statement."""
    awake = [row for row in figures.rows if row.kelurahan_id != here.kelurahan_id and not row.standing.is_dormant]
    near = sorted(awake, key=lambda row: hypot(row.tile_row - here.tile_row, row.tile_x - here.tile_x))[:NEIGHBOURS]
    found = (
        select(RoleGrant.kelurahan_id, Person.name, Person.honorific)
        .join(Person, RoleGrant.person_id == Person.id)
        .where(*_coordinating(figures.at.date()), RoleGrant.kelurahan_id.in_([row.kelurahan_id for row in near]))
        .order_by(Person.name.desc())
    )
    names = {kelurahan_id: full_form(name, honorific) for kelurahan_id, name, honorific in db.session.execute(found)}
    return [Neighbour(row.name, names.get(row.kelurahan_id, "")) for row in near]


def _coordinating(day: date) -> tuple[ColumnElement[bool], ...]:
    return RoleGrant.role == Role.COORDINATOR, held_on(day), Person.left_at.is_(None)
