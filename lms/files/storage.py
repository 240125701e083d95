"""Where files are kept: a folder of this installation, or a bucket of a store that speaks S3."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask, current_app
from flask_babel import gettext as _

from lms.errors import Refused

if TYPE_CHECKING:
    from obstore.store import S3Store

UPLOADS = "uploads"
"""The folder of files below SINAU_DATA, and what a backup takes along."""

PIECE = 256 * 1024
"""Bytes read at a time when a file is given back."""

PART = 5 * 1024 * 1024
"""Bytes of one part of a large file on its way into a bucket: the least that S3 takes."""

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""A moment that every file was kept before."""

S3_SETTINGS = {
    "S3_ENDPOINT": "endpoint",
    "S3_REGION": "region",
    "S3_ACCESS_KEY": "access_key_id",
    "S3_SECRET_KEY": "secret_access_key",
}
"""Our settings, and the names the client has for them."""

NAME = re.compile(r"[\w-]+(/[\w-]+)*")
"""What a file may be called here: no dots, so that no name leads anywhere else."""


class NotKept(LookupError):
    """There is no file of that name."""


class CannotKeep(Refused):
    """The store does not answer, or refuses us: a fault of ours, not of the person."""


class Folder:
    """Files in a folder of this installation, in plain Python: workers are forked, and threads would not survive that."""

    url = ""
    """Empty: the files are where a backup finds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes | IO[bytes]) -> None:
        """Keep a file under a name, safe against a power cut before this returns; raises CannotKeep."""
        with _faults_in_words():
            place = self._place(name)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.parent.mkdir(parents=True, exist_ok=True)
            with _unfinished(place) as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    copyfileobj(content, file, PIECE)
            _settle(place.parent)

    def size(self, name: str) -> int:
        """Give the bytes of a file; raises NotKept."""
        with _faults_in_words(name):
            return self._place(name).stat().st_size

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Give a file, or the bytes from start up to but without end, piece by piece; raises NotKept before the first."""
        with _faults_in_words(name):
            file = self._place(name).open("rb")
        return _pieces(file, start, end)

    def erase(self, names: Sequence[str]) -> None:
        """Erase files, and folders that are empty then; a file that is gone already is not missed."""
        with _faults_in_words():
            for name in names:
                self._place(name).unlink(missing_ok=True)
            for place in {self._place(name).parent for name in names if name.count("/") > 1}:
                with suppress(OSError):  # it is gone already, or something has just come into it
                    place.rmdir()

    def names(self, folder: str, *, before: datetime = FOREVER) -> list[str]:
        """Give the names of all files in a folder that were kept before a moment, in no order."""
        with _faults_in_words():
            found = (path for path in (self.folder / folder).rglob("*") if path.is_file() and not path.name.startswith("."))
            return [path.relative_to(self.folder).as_posix() for path in found if _is_older(path, before)]

    def check(self) -> None:
        """Try whether files can be kept, given back and erased; raises CannotKeep with a sentence for an operator."""
        _try(self, str(self.folder))

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"no name for a file: {name}")
        return self.folder / name


class Bucket:
    """Files in a bucket of a store that speaks S3. Its client works with threads, so it is opened after the fork."""

    def __init__(self, url: str, keys: Mapping[str, str]) -> None:
        self.url, self._keys = url, dict(keys)

    def put(self, name: str, content: bytes | IO[bytes]) -> None:
        """Keep a file under a name; raises CannotKeep."""
        with _faults_in_words():
            self._client.put(self._store, self._named(name), content, chunk_size=PART, max_concurrency=2)

    def size(self, name: str) -> int:
        """Give the bytes of a file; raises NotKept."""
        with _faults_in_words(name):
            return int(self._client.head(self._store, self._named(name))["size"])

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Give a file, or the bytes from start up to but without end, piece by piece; raises NotKept before the first."""
        options = {"range": (start, end)} if end is not None else {"range": {"offset": start}} if start else {}
        with _faults_in_words(name):
            found = self._client.get(self._store, self._named(name), options=options)
        return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE))

    def erase(self, names: Sequence[str]) -> None:
        """Erase files; one that is gone already is not missed."""
        for name in names:
            try:
                with _faults_in_words(name):
                    self._client.delete(self._store, self._named(name))
            except NotKept:
                continue

    def names(self, folder: str, *, before: datetime = FOREVER) -> list[str]:
        """Give the names of all files in a folder that were kept before a moment, in no order."""
        with _faults_in_words():
            found = (item for page in self._client.list(self._store, prefix=folder) for item in page)
            return [str(item["path"]) for item in found if item["last_modified"] < before]

    def check(self) -> None:
        """Try as `Folder.check` does, in a process of its own: this one may be about to fork."""
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(_try, self, self.url).result()

    def _named(self, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError(f"no name for a file: {name}")
        return name

    @property
    def _client(self) -> Any:
        return import_module("obstore")

    @cached_property
    def _store(self) -> "S3Store":
        return import_module("obstore.store").S3Store.from_url(  # type: ignore[no-any-return]
            self.url,
            **self._keys,
            client_options={"allow_http": True, "timeout": timedelta(seconds=30), "connect_timeout": timedelta(seconds=5)},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )


Storage = Folder | Bucket


def storage_of(settings: Mapping[str, Any]) -> Storage:
    """Give the storage that settings name; nothing is opened or made yet."""
    if not settings["STORAGE_URL"]:
        return Folder(Path(settings["DATA"], UPLOADS))
    return Bucket(settings["STORAGE_URL"], {name: settings[key] for key, name in S3_SETTINGS.items() if settings[key]})


def set_up(app: Flask) -> None:
    """Give an application its storage, as its settings name it."""
    app.extensions["storage"] = storage_of(app.config)


def storage() -> Storage:
    """Give the storage of this site."""
    found: Storage = current_app.extensions["storage"]
    return found


def _try(kept_in: Storage, called: str) -> None:
    name = f"probe-{uuid4()}"  # two servers may start at once
    try:
        kept_in.put(name, b"probe")
        b"".join(kept_in.read(name))
        kept_in.erase([name])
    except (CannotKeep, NotKept) as error:
        reason = str(error.__cause__ or error).strip().partition("\n")[0].rstrip(".")
        raise CannotKeep(f"The storage {called} cannot be used: {reason}.") from None


@contextmanager
def _faults_in_words(name: str = "") -> Iterator[None]:
    """Turn what the store says into NotKept for the file named, and into one sentence for people otherwise."""
    try:
        yield
    except FileNotFoundError as error:
        if name:
            raise NotKept(name) from error
        raise CannotKeep(_cannot_now()) from error
    except (OSError, ValueError) as error:
        raise CannotKeep(_cannot_now()) from error
    except Exception as error:
        if type(error).__module__.startswith("obstore"):
            raise CannotKeep(_cannot_now()) from error
        raise


def _is_older(path: Path, before: datetime) -> bool:
    """Whether a file was kept before a moment; one that has just been erased was not."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < before.timestamp()
    return False


def _cannot_now() -> str:
    return str(_("Berkas belum bisa disimpan atau dibuka saat ini. Coba lagi beberapa menit lagi."))


@contextmanager
def _unfinished(place: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name once it is whole and on the disk, and vanishes otherwise."""
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(place)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _settle(folder: Path) -> None:
    """Write a folder's list of names through to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pieces(file: IO[bytes], start: int, end: int | None) -> Iterator[bytes]:
    """Give the wanted bytes of an open file, and close it."""
    with file:
        file.seek(start)
        left = None if end is None else end - start
        while piece := file.read(PIECE if left is None else min(PIECE, left)):
            left = None if left is None else left - len(piece)
            yield piece
