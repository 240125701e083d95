"""Beginning to sit beside somebody."""

from datetime import datetime

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit


def agree_to_help(person: Person, *, helper_id: int, at: datetime) -> None:
    """Keep that somebody said yes to being helped, and by whom."""
    record_audit("help", "person", person.id, actor_id=helper_id, at=at)
