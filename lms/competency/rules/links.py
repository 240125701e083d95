"""Whether something typed is a link that anybody could open. No database, nothing is fetched."""

from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 500


def is_public_link(text: str) -> bool:
    """Whether a text is a web address with a name that lies in the open internet."""
    if len(text) > LONGEST or any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None or "\\" in text:
        return False
    return (
        "." in host.strip(".") and not _is_address(host) and not host.rstrip(".").endswith((".local", ".localhost", ".internal"))
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdecimal()
    return True
