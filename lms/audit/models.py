"""The trail of decisions: append-only rows in the same commit as what they describe."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.models import Person
from lms.db import Model


class Entry(Model):
    """One thing somebody did to one object."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """Empty for the machine and for people without an account."""
    action: Mapped[str]
    """The verb on the button, for example `accept`."""
    object_kind: Mapped[str]
    object_id: Mapped[str]
    details: Mapped[dict[str, Any]]
    """From, to, reason; ids only, no personal data."""
