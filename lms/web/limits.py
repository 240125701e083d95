"""Throttling by counting: failed sign-ins and finished forms. Ordinary reading is never limited."""

from flask import Flask, current_app
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

SETTINGS = (
    "SIGN_IN_LIMIT_ACCOUNT",
    "SIGN_IN_LIMIT_ADDRESS",
    "CARD_LIMIT_ADDRESS",
    "SIGN_UP_LIMIT_ADDRESS",
    "STATUS_LIMIT_ADDRESS",
)


def unreadable(app: Flask) -> str | None:
    """Name the first limit among the settings that cannot be read; None when all can."""
    for setting in SETTINGS:
        try:
            parse(app.config[setting])
        except ValueError:
            return setting
    return None


def set_up(app: Flask) -> None:
    """Open the counter store that the setting RATE_LIMIT_STORAGE names (memory: each worker counts alone)."""
    app.extensions["limiter"] = MovingWindowRateLimiter(storage_from_string(app.config["RATE_LIMIT_STORAGE"]))


def has_spent(setting: str, key: str) -> bool:
    """Tell whether the limit that a setting names is used up for a key; counts nothing."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limiter"]
    return not limiter.test(parse(current_app.config[setting]), setting, key)


def spend(setting: str, key: str) -> None:
    """Count one use against the limit that a setting names."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limiter"]
    limiter.hit(parse(current_app.config[setting]), setting, key)
