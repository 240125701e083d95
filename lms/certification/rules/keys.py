"""Ed25519 key pairs of the issuer: made, kept encrypted, opened again. The libraries are loaded when first needed."""

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"
"""What stands before an Ed25519 public key in a Multikey."""


class WrongSecret(Exception):
    """A key was encrypted with another secret than the site has now."""


def new_pair(secret: str) -> tuple[str, str]:
    """Make a key pair: the public half as a Multikey, the private one as PKCS#8 encrypted with the site's secret."""
    forms = _serialization()
    private = import_module("cryptography.hazmat.primitives.asymmetric.ed25519").Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.BestAvailableEncryption(secret.encode())
    ).decode()
    return multikey(private.public_key().public_bytes_raw()), pem


@lru_cache(maxsize=4)
def opened(private_pem: str, secret: str) -> "Ed25519PrivateKey":
    """Open an encrypted private key; raises WrongSecret when it was not encrypted with this secret."""
    try:
        key: Ed25519PrivateKey = _serialization().load_pem_private_key(private_pem.encode(), secret.encode())
    except ValueError as error:
        raise WrongSecret("This signing key was made under another SECRET_KEY.") from error
    return key


def multikey(public: bytes) -> str:
    """Write an Ed25519 public key as a Multikey (z6Mk…)."""
    return multibase(_ED25519_PUBLIC + public)


def multibase(data: bytes) -> str:
    """Write bytes in base58 with the z that says so."""
    number, written = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        written = _ALPHABET[place] + written
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + written


def _serialization() -> Any:
    return import_module("cryptography.hazmat.primitives.serialization")
