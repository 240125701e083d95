"""What every answer carries: safety headers, an ETag that ignores the CSRF token, compression."""

import gzip
import hashlib
from uuid import uuid4

import brotli
from flask import Flask, Response, current_app, g, request

from lms.db import only_reading
from lms.logs import request_id
from lms.web.pages import SHARED, best_coding

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
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
    request_id.set(uuid4().hex[:12])


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PRODUCTION"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.add("Cookie")
    response.vary.add("Accept-Encoding")
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


def _mark_shared(response: Response) -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if getattr(view, SHARED, False) and not has_session and not request.query_string:
        response.headers[SHARED_HEADER] = "1"


def _compress(response: Response, body: bytes) -> None:
    if len(body) < SMALLEST_WORTH_COMPRESSING or "Content-Encoding" in response.headers:
        return
    coding = best_coding()
    if coding:
        response.set_data(brotli.compress(body, quality=5) if coding == "br" else gzip.compress(body, compresslevel=5))
        response.headers["Content-Encoding"] = coding
