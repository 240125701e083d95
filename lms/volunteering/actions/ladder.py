"""From volunteer to officer: asked for by the volunteer, agreed to by the group, made by a decree."""

from datetime import date, datetime

from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim.actions.groups import seat
from lms.kim.models import Position
from lms.kim.queries import group_of
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, State
from lms.volunteering.queries.applications import finished_cycles
from lms.volunteering.rules.signup import OWN_CONSENT

CYCLES = 2
"""Pairs to finish before somebody may become an officer."""


class CannotClimb(Refused):
    """The next rung is not there yet."""


def ask_for_office(application: Application, *, on: date, at: datetime) -> None:
    """Keep that a volunteer wants to become an officer; asking twice is asking once. Raises CannotClimb."""
    if application.state is not State.FINISHED or finished_cycles(application.id) < CYCLES:
        raise CannotClimb(_("Bisa setelah dua pasangan lulus. Teruskan dulu, ya."))
    if on.year - application.birth_year - 1 < OWN_CONSENT:
        raise CannotClimb(_("Pengurus paling muda 17 tahun. Sampai saat itu, teruslah mendampingi."))
    application.wants_office_at = application.wants_office_at or at


def make_candidate(application: Application, *, by_id: int, at: datetime) -> None:
    """Agree, for the group, to somebody who asked. Raises CannotClimb and CannotMove."""
    _refuse_oneself(application, by_id)
    if application.wants_office_at is None:
        raise CannotClimb(_("Relawan ini belum meminta menjadi pengurus."))
    move(application, State.CANDIDATE, by_id=by_id, at=at)


def step_back(application: Application, *, by_id: int, at: datetime) -> None:
    """Let a candidate for whom no decree comes help on; they may ask again after the next pair. Raises CannotMove."""
    move(application, State.ACTIVE, by_id=by_id, at=at, wants_office_at=None)


def make_officer(application: Application, *, decree: str, starts_on: date, by_id: int, at: datetime) -> None:
    """Write down the decree that makes a candidate an officer: the seat is taken, and the need for one shrinks.

    Raises CannotClimb, CannotMove, and CannotSeat for somebody who holds a seat already.
    """
    _refuse_oneself(application, by_id)
    person = db.session.get(Person, application.person_id) if application.person_id else None
    if person is None or application.kelurahan_id is None:
        raise CannotClimb(_("Hanya relawan kelurahan yang bisa menjadi pengurusnya."))
    if starts_on > at.date():
        raise CannotClimb(_("Tanggal surat keputusannya belum tiba."))
    move(application, State.OFFICER, by_id=by_id, at=at, decree=decree)
    seat(group_of(application.kelurahan_id), person, Position.OFFICER, starts_on=starts_on)
    record("make_officer", "application", application.id, actor_id=by_id, at=at)


def _refuse_oneself(application: Application, by_id: int) -> None:
    if application.person_id == by_id:
        raise CannotClimb(_("Langkah ini diputuskan orang lain, karena ini tentang Anda sendiri."))
