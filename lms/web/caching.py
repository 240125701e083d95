"""A short memory in front of the application for public pages, so that a poster read by a whole school costs nothing.

Only answers marked by `lms.web.safety` are kept, only for visitors without a session, and only for the seconds that
the setting PUBLIC_CACHE_SECONDS names. A commit in this process empties the memory at once, so with one worker a
public page is never older than the last change; with several it is at most that many seconds old.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import TYPE_CHECKING, Any

from lms.db import commits
from lms.web.safety import SHARED_HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Key = tuple[str, ...]
LARGEST = 400
"""Answers kept at most."""


class PublicPages:
    """WSGI middleware that answers repeated anonymous requests from memory."""

    def __init__(self, app: "WSGIApplication", *, seconds: int, session_cookie: str, choices: tuple[str, ...]) -> None:
        """Wrap an application; `choices` names the cookies by which public pages differ."""
        self.app, self.seconds, self.session_cookie, self.choices = app, seconds, session_cookie, choices
        self.kept: OrderedDict[Key, tuple[float, list[tuple[str, str]], bytes]] = OrderedDict()
        self.seen_commits = commits.count
        self.lock = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or ask the application and remember what may be remembered."""
        key = self._key(environ)
        if key is None:
            return self.app(environ, start_response)
        if self.seen_commits != commits.count:
            with self.lock:
                self.seen_commits = commits.count
                self.kept.clear()
        found = self.kept.get(key)
        if found and found[0] > time.monotonic():
            return _answer(environ, start_response, found[1], found[2])
        return self._ask(key, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return None
        chosen: tuple[str, ...] = ()
        cookies = environ.get("HTTP_COOKIE", "")
        if cookies:
            read = _read(cookies)
            if read is None or self.session_cookie in read:
                return None
            chosen = tuple(read[name].value if name in read else "" for name in self.choices)
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        return (environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""), coding, *chosen)

    def _ask(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        heard: dict[str, Any] = {}
        asked_at = commits.count

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            heard["shared"] = any(name == SHARED_HEADER for name, _ in headers) and status.startswith("200")
            heard["headers"] = [(name, value) for name, value in headers if name != SHARED_HEADER]
            return start_response(status, heard["headers"], exc_info) if exc_info else start_response(status, heard["headers"])

        answered = self.app(environ, listen)
        if not heard.get("shared"):
            return answered
        body = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        if commits.count == asked_at and not any(name == "Set-Cookie" for name, _ in heard["headers"]):
            with self.lock:
                self.kept[key] = (time.monotonic() + self.seconds, heard["headers"], body)
                while len(self.kept) > LARGEST:
                    self.kept.popitem(last=False)
        return [body]


def _read(cookies: str) -> "SimpleCookie | None":
    """Give the cookies of a request; None where a name is one that Python refuses, which the application takes in its way."""
    try:
        return SimpleCookie(cookies)
    except CookieError:
        return None


def _answer(
    environ: "WSGIEnvironment", start_response: "StartResponse", headers: list[tuple[str, str]], body: bytes
) -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and any(name == "ETag" and value in wanted for name, value in headers):
        start_response(
            "304 Not Modified",
            [pair for pair in headers if pair[0] not in {"Content-Length", "Content-Type", "Content-Encoding"}],
        )
        return []
    start_response("200 OK", headers)
    return [body]
