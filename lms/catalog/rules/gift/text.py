"""The signs of GIFT: what has a meaning, and how the same sign is written when it has none."""

import re

META = re.compile(r"\$CATEGORY:", re.IGNORECASE)
"""A line about Moodle's question bank."""
COMMENT, OWN_COMMENT = "//", "//#"
"""Moodle sees a comment in both; behind the second stands feedback that only this program reads."""
MARKUP = re.compile(r"\[(?:html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")
PAIR = "->"
TRUTHS = {"TRUE": True, "T": True, "FALSE": False, "F": False}

_SIGNS = re.compile(r"[~=#{}:\\\n]")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")


class BrokenGift(Exception):
    """Questions cannot be taken from or put into GIFT. `problems` says why, a sentence each; nothing was taken."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def escaped(text: str) -> str:
    """Write a text so that none of its signs has a meaning and it stays on one line."""
    return _SIGNS.sub(lambda sign: "\\n" if sign[0] == "\n" else f"\\{sign[0]}", text)


def plain(text: str) -> str:
    """Read a text as it was before it was escaped."""
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], text).strip()


def places(text: str, signs: str) -> list[int]:
    """Give the places where one of the signs stands with a meaning: not behind a backslash."""
    found, place = [], 0
    while place < len(text):
        if text[place] in signs:
            found.append(place)
        place += 2 if text[place] == "\\" else 1
    return found


def find(text: str, wanted: str, start: int = 0) -> int:
    """Find where several signs stand together with a meaning, from a place on; -1 when they do not."""
    return next((place for place in places(text, wanted[0]) if place >= start and text.startswith(wanted, place)), -1)
