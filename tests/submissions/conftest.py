"""What the tests of practical work share."""

import pytest

from lms.submissions.actions import judging
from tests.factories.assessors import an_assessor_of
from tests.factories.people import an_officer


@pytest.fixture
def member(wates):
    """Give the member who hands in."""
    return an_officer(wates)


@pytest.fixture
def final(vlog):
    """Give the vlog's final task."""
    return vlog.lessons[-1]


@pytest.fixture
def practice(vlog):
    """Give a task without a rubric, on which no completion rests."""
    return next(lesson for lesson in vlog.lessons if lesson.task and lesson.completion != "task")


@pytest.fixture
def rina(magelang):
    """Give an assessor of the whole city."""
    return an_assessor_of(magelang)


@pytest.fixture
def nobody_is_drawn(monkeypatch):
    """Draw no second look by chance; tests that want one say so."""
    monkeypatch.setattr(judging.secrets, "randbelow", lambda _most: 1)
