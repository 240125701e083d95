"""When the pairs of a cohort are handed over."""

from datetime import date, timedelta

HAND_OVER_BEFORE = timedelta(days=14)
"""So long before a cohort's end its pairs can be handed over."""


def opens_on(ends_on: date) -> date:
    """Give the first day on which the pairs of a cohort can be handed over."""
    return ends_on - HAND_OVER_BEFORE
