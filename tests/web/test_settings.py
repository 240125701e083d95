"""Settings that are missing or wrong stop the start with one sentence."""

import pytest

from config import Config, Misconfigured, ProductionConfig, TestConfig, from_environment
from lms.app import create_app

SOUND = {"SINAU_ENV": "production", "SECRET_KEY": "x" * 32, "SITE_URL": "https://sinau.example"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SITE_URL": ""}, "SITE_URL is missing"),
        ({"SITE_URL": "https://kota.example/sinau"}, "without anything after the host"),
        ({"SITE_URL": "https://kota.example?x=1"}, "without anything after the host"),
        ({"SITE_URL": "kota.example"}, "SITE_URL must look like"),
        ({"SITE_URL": "http://sinau.example"}, "SITE_URL is missing"),
        ({"SINAU_ENV": "staging"}, "SINAU_ENV must be local or production"),
        ({"PORT": "acht"}, "PORT must be"),
        ({"DEVICE_DAYS": "-1"}, "DEVICE_DAYS must be"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, changes, said):
    with pytest.raises(Misconfigured, match=said):
        from_environment(SOUND | {"SINAU_DATA": str(tmp_path)} | changes)


def test_production_is_strict_about_cookies(tmp_path):
    config = from_environment(SOUND | {"SINAU_DATA": str(tmp_path)})

    assert isinstance(config, ProductionConfig)
    assert config.SESSION_COOKIE_SECURE is True


def test_a_local_site_keeps_a_secret_of_its_own(tmp_path):
    first = Config({"SINAU_DATA": str(tmp_path / "new")})
    second = Config({"SINAU_DATA": str(tmp_path / "new")})

    assert first.SECRET_KEY == second.SECRET_KEY
    assert len(first.SECRET_KEY) >= 40
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0


def test_old_postgres_addresses_are_understood(tmp_path):
    config = Config({"SINAU_DATA": str(tmp_path), "DATABASE_URL": "postgres://someone@host/db"})

    assert config.SQLALCHEMY_DATABASE_URI == "postgresql://someone@host/db"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SIGN_IN_LIMIT_ACCOUNT": "five a day"}, "SIGN_IN_LIMIT_ACCOUNT must look like"),
        ({"RATE_LIMIT_STORAGE": "clay-tablets://"}, "RATE_LIMIT_STORAGE cannot be used"),
        ({"RATE_LIMIT_STORAGE": "redis://127.0.0.1:1"}, "RATE_LIMIT_STORAGE cannot be used"),
        ({"CITY_FILE": "/nowhere/kota.toml"}, "kota.toml is missing"),
    ],
)
def test_the_application_does_not_start_half(tmp_path, changes, said):
    config = TestConfig({"SINAU_DATA": str(tmp_path)} | changes)

    with pytest.raises(SystemExit, match=said):
        create_app(config)


def test_behind_a_proxy_the_visitors_own_address_counts_and_https_is_insisted_on(tmp_path):
    config = ProductionConfig(SOUND | {"SINAU_DATA": str(tmp_path), "TRUSTED_PROXIES": "1"})
    site = create_app(config)

    answer = site.test_client().get(
        "/statis/hilang.css", headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    )
    gallery = site.test_client().get("/_components")

    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert gallery.status_code == 404
