"""From taken in to ready: the code of conduct and the volunteers' course."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Person, Role
from lms.audit.actions import record
from lms.catalog.models import Audience
from lms.catalog.queries import catalog
from lms.db import connection, db
from lms.errors import Refused
from lms.regions.models import Kelurahan
from lms.volunteering.actions.moving import CannotMove, move, step
from lms.volunteering.models import Application, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.states import TRAINED


class CannotAppoint(Refused):
    """This volunteer cannot become a mentor now."""


def agree_to_conduct(application: Application, *, at: datetime) -> None:
    """Keep that the volunteer accepted the code of conduct; with the course finished, they are ready. Raises CannotMove."""
    if application.person_id is None:
        raise CannotMove(_("Kode etik dibaca setelah diterima."))
    application.conduct_agreed_at = application.conduct_agreed_at or at
    if application.state is State.ORIENTATION and not queries.training_left(application.person_id):
        move(application, State.READY, by_id=None, at=at)


def training_finished(person_id: int, *, course_id: str, at: datetime) -> None:
    """Make a volunteer ready whose last training course is complete; anybody and any course else changes nothing."""
    course = next((item for item in catalog().courses if item.id == course_id), None)
    if course is None or course.audience is not Audience.VOLUNTEER:
        return
    ready = select(Application.id).where(
        Application.person_id == person_id, Application.state == State.ORIENTATION, Application.conduct_agreed_at.is_not(None)
    )
    found = connection().scalar(ready)
    if found and not queries.training_left(person_id):
        step(found, State.ORIENTATION, State.READY, by_id=None, at=at)


def appoint_mentor(application: Application, *, by_id: int, at: datetime, place: Kelurahan | None = None) -> None:
    """Let a trained volunteer sit beside the people of their kelurahan; doing it twice is the same as once.

    place: another kelurahan, whose senior they are paired with. Raises CannotAppoint where somebody is not taken in,
    belongs to no kelurahan, or has training left.
    """
    person = db.session.get(Person, application.person_id, with_for_update=True) if application.person_id else None
    place = place or application.kelurahan
    if place is None or person is None or person.left_at:
        raise CannotAppoint(_("Hanya relawan kelurahan yang sudah diterima bisa menjadi pendamping."))
    if application.state is State.ORIENTATION:
        raise CannotAppoint(_("Relawan ini belum menyelesaikan kursus relawan dan kode etiknya."))
    if application.state not in TRAINED:
        raise CannotAppoint(_("Hanya relawan kelurahan yang sudah diterima bisa menjadi pendamping."))
    if not queries.is_mentor(person.id, place.id, on=at.date()):
        grant_role(person, Role.MENTOR, place, by_id=by_id, on=at.date())
        record("appoint_mentor", "application", application.id, actor_id=by_id, at=at)
