"""Moving an application along the arrows; nothing else writes its state."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, update

from lms.accounts.actions import end_role
from lms.accounts.models import Role
from lms.db import connection, db
from lms.errors import Refused
from lms.kim.actions.groups import end_terms
from lms.volunteering.models import Application, Reason, State, Transition, volunteer_stopped
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules import states


class CannotMove(Refused):
    """No arrow leads there from where the volunteer stands now."""


def begin(application: Application, state: State, *, at: datetime) -> None:
    """Put a new application into its first state, and keep that."""
    application.state, application.state_since = state, at
    db.session.add(application)
    db.session.flush()  # the trail names the application by its id
    _keep(application.id, None, state, by_id=None, at=at, reason=None)


def move(
    application: Application, to: State, *, by_id: int | None, at: datetime, reason: Reason | None = None, **changes: Any
) -> None:
    """Move along one arrow, with what else changes in the same row, and keep who did it and why.

    Raises CannotMove where no arrow leads there, or where somebody else has moved the application in the meantime.
    """
    before = application.state
    came_from = queries.state_before(application.id) if before is State.SUSPENDED else None
    if to not in states.following(before, before=came_from):
        raise CannotMove(_("Langkah ini tidak bisa dari keadaan sekarang. Buka lagi halamannya untuk melihat yang terbaru."))
    values = {"state": to, "state_since": at, "reason": reason, **changes}
    if not step(application.id, before, to, by_id=by_id, at=at, **(values | {"reason": reason})):
        raise CannotMove(_("Pendaftaran ini baru saja dijawab orang lain. Jawaban pertama yang berlaku."))
    for name, value in values.items():
        setattr(application, name, value)
    if application.person_id and to in states.ENDED | {State.SUSPENDED}:
        end_role(application.person_id, Role.MENTOR, on=at.date())
    if application.person_id and to in states.ENDED:
        end_terms(application.person_id, on=at.date())
        volunteer_stopped.send(application.person_id, reason=reason, at=at)


def step(application_id: int, before: State, to: State, *, by_id: int | None, at: datetime, **changes: Any) -> bool:
    """Move an application that stands in a state, through the connection alone; tells whether it still stood there.

    For a block of `transaction()`, where there is no session. The caller has made sure that the arrow exists.
    """
    values = {"state": to, "state_since": at, **changes}
    here = Application.id == application_id, Application.state == before
    if connection().execute(update(Application).where(*here).values(values)).rowcount == 0:
        return False
    _keep(application_id, before, to, by_id=by_id, at=at, reason=changes.get("reason"))
    return True


def _keep(
    application_id: int, before: State | None, to: State, *, by_id: int | None, at: datetime, reason: Reason | None
) -> None:
    kept = {"came_from": before, "moved_to": to, "at": at, "actor_id": by_id, "reason": reason}
    connection().execute(insert(Transition).values(application_id=application_id, **kept))
