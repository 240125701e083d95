"""What every answer carries: safety headers, an ETag that ignores the CSRF token, compression."""

import gzip
import hashlib
import os
from collections.abc import Mapping

import brotli
from flask import Flask, Response, abort, current_app, g, request

from lms.db import only_reading
from lms.logs import request_id
from lms.web.pages import SHARED, best_coding

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; script-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
PAGE_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
READING = {"GET", "HEAD", "OPTIONS"}
SMALLEST_WORTH_COMPRESSING = 600
SHARED_HEADER = "X-Sinau-Shared"
"""Tells the cache in front of the application, and nobody else, that an answer may be kept."""


def set_up(app: Flask) -> None:
    """Put the answers of an application in order."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    only_reading.set(request.method in READING)
    request_id.set(os.urandom(6).hex())
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # a character that PostgreSQL takes in no question: there is nothing at such an address


def _finish(response: Response) -> Response:
    is_page = response.mimetype == "text/html" or _is_shared_view()
    if response.direct_passthrough or not is_page:
        _add_headers(response, HEADERS)
        return response
    _add_headers(response, HEADERS | PAGE_HEADERS)
    body = response.get_data()
    if request.method in READING and response.status_code == 200:
        _mark_shared(response)
        token = g.get("csrf_token", "").encode()
        seen = body.replace(token, b"") if token else body
        response.set_etag(hashlib.blake2b(seen, digest_size=9).hexdigest(), weak=True)
        response.make_conditional(request)
        if response.status_code == 304:
            return response
    _compress(response, body)
    return response


def _add_headers(response: Response, headers: Mapping[str, str]) -> None:
    """Add what the view has not said otherwise; asking the headers for each name in turn costs many times this."""
    said = {name.lower() for name, _value in response.headers}
    response.headers.extend({name: value for name, value in headers.items() if name.lower() not in said})
    if current_app.config["PRODUCTION"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def _is_shared_view() -> bool:
    """Whether what is asked for is the same for every visitor: a page, or a file of open data."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), SHARED, False))


def _mark_shared(response: Response) -> None:
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if _is_shared_view() and not has_session and not request.query_string:
        response.headers[SHARED_HEADER] = "1"


def _compress(response: Response, body: bytes) -> None:
    if len(body) < SMALLEST_WORTH_COMPRESSING or "Content-Encoding" in response.headers:
        return
    coding = best_coding()
    if coding:
        response.set_data(brotli.compress(body, quality=5) if coding == "br" else gzip.compress(body, compresslevel=5))
        response.headers["Content-Encoding"] = coding
