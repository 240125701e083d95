"""Telling people apart by what is written of them."""

import re
import unicodedata

LONGEST_NAME = 80


def folded(name: str) -> str:
    """Give a name without case, accents, points and double blanks, to compare it with another."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(one for one in plain if not unicodedata.combining(one))).split())


def is_same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's who is known by the number: equal, or one is the other with titles or a surname."""
    words, others = set(folded(one).split()), set(folded(other).split())
    return bool(words and others) and (words <= others or others <= words)


def number_of(label: str) -> str:
    """Give the number of an RT or RW as it is kept: 03 is 3, RT 3 is 3."""
    plain = re.sub(r"^(rt|rw)[\s.]*", "", " ".join(label.split()), flags=re.IGNORECASE).upper()
    return plain.lstrip("0") or plain if plain.isdecimal() else plain
