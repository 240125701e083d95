"""Pausing, coming back, leaving, and being suspended."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.errors import Refused
from lms.volunteering.actions.moving import move
from lms.volunteering.actions.training import appoint_mentor
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
    """Let a suspended volunteer go on where they stood, as a mentor where the suspension ended that. Raises CannotMove."""
    before, places = queries.state_before(application.id), queries.places_lost_by_suspension(application)
    move(application, before or State.DECLINED, by_id=by_id, at=at)
    for place in places:
        appoint_mentor(application, by_id=by_id, at=at, place=place)
