"""Withdrawing a certificate or letter for good, and erasing whose a certificate was."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from lms.audit.actions import record
from lms.certification.models import Certificate, Letter, WithdrawalReason
from lms.certification.queries import certificates as queries
from lms.competency.models import Domain
from lms.db import db
from lms.errors import Refused

BY_STAFF = (WithdrawalReason.MISTAKE, WithdrawalReason.MISCONDUCT)
"""The reasons an officer may give; erasing is the person's own wish."""


class CannotWithdraw(Refused):
    """This is no reason an officer may give."""


def withdraw(paper: Certificate | Letter, reason: WithdrawalReason, *, by_id: int, at: datetime) -> bool:
    """Say that a certificate or letter is no longer valid; tells whether it was until now. It cannot be undone.

    Whoever withdraws first says why. Raises CannotWithdraw.
    """
    if reason not in BY_STAFF:
        raise CannotWithdraw(_("Pilih salah satu alasan di halaman ini."))
    kind = type(paper)
    withdrawn = (
        update(kind)
        .where(kind.id == paper.id, kind.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_reason=reason)
        .execution_options(synchronize_session="fetch")
    )
    changed = bool(db.session.execute(withdrawn).rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one
    if changed:
        record("withdraw", kind.__name__.lower(), paper.id, actor_id=by_id, at=at, reason=reason)
    return changed


def withdraw_above(person_id: int, *, domain: Domain, level: int, by_id: int, at: datetime) -> None:
    """Withdraw a person's certificates of the levels above one: listens to `competency.models.level_lowered`."""
    for certificate in queries.certificates_above(person_id, domain, level):
        withdraw(certificate, WithdrawalReason.MISTAKE, by_id=by_id, at=at)


def erase_person(person_id: int, *, by_id: int | None, at: datetime) -> int:
    """Take a person's name out of all their certificates and withdraw these; gives how many it was not true of before."""
    not_yet = or_(Certificate.withdrawn_reason.is_(None), Certificate.withdrawn_reason != WithdrawalReason.ERASED)
    found = db.session.scalars(select(Certificate).where(Certificate.person_id == person_id, not_yet)).all()
    for certificate in found:
        certificate.name, certificate.credential = "", {}
        certificate.withdrawn_at, certificate.withdrawn_reason = at, WithdrawalReason.ERASED
        record("erase", "certificate", certificate.id, actor_id=by_id, at=at)
    return len(found)
