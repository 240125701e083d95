"""`flask serve` as people and service managers use it: a process with an address, signals, and a file with its number."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from config import PROJECT
from lms.upkeep.actions import serving
from tests.postgres import own_database

WITHIN = 60
"""Seconds a start may take on a slow machine."""

SLOW_SERVER = """
import os, sys, time
from pathlib import Path
from lms.upkeep.actions.serving import serve

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"whole" * 100_000]

serve(app, host="127.0.0.1", port=int(os.environ["PORT"]), workers=1, pid_file=Path(os.environ["SINAU_DATA"] + ".pid"))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Served:
    """A folder with data, a port, and the servers started on them."""

    data: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def pid_file(self) -> Path:
        return self.data / "sinau.pid"

    def start(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        own = {"SINAU_DATA": str(self.data), "DATABASE_URL": self.database_url, "PORT": str(self.port), "LOG_LEVEL": "WARNING"}
        words = command or (sys.executable, "-m", "flask", "--app", "wsgi", "serve")
        started = subprocess.Popen(
            words,
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], **own, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(started)
        return started

    def ask(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait_for(self, server: subprocess.Popen[str], path: str = "/sehat") -> bytes:
        end = time.monotonic() + WITHIN
        while time.monotonic() < end and server.poll() is None:
            try:
                status, body = self.ask(path)
            except OSError:
                time.sleep(0.1)
            else:
                assert status == 200
                return body
        server.kill()
        raise AssertionError(f"The server did not answer: {server.communicate()}")


@pytest.fixture
def served(tmp_path, database_kind) -> Iterator[Served]:
    on_postgresql = own_database("sinau_served") if database_kind == "postgresql" else nullcontext("")
    with on_postgresql as database_url:
        served = Served(tmp_path / "data", database_url)
        yield served
        for process in served.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=WITHIN)


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=WITHIN)
    return process.returncode, out, err


def test_a_new_site_starts_with_invented_people_and_keeps_them(served):
    first = served.start()
    served.wait_for(first)
    assert served.pid_file.read_text() == str(first.pid)
    first.send_signal(signal.SIGTERM)
    code, out, err = said(first)
    link = next(line.split()[1] for line in out.splitlines() if line.strip().startswith("coordinator "))
    path = link.removeprefix(f"http://127.0.0.1:{served.port}")

    second = served.start()
    served.wait_for(second)
    status, _ = served.ask(path)
    taken = served.start()
    refused = said(taken)
    os.killpg(second.pid, signal.SIGINT)  # Ctrl-C reaches the whole group
    stopped = said(second)

    assert (code, err) == (0, "")
    assert status == 200
    assert refused[0] == 1
    assert refused[2].startswith(f"Error: Port {served.port} on 127.0.0.1 cannot be used: Address already in use.")
    assert (stopped[0], stopped[2]) == (0, "")
    assert link in stopped[1]
    assert not served.pid_file.exists()


@pytest.mark.parametrize("tell", [subprocess.Popen.terminate, lambda server: os.killpg(server.pid, signal.SIGTERM)])
def test_an_answer_in_flight_arrives_whole(served, tell: Callable[[subprocess.Popen[str]], None]):
    server = served.start(sys.executable, "-c", SLOW_SERVER)
    served.wait_for(server, "/")
    answers: list[tuple[int, bytes]] = []
    asking = Thread(target=lambda: answers.append(served.ask("/slow")))

    asking.start()
    time.sleep(0.5)
    tell(server)
    asking.join(WITHIN)

    assert said(server) == (0, "", "")
    assert answers == [(200, b"whole" * 100_000)]
    assert not served.data.with_suffix(".pid").exists()


def test_production_refuses_to_start_without_a_secret(served):
    refused = said(served.start(SINAU_ENV="production", SITE_URL="https://sinau.example"))

    assert refused[0] == 1
    assert (
        refused[2] == "Sinau KIM does not start: SECRET_KEY is missing: production does not start without a secret of its own.\n"
    )


def test_production_starts_without_people_or_links(served):
    server = served.start(SINAU_ENV="production", SITE_URL="https://sinau.example", SECRET_KEY="of its own", WORKERS="2")
    served.wait_for(server)
    server.terminate()

    assert said(server) == (0, "\nSinau KIM: https://sinau.example   (stop with Ctrl-C)\n", "")


def test_two_servers_set_up_a_new_database_at_once(served):
    both = [served.start(sys.executable, "-m", "flask", "--app", "wsgi", "set-up", SECRET_KEY="shared") for _ in range(2)]

    assert [said(process) for process in both] == [(0, "The site is set up.\n", "")] * 2


def test_a_folder_that_cannot_be_used_is_one_sentence(served):
    served.data.write_text("in the way")

    code, _, err = said(served.start())

    assert code == 1
    assert err == f"Sinau KIM does not start: the folder {served.data} (setting SINAU_DATA) cannot be used: File exists.\n"


def test_a_broken_database_stops_the_start(served):
    served.database_url = ""
    served.data.mkdir()
    (served.data / "sinau.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 100)

    code, out, err = said(served.start())

    assert (code, out) == (1, "")
    assert err.endswith("cannot be used: file is not a database.\n")
    assert err.count("\n") == 1
    assert not served.pid_file.exists()


def test_another_city_starts_without_people(make_site, database_kind, tmp_path, monkeypatch):
    city_file = tmp_path / "city.toml"
    city = (PROJECT / "lms/regions/data/kota-magelang.toml").read_text()
    city_file.write_text(city.replace('dormant = ["33.71.01.1008", ', "dormant = ["))
    site = make_site(database_kind, CITY_FILE=str(city_file), PORT=str(free_port()))
    served: list[Flask] = []
    monkeypatch.setattr(serving, "serve", lambda application, **_: served.append(application))

    done = site.run("serve")

    assert done.exit_code == 0, done.output
    assert "The site starts without people: " in done.output
    assert "/k/" not in done.output
    assert served == [site.app]


def test_a_stale_number_is_replaced(tmp_path):
    (tmp_path / "sinau.pid").write_text("1")

    serving.write_pid(tmp_path / "sinau.pid")

    assert [path.name for path in tmp_path.iterdir()] == ["sinau.pid"]
    assert (tmp_path / "sinau.pid").read_text() == str(os.getpid())


@pytest.mark.parametrize(
    ("host", "error", "sentence"),
    [
        ("nowhere.invalid", None, "HOST nowhere.invalid is not an address"),
        ("192.0.2.1", None, "cannot be used: Cannot assign requested address"),
        ("127.0.0.1", PermissionError(13, "Permission denied"), "choose one above 1023"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_sentence(monkeypatch, host, error, sentence):
    def refuse(*_):
        raise error

    if error:
        monkeypatch.setattr(socket.socket, "bind", refuse)

    with pytest.raises(serving.CannotServe, match=sentence):
        serving.refuse_taken_address(host, free_port() if not error else 80)
