"""Who is learning on this telephone: the person signed in, or the one they sit beside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, g, request, session
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select

from lms.accounts.current import Viewer, signed_in
from lms.accounts.models import Person, Role
from lms.accounts.rules import called
from lms.clock import now
from lms.db import db
from lms.learning.models import helped_asked_about

HELPED = "dampingi"
"""In the session: whom the one signed in helps just now, and until when (seconds since 1970)."""

HELPING = {Role.MENTOR, Role.COORDINATOR}
LONGEST_HELP = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose record a lesson goes to, and who holds the telephone for them."""

    id: int
    called: str
    helper_id: int | None


def can_help(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer may sit beside somebody; nobody helps themselves.

    Coordinators help everybody of the kelurahan their role names. Mentors help only whom they sit beside there: for them it
    takes a statement.
    """
    if person.kelurahan_id is None or person.id == viewer.id or person.left_at is not None:
        return False
    roles = {grant.role for grant in viewer.grants if grant.kelurahan_id == person.kelurahan_id}
    if Role.COORDINATOR in roles:
        return True
    return Role.MENTOR in roles and _helped(viewer, person.id) is not None


def may_be_helped_by(viewer: Viewer) -> ColumnElement[bool]:
    """Give `can_help` as a condition over Person; never NULL, so that it can be turned round: nobody judges whom they help."""
    known = Person.kelurahan_id.is_not(None), Person.id != viewer.id, Person.left_at.is_(None)
    everybody, some = (_places(viewer, role) for role in (Role.COORDINATOR, Role.MENTOR))
    if not some:
        return and_(*known, Person.kelurahan_id.in_(everybody))
    beside = or_(false(), *(found for _receiver, found in helped_asked_about.send(viewer.id, at=now())))
    return and_(*known, or_(Person.kelurahan_id.in_(everybody), and_(Person.kelurahan_id.in_(some), beside)))


def learner() -> Learner | None:
    """Give who learns here; None for a visitor. Looked up once a request: a statement in helper mode, otherwise none.

    The right to help is looked at each time. Once it is gone, or the time is over, helper mode ends with a sentence on
    the next page. A form that records learning has to say for whom it was opened, and is refused for anybody else.
    """
    if "learner" not in g:
        viewer = signed_in()
        g.learner = _learner_of(viewer) if viewer else None
    found: Learner | None = g.learner
    return found


def refusal_for_somebody_else(reader: Learner) -> str | None:
    """Give the words for a form whose page was made for another person; None for the reader's own."""
    if request.form.get("untuk") == str(reader.id):
        return None
    return str(_("Halaman tadi dibuka untuk orang lain. Periksa namanya, lalu tekan sekali lagi."))


def start_helping(person: Person, *, at: datetime) -> None:
    """Let what is learned in this session go to another person's record, for two hours at most."""
    session[HELPED] = [person.id, int((at + LONGEST_HELP).timestamp())]
    g.pop("learner", None)


def stop_helping() -> None:
    """Let this session be its owner's again; doing it twice is the same as once."""
    session.pop(HELPED, None)
    g.pop("learner", None)


def _places(viewer: Viewer, role: Role) -> list[int]:
    return sorted({grant.kelurahan_id for grant in viewer.grants if grant.role is role and grant.kelurahan_id is not None})


def _helped(viewer: Viewer, person_id: int) -> Person | None:
    return db.session.scalars(select(Person).where(Person.id == person_id, may_be_helped_by(viewer))).one_or_none()


def _learner_of(viewer: Viewer) -> Learner:
    own = Learner(viewer.id, viewer.called, None)
    if HELPED not in session:
        return own
    person_id, until = session[HELPED]
    if now().timestamp() >= until:
        return _ended(own, _("Dua jam sudah lewat. HP ini kembali mencatat untuk %(name)s.", name=own.called))
    person = _helped(viewer, person_id)
    if person is None:
        return _ended(own, _("Izin mendampingi sudah berakhir. HP ini kembali mencatat untuk %(name)s.", name=own.called))
    return Learner(person.id, called(person.name, person.honorific), viewer.id)


def _ended(own: Learner, sentence: str) -> Learner:
    session.pop(HELPED)
    flash(sentence, "bad")
    return own
