"""When a group sleeps, to the day."""

from datetime import date, timedelta

import pytest

from lms.kim.models import Status
from lms.kim.rules.standing import Why, standing

DAY = date(2026, 11, 24)


def stand(**changes):
    facts = {
        "starting": Status.ACTIVE,
        "officers_ever": 8,
        "officers_now": 8,
        "last_active_on": DAY,
        "on": DAY,
        "dormant_after": 60,
    }
    return standing(**(facts | changes))


@pytest.mark.parametrize("status", list(Status))
def test_before_any_officer_is_known_the_starting_status_holds(status):
    assert stand(starting=status, officers_ever=0, officers_now=0) == stand(starting=status, officers_ever=0, officers_now=0)
    assert stand(starting=status, officers_ever=0, officers_now=0).status is status


def test_a_group_whose_officers_all_left_sleeps():
    assert stand(officers_now=0).why is Why.NO_OFFICER
    assert stand(officers_now=0).is_dormant


def test_sixty_days_are_still_awake_and_sixty_one_are_not():
    assert not stand(last_active_on=DAY - timedelta(days=60)).is_dormant
    assert stand(last_active_on=DAY - timedelta(days=61)).why is Why.NO_ACTIVITY


def test_officers_without_any_activity_ever_sleep():
    assert stand(last_active_on=None).why is Why.NO_ACTIVITY


def test_the_starting_status_no_longer_matters_once_officers_are_known():
    assert not stand(starting=Status.DORMANT).is_dormant
