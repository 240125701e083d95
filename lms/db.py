"""The base model, the column types and the session, over SQLite and PostgreSQL alike."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Dialect, Engine, Enum, MetaData, event
from sqlalchemy import DateTime as NaiveDateTime
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

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

    def noting(self, commit: Callable[[PoolProxiedConnection], None]) -> Callable[[PoolProxiedConnection], None]:
        """Give a commit that is counted once it has happened."""

        def commit_and_count(connection: PoolProxiedConnection) -> None:
            commit(connection)
            self.count += 1

        return commit_and_count


commits = Commits()


def prepare(engine: Engine) -> None:
    """Make an engine safe under many writers: on SQLite every writing transaction begins IMMEDIATE.

    The dialect's own methods are replaced, not listened to: an engine that somebody listens to goes a longer way for
    every statement, which was 7 % of a saved answer.
    """
    dialect = engine.dialect
    dialect.do_commit = commits.noting(dialect.do_commit)  # type: ignore[method-assign, assignment]
    if dialect.name == "sqlite":
        dialect.do_begin = _begin_sqlite  # type: ignore[method-assign, assignment]
        event.listen(engine, "connect", _set_up_sqlite)


def _set_up_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own: we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: PoolProxiedConnection) -> None:
    raw = cast("sqlite3.Connection", connection.driver_connection)
    if only_reading.get():
        raw.execute("BEGIN")
    else:
        _begin_writing(raw)


def _begin_writing(raw: sqlite3.Connection) -> None:
    """Take the write lock, asking again every half millisecond while another process has it; raises when it stays taken.

    SQLite by itself sleeps longer and longer between its tries, up to a tenth of a second, and newcomers go past.
    """
    until = time.monotonic() + BUSY_TIMEOUT / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(ASK_AGAIN_AFTER)
            else:
                return
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


@contextmanager
def writing() -> Iterator[None]:
    """Run a block as one transaction that writes, in a request that otherwise only reads (docs/adr/0022)."""
    token = only_reading.set(False)
    try:
        with transaction():
            yield
    finally:
        only_reading.reset(token)


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


@event.listens_for(db.session, "after_transaction_create")
def _refuse_inside_a_block(session: Session, begun: SessionTransaction) -> None:
    del session, begun
    if _bare.get():
        raise RuntimeError("Inside transaction() ask through connection(): a second transaction would wait for the first.")


def _session_has_begun() -> bool:
    return db.session.registry.has() and db.session().in_transaction()


def insert_once(model: type[Model], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that do not collide with a unique key; the others are there already."""
    here = connection()
    here.execute(_inserting_once(model, here.dialect.name), rows)


@cache
def _inserting_once(model: type[Model], dialect: str) -> "postgresql.Insert | sqlite.Insert":
    return upsert(model, dialect).on_conflict_do_nothing()


def upsert(model: type[Model], dialect: str) -> "postgresql.Insert | sqlite.Insert":
    """Begin an INSERT that can say what to do on a conflict, in the words of a kind of database."""
    words = import_module(f"sqlalchemy.dialects.{dialect}")  # the other one would cost every start 50 ms for nothing
    begun: postgresql.Insert | sqlite.Insert = words.insert(model.__table__)
    return begun
