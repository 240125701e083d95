"""Words about a piece of work, from whoever may see it. They are only ever added."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.db import db, upsert
from lms.errors import Refused
from lms.submissions.models import Comment, Work
from lms.submissions.rules.judging import LONGEST_COMMENT


class CannotComment(Refused):
    """There are no words, or too many."""


def comment(work: Work, *, by_id: int, text: str, key: UUID, at: datetime) -> bool:
    """Add a word to a work, once for each key; tells whether it is new. Raises CannotComment."""
    if not text.strip():
        raise CannotComment(_("Tulis dulu komentarnya."))
    if len(text) > LONGEST_COMMENT:
        raise CannotComment(_("Komentarnya terlalu panjang. Paling banyak %(most)s huruf.", most=LONGEST_COMMENT))
    values = {"id": key, "work_id": work.id, "author_id": by_id, "text": text, "written_at": at}
    added = upsert(Comment, db.session.get_bind().dialect.name).values(values).on_conflict_do_nothing()
    return db.session.scalar(added.returning(Comment.__table__.c.id)) is not None
