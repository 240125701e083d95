"""One meeting or event as a calendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta

LONGEST = 75
"""Octets of a line; what is longer goes on in the next one."""


def escaped(text: str) -> str:
    """Give a text as a calendar file holds it."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """Break a line so that no part has more than 75 octets and no character is cut."""
    parts, part, room = [], "", LONGEST
    for letter in line:
        if len((part + letter).encode()) > room:
            parts.append(part)
            part, room = "", LONGEST - 1
        part += letter
    return "\r\n ".join([*parts, part])


def calendar(*, uid: str, starts_at: datetime, minutes: int, texts: tuple[str, str], at: datetime, changes: int = 0) -> str:
    """Give the file of one meeting: `texts` are its title and its place, moments are written in UTC.

    `changes` tells a calendar which of two files of the same meeting is newer.
    """
    title, place = texts
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sinau KIM//Pertemuan//ID",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{changes}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + timedelta(minutes=minutes))}",
        f"SUMMARY:{escaped(title)}",
        f"LOCATION:{escaped(place)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + "\r\n" for line in lines)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
