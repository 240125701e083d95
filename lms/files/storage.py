"""Where files are kept: a folder of this installation, or a bucket of a store that speaks S3."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask, current_app
from flask_babel import gettext as _

from lms.errors import Refused

if TYPE_CHECKING:
    from obstore.store import ObjectStore

UPLOADS = "uploads"
"""The folder of files below SINAU_DATA, and what a backup takes along."""

PIECE = 256 * 1024
"""Bytes read at a time when a file is given back."""

PART = 5 * 1024 * 1024
"""Bytes of one part of a large file on its way into a bucket: the least that S3 takes."""

S3_SETTINGS = {
    "S3_ENDPOINT": "endpoint",
    "S3_REGION": "region",
    "S3_ACCESS_KEY": "access_key_id",
    "S3_SECRET_KEY": "secret_access_key",
}
"""Our settings, and the names the client has for them."""


class NotKept(LookupError):
    """There is no file of that name."""


class CannotKeep(Refused):
    """The store does not answer, or refuses us: a fault of ours, not of the person."""


class Storage:
    """Files by name, in one store; opened at its first use, so that a worker starts without it."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.url: str = settings["STORAGE_URL"]
        """`s3://bucket` or `s3://bucket/folder`; empty: a folder of this installation."""
        self._folder = Path(settings["DATA"], UPLOADS)
        self._keys = {name: settings[setting] for setting, name in S3_SETTINGS.items() if settings[setting]}

    def put(self, name: str, content: bytes | IO[bytes]) -> None:
        """Keep a file under a name, safe against a power cut before this returns; raises CannotKeep."""
        with _faults_in_words():
            self._client.put(self._store, name, content, chunk_size=PART, max_concurrency=2)
        if not self.url:
            _settle(self._folder / name)

    def size(self, name: str) -> int:
        """Give the bytes of a file; raises NotKept."""
        try:
            with _faults_in_words():
                return int(self._client.head(self._store, name)["size"])
        except FileNotFoundError as error:
            raise NotKept(name) from error

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Give a file, or the bytes from start up to but without end, piece by piece; raises NotKept before the first."""
        options = {"range": (start, end)} if end is not None else {"range": {"offset": start}} if start else {}
        try:
            with _faults_in_words():
                found = self._client.get(self._store, name, options=options)
        except FileNotFoundError as error:
            raise NotKept(name) from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE))

    def erase(self, names: Sequence[str]) -> None:
        """Erase files; one that is gone already is not missed."""
        for name in names:
            try:
                with _faults_in_words():
                    self._client.delete(self._store, name)
            except FileNotFoundError:
                continue

    def names(self, folder: str) -> list[str]:
        """Give the names of all files in a folder, in no order."""
        with _faults_in_words():
            return [str(found["path"]) for page in self._client.list(self._store, prefix=folder) for found in page]

    def check(self) -> None:
        """Try whether files can be kept, given back and erased; raises CannotKeep with a sentence for an operator."""
        try:
            name = f"probe-{uuid4()}"  # two servers may start at once
            self.put(name, b"probe")
            b"".join(self.read(name))
            self.erase([name])
        except (CannotKeep, NotKept, OSError) as error:
            reason = str(error.__cause__ or error).strip().partition("\n")[0].rstrip(".")
            raise CannotKeep(f"The storage {self.url or self._folder} cannot be used: {reason}.") from error

    @property
    def _client(self) -> Any:
        return import_module("obstore")

    @cached_property
    def _store(self) -> "ObjectStore":
        stores = import_module("obstore.store")
        if self.url:
            return stores.S3Store.from_url(  # type: ignore[no-any-return]
                self.url,
                **self._keys,
                client_options={"allow_http": True, "timeout": timedelta(seconds=30), "connect_timeout": timedelta(seconds=5)},
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
            )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return stores.LocalStore(self._folder, automatic_cleanup=True)  # type: ignore[no-any-return]


def set_up(app: Flask) -> None:
    """Give an application its storage, as its settings name it."""
    app.extensions["storage"] = Storage(app.config)


def storage() -> Storage:
    """Give the storage of this site."""
    found: Storage = current_app.extensions["storage"]
    return found


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Turn what the store says into one sentence for people; that a file is not there stays as it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (import_module("obstore.exceptions").BaseError, OSError, ValueError) as error:
        raise CannotKeep(_("Berkas belum bisa disimpan atau dibuka saat ini. Coba lagi beberapa menit lagi.")) from error


def _settle(path: Path) -> None:
    """Write a file and its name through to the disk."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
