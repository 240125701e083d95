"""Which openings of a poster's address are a person looking."""

import re
from collections.abc import Mapping

_EARLY = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
"""Headers in which browsers say that they fetch a page in advance."""
_MACHINE = re.compile(r"bot\b|crawl|spider|facebookexternalhit|^whatsapp/", re.IGNORECASE)
"""Machines that fetch an address to draw its preview, the one of a WhatsApp message above all."""


def is_seen(method: str, headers: Mapping[str, str]) -> bool:
    """Whether an opening counts: not HEAD, not fetched in advance, not a preview drawn by a machine."""
    early = any(re.search("prefetch|preview|prerender", headers.get(name, ""), re.IGNORECASE) for name in _EARLY)
    return method == "GET" and not early and not _MACHINE.search(headers.get("User-Agent", ""))
