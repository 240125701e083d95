"""Naming a deed as proof, correcting it, confirming somebody else's, accepting it or saying what is missing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.competency.actions.appraising import appraise
from lms.competency.models import Confirmation, Deed, DeedKind, Domain
from lms.competency.queries.deeds import ToldDeed, deed_with, has_confirmed, link_is_told
from lms.competency.rules.ageing import months_before
from lms.db import db, insert_once
from lms.errors import Refused
from lms.learning.current import can_help
from lms.submissions.queries.queue import has_helped
from lms.submissions.rules.evidence import what_is_wrong_with_link


class CannotTell(Refused):
    """This cannot be named as proof like this."""


class CannotConfirm(Refused):
    """This person cannot confirm this deed."""


class CannotAccept(Refused):
    """This person cannot accept this deed, nor say that something is missing, or not now."""


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
    _refuse_untold(told, months=months, at=at)
    _lock(person_id)
    known = deed_with(key)
    if known and (known.corrected_by_id or known.deed.declined_at):
        raise CannotTell(_("Karya ini sudah ada di daftar. Perbaiki dari sana."))
    if known:
        return False
    _keep(told, person_id, key=key, instead_of=None, at=at)
    return True


def correct(told: Told, old: Deed, *, key: UUID, months: int, at: datetime) -> bool:
    """Tell a deed anew in one that supersedes it, once for each key; tells whether it is new. Raises CannotTell.

    The old one stays as it was told, with its confirmations; the new one needs confirmations of its own.
    """
    _refuse_untold(told, months=months, at=at)
    _lock(old.person_id)
    known = db.session.get(Deed, key)
    if known and _says(known) == told:
        return False
    standing = deed_with(old.id)
    if standing is None or not standing.can_be_corrected:
        raise CannotTell(_("Karya ini sudah diterima atau sudah diperbaiki. Muat ulang halamannya."))
    _keep(told, old.person_id, key=key, instead_of=old.id, at=at)
    return True


def confirm(deed: Deed, *, by_id: int, at: datetime) -> None:
    """Keep that somebody else saw or used it; doing it twice is the same as once. Raises CannotConfirm."""
    if by_id == deed.person_id:
        raise CannotConfirm(_("Karya sendiri dibenarkan oleh orang lain. Kirim tautannya kepada dua orang."))
    if by_id in {deed.accepted_by_id, deed.declined_by_id}:
        raise CannotConfirm(_("Penilai yang memeriksa karya ini tidak ikut membenarkannya."))
    _lock(deed.person_id)
    told = deed_with(deed.id)
    if told is None or told.corrected_by_id:
        raise CannotConfirm(_("Karya ini sudah diperbaiki pemiliknya. Mintalah tautan yang baru."))
    insert_once(Confirmation, {"deed_id": deed.id, "person_id": by_id, "confirmed_at": at})


def accept(deed: Deed, *, by: Viewer, at: datetime) -> None:
    """Accept a deed that two people confirmed, and look at the level anew. Raises CannotAccept.

    Who accepts must be neither the person nor anybody who confirmed it, may help the person or ever did; that the
    person lies in their area is for the caller to know. Of two at once the second is refused.
    """
    waiting = _waiting(deed, by)
    waiting.accepted_at, waiting.accepted_by_id = at, by.id
    record_audit("accept", "deed", deed.id, actor_id=by.id, at=at)
    appraise(deed.person_id, deed.domain, by_id=by.id, at=at)


def decline(deed: Deed, *, reason: str, by: Viewer, at: datetime) -> None:
    """Say what a deed still lacks, for its person to read; who may is as for `accept`. Raises CannotAccept."""
    waiting = _waiting(deed, by)
    if not reason.strip():
        raise CannotAccept(_("Tulis dulu alasannya."))
    waiting.declined_at, waiting.declined_by_id, waiting.declined_reason = at, by.id, reason.strip()
    record_audit("decline", "deed", deed.id, actor_id=by.id, at=at)


def _waiting(deed: Deed, by: Viewer) -> Deed:
    """Give a deed that waits for this assessor, held until the commit."""
    _refuse_partial(deed, by)
    _lock(deed.person_id)
    told = deed_with(deed.id)
    if told is None or not told.is_confirmed:
        raise CannotAccept(_("Karya ini belum dibenarkan dua orang."))
    _refuse_answered(told)
    return told.deed


def _refuse_answered(told: ToldDeed) -> None:
    if told.deed.accepted_at:
        raise CannotAccept(_("Karya ini sudah diterima oleh penilai lain."))
    if told.deed.declined_at:
        raise CannotAccept(_("Penilai lain sudah menulis bahwa karya ini belum bisa diterima."))
    if told.corrected_by_id:
        raise CannotAccept(_("Karya ini baru saja diperbaiki pemiliknya. Tunggu yang baru dibenarkan dua orang."))


def _refuse_partial(deed: Deed, by: Viewer) -> None:
    if by.id == deed.person_id:
        raise CannotAccept(_("Karya sendiri dinilai oleh orang lain."))
    if has_confirmed(deed.id, by.id):
        raise CannotAccept(_("%(You)s sudah membenarkan karya ini. Penilainya orang lain.", You=by.pronoun.capitalize()))
    if can_help(by, deed.person) or has_helped(by.id, deed.person_id):
        raise CannotAccept(_("Pendamping orang ini tidak menilainya. Penilainya orang lain."))


def _refuse_untold(told: Told, *, months: int, at: datetime) -> None:
    today = at.date()
    if told.happened_on > today:
        raise CannotTell(_("Tanggalnya belum lewat. Pilih hari ini atau hari sebelumnya."))
    if told.happened_on <= months_before(today, months):
        raise CannotTell(_("Karya ini sudah terlalu lama. Pilih yang paling lama %(months)s bulan.", months=months))
    wrong = what_is_wrong_with_link(told.link) if told.link else None
    if wrong:
        raise CannotTell(wrong)


def _says(deed: Deed) -> Told:
    return Told(deed.domain, deed.kind, deed.title, deed.link, deed.happened_on)


def _keep(told: Told, person_id: int, *, key: UUID, instead_of: UUID | None, at: datetime) -> None:
    if told.link and link_is_told(person_id, told.domain, told.link, besides=instead_of):
        raise CannotTell(_("Karya dengan tautan ini sudah ada di daftar."))
    deed = Deed(id=key, person_id=person_id, domain=told.domain, kind=told.kind, title=told.title, link=told.link)
    deed.happened_on, deed.told_at, deed.supersedes_id = told.happened_on, at, instead_of
    db.session.add(deed)


def _lock(person_id: int) -> None:
    """Let two forms about one person's deeds come one after the other."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
