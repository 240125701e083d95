"""The base model, the column types and the session, over SQLite and PostgreSQL alike."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Dialect, Engine, Enum, MetaData, event
from sqlalchemy import DateTime as NaiveDateTime
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Per connection, in this order. FULL: a saved answer is on disk before the page says so (docs/adr/0003).
BUSY_TIMEOUT = 5000
"""Milliseconds a writer waits for another process before it gives up."""
SQLITE_PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16384",
)

ASK_AGAIN_AFTER = 0.0005
"""Seconds between two tries for the write lock."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in Python, naive UTC in the database; refuses a moment without a zone."""

    impl = NaiveDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into naive UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read naive UTC back as an aware moment."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Model(DeclarativeBase):
    """The base of every table: constraint names, moments in UTC, enums stored by value."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        datetime: UtcDateTime,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            length=24,
            values_callable=lambda kind: [item.value for item in kind],
        ),
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


db = SQLAlchemy(metadata=Model.metadata)

# Set for the length of a request that only reads: its SQLite transaction then takes no write lock.
only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
_bare: ContextVar[Connection | None] = ContextVar("bare", default=None)


class Commits:
    """Counts this process's commits, so that what is kept in memory knows when it may have grown old."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, connection: Connection) -> None:
        """Count one."""
        del connection
        self.count += 1


commits = Commits()


def prepare(engine: Engine) -> None:
    """Make an engine safe under many writers: on SQLite every writing transaction begins IMMEDIATE."""
    event.listen(engine, "commit", commits.note)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own: we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if _bare.get():
        raise RuntimeError("Inside transaction() ask through connection(): a second transaction would wait for the first.")
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    if only_reading.get():
        raw.execute("BEGIN")
    elif not _has_begun_writing(raw):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails again, in SQLAlchemy's words


def _has_begun_writing(raw: sqlite3.Connection) -> bool:
    """Try to take the write lock, again and again while another process has it; False when that fails.

    SQLite by itself would sleep longer and longer between its tries, up to a tenth of a second, and newcomers go past.
    """
    until = time.monotonic() + BUSY_TIMEOUT / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(ASK_AGAIN_AFTER)
            else:
                return True
        return False
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


@contextmanager
def transaction() -> Iterator[None]:
    """Run a block as one transaction and commit it, without the ORM's session, which costs as much as four statements.

    What runs inside asks through `connection()`, never through the session. Where the session has begun a transaction in
    this request already, the block is part of that.
    """
    if _session_has_begun():
        yield
        db.session.commit()
        return
    with db.engine.begin() as begun:
        token = _bare.set(begun)
        try:
            yield
        finally:
            _bare.reset(token)


def connection() -> Connection:
    """Give the connection of the transaction that goes on: the block's in `transaction()`, otherwise the session's."""
    return _bare.get() or db.session.connection()


@contextmanager
def reading() -> Iterator[Connection]:
    """Give a connection for a question or two: the one of the transaction that goes on, otherwise one that only reads."""
    if _bare.get() or _session_has_begun():
        yield connection()
        return
    token = only_reading.set(True)
    try:
        with db.engine.connect() as found:
            yield found
    finally:
        only_reading.reset(token)


def _session_has_begun() -> bool:
    return db.session.registry.has() and db.session().in_transaction()


def insert_once(model: type[Model], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that do not collide with a unique key; the others are there already."""
    found = connection()
    found.execute(upsert(model, found.dialect.name).values(rows).on_conflict_do_nothing())


def upsert(model: type[Model], dialect: str) -> postgresql.Insert | sqlite.Insert:
    """Begin an INSERT that can say what to do on a conflict, in the words of a kind of database."""
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return build(model.__table__)  # type: ignore[arg-type]  # a mapped table is one
