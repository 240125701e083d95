"""The guardian's word: by link, or on paper."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from lms.volunteering.actions.answering import CannotDecide
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State

NOBODY: dict[str, Any] = {"name": "", "whatsapp": "", "guardian_name": None, "guardian_whatsapp": None}
"""What is left of somebody who was erased."""


def agree(application: Application, *, at: datetime, paper_by_id: int | None = None) -> None:
    """Record the guardian's yes, by link or on paper; a second yes changes nothing. Raises CannotDecide."""
    if application.guardian_token is None or application.state in {State.DECLINED, State.ERASED}:
        raise CannotDecide(_("Izin wali tidak diperlukan untuk pendaftaran ini."))
    if application.state is not State.GUARDIAN:
        return
    kept: dict[str, Any] = {"guardian_agreed_at": at, "guardian_paper_by_id": paper_by_id, "waiting_since": at}
    move(application, State.WAITING, by_id=paper_by_id, at=at, **kept)


def refuse(application: Application, *, at: datetime) -> None:
    """Record the guardian's no: the application ends, and what identifies the young person is erased."""
    if application.state is not State.GUARDIAN:
        raise CannotDecide(_("Pendaftaran ini sudah berjalan. Hubungi koordinator KIM untuk menghentikannya."))
    move(application, State.ERASED, by_id=None, at=at, reason=Reason.GUARDIAN, decided_at=at, **NOBODY)
