"""The session cookie: Flask's signed one, with the signer made once instead of twice a request."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """Reads and writes the session cookie of one application."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Give the signer; it holds nothing of any session."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer
