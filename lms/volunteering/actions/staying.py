"""Pausing, coming back, leaving, and being suspended."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.accounts.actions import grant_role
from lms.accounts.models import Person, Role
from lms.audit.actions import record
from lms.clock import day_of
from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.queries import applications as queries

LONGEST_PAUSE = timedelta(days=90)


class CannotPause(Refused):
    """The pause is in the past, or too long."""


def pause(application: Application, *, back_on: date, by_id: int | None, at: datetime) -> None:
    """Let an active volunteer rest until a day, at most 90 days away. Raises CannotPause and CannotMove."""
    today = at.date()
    if not today < back_on <= today + LONGEST_PAUSE:
        raise CannotPause(_("Pilih hari kembali, paling lama 90 hari dari sekarang."))
    move(application, State.PAUSED, by_id=by_id, at=at, back_on=back_on)


def come_back(application: Application, *, by_id: int | None, at: datetime) -> None:
    """End a pause. Raises CannotMove."""
    move(application, State.ACTIVE, by_id=by_id, at=at, back_on=None)


def leave(application: Application, *, reason: Reason, by_id: int | None, at: datetime) -> None:
    """Let a volunteer stop; what they did stays, their sign-in too until it is erased. Raises CannotMove."""
    move(application, State.LEFT, by_id=by_id, at=at, reason=reason, decided_at=at)


def suspend(application: Application, *, by_id: int | None, at: datetime) -> None:
    """Stop a volunteer from sitting beside anybody until an officer has looked into it. Raises CannotMove."""
    move(application, State.SUSPENDED, by_id=by_id, at=at, reason=Reason.SAFETY)


def restore(application: Application, *, by_id: int, at: datetime) -> None:
    """Let a suspended volunteer go on where they stood, a mentor again wherever the suspension ended that. Raises CannotMove."""
    before, suspended_on = queries.state_before(application.id), day_of(application.state_since)
    move(application, before or State.DECLINED, by_id=by_id, at=at)
    person = db.session.get(Person, application.person_id) if application.person_id else None
    for place in queries.mentoring_ended_on(person.id, suspended_on) if person else []:
        if person and not queries.is_mentor(person.id, place.id, on=at.date()):
            grant_role(person, Role.MENTOR, place, by_id=by_id, on=at.date())
            record("appoint_mentor", "application", application.id, actor_id=by_id, at=at)
