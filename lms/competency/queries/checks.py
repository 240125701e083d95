"""Practical checks that were done, and the people who wait for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import to_user_timezone
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.competency.models import Domain, Occasion, PracticalCheck
from lms.competency.queries.evidence import standing_check
from lms.competency.rules.ageing import due, next_on
from lms.db import db
from lms.learning.current import can_help, may_be_helped_by


@dataclass(frozen=True, slots=True)
class CheckState:
    """Which practical check of a domain somebody is to do, and the last one done."""

    domain: Domain
    due: Occasion | None
    next_on: date | None
    """From when the next one is due, while none is; None once all are done."""
    last: PracticalCheck | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody the viewer may do checks with."""

    person: Person
    states: tuple[CheckState, ...]

    @property
    def due(self) -> tuple[CheckState, ...]:
        """The domains with a check to do."""
        return tuple(state for state in self.states if state.due)


def watched_by(viewer: Viewer, *, on: date) -> list[Watched]:
    """Give the people a viewer may do checks with, by name, with two statements."""
    people = list(db.session.scalars(select(Person).where(may_be_helped_by(viewer)).order_by(Person.name, Person.id)))
    done = _checks_of([person.id for person in people])
    return [Watched(person, states_of(done.get(person.id, []), on=on)) for person in people]


def watched(viewer: Viewer, person_id: int, *, on: date) -> Watched | None:
    """Find somebody a viewer may do checks with; two statements."""
    person = db.session.get(Person, person_id, options=[joinedload(Person.kelurahan)])
    if person is None or not can_help(viewer, person):
        return None
    return Watched(person, states_of(_checks_of([person_id]).get(person_id, []), on=on))


def checks_in(person_id: int, domain: Domain) -> list[PracticalCheck]:
    """Give the checks of somebody in a domain as they stand after corrections, oldest first."""
    wanted = select(PracticalCheck).where(
        PracticalCheck.person_id == person_id, PracticalCheck.domain == domain, standing_check()
    )
    return list(db.session.scalars(wanted.order_by(PracticalCheck.done_at)))


def check_with(check_id: UUID | None) -> PracticalCheck | None:
    """Find a check by its id, corrected since or not."""
    return db.session.get(PracticalCheck, check_id) if check_id else None


def days_of(checks: list[PracticalCheck]) -> Mapping[Occasion, date]:
    """Give the day of each check, as people lived it."""
    return {check.occasion: to_user_timezone(check.done_at).date() for check in checks}


def states_of(checks: list[PracticalCheck], *, on: date) -> tuple[CheckState, ...]:
    """Give the state of every domain from all checks of one person, oldest first."""
    return tuple(_state(domain, [check for check in checks if check.domain is domain], on) for domain in Domain)


def _state(domain: Domain, checks: list[PracticalCheck], on: date) -> CheckState:
    days = days_of(checks)
    asked = due(days, on=on)
    return CheckState(domain, asked, next_on(days) if days and not asked else None, checks[-1] if checks else None)


def _checks_of(person_ids: list[int]) -> dict[int, list[PracticalCheck]]:
    wanted = select(PracticalCheck).where(PracticalCheck.person_id.in_(person_ids), standing_check())
    found: dict[int, list[PracticalCheck]] = {}
    for check in db.session.scalars(wanted.order_by(PracticalCheck.done_at)):
        found.setdefault(check.person_id, []).append(check)
    return found
