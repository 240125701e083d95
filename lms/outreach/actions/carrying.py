"""Saying who carries the word to an RT."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.db import db
from lms.errors import Refused
from lms.outreach.models.visits import Carrier
from lms.outreach.queries import carriers as queries
from lms.outreach.rules.visits import is_minor
from lms.regions.models import Rt


class CannotCarry(Refused):
    """This RT cannot be given to this person."""


def assign(rt: Rt, person: Person, beside: Person | None, *, by_id: int, at: datetime) -> None:
    """Let somebody carry the word to an RT from today, alone or with another; who did so before is relieved.

    That both may work in the kelurahan is the caller's to check. The same people again change nothing.
    Raises CannotCarry.
    """
    if beside and beside.id == person.id:
        raise CannotCarry(_("Pilih dua orang yang berbeda."))
    if beside is None and is_minor(person.birth_year, on=at.date()):
        raise CannotCarry(_("Di bawah 18 tahun tidak membawa RT sendirian. Pilih juga pengurus."))
    current = _held(rt)
    if current and (current.person_id, current.beside_id) == (person.id, beside.id if beside else None):
        return
    if current:
        _end(current, on=at.date())
    _begin(rt, person.id, beside.id if beside else None, by_id=by_id, at=at)


def take(rt: Rt, person: Person, *, at: datetime) -> None:
    """Let somebody say that they will carry the word to an RT that has nobody. Raises CannotCarry."""
    current = _held(rt)
    if current and current.person_id == person.id:
        return
    if current:
        raise CannotCarry(_("RT ini baru saja dibawa orang lain. Pilih RT lain."))
    if is_minor(person.birth_year, on=at.date()):
        raise CannotCarry(_("Di bawah 18 tahun tidak membawa RT sendirian. Minta koordinator memasangkanmu."))
    _begin(rt, person.id, None, by_id=person.id, at=at)


def release(rt: Rt, *, by_id: int, at: datetime) -> None:
    """Let nobody carry the word to an RT; twice is once."""
    current = _held(rt)
    if current:
        _end(current, on=at.date())
        record_audit("release", "rt", rt.id, actor_id=by_id, at=at)


def use_plan(rts: Mapping[int, Rt], plan: Mapping[int, int], *, by_id: int, at: datetime) -> int:
    """Take over a proposal, RT by person; an RT that has somebody by now keeps them. Gives how many were new."""
    new = 0
    for rt_id, person_id in sorted(plan.items()):
        if rt_id in rts and _held(rts[rt_id]) is None:
            _begin(rts[rt_id], person_id, None, by_id=by_id, at=at)
            new += 1
    return new


def tidy(*, on: date) -> int:
    """End what nobody carries any longer: the person has left their office, or the RT is closed. Gives how many."""
    gone = queries.orphaned(on=on)
    for carrier in gone:
        _end(carrier, on=on)
    return len(gone)


def _held(rt: Rt) -> Carrier | None:
    """Find who carries an RT, and take hold of the RT until the end of the transaction."""
    db.session.execute(select(Rt.id).where(Rt.id == rt.id).with_for_update(key_share=True))
    return queries.carrier_of(rt.id)


def _end(carrier: Carrier, *, on: date) -> None:
    carrier.ends_on = max(on, carrier.starts_on)
    db.session.flush()  # one carrier at a time: the next one comes after


def _begin(rt: Rt, person_id: int, beside_id: int | None, *, by_id: int, at: datetime) -> None:
    carrier = Carrier(rt_id=rt.id, person_id=person_id, beside_id=beside_id, starts_on=at.date(), set_by_id=by_id, set_at=at)
    db.session.add(carrier)
    record_audit("assign", "rt", rt.id, actor_id=by_id, at=at, person=person_id, beside=beside_id)
