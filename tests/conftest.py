"""The site under test, on SQLite or on PostgreSQL, empty before every test."""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import CompoundSelect, Integer, Table, delete, insert, literal, select, text, union_all

from config import PROJECT, TestConfig
from lms.accounts.models import Person
from lms.app import create_app
from lms.catalog import queries as catalog_queries
from lms.catalog.actions.publishing import publish
from lms.catalog.queries import PublishedCourse, catalog
from lms.catalog.rules.pack import read_pack
from lms.db import Model, db
from lms.kim.actions.groups import load_groups
from lms.regions.actions import load_city
from lms.regions.models import City, Kelurahan
from lms.regions.queries import kelurahan_at, the_city
from lms.regions.rules import read_city_file
from lms.reporting.queries.figures import city as figures
from lms.sample import queries as sample_queries
from lms.web import fragments
from tests.factories.people import a_card
from tests.visitor import Visitor

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Noon in Magelang on a plain Tuesday, for tests of rules and actions."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="which database to test on")


# How fast a shared machine draws examples says nothing about the program.
settings.register_profile("shared machine", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("shared machine")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Switch pytest-flask's own off: a request context kept open leaks the signed-in person into later requests."""


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    if request.config.getoption("--database") == "postgresql":
        from tests.postgres import own_database

        with own_database(f"sinau_{worker}") as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'sinau.sqlite3'}"


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("data")
    site = create_app(TestConfig({"SINAU_DATA": str(folder), "DATABASE_URL": database_url, "LOG_LEVEL": "WARNING"}))
    with site.app_context():
        Model.metadata.create_all(db.engine)
    yield site
    with site.app_context():
        db.session.remove()
        Model.metadata.drop_all(db.engine)
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _log_level() -> None:
    """Let every test begin with the same log level: a second site set up by an earlier one leaves its own."""
    logging.getLogger("lms").setLevel("WARNING")


@pytest.fixture(autouse=True)
def _clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give every test that uses the site an open application context, and an empty database afterwards."""
    if "app" not in request.fixturenames:
        yield
        return
    site: Flask = request.getfixturevalue("app")
    with site.app_context():
        yield
        db.session.remove()
        empty_tables()
    forget()
    site.extensions["limiter"].storage.reset()


def empty_tables() -> None:
    """Delete every row."""
    with db.engine.begin() as connection:
        filled = set(connection.execute(filled_tables()).scalars())
        if filled and connection.dialect.name == "postgresql":
            # without the checks of foreign keys, of which an RT alone has a dozen; truncating would make a file for each table
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(";".join(f"DELETE FROM {name}" for name in filled)))
            connection.execute(text(restarted_numbers()))
            return
        for table in reversed(Model.metadata.sorted_tables):
            if table.name in filled:
                connection.execute(delete(table))


@cache
def restarted_numbers() -> str:
    """Let every table count from one again, on PostgreSQL: some tests name the first person by number."""
    numbered = [name for name, table in Model.metadata.tables.items() if "id" in table.c and isinstance(table.c.id.type, Integer)]
    return "SELECT " + ", ".join(f"setval('{name}_id_seq', 1, false)" for name in numbered)


@cache
def filled_tables() -> CompoundSelect[tuple[str]]:
    """Ask for the names of the tables with any row in them."""
    return union_all(*(select(literal(table.name)).where(select(table).exists()) for table in Model.metadata.sorted_tables))


def forget() -> None:
    """Forget what this process keeps in memory between requests."""
    catalog_queries.__dict__["_kept"].__init__()
    figures.__dict__["_kept"].__init__()
    sample_queries.__dict__["_known"].__init__()
    fragments.forget()


@pytest.fixture
def steady_catalog(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for a new release only once: each look is a statement, and would fall into some page by chance."""
    monkeypatch.setattr(catalog_queries, "LOOK_AGAIN_SECONDS", 3600)
    catalog_queries.look_again()


PLACES: dict[str, list[dict[str, object]]] = {}
"""What loading the city file into an empty database wrote, by table."""


def rows_of(tables: list[Table]) -> dict[str, list[dict[str, object]]]:
    """Read every row of some tables."""
    return {table.name: [dict(row) for row in db.session.execute(select(table)).mappings()] for table in tables}


def write_rows(tables: list[Table], rows: dict[str, list[dict[str, object]]]) -> None:
    """Write rows that were read before; the next row of a table gets the number after them."""
    for table in tables:
        if rows[table.name]:
            db.session.execute(insert(table), rows[table.name])
        if db.engine.dialect.name == "postgresql" and "id" in table.c and isinstance(table.c.id.type, Integer):
            db.session.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT coalesce(max(id), 1) FROM {table.name}))"))


@pytest.fixture
def magelang(app: Flask) -> City:
    """The real places and groups: loaded once, afterwards the same rows."""
    tables = [table for table in Model.metadata.sorted_tables if table.name.startswith(("regions_", "kim_group"))]
    if not PLACES:
        file = read_city_file(app.config["CITY_FILE"])
        load_city(file)
        load_groups(the_city(), file.kim)
        PLACES.update(rows_of(tables))
    else:
        write_rows(tables, PLACES)
    db.session.commit()
    return the_city()


@pytest.fixture
def wates(magelang: City) -> Kelurahan:
    found = kelurahan_at("wates")
    assert found
    return found


@pytest.fixture
def cacaban(magelang: City) -> Kelurahan:
    found = kelurahan_at("cacaban")
    assert found
    return found


@pytest.fixture
def vlog(app: Flask) -> PublishedCourse:
    """The real vlog course, published a year ago."""
    publish_or_copy("vlog", at=datetime(2025, 11, 24, tzinfo=UTC))
    found = catalog().course("vlog")
    assert found
    return found


ROWS: dict[str, dict[str, list[dict[str, object]]]] = {}
"""What publishing a course into an empty catalogue wrote, by course and table."""


def publish_or_copy(name: str, *, at: datetime) -> None:
    """Publish a real course the first time; afterwards write the same rows, since rendering costs more than most tests."""
    tables = [table for table in Model.metadata.sorted_tables if table.name.startswith("catalog_")]
    is_empty = not any(db.session.execute(select(table.c).limit(1)).first() for table in tables)
    if name in ROWS and is_empty:
        write_rows(tables, ROWS[name])
        db.session.commit()
        return
    publish(read_pack(PROJECT / "courses" / name), at=at)
    db.session.commit()
    if is_empty:
        ROWS[name] = rows_of(tables)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """Give a visitor; with a person, one who is signed in by card."""

    def visit(person: Person | None = None) -> Visitor:
        visitor = Visitor(app)
        if person is not None:
            visitor.sign_in(a_card(person))
        return visitor

    return visit
