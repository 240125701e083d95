"""Taking out what identifies somebody: at their wish, at their guardian's, or when its time is over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from lms.accounts.actions import revoke_cards
from lms.accounts.models import Person
from lms.db import db
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, CohortMember, Reason, State, volunteer_erased
from lms.volunteering.rules import states
from lms.volunteering.rules.guardians import EXPIRES_AFTER

DECLINED_KEPT, LEFT_KEPT = timedelta(days=90), timedelta(days=365)
"""How long the data of people stay who were not taken in, and of those who have left."""

NOBODY: dict[str, Any] = {
    "name": "",
    "whatsapp": "",
    "guardian_name": None,
    "guardian_whatsapp": None,
    "reply": "",
    "reference": "",
    "interview_place": "",
    "decree": "",
}
"""What is left of somebody who was erased."""


def erase(application: Application, *, reason: Reason, by_id: int | None, at: datetime) -> None:
    """Take everything that identifies a volunteer out of the site; hours and counts stay without a name.

    Whoever is at work leaves first, in the same transaction. Raises CannotMove for somebody erased already.
    """
    if application.state in states.LIVE - {State.GUARDIAN}:
        move(application, State.LEFT, by_id=by_id, at=at, reason=reason, decided_at=at)
    if application.state is State.SUSPENDED:
        move(application, State.DECLINED, by_id=by_id, at=at, reason=Reason.SAFETY)
    move(application, State.ERASED, by_id=by_id, at=at, reason=reason, **NOBODY)
    person = db.session.get(Person, application.person_id) if application.person_id else None
    if person:
        person.name, person.whatsapp, person.birth_year = "", None, None
        person.left_at = person.left_at or at
        revoke_cards(person, at=at)
        forget = update(CohortMember).where(CohortMember.person_id == person.id)
        db.session.execute(forget.values(member_ref="", shares_since=None))
        volunteer_erased.send(person.id, by_id=by_id, at=at)


def erase_what_is_over(*, at: datetime) -> int:
    """Erase whom no guardian answered for in 14 days, whom nobody took in 90 days ago, and who left a year ago.

    Gives how many; doing it twice is the same as once.
    """
    over = or_(
        and_(Application.state == State.GUARDIAN, Application.sent_at <= at - EXPIRES_AFTER),
        and_(Application.state == State.DECLINED, Application.state_since <= at - DECLINED_KEPT),
        and_(Application.state == State.LEFT, Application.state_since <= at - LEFT_KEPT),
    )
    found = db.session.scalars(select(Application).where(over).order_by(Application.id).with_for_update()).all()
    for application in found:
        expired = application.state is State.GUARDIAN
        erase(application, reason=Reason.EXPIRED if expired else application.reason or Reason.REQUEST, by_id=None, at=at)
    return len(found)
