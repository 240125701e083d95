"""The form of a backup: which files are in it, how a row becomes a line of text, and which names are refused."""

import hashlib
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

import msgspec
from sqlalchemy import JSON, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from lms.errors import Refused

FORMAT = 1
"""Raised when the form changes; a backup of another form is refused."""
MANIFEST = "manifest.json"
TABLES = "tables"
UPLOADS = "uploads"
PIECE = 1 << 20


class BrokenBackup(Refused):
    """The file is not a whole backup of this program; the message is one sentence."""


class Part(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One file of the archive: SHA-256 of its bytes, and how many lines it has (rows, for a table)."""

    sha256: str
    lines: int


class Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a backup says of itself; last in the archive, since only then everything is counted."""

    format: int
    made_at: datetime
    revision: str
    dialect: str
    tables: dict[str, Part]
    """By name; `lines` is the number of rows."""
    uploads: dict[str, Part]
    """By path below the folder of uploads."""

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(part.lines for part in self.tables.values())

    def files(self) -> dict[str, Part]:
        """Give every file that must be in the archive, by its name there."""
        tables = {table_file(name): part for name, part in self.tables.items()}
        return tables | {f"{UPLOADS}/{name}": part for name, part in self.uploads.items()}


def table_file(name: str) -> str:
    """Give the name in the archive of a table's rows."""
    return f"{TABLES}/{name}.jsonl"


def is_safe(name: str) -> bool:
    """Tell whether a name in an archive is one this program would write: a plain path that leads nowhere else."""
    path = PurePosixPath(name)
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name and not path.is_absolute() and not {"", ".", ".."} & set(parts)
    return is_plain and (name == MANIFEST or (len(parts) > 1 and parts[0] in {TABLES, UPLOADS}))


def measure(content: IO[bytes]) -> Part:
    """Give the checksum and the number of lines of a file, reading it from here to its end."""
    digest, lines = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        lines += piece.count(b"\n")
    return Part(digest.hexdigest(), lines)


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest; raises BrokenBackup when it is unreadable or of another form."""
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise BrokenBackup(f"The manifest of the backup cannot be read: {error}.") from error
    if found.format != FORMAT:
        raise BrokenBackup(f"The backup has form {found.format}; this program reads form {FORMAT}.")
    return found


def line_of(row: dict[str, Any]) -> bytes:
    """Give a row as one line: moments and days in ISO form, bytes in base64, enums by value."""
    return msgspec.json.encode(row) + b"\n"


def links_within(table: Table) -> list[str]:
    """Give the columns by which a row of a table points at another row of the same table."""
    return [column.key for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]


def row_reader(table: Table) -> msgspec.json.Decoder[Any]:
    """Give what reads a line of this table back and checks every value's type; see `as_row`."""
    fields = [
        (column.key, _python_type(column.type) | None if column.nullable else _python_type(column.type))
        for column in table.columns
    ]
    return msgspec.json.Decoder(msgspec.defstruct(table.name, fields, forbid_unknown_fields=True))


def as_row(line: bytes, reader: msgspec.json.Decoder[Any]) -> dict[str, Any]:
    """Read a line back; raises BrokenBackup."""
    try:
        return msgspec.structs.asdict(reader.decode(line))
    except msgspec.DecodeError as error:
        raise BrokenBackup(f"A row in the backup does not fit its table: {error}.") from error


def _python_type(kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, JSON):
        return Any
    if isinstance(kind, TypeDecorator):
        return kind.impl_instance.python_type
    return kind.python_type
