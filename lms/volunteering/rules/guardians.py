"""When a guardian is asked, reminded and no longer waited for."""

from datetime import date, datetime, timedelta

from lms.volunteering.rules.signup import OF_AGE, OWN_CONSENT, age_from

REMIND_AFTER = timedelta(days=3)
EXPIRES_AFTER = timedelta(days=14)
MORNING, EVENING = timedelta(hours=6), timedelta(hours=20)
"""Between these times of a day minors are met."""
TALK = timedelta(minutes=10)


def must_agree(age: int) -> bool:
    """Whether nothing may begin before a guardian has agreed."""
    return age < OWN_CONSENT


def is_expired(sent_at: datetime, at: datetime) -> bool:
    """Whether the question to the guardian is too old to be answered; what is kept of the young person goes."""
    return at >= sent_at + EXPIRES_AFTER


def is_to_be_reminded(sent_at: datetime, reminded_at: datetime | None, at: datetime) -> bool:
    """Whether the guardian is to be asked once more."""
    return reminded_at is None and at >= sent_at + REMIND_AFTER


def is_still_minor(birth_year: int, on: date) -> bool:
    """Whether somebody may still be under 18 on a day, as far as the year of birth tells."""
    return age_from(birth_year, on, had_birthday=None) < OF_AGE


def is_by_day(begins: timedelta) -> bool:
    """Whether a talk that begins so long after midnight is over before the evening."""
    return MORNING <= begins <= EVENING - TALK
