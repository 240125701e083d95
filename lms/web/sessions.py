"""The session cookie and its signatures: Flask's own, with what never changes made once instead of at every request."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class Signer(TimestampSigner):
    """Signs as itsdangerous does, and remembers the key it derives from the secret."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Give the key that a secret leads to, the newest one's unless one is named."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        known: dict[str | bytes, bytes] = self.__dict__.setdefault("known", {})
        if secret not in known:
            known[secret] = super().derive_key(secret)
        return known[secret]


def remembering(serializer: URLSafeTimedSerializer) -> URLSafeTimedSerializer:
    """Let a serializer keep its one signer; it holds nothing of anybody's."""
    serializer.signer = Signer
    signer = serializer.make_signer()
    serializer.make_signer = lambda *_salt: signer  # type: ignore[method-assign]
    return serializer


class Sessions(SecureCookieSessionInterface):
    """Reads and writes the session cookie of one application."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Give the signer; it holds nothing of any session."""
        if self._serializer is None:
            made = super().get_signing_serializer(app)
            self._serializer = remembering(made) if made else None
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a changed session; of an unchanged one, nothing needs to be said that every page does not say."""
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)
