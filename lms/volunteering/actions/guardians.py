"""The guardian's word: by link, or on paper."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from lms.volunteering.actions.answering import CannotDecide
from lms.volunteering.actions.erasing import erase
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.rules import states
from lms.volunteering.rules.guardians import is_expired, is_still_minor


def agree(application: Application, *, at: datetime, paper_by_id: int | None = None) -> None:
    """Record the guardian's yes, by link or on paper; a second yes changes nothing. Raises CannotDecide."""
    if application.guardian_token is None or application.state in states.ENDED:
        raise CannotDecide(_("Izin wali tidak diperlukan untuk pendaftaran ini."))
    if application.state is State.GUARDIAN and is_expired(application.sent_at, at):
        raise CannotDecide(_("Tautan ini sudah lewat 14 hari, jadi tidak berlaku lagi. Silakan mendaftar sekali lagi."))
    kept: dict[str, Any] = {"guardian_agreed_at": at, "guardian_paper_by_id": paper_by_id}
    if application.state is State.GUARDIAN:
        move(application, State.WAITING, by_id=paper_by_id, at=at, waiting_since=at, **kept)
    elif application.guardian_agreed_at is None:  # at 17: told, and now confirmed
        application.guardian_agreed_at, application.guardian_paper_by_id = at, paper_by_id


def refuse(application: Application, *, at: datetime) -> None:
    """Record the guardian's no, before the beginning or at any time later: what identifies the young person is erased.

    Raises CannotDecide when there is nothing left to erase, and once the young person decides alone.
    """
    if application.guardian_token is None or application.state is State.ERASED:
        raise CannotDecide(_("Pendaftaran ini sudah ditutup, dan datanya sudah dihapus."))
    if not is_still_minor(application.birth_year, at.date()):
        raise CannotDecide(_("Relawan ini sudah 18 tahun, jadi ia memutuskan sendiri."))
    erase(application, reason=Reason.GUARDIAN, by_id=None, at=at)


def mark_reminded(application: Application, *, at: datetime) -> None:
    """Keep that somebody has asked the guardian once more; doing it twice keeps the first time. Raises CannotDecide."""
    if application.state is not State.GUARDIAN:
        raise CannotDecide(_("Walinya sudah menjawab. Buka lagi halamannya."))
    application.guardian_reminded_at = application.guardian_reminded_at or at
