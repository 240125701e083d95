"""Naming a deed as proof, confirming somebody else's, accepting it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.competency.actions.appraising import appraise
from lms.competency.models import Confirmation, Deed, DeedKind, Domain
from lms.competency.queries.deeds import deed_with, has_confirmed
from lms.competency.queries.evidence import has_helped
from lms.competency.rules.ageing import months_before
from lms.competency.rules.links import is_public_link
from lms.db import db, insert_once
from lms.errors import Refused


class CannotTell(Refused):
    """This cannot be named as proof like this."""


class CannotConfirm(Refused):
    """This person cannot confirm this deed."""


class CannotAccept(Refused):
    """This person cannot accept this deed, or not now."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says they published or guided."""

    domain: Domain
    kind: DeedKind
    title: str
    link: str | None
    happened_on: date


def tell(told: Told, person_id: int, *, key: UUID, months: int, at: datetime) -> bool:
    """Keep a deed that somebody names as proof, once for each key; tells whether it is new. Raises CannotTell.

    It must lie in the past, but not longer ago than a level counts.
    """
    today = at.date()
    if told.happened_on > today:
        raise CannotTell(_("Tanggalnya belum lewat. Pilih hari ini atau hari sebelumnya."))
    if told.happened_on <= months_before(today, months):
        raise CannotTell(_("Karya ini sudah terlalu lama. Pilih yang paling lama %(months)s bulan.", months=months))
    if told.link and not is_public_link(told.link):
        raise CannotTell(_("Tautannya belum benar. Salin alamat yang dimulai dengan https://"))
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # two forms at once
    known = db.session.get(Deed, key)
    if known:
        return False
    same_link = select(Deed.id).where(Deed.person_id == person_id, Deed.domain == told.domain, Deed.link == told.link)
    if told.link and db.session.scalar(same_link.limit(1)):
        raise CannotTell(_("Karya dengan tautan ini sudah ada di daftar."))
    deed = Deed(id=key, person_id=person_id, domain=told.domain, kind=told.kind, title=told.title, link=told.link)
    deed.happened_on, deed.told_at = told.happened_on, at
    db.session.add(deed)
    return True


def confirm(deed: Deed, *, by_id: int, at: datetime) -> None:
    """Keep that somebody else saw or used it; doing it twice is the same as once. Raises CannotConfirm."""
    if by_id == deed.person_id:
        raise CannotConfirm(_("Karya sendiri dibenarkan oleh orang lain. Kirim tautannya kepada dua orang."))
    if by_id == deed.accepted_by_id:
        raise CannotConfirm(_("Penilai yang menerima karya ini tidak ikut membenarkannya."))
    insert_once(Confirmation, {"deed_id": deed.id, "person_id": by_id, "confirmed_at": at})


def accept(deed: Deed, *, by_id: int, at: datetime) -> None:
    """Accept a deed that two people confirmed, and look at the level anew. Raises CannotAccept.

    Who accepts must be neither the person nor anybody who confirmed it or ever helped the person; that the person lies
    in their area is for the caller to know. Of two at once the second is refused.
    """
    _refuse_partial(deed, by_id)
    told = deed_with(deed.id)
    if told is None or not told.is_confirmed:
        raise CannotAccept(_("Karya ini belum dibenarkan dua orang."))
    changed = db.session.execute(
        update(Deed)
        .where(Deed.id == deed.id, Deed.accepted_at.is_(None))
        .values(accepted_at=at, accepted_by_id=by_id)
        .execution_options(synchronize_session="fetch")
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has one
        raise CannotAccept(_("Karya ini sudah diterima oleh penilai lain."))
    record_audit("accept", "deed", deed.id, actor_id=by_id, at=at)
    appraise(deed.person_id, deed.domain, by_id=by_id, at=at)


def _refuse_partial(deed: Deed, by_id: int) -> None:
    if by_id == deed.person_id:
        raise CannotAccept(_("Karya sendiri dinilai oleh orang lain."))
    if has_confirmed(deed.id, by_id):
        raise CannotAccept(_("Anda sudah membenarkan karya ini. Penilainya orang lain."))
    if has_helped(by_id, deed.person_id):
        raise CannotAccept(_("Anda pernah mendampingi orang ini. Penilainya orang lain."))
