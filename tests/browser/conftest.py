"""A real site served as `flask serve` does, a real Chromium, and a watch on everything that passes between them."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from config import PROJECT
from tests.chromium import arguments, chromium

STARTS_WITHIN = 120
STOPS_WITHIN = 30
PHONE = {"width": 360, "height": 740}
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ANSWER_WITH_ERROR = "Failed to load resource: the server responded with a status of"
"""What Chromium writes for a page with an error on it; pages of that kind are opened on purpose."""


@dataclass(frozen=True)
class Site:
    """The running site with the sample city."""

    url: str
    data: Path
    links: dict[str, str]
    """The sign-in links of the sample's people, by role."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def find(self, question: str, *values: object) -> str:
        """Give the one value a question to the site's database has for an answer."""
        with closing(sqlite3.connect(f"file:{self.data / 'sinau.sqlite3'}?mode=ro", uri=True)) as database:
            row = database.execute(question, values).fetchone()
        assert row, f"nothing in the database for {question} {values}"
        return str(row[0])

    def bugs(self) -> list[str]:
        """Give the traces of what failed inside the site."""
        lines = (self.data / "server.log").read_text(errors="replace").splitlines()
        return [json.loads(line).get("trace", line) for line in lines if '"level": "error"' in line]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start a site of its own for this process: a new folder, a free port, the sample city of a first start."""
    data, port = tmp_path_factory.mktemp("site"), free_port()
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV"}
    environ = {name: value for name, value in os.environ.items() if name in kept}
    environ |= {"SINAU_DATA": str(data), "HOST": "127.0.0.1", "PORT": str(port)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen([*flask, "serve"], cwd=PROJECT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_for(server, port, data / "server.log")
        said = subprocess.run([*flask, "sample", "links"], cwd=PROJECT, env=environ, capture_output=True, check=True, timeout=60)
        yield Site(f"http://127.0.0.1:{port}", data, json.loads(said.stdout))
    finally:
        server.terminate()
        try:
            server.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as asking:
            try:
                asking.request("GET", "/sehat")
                if asking.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    raise AssertionError(f"the site did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this process."""
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*arguments(), *QUIET])
        yield started
        started.close()


class Watch:
    """What went wrong in a browser that no test asked about: requests to elsewhere, errors of pages and their parts."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.site = site
        self.problems: list[str] = []
        context.on("request", self._look_at_request)
        context.on("response", self._look_at_response)
        context.on("console", self._look_at_message)
        context.on("weberror", lambda error: self.problems.append(f"script failed: {error.error}"))

    def _look_at_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.url}/", "data:", "about:")):
            self.problems.append(f"asked elsewhere: {request.url}")

    def _look_at_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"{response.status} for {response.url}")
        if response.status >= 500:
            self.problems.append(f"{response.status} for the page {response.url}")

    def _look_at_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ANSWER_WITH_ERROR):
            self.problems.append(f"{message.type} on {message.page.url if message.page else '?'}: {message.text}")


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, on a phone unless told otherwise; with a role, as that person of the sample.

    At the end of the test nothing may have been asked of any other place, and no page may have complained.
    """
    watches: list[Watch] = []
    with ExitStack() as stack:

        def open_page(role: str | None = None, **options: object) -> Page:
            context = browser.new_context(
                **{"viewport": PHONE, "locale": "id-ID", "timezone_id": "Asia/Jakarta", "base_url": site.url} | options
            )
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            watches.append(Watch(context, site))
            page = context.new_page()
            if role:
                page.goto(site.links[role])
                press(page, "Ya, ini saya")
            return page

        yield open_page
    problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(["", *problems, *site.bugs()])


def press(page: Page, *words: str, kind: Literal["button", "link"] | None = None) -> None:
    """Press the first button or link with any of these words, as a thumb would, and wait for the page that follows."""
    name = re.compile("|".join(map(re.escape, words)))
    button, link = page.get_by_role("button", name=name), page.get_by_role("link", name=name)
    pressed = {"button": button, "link": link}.get(kind or "", button.or_(link))
    with page.expect_navigation():
        pressed.first.click()


def heading(page: Page) -> str:
    """The one h1."""
    return " ".join(page.locator("h1").inner_text().split())


def shown(page: Page) -> str:
    """Everything a reader sees in the main part."""
    return " ".join(page.locator("main").inner_text().split())
