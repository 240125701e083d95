"""Becoming the web server."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from lms.errors import Refused

STOP_WITHIN = 30
"""Seconds that answers in flight get after SIGTERM or Ctrl-C."""


class CannotServe(Refused):
    """The address cannot be used."""


def refuse_taken_address(host: str, port: int) -> None:
    """Raise CannotServe unless this machine can listen there now."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError as error:
        raise CannotServe(f"Port {port} may not be used by this user; choose one above 1023 (setting PORT).") from error
    except socket.gaierror as error:
        raise CannotServe(f"HOST {host} is not an address: {error.strerror}.") from error
    except OSError as error:
        raise CannotServe(
            f"Port {port} on {host} cannot be used: {error.strerror}. Stop what uses it, or choose another PORT."
        ) from error


def write_pid(file: Path) -> None:
    """Leave this process's number in a file, whatever was in it; the server removes it when it stops."""
    unfinished = file.with_suffix(".pid.new")
    unfinished.write_text(f"{os.getpid()}")
    unfinished.replace(file)


def server_command(*, host: str, port: int, workers: int, pid_file: Path) -> list[str]:
    """Give the command line of the server, to be run in the folder of wsgi.py."""
    return [
        *(sys.executable, "-m", "granian", "wsgi:app", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", "1", "--respawn-failed-workers"),
        *("--workers-kill-timeout", str(STOP_WITHIN)),
        *("--log-level", "warning", "--no-access-log"),
        *("--pid-file", str(pid_file)),
    ]


def server_environment(environ: Mapping[str, str], *, paths: Mapping[str, Path]) -> dict[str, str]:
    """Give the environment of the server: this one, with paths that mean the same from the server's folder."""
    return {"MALLOC_ARENA_MAX": "2", **environ, **{name: str(path) for name, path in paths.items()}}
