"""The migrations lead from nothing to exactly the models, on the database under test."""

import ast
import re

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from config import PROJECT, TestConfig
from lms.app import create_app
from lms.db import Model, db
from lms.upkeep.actions.setting_up import migrate
from tests.conventions.sources import imported, named, tree_of

MIGRATIONS = PROJECT / "migrations"
VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def nothing(request, tmp_path):
    """The address of a database in which there is nothing."""
    if request.config.getoption("--database") == "postgresql":
        from tests.postgres import own_database

        with own_database("sinau_migrations") as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'nothing.sqlite3'}"


@pytest.fixture
def site(nothing, tmp_path):
    site = create_app(TestConfig({"SINAU_DATA": str(tmp_path), "DATABASE_URL": nothing, "LOG_LEVEL": "WARNING"}))
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


def differences():
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Model.metadata)


def test_the_migrations_end_where_the_models_are(site):
    head = migrate(MIGRATIONS)

    assert head == VERSIONS[-1].name.partition("_")[0]
    assert not differences(), 'the models are ahead: make migration M="what changes"'


def test_every_step_can_be_taken_back(site):
    migrate(MIGRATIONS)
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(MIGRATIONS))

    command.downgrade(config, "base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    migrate(MIGRATIONS)

    assert not left, f"these tables stay behind after the way back: {left}"
    assert not differences()


def test_the_steps_are_numbered_without_a_gap():
    numbers = [path.name.partition("_")[0] for path in VERSIONS]

    assert numbers == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)], "migrations are 0001_…, 0002_…, in order"


@pytest.mark.parametrize("path", VERSIONS, ids=named)
def test_a_step_stands_alone(path):
    tree = tree_of(path)
    own = [name for name, _ in imported(tree) if re.match(r"lms\b|config\b", name)]
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert not own, f"a migration outlives the program it was written for; it must not import {own}"
    assert {"upgrade", "downgrade"} <= names, "write the way back as well"
