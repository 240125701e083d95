"""Who is learning on this telephone: the person signed in, or the one they sit beside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, g, request, session
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_

from lms.accounts.current import Viewer, signed_in
from lms.accounts.models import Person, Role
from lms.accounts.rules import called
from lms.clock import now
from lms.db import db

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
    """Mentors and coordinators help people of the kelurahan their role names; nobody helps themselves."""
    here = any(grant.role in HELPING and grant.kelurahan_id == person.kelurahan_id for grant in viewer.grants)
    return here and person.kelurahan_id is not None and person.id != viewer.id and person.left_at is None


def may_be_helped_by(viewer: Viewer) -> ColumnElement[bool]:
    """Give `can_help` as a condition over Person; never NULL, so that it can be turned round: nobody judges whom they help."""
    places = sorted({grant.kelurahan_id for grant in viewer.grants if grant.role in HELPING and grant.kelurahan_id is not None})
    here = and_(Person.kelurahan_id.is_not(None), Person.kelurahan_id.in_(places))
    return and_(here, Person.id != viewer.id, Person.left_at.is_(None))


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


def _learner_of(viewer: Viewer) -> Learner:
    own = Learner(viewer.id, viewer.called, None)
    if HELPED not in session:
        return own
    person_id, until = session[HELPED]
    if now().timestamp() >= until:
        return _ended(own, _("Dua jam sudah lewat. HP ini kembali mencatat untuk %(name)s.", name=own.called))
    person = db.session.get(Person, person_id)
    if person is None or not can_help(viewer, person):
        return _ended(own, _("Izin mendampingi sudah berakhir. HP ini kembali mencatat untuk %(name)s.", name=own.called))
    return Learner(person.id, called(person.name, person.honorific), viewer.id)


def _ended(own: Learner, sentence: str) -> Learner:
    session.pop(HELPED)
    flash(sentence, "bad")
    return own
