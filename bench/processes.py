"""The servers under measurement, and wrk: started here, ended here, on one core each where there are two."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from config import PROJECT

STARTS_WITHIN = 60
STOPS_WITHIN = 20
SCRIPT = Path(__file__).with_name("drive.lua")


class CannotMeasure(Exception):
    """The bench cannot run here; the message is one sentence."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    cold_start: float
    """Seconds from the command to the first answer."""

    @property
    def processes(self) -> list[int]:
        """The numbers of the server's process and of all below it."""
        return _family(self.process.pid)

    @property
    def cpu_seconds(self) -> float:
        """What all of them have used so far."""
        return sum(map(_cpu_seconds, self.processes))

    @property
    def worker_mib(self) -> float:
        """The memory of the largest worker, shared pages by share (PSS)."""
        return max(_pss_mib(number) for number in self.processes)


@dataclass(frozen=True)
class Round:
    """What wrk saw in one round."""

    requests: int
    sent: int
    seconds: float
    errors: int
    p50: float
    p99: float
    cpu_ms: float
    """Processor time of the server for each request."""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


@contextmanager
def serving_site(data: Path, courses: Path, *, workers: int = 1) -> Iterator[Server]:
    """Serve the site as `flask serve` does."""
    port = free_port()
    settings = {"SINAU_DATA": data, "COURSES": courses, "PORT": port, "WORKERS": workers, "HOST": "127.0.0.1"}
    environ = _bare_environment() | {name: str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with _serving(command, environ, port, data / "server.log", pinned=workers == 1) as server:
        yield server


@contextmanager
def serving_floor(folder: Path) -> Iterator[Server]:
    """Serve the bare page with the same server and the same options."""
    port = free_port()
    environ = _bare_environment() | {"PORT": str(port)}
    with _serving([sys.executable, "-m", "bench.hello"], environ, port, folder / "floor.log", pinned=True) as server:
        yield server


def drive(server: Server, requests: Path, *, connections: int, seconds: int, pinned: bool = True) -> Round:
    """Send the requests of a file for some seconds."""
    wrk = shutil.which("wrk")
    if not wrk:
        raise CannotMeasure("The bench needs wrk: install the package wrk (apt-get install wrk).")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
    before = server.cpu_seconds
    done = subprocess.run(
        [*(_on_core(1) if pinned else []), *command, f"http://127.0.0.1:{server.port}"],
        env=os.environ | {"BENCH_REQUESTS": str(requests)},
        capture_output=True,
        text=True,
        timeout=seconds + 30,
        check=False,
    )
    if done.returncode or not done.stdout.strip().endswith("}"):
        raise CannotMeasure(f"wrk failed: {done.stderr or done.stdout}")
    seen = json.loads(done.stdout.strip().rpartition("\n")[2])
    return Round(**seen, cpu_ms=1000 * (server.cpu_seconds - before) / max(1, seen["requests"]))


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _bare_environment() -> dict[str, str]:
    """Give this environment without settings of the site: the bench measures the defaults."""
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name in kept} | {"PYTHONPATH": str(PROJECT)}


@contextmanager
def _serving(command: list[str], environ: Mapping[str, str], port: int, log: Path, *, pinned: bool) -> Iterator[Server]:
    began = time.monotonic()
    with log.open("ab") as said:
        process = subprocess.Popen(
            [*(_on_core(0) if pinned else []), *command],
            env=environ,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        _wait_for_answer(process, port, log)
        yield Server(process, port, time.monotonic() - began)
    finally:
        _stop(process)


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            asking = HTTPConnection("127.0.0.1", port, timeout=10)
            asking.request("GET", "/")
            if asking.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            asking.close()
    raise CannotMeasure(f"The server did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, politely first; it leads its own process group, so nobody else is hit."""
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _on_core(number: int) -> list[str]:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2 or not shutil.which("taskset"):
        return []
    return ["taskset", "--cpu-list", str(cores[number])]


def _family(number: int) -> list[int]:
    try:
        children = [
            int(child) for task in Path(f"/proc/{number}/task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        return [number]
    return [number, *(one for child in children for one in _family(child))]


def _cpu_seconds(number: int) -> float:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss_mib(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
