"""What may be handed in for a task, what is fit to be a link, and where a version stands. No database."""

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask_babel import gettext as _

from lms.submissions.models import FileKind, PeopleShown, Verdict

LONGEST_TEXT = 5000
LONGEST_LINK = 500
LONGEST_NOTE = 200
"""Characters of the word on who can be seen, and of what a helper noted."""

MOST_FILES = {FileKind.PHOTO: 3, FileKind.VIDEO: 1}
MOST_UPLOADS = 4
"""Files of one person that may be on their way at the same time."""

MOST_VERSIONS = 10
"""Versions of one task in a day: more is no longer improving, and each is read by a person."""

MOST_KEPT = 500 * 1024 * 1024
"""Bytes of films and photos of one person, handed in or not: some films and every photo, but no place to store things."""

PIECE = 256 * 1024
"""Bytes of one piece of a file that arrives in pieces; only the last may be shorter."""

_ANY_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_BARE_LINK = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)
_FRONT_PAGES = {
    "youtu.be",
    "youtube.com",
    "tiktok.com",
    "instagram.com",
    "facebook.com",
    "fb.watch",
    "drive.google.com",
    "photos.app.goo.gl",
    "blogger.com",
    "blogspot.com",
    "wordpress.com",
}
"""Services whose address alone is nobody's work."""

_NOT_PUBLIC = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".arpa", ".test", ".invalid", ".onion")


class Evidence(StrEnum):
    """What can prove that a task was done; a task names those it takes."""

    LINK = "link"
    PHOTO = "photo"
    VIDEO = "video"
    TEXT = "text"
    OBSERVATION = "observation"


class State(StrEnum):
    """Where a version stands."""

    WAITING = "waiting"
    REPAIR = "repair"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody hands in, but for the files."""

    link: str
    text: str
    observation: Mapping[str, Any] | None
    people: PeopleShown
    people_note: str


def state_of(*, withdrawn_at: datetime | None, waiting_since: datetime | None, verdict: Verdict | None) -> State:
    """Name where a version stands, from what happened to it."""
    if withdrawn_at is not None:
        return State.WITHDRAWN
    if verdict is not None:
        return State.PASSED if verdict is Verdict.PASSED else State.REPAIR
    return State.WAITING if waiting_since is not None else State.REPLACED


def taken(task: Mapping[str, Any], *, is_helped: bool) -> frozenset[Evidence]:
    """Give what a task takes from whoever learns here; an observation only from somebody who sits beside them.

    Where a video is taken a link is too: a film may be too large to send, or be on YouTube already.
    """
    named = frozenset(Evidence(item) for item in task.get("evidence", ()))
    if Evidence.VIDEO in named:
        named |= {Evidence.LINK}
    return named if is_helped else named - {Evidence.OBSERVATION}


def link_in(typed: str) -> str:
    """Give the one address in what was typed or pasted, with its https:// when that was left out; else the text itself."""
    found = _ANY_LINK.findall(typed)
    if len(found) == 1:
        return str(found[0]).rstrip(".,;!)”")
    return f"https://{typed}" if _BARE_LINK.fullmatch(typed) else typed


def what_is_wrong_with_link(link: str) -> str | None:
    """Say in a sentence why a link cannot be taken; None for one. It is never opened from here."""
    if len(link) > LONGEST_LINK:
        return str(_("Tautannya terlalu panjang. Paling banyak %(most)s huruf.", most=LONGEST_LINK))
    if len(_ANY_LINK.findall(link)) > 1:
        return str(_("Tempel satu tautan saja di sini."))
    host = _host_of(link)
    if host is None:
        return str(_("Ini bukan tautan. Salin alamatnya dari YouTube, TikTok, atau blog, lalu tempel di sini."))
    return _what_is_wrong_with_place(host, link)


def _what_is_wrong_with_place(host: str, link: str) -> str | None:
    if "@" in urlsplit(link).netloc:
        return str(_("Tautannya memuat nama akun. Salin tautan untuk berbagi, tanpa nama dan sandi."))
    if not is_public_looking(host):
        return str(_("Tautan ini hanya bisa dibuka di satu tempat. Kirim tautan yang umum."))
    if _is_front_page(host, link):
        return str(_("Tautan ini baru sampai halaman depan. Buka karyanya, lalu salin tautannya."))
    return None


def _is_front_page(host: str, link: str) -> bool:
    """Whether a link leads to a well-known service and to nothing on it."""
    parts = urlsplit(link)
    service = host.lower().removeprefix("www.").removeprefix("m.").removeprefix("vm.").removeprefix("vt.")
    path = parts.path.strip("/")
    if service == "youtube.com" and path == "watch":
        return not parse_qs(parts.query).get("v")
    if service == "youtu.be":
        return not path
    return service in _FRONT_PAGES and not path and not parts.query


def _host_of(link: str) -> str | None:
    """Give the host of a web address; None when it is none."""
    if not link.isprintable() or set(link) & set(' \\<>"'):
        return None
    try:
        parts = urlsplit(link)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    return host if host and parts.scheme in {"http", "https"} else None


def is_public_looking(host: str) -> bool:
    """Whether the name of a host could be one that everybody reaches: no private address, no name of a local network."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return _is_public_name(host.lower())
    inner = getattr(number, "ipv4_mapped", None) or number
    return bool(inner.is_global and not inner.is_multicast)


def _is_public_name(host: str) -> bool:
    labels = host.split(".")
    last = labels[-1]
    is_number = last.isdecimal() or re.fullmatch(r"0x[0-9a-f]*", last) is not None  # browsers read 127.1 and 0x7f.1 as addresses
    return len(labels) > 1 and all(labels) and not is_number and not host.endswith(_NOT_PUBLIC)


def holds_something(content: Content, files: Collection[object]) -> bool:
    """Whether anything at all is handed in."""
    return bool(content.link or content.text or content.observation or files)
