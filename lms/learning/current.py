"""Who is learning on this telephone: the person signed in, or the one they sit beside."""

from dataclasses import dataclass

from flask import session

from lms.accounts.current import Viewer, signed_in
from lms.accounts.models import Person, Role
from lms.accounts.rules import called
from lms.db import db

HELPED = "dampingi"
"""In the session: the id of the person whom the one signed in helps just now."""

HELPING = {Role.MENTOR, Role.COORDINATOR}


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose record a lesson goes to, and who holds the telephone for them."""

    id: int
    called: str
    helper_id: int | None


def can_help(viewer: Viewer, person: Person) -> bool:
    """Mentors and coordinators help people of the kelurahan their role names; nobody helps themselves."""
    here = any(grant.role in HELPING and grant.kelurahan_id == person.kelurahan_id for grant in viewer.grants)
    return here and person.kelurahan_id is not None and person.id != viewer.id and person.left_at is None


def learner() -> Learner | None:
    """Give who learns here; None for a visitor. The right to help is looked up each time, and ends with the role."""
    viewer = signed_in()
    if viewer is None:
        return None
    helped = db.session.get(Person, session[HELPED]) if HELPED in session else None
    if helped is None or not can_help(viewer, helped):
        return Learner(viewer.id, viewer.called, None)
    return Learner(helped.id, called(helped.name, helped.honorific), viewer.id)
