"""Where else people of a group serve: the road to the meetings of RT, RW and PKK."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim.models import Affiliation, Body
from lms.kim.queries import affiliations_of
from lms.regions.models import Rt


class CannotNote(Refused):
    """The affiliation cannot be noted like this."""


@dataclass(frozen=True, slots=True)
class Where:
    """A body of the neighbourhood, and of which RT or RW where that matters."""

    body: Body
    rt: Rt | None
    rw: str


def note(person_id: int, where: Where, *, by_id: int, at: datetime) -> None:
    """Note that somebody serves in a body; noting it again changes nothing. Raises CannotNote."""
    if where.body is Body.RT and where.rt is None:
        raise CannotNote(_("Pilih RT-nya, supaya jelas rapat RT mana yang bisa dititipi informasi."))
    if where.body is Body.RW and not where.rw:
        raise CannotNote(_("Tulis nomor RW-nya."))
    # held, so that two who note the same at once come one after the other
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    rt_id = where.rt.id if where.rt else None
    rw = where.rt.rw if where.rt else where.rw
    if any((one.body, one.rt_id, one.rw) == (where.body, rt_id, rw) for one in affiliations_of([person_id]).get(person_id, [])):
        return
    found = Affiliation(person_id=person_id, body=where.body, rt_id=rt_id, rw=rw, noted_at=at, noted_by_id=by_id)
    db.session.add(found)
    db.session.flush()  # the trail names it by its id
    record("note_affiliation", "affiliation", found.id, actor_id=by_id, at=at, person=person_id, body=where.body.value)


def end(person_id: int, affiliation_id: int, *, by_id: int, at: datetime) -> None:
    """Say that somebody no longer serves there; one that is over, or somebody else's, stays as it is."""
    found = db.session.get(Affiliation, affiliation_id)
    if found is None or found.person_id != person_id or found.ended_on is not None:
        return
    found.ended_on = at.date()
    record("end_affiliation", "affiliation", found.id, actor_id=by_id, at=at, person=person_id)
