"""Pausing, coming back, leaving, being suspended, and being erased."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions.guardians import NOBODY
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules import states

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
    """Let a suspended volunteer go on where they stood. Raises CannotMove."""
    before = queries.state_before(application.id)
    move(application, before or State.DECLINED, by_id=by_id, at=at)


def erase(application: Application, *, by_id: int | None, at: datetime, reason: Reason = Reason.REQUEST) -> None:
    """Take everything that identifies a volunteer out of the site; hours and counts stay without a name.

    Whoever is at work leaves first, in the same transaction. Raises CannotMove.
    """
    if application.state in states.LIVE - {State.GUARDIAN}:
        leave(application, reason=reason, by_id=by_id, at=at)
    if application.state is State.SUSPENDED:
        move(application, State.DECLINED, by_id=by_id, at=at, reason=Reason.SAFETY)
    move(application, State.ERASED, by_id=by_id, at=at, reason=reason, reply="", reference="", **NOBODY)
    person = db.session.get(Person, application.person_id) if application.person_id else None
    if person:
        person.name, person.whatsapp, person.birth_year = "", None, None
        person.left_at = person.left_at or at
