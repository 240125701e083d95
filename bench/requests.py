"""The requests to send: people signed in by card, pages they read, and the forms really found on those pages."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from bench.processes import CannotMeasure

FIELD = re.compile(r"<input [^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
PLAIN = {"User-Agent": "bench"}
AT_ONCE = 4
FORM = "application/x-www-form-urlencoded"


@dataclass
class Session:
    """Somebody's browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """What the browser sends with every request."""
        return PLAIN | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else PLAIN

    def get(self, path: str) -> str:
        """Read a page."""
        return self._ask("GET", path, 200)[1]

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form and give where it leads."""
        return self._ask("POST", path, 303, urlencode(fields))[0].headers["Location"]

    def _ask(self, method: str, path: str, wanted: int, body: str | None = None) -> tuple[HTTPResponse, str]:
        asking = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asking.request(method, path, body, self.headers | ({"Content-Type": FORM} if body else {}))
            answer = asking.getresponse()
            text = answer.read().decode()
        finally:
            asking.close()
        if answer.status != wanted:
            raise CannotMeasure(f"{method} {path} answered {answer.status}, not {wanted}: {text[:200]!r}")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition("=")
            self.cookies[name] = value.partition(";")[0]
        return answer, text


@dataclass(frozen=True)
class Filled:
    """A form as it stands on a page: whose, where it goes, what it sends."""

    session: Session
    path: str
    fields: dict[str, str]

    def send(self) -> str:
        """Send it once, and give where it leads."""
        return self.session.post(self.path, self.fields)

    @property
    def raw(self) -> bytes:
        """The request as bytes."""
        return raw_request("POST", self.path, self.session, urlencode(self.fields))


def signed_in(port: int, tokens: Iterable[str]) -> list[Session]:
    """Sign people in with their cards, as the card's page does."""

    def sign_in(token: str) -> Session:
        session = Session(port)
        session.post(f"/k/{token}", fields_on(session.get(f"/k/{token}")))
        session.get("/saya")  # a page with a form: from here on the cookie stays the same, whatever is opened at once
        return session

    return _several(sign_in, tokens)


def forms_on(pages: Iterable[tuple[Session, str]]) -> list[Filled]:
    """Open pages and give the form on each one."""

    def read(page: tuple[Session, str]) -> Filled:
        session, path = page
        text = session.get(path)
        return Filled(session, _attribute(text, "action"), fields_on(text))

    return _several(read, pages)


def fields_on(text: str) -> dict[str, str]:
    """Give the hidden fields of a page, by name."""
    found = [dict(ATTRIBUTE.findall(field)) for field in FIELD.findall(text)]
    return {one["name"]: unescape(one["value"]) for one in found if one.get("type") == "hidden"}


def raw_request(method: str, path: str, session: Session, body: str = "", *, coding: str = "") -> bytes:
    """Give a request as the bytes that go over the wire."""
    headers = {"Host": f"127.0.0.1:{session.port}"} | session.headers
    if coding:
        headers["Accept-Encoding"] = coding
    if body:
        headers |= {"Content-Type": FORM, "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", body]).encode()


def write_requests(file: Path, requests: Iterable[bytes]) -> Path:
    """Write requests in the form drive.lua reads."""
    file.write_bytes(b"\0".join(requests))
    return file


def _attribute(text: str, name: str) -> str:
    found = re.search(rf'<form [^>]*\b{name}="([^"]+)"', text)
    if not found:
        raise CannotMeasure(f"A page has no form with {name}.")
    return unescape(found[1])


def _several(work, items):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, items))
