"""Writing everything an installation keeps into one archive."""

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

import msgspec
from sqlalchemy import Connection, Table

from lms.errors import Refused
from lms.upkeep.queries import one_moment, revision_on, rows_of, tables
from lms.upkeep.rules import FORMAT, MANIFEST, UPLOADS, Manifest, Part, line_of, measure, table_file


class CannotBackUp(Refused):
    """There is nothing to back up, or no place to put it."""


def write_backup(file: Path, *, uploads: Path, at: datetime) -> Manifest:
    """Write a new archive of every row and every upload, as they stand at one moment; raises CannotBackUp.

    The file appears under its name only when it is whole, readable by its owner alone; one that exists is never
    replaced. The secret key is not in it.
    """
    with _new_file(file) as unfinished, tarfile.open(fileobj=unfinished, mode="w:gz", compresslevel=6) as archive:
        writer = _Writer(archive, file.parent, at)
        with one_moment() as connection:
            revision = revision_on(connection)
            if revision is None:
                raise CannotBackUp("The database has not been set up: there is nothing to back up.")
            rows = {part.name: writer.add_table(part, connection) for part in tables()}
            dialect = connection.dialect.name
            files = {name: part for name in _upload_names(uploads) if (part := writer.add_upload(uploads, name))}
        manifest = Manifest(FORMAT, at, revision, dialect, rows, files)
        writer.add(MANIFEST, io.BytesIO(msgspec.json.format(msgspec.json.encode(manifest))))
    return manifest


@dataclass(frozen=True)
class _Writer:
    """An archive being written; `folder` is where there is room for a table's rows."""

    archive: tarfile.TarFile
    folder: Path
    at: datetime

    def add_table(self, part: Table, connection: Connection) -> Part:
        with TemporaryFile(dir=self.folder) as rows:
            for row in rows_of(part, connection):
                rows.write(line_of(row))
            return self.add(table_file(part.name), rows)

    def add_upload(self, uploads: Path, name: str) -> Part | None:
        """Add a file; None for one that somebody has taken away since the folder was listed."""
        try:
            content = (uploads / name).open("rb")
        except FileNotFoundError:
            return None
        with content:
            return self.add(f"{UPLOADS}/{name}", content)

    def add(self, name: str, content: IO[bytes]) -> Part:
        content.seek(0)
        part = measure(content)
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = content.tell(), int(self.at.timestamp()), 0o600
        content.seek(0)
        self.archive.addfile(member, content)
        return part


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name when all went well, and vanishes otherwise."""
    _refuse_existing(file)
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as unfinished:
        try:
            yield unfinished
            unfinished.flush()
            os.fsync(unfinished.fileno())
            _refuse_existing(file)
            Path(unfinished.name).rename(file)
        except BaseException:
            Path(unfinished.name).unlink()
            raise


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise CannotBackUp(f"{file} exists already; a backup never replaces a file.")


def _upload_names(uploads: Path) -> list[str]:
    found = (path for path in uploads.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(uploads).as_posix() for path in found)
