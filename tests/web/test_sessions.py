"""The session cookie: read only when this site has signed it, lately and as it is."""

from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from lms.web.sessions import Sessions


@pytest.fixture
def site():
    app = Flask("site")
    app.secret_key = "this site's own"
    app.session_interface = Sessions()
    return app


def cookie_of(site, **values):
    return site.session_interface.get_signing_serializer(site).dumps(values)


def read(site, cookie):
    with site.test_request_context("/", headers={"Cookie": f"session={cookie}"}) as context:
        return dict(context.session)


def test_what_was_signed_comes_back_and_nobody_elses(site):
    cookies = [cookie_of(site, _user_id=str(number)) for number in range(3)]

    assert [read(site, cookie) for cookie in cookies * 2] == [{"_user_id": str(number)} for number in range(3)] * 2


def test_what_was_changed_on_the_way_is_nothing(site):
    cookie = cookie_of(site, _user_id="1")
    other = cookie_of(site, _user_id="2")
    body, moment, signature = cookie.split(".")

    for broken in ("", "x", body, f"{body}.{moment}", cookie[:-1], f"{other.split('.')[0]}.{moment}.{signature}"):
        assert read(site, broken) == {}


def test_another_key_signs_nothing_here(site):
    stranger = Flask("stranger")
    stranger.secret_key = "another"
    stranger.session_interface = Sessions()

    assert read(site, cookie_of(stranger, _user_id="1")) == {}


def test_flask_reads_what_we_sign_and_the_other_way_round(site):
    plain = Flask("plain")
    plain.secret_key = site.secret_key

    assert read(plain, cookie_of(site, _user_id="1")) == read(site, cookie_of(plain, _user_id="1")) == {"_user_id": "1"}


def test_a_key_in_retirement_still_reads(site):
    old = cookie_of(site, _user_id="1")
    changed = Flask("changed")
    changed.config |= {"SECRET_KEY": "the new one", "SECRET_KEY_FALLBACKS": [site.secret_key]}
    changed.session_interface = Sessions()

    assert read(changed, old) == {"_user_id": "1"}
    assert read(site, cookie_of(changed, _user_id="1")) == {}


def test_an_old_cookie_is_nothing(site, monkeypatch):
    site.permanent_session_lifetime = timedelta(days=1)
    cookie = cookie_of(site, _user_id="1")
    present = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: present(signer) + 86_402)

    assert read(site, cookie) == {}
