"""The token in every form: Flask-WTF's protection, with the usual case checked by a signer that is made once."""

from hmac import compare_digest

from flask import Flask, g, request, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import same_origin
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.web.sessions import remembering

FIELD = "csrf_token"
"""The form's field, and the session's secret that the token signs."""


class Protection(CSRFProtect):
    """Flask-WTF's protection; whatever is not plainly right is left to its own check, which refuses it in its own words."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.signed = remembering(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token"))

    def protect(self, *, apply_exemptions: bool = False) -> None:
        """Stop a request that changes something unless it comes from a form of this session."""
        if request.method == "POST" and self._is_ours():
            g.csrf_valid = True  # Flask-WTF's forms need not check again
        else:
            super().protect(apply_exemptions=apply_exemptions)

    def _is_ours(self) -> bool:
        sent, secret = request.form.get(FIELD), session.get(FIELD)
        if not sent or not isinstance(secret, str):
            return False
        if request.is_secure and not same_origin(request.referrer or "", f"https://{request.host}/"):
            return False
        try:
            return compare_digest(str(self.signed.loads(sent)).encode(), secret.encode())
        except BadData:
            return False
