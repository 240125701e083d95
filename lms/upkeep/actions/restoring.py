"""Putting a backup into an empty installation."""

import gzip
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, text, update

from lms.db import db
from lms.errors import Refused
from lms.upkeep.actions.setting_up import migrate, newest_revision
from lms.upkeep.queries import has_no_rows, revision, tables
from lms.upkeep.rules import (
    MANIFEST,
    UPLOADS,
    BrokenBackup,
    Manifest,
    Part,
    as_row,
    is_safe,
    links_within,
    measure,
    read_manifest,
    row_reader,
    table_file,
)

ROWS_AT_ONCE = 200
LARGEST_MANIFEST = 64 * 1024 * 1024


class CannotRestore(Refused):
    """The backup does not fit this program or this installation."""


def restore_backup(file: Path, *, uploads: Path, migrations: Path) -> Manifest:
    """Put a backup into an installation that holds nothing yet.

    Raises BrokenBackup when the archive is not whole and CannotRestore when it does not fit; both before anything is
    written. A new database gets its tables first; the rows are one transaction, the caller's.
    """
    manifest = check_backup(file)
    _refuse_unless_it_fits(manifest, newest_revision(migrations), uploads)
    if revision() is None:
        migrate(migrations)
    if revision() != manifest.revision:
        raise CannotRestore(
            f"The database is not at revision {manifest.revision}: a backup is restored into a new database only."
        )
    if not has_no_rows():
        raise CannotRestore("The database is not empty: a backup is restored into a new database only.")
    with _opened(file) as archive, _new_folder(uploads) as unfinished:
        _put_in_place(archive, unfinished)
    return manifest


def check_backup(file: Path) -> Manifest:
    """Read a whole archive and give its manifest; raises BrokenBackup unless every file in it is as the manifest says."""
    found: dict[str, Part] = {}
    manifest = b""
    with _opened(file) as archive:
        for member in archive:
            if not (member.isreg() and is_safe(member.name)) or member.name in found:
                raise BrokenBackup(f"The backup holds something that does not belong there: {member.name!r}.")
            if member.name == MANIFEST:
                manifest = _content(archive, member).read(LARGEST_MANIFEST)
            found[member.name] = measure(_content(archive, member))
    if not found.pop(MANIFEST, None):
        raise BrokenBackup(f"{file} is not a whole backup: it has no manifest.")
    told = read_manifest(manifest).files()
    wrong = sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))
    if wrong:
        raise BrokenBackup(f"The backup is damaged: {wrong[0]} is not what the manifest says.")
    return read_manifest(manifest)


def _refuse_unless_it_fits(manifest: Manifest, head: str, uploads: Path) -> None:
    if manifest.revision != head:
        raise CannotRestore(
            f"The backup is of revision {manifest.revision} and this program of {head}: restore it with its own version."
        )
    if set(manifest.tables) != {table.name for table in tables()}:
        raise BrokenBackup("The backup is damaged: it has other tables than its revision.")
    if uploads.exists() and any(uploads.iterdir()):
        raise CannotRestore(f"The folder {uploads} is not empty: a backup is restored into a new installation only.")


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive; whatever is wrong with its form while it is read becomes BrokenBackup."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BrokenBackup(f"{file} is not a whole backup: {error}.") from error


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return cast("IO[bytes]", archive.extractfile(member))  # there are plain files only, as check_backup sees to


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill that takes its name when all went well and it is not empty, and vanishes otherwise."""
    unfinished = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield unfinished
        if any(unfinished.iterdir()):
            unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_in_place(archive: tarfile.TarFile, uploads: Path) -> None:
    """Go through the archive once: rows into their tables, which it holds in the order of their keys, and uploads."""
    known = {table_file(table.name): table for table in tables()}
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
    for member in archive:
        content = _content(archive, member)
        if member.name in known:
            _insert_rows(known[member.name], content)
        elif member.name != MANIFEST:
            path = uploads / member.name.removeprefix(f"{UPLOADS}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as copy:
                shutil.copyfileobj(content, copy)


def _insert_rows(table: Table, lines: Iterable[bytes]) -> None:
    reader, links, linked = row_reader(table), dict.fromkeys(links_within(table)), []
    for rows in _in_parts(as_row(line, reader) for line in lines):
        db.session.execute(insert(table), [row | links for row in rows])
        linked += [row for row in rows if any(row[name] is not None for name in links)]
    _link_rows(table, list(links), linked)
    key = table.autoincrement_column
    if db.session.get_bind().dialect.name == "postgresql" and key is not None:  # the next row continues the numbers
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        db.session.execute(select(func.setval(sequence, select(func.max(key)).scalar_subquery())))


def _link_rows(table: Table, links: list[str], rows: list[dict[str, Any]]) -> None:
    """Let rows point at others of their own table, now that all are there: a row may point at one that comes after it."""
    keys = [column.key for column in table.primary_key.columns]
    linking = update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
    values = [{f"key_{name}": row[name] for name in keys} | {name: row[name] for name in links} for row in rows]
    if values:
        db.session.execute(linking.values({name: bindparam(name) for name in links}), values)


def _in_parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while part := list(islice(left, ROWS_AT_ONCE)):
        yield part
