"""What upkeep reads: the schema's revision, whether a database is empty, everything as it is at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, column, exists, inspect, literal, select, table

from lms.db import Model, db, only_reading

VERSION = table("alembic_version", column("version_num"))


@contextmanager
def one_moment() -> Iterator[Connection]:
    """Give a connection that only reads, and reads everything as it stood at its first question."""
    reading = only_reading.set(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
    finally:
        only_reading.reset(reading)


def tables() -> list[Table]:
    """Give every table of the site, each after those it points at."""
    return Model.metadata.sorted_tables


def revision() -> str | None:
    """Give the revision of the database's schema; None for a database that has none yet."""
    with one_moment() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """Give the revision as this connection sees it."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(select(VERSION.c.version_num))


def rows_of(part: Table, connection: Connection) -> Iterator[dict[str, Any]]:
    """Give a table's rows in the order of its key, a few at a time, so that memory stays small."""
    found = connection.execute(select(part).order_by(*part.primary_key.columns).execution_options(yield_per=100))
    return map(dict, found.mappings())


def has_no_rows() -> bool:
    """Tell whether no table of the site has a row."""
    return not any(db.session.scalar(select(exists(select(literal(1)).select_from(part)))) for part in tables())
