"""Writing the trail. Every other feature's action calls this in its own transaction."""

from datetime import datetime

from lms.audit.models import Entry
from lms.db import db


def record(
    action: str, object_kind: str, object_id: object, *, actor_id: int | None, at: datetime, **details: str | int | None
) -> None:
    """Add one line to the trail; the details hold ids and states, never personal data."""
    entry = Entry(at=at, actor_id=actor_id, action=action, object_kind=object_kind, object_id=str(object_id), details=details)
    db.session.add(entry)
