"""Who is learning on this telephone: the person signed in, or the one they sit beside."""

from dataclasses import dataclass

from flask import session

from lms.accounts.current import signed_in
from lms.accounts.models import Person
from lms.accounts.rules import called
from lms.db import db
from lms.learning.permissions import can_help

HELPED = "dampingi"
"""In the session: the id of the person whom the one signed in helps just now."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose record a lesson goes to, and who holds the telephone for them."""

    id: int
    called: str
    helper_id: int | None


def learner() -> Learner | None:
    """Give who learns here; None for a visitor. The right to help is looked up each time, and ends with the role."""
    viewer = signed_in()
    if viewer is None:
        return None
    helped = db.session.get(Person, session[HELPED]) if HELPED in session else None
    if helped is None or not can_help(viewer, helped):
        return Learner(viewer.id, viewer.called, None)
    return Learner(helped.id, called(helped.name, helped.honorific), viewer.id)
