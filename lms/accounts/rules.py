"""Tokens, passwords and forms of address: plain arithmetic, no database."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from lms.accounts.models import Honorific

TOKEN_BYTES = 20
"""160 bits; the product asks for 128 or more."""

SHORTEST_PASSWORD = 12

# OWASP's second set: 19 MiB, two passes, one lane; about 30 ms on one core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def new_token() -> str:
    """Make the token of a new sign-in card or link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Give what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_hash(password: str) -> str:
    """Give what is stored of a password."""
    return _hasher.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Check a password; takes the same time when there is none to compare with."""
    try:
        return _hasher.verify(hashed or _nobodys_hash(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Give the hash an unknown user name is checked against, made at the first such try."""
    return _hasher.hash(secrets.token_urlsafe(16))


def called(name: str, honorific: Honorific) -> str:
    """Give how somebody is greeted: Bu Sri, Pak Joko, Dimas."""
    first = name.split(maxsplit=1)[0] if name.split() else name
    short = {Honorific.IBU: "Bu ", Honorific.BAPAK: "Pak ", Honorific.NONE: ""}[honorific]
    return short + first


def full_form(name: str, honorific: Honorific) -> str:
    """Give how somebody is named on a card: Ibu Sri Wahyuni."""
    long = {Honorific.IBU: "Ibu ", Honorific.BAPAK: "Bapak ", Honorific.NONE: ""}[honorific]
    return long + name


def pronoun(honorific: Honorific) -> str:
    """Give the word that stands for "you": Ibu, Bapak, or kamu for the young."""
    return str({Honorific.IBU: _("Ibu"), Honorific.BAPAK: _("Bapak"), Honorific.NONE: _("kamu")}[honorific])
