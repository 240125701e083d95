"""How Alembic meets the database: one transaction for all steps, our column types written as plain ones."""

from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from alembic.operations import MigrationScript
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, text

from lms.db import UtcDateTime, db

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext

MIGRATING = 3372
"""The PostgreSQL advisory lock that keeps two servers from migrating at once; SQLite's BEGIN IMMEDIATE does the same."""


def render_item(kind: str, item: Any, autogen: "AutogenContext") -> str | Literal[False]:
    """Write a moment as a plain column type, so that migrations never import the program."""
    del autogen
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def number_revision(context_: "MigrationContext", revision: Any, directives: list[MigrationScript]) -> None:
    """Give a new migration the next number, and make none when nothing has changed."""
    del context_, revision
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()
    for script in directives:
        script.rev_id = f"{len(list(ScriptDirectory.from_config(context.config).walk_revisions())) + 1:04}"


def migrate(connection: Connection) -> None:
    """Run the steps that are missing, all or none."""
    arguments = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        process_revision_directives=number_revision,
        transactional_ddl=True,
        **arguments,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        context.run_migrations()
        refuse_orphans(connection)


def refuse_orphans(connection: Connection) -> None:
    """Check on SQLite what its foreign keys, off while tables are rebuilt, could not."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise CommandError(f"the step would leave rows that point nowhere, in: {sorted({row[0] for row in orphans})}")


def switch_foreign_keys(connection: Connection, state: Literal["ON", "OFF"]) -> None:
    """Switch SQLite's foreign keys, which is only possible between transactions."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.execute(f"PRAGMA foreign_keys={state}")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")

with db.engine.connect() as own:
    switch_foreign_keys(own, "OFF")
    try:
        migrate(own)
    finally:
        switch_foreign_keys(own, "ON")
