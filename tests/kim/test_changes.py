"""What a form was opened with, compared with what is there now."""

import pytest

from lms.kim.rules.changes import changed_since, stamp
from lms.kim.rules.periods import expiry
from tests.conftest import NOON

VALUES = {"label": "7", "rw": "2"}


def test_nothing_has_changed():
    assert changed_since(stamp(VALUES), VALUES) == []


def test_what_has_changed_is_named():
    assert changed_since(stamp(VALUES), VALUES | {"rw": "3"}) == ["rw"]


@pytest.mark.parametrize("seen", ["", "{", "[]", "7"])
def test_a_form_that_does_not_say_what_it_showed_saw_nothing(seen):
    assert changed_since(seen, VALUES) == ["label", "rw"]


def test_how_a_decree_stands():
    today = NOON.date()

    found = [expiry(day, on=today) for day in (None, today.replace(day=23), today, today.replace(year=2028))]

    assert found == ["none", "over", "soon", "good"]
