"""Making a certificate for what somebody has reached, at their own wish."""

import logging
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.certification.actions.keys import signing_key
from lms.certification.models import Certificate, WithdrawalReason
from lms.certification.queries import certificates as queries
from lms.certification.rules import credentials
from lms.certification.rules.codes import new_code
from lms.certification.rules.credentials import Issued, Issuer, Subject
from lms.certification.rules.keys import WrongSecret
from lms.certification.rules.signing import signed
from lms.db import db, upsert
from lms.errors import Refused

log = logging.getLogger(__name__)


class CannotIssue(Refused):
    """No certificate can be made of this, or not now."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is, with the name as it will stand."""

    id: int
    name: str


def issue(subject: Subject, holder: Holder, issuer: Issuer, *, at: datetime) -> Certificate:
    """Give the holder's valid certificate of something they have reached, made and signed now unless there is one.

    Pressing twice, in two windows or at once makes one. Raises CannotIssue; what was begun is then to be rolled back.
    """
    _refuse_changed(subject, holder)
    _refuse_again(queries.reasons_against(subject, holder.id))
    said = queries.valid_certificate(subject, holder.id)
    if said is not None:
        return said
    code = new_code()
    new_id = _insert(subject, holder, issuer, code=code, at=at)
    if new_id is None:
        return _made_before(subject, holder)
    try:
        key, private = signing_key(issuer, at=at)
    except WrongSecret as error:
        log.error("The signing key cannot be opened with this SECRET_KEY: run `flask certification rotate-key`.")  # noqa: TRY400
        raise CannotIssue(
            _("Sertifikat belum bisa dibuat hari ini. Petugas perlu memperbaikinya dulu. Coba lagi besok.")
        ) from error
    found = db.session.get_one(Certificate, new_id)
    document = credentials.credential(issuer, subject, Issued(new_id, code, holder.name, at))
    found.credential = signed(document, private, method=issuer.method(key.id), at=at)
    record("issue", "certificate", new_id, actor_id=holder.id, at=at, kind=subject.kind)
    return found


def _refuse_changed(subject: Subject, holder: Holder) -> None:
    """Refuse a level that was taken back meanwhile; whoever lowers one waits for this, as this waits for them."""
    if subject.level_record_id is None:
        return
    db.session.execute(select(Person.id).where(Person.id == holder.id).with_for_update())
    if not queries.stands_today(subject.level_record_id):
        raise CannotIssue(_("Sertifikat ini baru saja berubah. Buka lagi halamannya."))


def _refuse_again(reasons: set[WithdrawalReason]) -> None:
    if WithdrawalReason.ERASED in reasons:
        raise CannotIssue(_("Sertifikat ini sudah dihapus atas permintaan pemiliknya, jadi tidak dibuat lagi."))
    if WithdrawalReason.MISCONDUCT in reasons:
        raise CannotIssue(_("Sertifikat ini sudah dicabut. Tanyakan kepada petugas kota bila ini keliru."))


def _insert(subject: Subject, holder: Holder, issuer: Issuer, *, code: str, at: datetime) -> int | None:
    """Insert the row, to be signed once its number is known; None when a valid one stands there already."""
    values = {
        "code": code,
        "person_id": holder.id,
        "kind": subject.kind,
        "course_id": subject.course_id,
        "level_record_id": subject.level_record_id,
        "domain": subject.domain,
        "level": subject.level,
        "name": holder.name,
        "title": subject.title,
        "issuer": issuer.name,
        "achieved_at": subject.achieved_at,
        "issued_at": at,
        "credential": {},
    }
    statement = upsert(Certificate, db.session.get_bind().dialect.name).values(values).on_conflict_do_nothing()
    inserted: int | None = db.session.scalar(statement.returning(Certificate.__table__.c.id))
    return inserted


def _made_before(subject: Subject, holder: Holder) -> Certificate:
    found = queries.valid_certificate(subject, holder.id)
    if found is None:
        raise CannotIssue(_("Sertifikat ini baru saja berubah. Buka lagi halamannya."))
    return found
