"""Who tells of a deed, who saw it, and who judges it."""

import pytest

from tests.factories.people import an_assessor, an_officer


@pytest.fixture
def sri(wates):
    return an_officer(wates)


@pytest.fixture
def assessor(magelang):
    return an_assessor(magelang)


@pytest.fixture
def two(wates):
    return [an_officer(wates, name) for name in ("Tini", "Joko")]
