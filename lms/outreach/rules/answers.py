"""When an invitation has been silent for too long, and what its answers are called."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from lms.outreach.models.invitations import Answer, GuestAnswer

SILENT_AFTER = timedelta(hours=48)
"""After so long without an answer the group's chair is shown who has not said anything. Nothing else follows."""

ANSWERS = {
    Answer.ACCEPTED: _l("Bersedia"),
    Answer.DECLINED: _l("Belum bisa"),
    Answer.OTHER_DATE: _l("Mengusulkan tanggal lain"),
}
GUEST_ANSWERS = {
    GuestAnswer.COMING: _l("Datang"),
    GuestAnswer.DEPUTY: _l("Ada wakil"),
    GuestAnswer.CANNOT: _l("Tidak bisa"),
}


def is_silent(sent_at: datetime, answered_at: datetime | None, *, at: datetime) -> bool:
    """Whether nobody has answered in 48 hours."""
    return answered_at is None and at >= sent_at + SILENT_AFTER
