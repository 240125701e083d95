"""The sample city, loaded once for the tests that only read it."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from config import PROJECT, TestConfig
from lms.app import create_app
from lms.db import db
from lms.sample.actions import loading as actions
from lms.upkeep.actions import setting_up
from tests.conftest import forget
from tests.postgres import own_database

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECRET = "a secret of the tests"


@pytest.fixture(scope="package")
def filled(request, tmp_path_factory):
    """A site of its own with the real courses and the sample city, filled once for all tests that only read it."""
    is_server = request.config.getoption("--database") == "postgresql"
    with own_database("sinau_sample") if is_server else nullcontext("") as url:
        folder = tmp_path_factory.mktemp("sample")
        site = create_app(TestConfig({"SINAU_DATA": str(folder), "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}))
        forget()
        with site.app_context():
            setting_up.migrate(PROJECT / "migrations")
            setting_up.load_files(site.config["CITY_FILE"], site.config["COURSES"], at=AT)
            people = actions.load_sample_city(at=AT, secret=SECRET)
            db.session.commit()
        yield site, people
        with site.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def sample(filled):
    site, people = filled
    forget()
    with site.app_context():
        yield people
        db.session.remove()
    forget()
