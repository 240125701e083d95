"""Somebody else's word that a visit was, or was not."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from lms.audit.actions import record as record_audit
from lms.db import db
from lms.errors import Refused
from lms.outreach.models.visits import RtLink, Visit
from lms.outreach.queries.visits import standing
from lms.outreach.rules.visits import Standing, is_too_old


class CannotConfirm(Refused):
    """This person cannot say whether the visit was, or somebody has said so already."""


def confirm(visit: Visit, *, by_id: int, at: datetime) -> None:
    """Let another officer say that a visit was; that they are one is the caller's to check. Twice is once.

    Raises CannotConfirm for who visited, went along or typed it, and when it was denied or taken back.
    """
    _refuse_own(visit, by_id)
    if not _answer(visit, confirmed_at=at, confirmed_by_id=by_id):
        _refuse_unless(visit, Standing.COUNTS)
        return
    record_audit("confirm", "visit", visit.id, actor_id=by_id, at=at)


def deny(visit: Visit, because: str, *, by_id: int, at: datetime) -> None:
    """Let another officer say that a visit was not as it is told. Twice is once. Raises CannotConfirm."""
    _refuse_own(visit, by_id)
    _refuse_wordless(because)
    if not _answer(visit, denied_at=at, denied_by_id=by_id, denied_because=because):
        _refuse_unless(visit, Standing.DENIED)
        return
    record_audit("deny", "visit", visit.id, actor_id=by_id, at=at)


def confirm_by_link(visit: Visit, link: RtLink, *, at: datetime) -> None:
    """Let the head of the RT say that a visit was. Twice is once. Raises CannotConfirm."""
    _refuse_link(visit, link, at)
    if not _answer(visit, confirmed_at=at, link_id=link.id):
        _refuse_unless(visit, Standing.COUNTS)
        return
    record_audit("confirm", "visit", visit.id, actor_id=None, at=at, link=link.id)


def deny_by_link(visit: Visit, link: RtLink, because: str, *, at: datetime) -> None:
    """Let the head of the RT say that a visit was not as it is told. Twice is once. Raises CannotConfirm."""
    _refuse_link(visit, link, at)
    _refuse_wordless(because)
    if not _answer(visit, denied_at=at, link_id=link.id, denied_because=because):
        _refuse_unless(visit, Standing.DENIED)
        return
    record_audit("deny", "visit", visit.id, actor_id=None, at=at, link=link.id)


def can_answer(visit: Visit, person_id: int) -> bool:
    """Whether somebody had no part in a visit, so that their word about it counts."""
    return person_id not in {visit.recorder_id, visit.beside_id, visit.typed_by_id}


def _answer(visit: Visit, **values: object) -> bool:
    """Write the first answer; tells whether it was the first."""
    first = (Visit.confirmed_at.is_(None), Visit.denied_at.is_(None), Visit.withdrawn_at.is_(None))
    changed = db.session.execute(
        update(Visit).where(Visit.id == visit.id, *first).values(**values).execution_options(synchronize_session=False)
    )
    db.session.refresh(visit)
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one


def _refuse_own(visit: Visit, by_id: int) -> None:
    if not can_answer(visit, by_id):
        raise CannotConfirm(_("Kunjungan sendiri tidak bisa dibenarkan sendiri. Minta pengurus lain."))


def _refuse_link(visit: Visit, link: RtLink, at: datetime) -> None:
    if link.ended_at is not None or link.rt_id != visit.rt_id:
        raise CannotConfirm(_("Tautan ini tidak berlaku untuk kunjungan ini."))
    if not can_answer(visit, link.issued_by_id):
        raise CannotConfirm(_("Kunjungan ini dicatat oleh pembuat tautan. Pengurus lain yang membenarkan."))
    if is_too_old(visit.visited_on, on=at.date()):
        raise CannotConfirm(_("Kunjungan ini sudah lebih dari 60 hari. Hubungi pengurus KIM."))


def _refuse_wordless(because: str) -> None:
    if not because:
        raise CannotConfirm(_("Tulis dulu apa yang tidak sesuai."))


def _refuse_unless(visit: Visit, wanted: Standing) -> None:
    """Say who was faster; the same answer once more is no refusal."""
    found = standing(visit)
    if found is wanted:
        return
    if found is Standing.COUNTS:
        raise CannotConfirm(_("Kunjungan ini baru saja dibenarkan orang lain."))
    if found is Standing.DENIED:
        raise CannotConfirm(_("Kunjungan ini baru saja ditandai tidak sesuai."))
    raise CannotConfirm(_("Kunjungan ini sudah dibatalkan."))
