"""Becoming the web server."""

import multiprocessing
import os
import signal
import socket
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from lms.errors import Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

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


def serve(application: "WSGIApplication", *, host: str, port: int, workers: int, pid_file: Path) -> None:
    """Serve an application until SIGTERM or Ctrl-C; returns when every answer in flight has been sent.

    Workers are copies of this process, so what it has imported is theirs at once. It must hold no open connection.
    """
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.warning,
        pid_file=pid_file,
    )
    server.serve(target_loader=partial(_enter_worker, application), wrap_loader=False)


def _enter_worker(application: "WSGIApplication") -> "WSGIApplication":
    # Ctrl-C reaches the whole group, but two signals at once leave a worker of granian (2.8) hanging: let its parent alone
    # stop it. Until the worker listens, it has its parent's handler, which would swallow that: let it simply end.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return application
