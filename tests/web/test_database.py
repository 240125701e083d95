"""Moments in the database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from lms.accounts import current
from lms.accounts.models import Person
from lms.db import UtcDateTime, db
from tests.factories.people import a_person


def test_a_moment_comes_back_aware_and_in_utc(app):
    person = a_person()
    person.joined_at = datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=7)))
    db.session.commit()

    assert db.session.scalars(select(Person.joined_at)).one() == datetime(2026, 11, 24, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(app):
    a_person().joined_at = datetime(2026, 11, 24, 7)  # noqa: DTZ001 (the very thing that is refused)

    with pytest.raises(StatementError, match="needs a time zone"):
        db.session.flush()
    db.session.rollback()


def test_nothing_stays_nothing():
    column = UtcDateTime()

    assert column.process_bind_param(None, None) is column.process_result_value(None, None) is None


def test_a_forged_session_is_nobody(app):
    assert current.load_viewer("not a number") is None
    assert current.load_viewer("4711") is None


def test_a_closed_page_without_a_person_is_a_bug(app):
    with app.test_request_context("/"), pytest.raises(LookupError):
        current.signed_in_user()
