"""Sites of their own for upkeep: new databases, as an operator meets them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import PROJECT, TestConfig
from lms.app import create_app
from lms.db import db
from lms.sample.actions.loading import load_sample_city
from lms.upkeep.actions import backing_up, setting_up
from tests.conftest import forget
from tests.postgres import own_database

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
MIGRATIONS = PROJECT / "migrations"


@dataclass(frozen=True)
class Site:
    """One installation: its folder, and its commands."""

    app: Flask

    @property
    def data(self) -> Path:
        return self.app.config["DATA"]

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"

    def run(self, *words: str | Path) -> Result:
        """Run a command as `flask ...` would."""
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.config.getoption("--database")


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Give what makes a site on a new, empty database of a kind."""
    with ExitStack() as stack:

        def make(kind: str, **settings: str) -> Site:
            data = tmp_path_factory.mktemp("site")
            if kind == "postgresql":
                settings["DATABASE_URL"] = stack.enter_context(own_database("sinau_upkeep"))
            site = Site(create_app(TestConfig({"SINAU_DATA": str(data), "LOG_LEVEL": "ERROR", **settings})))
            stack.callback(_close, site)
            return site

        yield make


def _close(site: Site) -> None:
    with site.app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(make_site: Callable[..., Site], database_kind: str) -> Iterator[Site]:
    """A new site on the database under test."""
    forget()
    yield make_site(database_kind)
    forget()


@pytest.fixture(scope="session")
def sample_site(make_site: Callable[..., Site]) -> Site:
    """A site on SQLite with the sample city and two uploads; tests only read it."""
    forget()
    site = make_site("sqlite")
    with site.app.app_context():
        setting_up.migrate(MIGRATIONS)
        setting_up.load_files(site.app.config["CITY_FILE"], site.app.config["COURSES"], at=NOON)
        load_sample_city(at=NOON, secret="secret")
        db.session.commit()
    (site.uploads / "ab").mkdir(parents=True)
    (site.uploads / "ab" / "picture").write_bytes(bytes(range(256)) * 40)
    (site.uploads / "note").write_text("Wates\n")
    forget()
    return site


@pytest.fixture(scope="session")
def sample_backup(sample_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the sample site."""
    file = tmp_path_factory.mktemp("backup") / "sample.tar.gz"
    with sample_site.app.app_context():
        backing_up.write_backup(file, uploads=sample_site.uploads, at=NOON)
    return file
