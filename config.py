"""Every setting of the site, read from the environment once at start. `docs/settings.md` explains each one."""

import logging
import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent


class Misconfigured(Exception):
    """A setting is missing or cannot be used; the message is one sentence for whoever starts the site."""


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{data / 'sinau.sqlite3'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise Misconfigured("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _kept_secret(data: Path) -> str:
    """Give this machine's own secret, made at the first start and kept beside the database."""
    path = data / "secret-key"
    try:
        if not path.exists():
            data.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("x") as new:
                    path.chmod(0o600)
                    new.write(secrets.token_urlsafe(48))
            except FileExistsError:
                pass  # another process of the same start was quicker
        return path.read_text().strip()
    except OSError as error:
        raise Misconfigured(f"the folder {data} (setting SINAU_DATA) cannot be used: {error.strerror}.") from error


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, among: range | None = None) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal():
        raise Misconfigured(f"{name} must be a whole number, not {text!r}.")
    if among and int(text) not in among:
        raise Misconfigured(f"{name} must be from {among[0]} to {among[-1]}, not {text}.")
    return int(text)


def _site_url(text: str) -> str:
    """Give the site's own address; it names a host and nothing below, since the issuer of certificates is that host."""
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise Misconfigured(f"SITE_URL must look like https://sinau.example, without anything after the host, not {text!r}.")
    return text.rstrip("/")


def _level(name: str) -> str:
    if name.upper() not in logging.getLevelNamesMapping():
        raise Misconfigured(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {name!r}.")
    return name.upper()


class Config:
    """The site as `make run` serves it on one's own machine: complete, but without HTTPS."""

    ENVIRONMENT = "local"
    PRODUCTION = False
    TESTING = False

    # Cookies: signed, never readable by script, remembered as long as a device is.
    SESSION_COOKIE_NAME = "sinau"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    SESSION_REFRESH_EACH_REQUEST = False
    WTF_I18N_ENABLED = False  # every message of our forms is our own
    WTF_CSRF_TIME_LIMIT = None  # a form left open over lunch still works; the token dies with the session

    MAX_CONTENT_LENGTH = 2 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 500 * 1024

    BABEL_DEFAULT_LOCALE = "id"

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        env = os.environ if environ is None else environ
        self.DATA = Path(env.get("SINAU_DATA") or PROJECT / "var").resolve()
        self.SECRET_KEY = env.get("SECRET_KEY") or self._secret()
        self.SQLALCHEMY_DATABASE_URI = _database_url(env, self.DATA)
        self.HOST = env.get("HOST") or "127.0.0.1"
        self.PORT = _whole_number(env, "PORT", 8000, among=range(1, 65536))
        self.WORKERS = _whole_number(env, "WORKERS", 1, among=range(1, 65))
        self.SITE_URL = _site_url(env.get("SITE_URL") or f"http://127.0.0.1:{self.PORT}")
        self.TRUSTED_PROXIES = _whole_number(env, "TRUSTED_PROXIES", 0)
        self.COURSES = Path(env.get("COURSES") or PROJECT / "courses").resolve()

        self.PUBLIC_CACHE_SECONDS = _whole_number(env, "PUBLIC_CACHE_SECONDS", 10)
        self.LOG_LEVEL = _level(env.get("LOG_LEVEL") or "INFO")
        self._read_place(env)
        self._read_storage(env)
        self._read_limits(env)
        self._read_targets(env)

    def _read_place(self, env: Mapping[str, str]) -> None:
        """Who runs the site. Another city is another data file and other values here."""
        self.CITY_FILE = Path(env.get("CITY_FILE") or PROJECT / "lms/regions/data/kota-magelang.toml").resolve()
        self.AGENCY = env.get("AGENCY") or "Diskominsta Kota Magelang"
        self.KIM_LONG_FORM = env.get("KIM_LONG_FORM") or "Kelompok Informasi Masyarakat"
        self.HELP_WHATSAPP = env.get("HELP_WHATSAPP") or ""
        self.HELP_PHONE = env.get("HELP_PHONE") or ""
        self.HELP_ADDRESS = env.get("HELP_ADDRESS") or ""

    def _read_storage(self, env: Mapping[str, str]) -> None:
        """Where uploaded files are kept: in the folder of this installation, or in a bucket."""
        self.STORAGE_URL = (env.get("STORAGE_URL") or "").rstrip("/")
        self.S3_ENDPOINT = (env.get("S3_ENDPOINT") or "").rstrip("/")
        self.S3_REGION = env.get("S3_REGION") or "us-east-1"
        self.S3_ACCESS_KEY = env.get("S3_ACCESS_KEY") or ""
        self.S3_SECRET_KEY = env.get("S3_SECRET_KEY") or ""
        if self.STORAGE_URL and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]+)?", self.STORAGE_URL):
            raise Misconfigured("STORAGE_URL must look like s3://bucket or s3://bucket/folder; empty keeps files in SINAU_DATA.")
        if self.STORAGE_URL and not (self.S3_ACCESS_KEY and self.S3_SECRET_KEY):
            raise Misconfigured("S3_ACCESS_KEY and S3_SECRET_KEY are needed for the bucket that STORAGE_URL names.")
        if self.S3_ENDPOINT and not re.fullmatch(r"https?://[^/\s]+", self.S3_ENDPOINT):
            raise Misconfigured("S3_ENDPOINT must be an address like https://s3.example, without a path.")

    def _read_limits(self, env: Mapping[str, str]) -> None:
        """Sign-in and sign-up. Limits count failures (sign-in) and finished forms (sign-up), never reading."""
        self.DEVICE_DAYS = _whole_number(env, "DEVICE_DAYS", 180)
        self.PERMANENT_SESSION_LIFETIME = timedelta(days=self.DEVICE_DAYS)
        self.SIGN_IN_LIMIT_ACCOUNT = env.get("SIGN_IN_LIMIT_ACCOUNT") or "5 per 15 minutes"
        self.SIGN_IN_LIMIT_ADDRESS = env.get("SIGN_IN_LIMIT_ADDRESS") or "30 per 15 minutes"
        self.CARD_LIMIT_ADDRESS = env.get("CARD_LIMIT_ADDRESS") or "30 per 15 minutes"
        self.SIGN_UP_LIMIT_ADDRESS = env.get("SIGN_UP_LIMIT_ADDRESS") or "60 per hour"
        self.STATUS_LIMIT_ADDRESS = env.get("STATUS_LIMIT_ADDRESS") or "30 per 15 minutes"
        self.CERTIFICATE_LIMIT_ADDRESS = env.get("CERTIFICATE_LIMIT_ADDRESS") or "30 per 15 minutes"
        self.ATTENDANCE_LIMIT_PERSON = env.get("ATTENDANCE_LIMIT_PERSON") or "15 per 15 minutes"
        self.ASK_LIMIT_PERSON = env.get("ASK_LIMIT_PERSON") or "10 per hour"
        self.RATE_LIMIT_STORAGE = env.get("RATE_LIMIT_STORAGE") or "memory://"
        self.DRAFT_DAYS = _whole_number(env, "DRAFT_DAYS", 30)
        self.ANSWER_HOURS = _whole_number(env, "ANSWER_HOURS", 72)

    def _read_targets(self, env: Mapping[str, str]) -> None:
        """Targets and definitions behind the figures."""
        self.LEARNERS_PER_MENTOR = _whole_number(env, "LEARNERS_PER_MENTOR", 2, among=range(1, 101))
        self.RT_PER_PERSON = _whole_number(env, "RT_PER_PERSON", 5, among=range(1, 101))
        self.DORMANT_AFTER_DAYS = _whole_number(env, "DORMANT_AFTER_DAYS", 60)
        self.HELP_AFTER_IDLE_DAYS = _whole_number(env, "HELP_AFTER_IDLE_DAYS", 14)
        self.SMALL_GROUP = _whole_number(env, "SMALL_GROUP", 5)
        self.REACH_TARGET = _whole_number(env, "REACH_TARGET", 80, among=range(1, 101))
        self.COURSE_TARGET = _whole_number(env, "COURSE_TARGET", 75, among=range(1, 101))
        self.TRAINING_PEOPLE = _whole_number(env, "TRAINING_PEOPLE", 15, among=range(1, 1001))
        self.TRAINING_PERCENT = _whole_number(env, "TRAINING_PERCENT", 60, among=range(1, 101))
        self.LEVEL_TARGET = _whole_number(env, "LEVEL_TARGET", 3)
        self.LEVEL_MONTHS = _whole_number(env, "LEVEL_MONTHS", 24, among=range(1, 121))
        self.LEVEL_RENEW_MONTHS = _whole_number(env, "LEVEL_RENEW_MONTHS", 12, among=range(121))

    def _secret(self) -> str:
        return _kept_secret(self.DATA)


class ProductionConfig(Config):
    """The site behind HTTPS: refuses to start on guesses."""

    ENVIRONMENT = "production"
    PRODUCTION = True
    SESSION_COOKIE_SECURE = True

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        super().__init__(environ)
        env = os.environ if environ is None else environ
        if not env.get("SITE_URL", "").startswith("https://"):
            raise Misconfigured("SITE_URL is missing: production needs the site's own https:// address.")

    def _secret(self) -> str:
        raise Misconfigured("SECRET_KEY is missing: production does not start without a secret of its own.")


class TestConfig(Config):
    """The site under test: an own folder and database, quick caches off, limits high enough to stay out of the way."""

    __test__ = False
    ENVIRONMENT = "test"
    TESTING = True
    SERVER_NAME = None

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        super().__init__(environ)
        self.PUBLIC_CACHE_SECONDS = 0


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Give the configuration that `SINAU_ENV` names (local or production); raises Misconfigured."""
    env = os.environ if environ is None else environ
    name = env.get("SINAU_ENV") or "local"
    if name == "production":
        return ProductionConfig(env)
    if name == "local":
        return Config(env)
    raise Misconfigured(f"SINAU_ENV must be local or production, not {name!r}.")
