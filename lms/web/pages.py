"""Small things views share: where to go next, who is calling, keys that are the same for the same work."""

import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, current_app, request, url_for

View = TypeVar("View", bound=Callable[..., Any])

SHARED = "is_shared"
TEXT_SIZE_COOKIE = "huruf"
TEXT_SIZES = ("1", "2", "3")
SPARING_COOKIE = "hemat"
SPARING_CHOICES = ("ya", "tidak")
PDF_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"


def shared(view: View) -> View:
    """Mark a public page that is the same for every visitor, so that it may be kept in memory for some seconds."""
    setattr(view, SHARED, True)
    return view


def safe_path(path: str | None) -> str | None:
    """Give a path of this site to go back to; None for anything that could lead elsewhere."""
    if path and path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable():
        return path
    return None


def page_here() -> str:
    """Give the path of the page the reader looks at.

    A form may be answered by a page where none can be opened: then it is the page the form was sent from.
    """
    if request.method in {"GET", "HEAD"} or (request.url_rule and "GET" in (request.url_rule.methods or ())):
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return (safe_path(path) if came_from.netloc == request.host else None) or "/"


def client_address() -> str:
    """Give the address a request came from, behind as many proxies as the settings trust."""
    return request.remote_addr or "unknown"


def address(endpoint: str, **values: Any) -> str:
    """Give the address of a page, like Flask's url_for, remembering the ones within the site."""
    if "_external" in values:
        return url_for(endpoint, **values)
    return _address(endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def chosen_text_size() -> int:
    """Give the reader's text size: 1, 2 or 3."""
    size = request.cookies.get(TEXT_SIZE_COOKIE, "1")
    return int(size) if size in TEXT_SIZES else 1


def is_sparing() -> bool:
    """Tell whether the reader wants pages without pictures, to spare data."""
    return request.cookies.get(SPARING_COOKIE) == "ya"


def best_coding() -> str:
    """Give the compression the browser takes and we like best: br, gzip, or none as an empty text."""
    accepted = request.accept_encodings
    return next((coding for coding in ("br", "gzip") if accepted.quality(coding) > 0), "")


def stable_key(*parts: object) -> UUID:
    """Give the idempotency key of a piece of work: always the same for the same parts, and not to be guessed."""
    message = "\0".join(map(str, parts)).encode()
    digest = hmac.digest(current_app.config["SECRET_KEY"].encode(), message, "sha256")
    return UUID(bytes=digest[:16], version=4)


def as_uuid(text: str | None) -> UUID | None:
    """Read a key that came back with a form; None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def pdf(content: bytes, name: str) -> Response:
    """Answer with a paper that the browser shows, to be saved as `<name>.pdf`; it is its reader's own."""
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = PDF_POLICY
    return response
