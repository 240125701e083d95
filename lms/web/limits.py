"""Throttling by counting: failed sign-ins and finished forms. Ordinary reading is never limited."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app
from limits import parse
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

SETTINGS = (
    "SIGN_IN_LIMIT_ACCOUNT",
    "SIGN_IN_LIMIT_ADDRESS",
    "CARD_LIMIT_ADDRESS",
    "SIGN_UP_LIMIT_ADDRESS",
    "STATUS_LIMIT_ADDRESS",
    "CERTIFICATE_LIMIT_ADDRESS",
    "ATTENDANCE_LIMIT_PERSON",
    "ASK_LIMIT_PERSON",
)

Found = TypeVar("Found")


class UnusableLimit(Exception):
    """A setting of this module cannot be used; the message is one sentence."""


def set_up(app: Flask) -> None:
    """Open the counter store that the setting RATE_LIMIT_STORAGE names (memory: each worker counts alone).

    Raises UnusableLimit when a limit cannot be read or the store cannot be opened.
    """
    for setting in SETTINGS:
        try:
            parse(app.config[setting])
        except ValueError as error:
            raise UnusableLimit(f"{setting} must look like '5 per 15 minutes'.") from error
    try:
        store = storage_from_string(app.config["RATE_LIMIT_STORAGE"])
    except (ConfigurationError, ValueError) as error:
        raise UnusableLimit(f"RATE_LIMIT_STORAGE cannot be used: {error}.") from error
    app.extensions["limiter"] = MovingWindowRateLimiter(store)


def has_spent(setting: str, key: str) -> bool:
    """Tell whether the limit that a setting names is used up for a key; counts nothing."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limiter"]
    return not limiter.test(parse(current_app.config[setting]), setting, key)


def found_or_404(setting: str, key: str, find: Callable[[], Found | None]) -> Found:
    """Give what somebody's code leads to; each code that leads nowhere counts, and a spent limit ends with 429."""
    if has_spent(setting, key):
        abort(429)
    found = find()
    if found is None:
        spend(setting, key)
        abort(404)
    return found


def spend(setting: str, key: str) -> None:
    """Count one use against the limit that a setting names."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limiter"]
    limiter.hit(parse(current_app.config[setting]), setting, key)
