"""The token in every form: only a form of this very session may change anything."""

import pytest
from flask import g, session
from flask_wtf.csrf import CSRFError, generate_csrf, validate_csrf
from itsdangerous import URLSafeTimedSerializer

SECRET = "5f3b"


@pytest.fixture
def protect(app):
    """Send a token as a form of the session with SECRET would; gives whether Flask-WTF is told that it is right."""

    def protect(token, *, secret=SECRET, name="csrf_token", **request):
        with app.test_request_context("/masuk", method="POST", data={name: token}, **request):
            if secret:
                session["csrf_token"] = secret
            app.extensions["csrf"].protect(apply_exemptions=True)
            return g.csrf_valid

    return protect


def signed(app, secret=SECRET, *, key=None, salt="wtf-csrf-token"):
    return URLSafeTimedSerializer(key or app.secret_key, salt=salt).dumps(secret)


def test_a_form_of_this_session_is_taken(app, protect):
    assert protect(signed(app))
    assert protect(signed(app), name="application-csrf_token")  # a form with a prefix: Flask-WTF's own check finds it
    assert protect("", headers={"X-CSRFToken": signed(app)})


def test_the_token_is_flask_wtfs_own(app, protect):
    with app.test_request_context("/masuk"):
        session["csrf_token"] = SECRET
        token = generate_csrf()
        validate_csrf(token)

    assert protect(token)


def test_any_other_is_refused(app, protect):
    token = signed(app)
    others = ["", "x", "é.é.é", token[:-1], token[1:], SECRET]
    others += [signed(app, "of somebody else"), signed(app, key="another key"), signed(app, salt="cookie-session")]

    for other in others:
        with pytest.raises(CSRFError):
            protect(other)


@pytest.mark.parametrize("secret", [None, 7, ["5f3b"]])
def test_a_session_without_a_secret_takes_none(app, protect, secret):
    with pytest.raises((CSRFError, TypeError)):  # no signed session holds the latter two
        protect(signed(app), secret=secret)


@pytest.mark.parametrize(
    "referrer", [None, "https://elsewhere.example/", "http://sinau.example/masuk", "https://sinau.example.example/"]
)
def test_over_https_the_page_before_must_be_ours(app, protect, referrer):
    headers = {"Referer": referrer} if referrer else {}

    assert protect(signed(app), base_url="https://sinau.example", headers={"Referer": "https://sinau.example/masuk"})
    with pytest.raises(CSRFError, match="referrer"):
        protect(signed(app), base_url="https://sinau.example", headers=headers)
