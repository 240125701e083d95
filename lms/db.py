"""The base model, the column types and the session, over SQLite and PostgreSQL alike."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

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
SQLITE_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16384",
)


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
    connection.exec_driver_sql("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")


def insert_once(model: type[Model], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that do not collide with a unique key; the others are there already."""
    dialect = db.session.get_bind().dialect.name
    db.session.execute(upsert(model, dialect).values(rows).on_conflict_do_nothing())


def upsert(model: type[Model], dialect: str) -> postgresql.Insert | sqlite.Insert:
    """Begin an INSERT that can say what to do on a conflict, in the words of a kind of database."""
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return build(model.__table__)  # type: ignore[arg-type]  # a mapped table is one
