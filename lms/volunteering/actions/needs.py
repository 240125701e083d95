"""What a coordinator decides about a need: asked for like this, or not."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim.models import Group
from lms.volunteering.models import Need, NeedRole

MOST = 40
"""People one need may ask for; more would be a slip of the finger."""


class CannotAsk(Refused):
    """The need cannot be asked for like this."""


@dataclass(frozen=True, slots=True)
class Call:
    """How a need is asked for."""

    wanted: int | None
    """In all; empty follows the facts."""
    hours_a_month: int
    gain: str
    skills: list[str]
    times: list[str]
    until: date | None


def publish(group_id: int, role: NeedRole, call: Call, *, seen_at: datetime | None, by_id: int, at: datetime) -> Need:
    """Publish a need, or change how it is asked for; the same press again changes nothing. Raises CannotAsk.

    seen_at: when the need was decided last, as the form showed it; somebody who decided meanwhile is not overwritten.
    """
    if call.until and call.until < at.date():
        raise CannotAsk(_("Tanggalnya sudah lewat. Pilih tanggal yang akan datang, atau kosongkan."))
    if call.wanted is not None and not 0 < call.wanted <= MOST:
        raise CannotAsk(_("Jumlahnya antara 1 dan %(most)s orang.", most=MOST))
    need = _held(group_id, role)
    if need and not need.is_declined and need.decided_by_id == by_id and _call_of(need) == call:
        return need
    need = _unchanged(need, seen_at) or _made(group_id, role)
    need.wanted, need.hours_a_month, need.gain = call.wanted, call.hours_a_month, call.gain
    need.skills, need.times, need.until = call.skills, call.times, call.until
    return _decided(need, by_id=by_id, at=at, is_declined=False)


def decline(group_id: int, role: NeedRole, *, seen_at: datetime | None, by_id: int, at: datetime) -> Need:
    """Say that a need is not asked for, whatever the facts say; publishing asks for it again. Raises CannotAsk."""
    need = _held(group_id, role)
    if need and need.is_declined:
        return need
    return _decided(_unchanged(need, seen_at) or _made(group_id, role), by_id=by_id, at=at, is_declined=True)


def _held(group_id: int, role: NeedRole) -> Need | None:
    """Take hold of a group's needs until the end of the transaction, and give one of them."""
    db.session.scalars(select(Group.id).where(Group.id == group_id).with_for_update()).one()
    fresh = select(Need).where(Need.group_id == group_id, Need.role == role).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one_or_none()


def _unchanged(need: Need | None, seen_at: datetime | None) -> Need | None:
    """Give a need back when it still is as the form showed it. Raises CannotAsk."""
    if (need.decided_at if need else None) != seen_at:
        raise CannotAsk(_("Orang lain baru saja mengubahnya. Buka lagi halamannya untuk melihat yang terbaru."))
    return need


def _made(group_id: int, role: NeedRole) -> Need:
    need = Need(group_id=group_id, role=role, wanted=None, hours_a_month=4, gain="", skills=[], times=[], until=None)
    db.session.add(need)
    return need


def _call_of(need: Need) -> Call:
    return Call(need.wanted, need.hours_a_month, need.gain, need.skills, need.times, need.until)


def _decided(need: Need, *, by_id: int, at: datetime, is_declined: bool) -> Need:
    need.is_declined, need.decided_at, need.decided_by_id = is_declined, at, by_id
    db.session.flush()  # the trail names the need by its id
    record("decline_need" if is_declined else "publish_need", "need", need.id, actor_id=by_id, at=at)
    return need
