"""When a guardian is asked, reminded and no longer waited for."""

from datetime import datetime, timedelta

from lms.volunteering.rules.signup import OWN_CONSENT

REMIND_AFTER = timedelta(days=3)
EXPIRES_AFTER = timedelta(days=14)


def must_agree(age: int) -> bool:
    """Whether nothing may begin before a guardian has agreed."""
    return age < OWN_CONSENT


def is_expired(sent_at: datetime, at: datetime) -> bool:
    """Whether the question to the guardian is too old to be answered; what is kept of the young person goes."""
    return at >= sent_at + EXPIRES_AFTER


def is_to_be_reminded(sent_at: datetime, reminded_at: datetime | None, at: datetime) -> bool:
    """Whether the guardian is to be asked once more."""
    return reminded_at is None and at >= sent_at + REMIND_AFTER
