"""The cast of a pair in Wates."""

import pytest

from tests.factories.mentoring import Cast, a_pair
from tests.factories.people import an_officer


@pytest.fixture
def cast(vlog, wates):
    return Cast(wates, an_officer(wates, "Sri Wahyuni"))


@pytest.fixture
def pair(cast, vlog):
    return a_pair(cast.volunteer, cast.senior, vlog.id)
