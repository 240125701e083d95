"""How moments, numbers and links are written in templates."""

from datetime import date, datetime
from urllib.parse import quote

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, to_user_timezone
from flask_babel import gettext as _

LONG = 90
"""From so many minutes on, a duration is written in hours."""


def set_up(app: Flask) -> None:
    """Give the templates their filters."""
    for write in (day, month, moment, number, duration, whatsapp, tied):
        app.jinja_env.filters[write.__name__] = write


def day(value: date | datetime) -> str:
    """Write a day: 31 Oktober 2026."""
    local = to_user_timezone(value).date() if isinstance(value, datetime) else value
    return str(format_date(local, "d MMMM y"))


def month(value: date) -> str:
    """Write a month: Oktober 2026."""
    return str(format_date(value, "MMMM y"))


def moment(value: datetime) -> str:
    """Write a moment in the city's time: 31 Oktober 2026, 19.30."""
    return f"{day(value)}, {format_datetime(value, 'HH.mm')}"


def number(value: float) -> str:
    """Write a number in the reader's form: 1.016."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)  # the same in every language, and a table has hundreds of them
    return str(format_decimal(value))


def duration(minutes: int) -> str:
    """Write how long something takes: 45 menit; from an hour and a half on in halves of hours, 5 jam or 4,5 jam."""
    if minutes < LONG:
        return str(_("%(minutes)s menit", minutes=minutes))
    return str(_("%(hours)s jam", hours=format_decimal(round(minutes / 30) / 2)))


def tied(text: str) -> str:
    """Keep a number on one line with the sign before it and its unit: ± 57 KB."""
    return text.replace("± ", "±\N{NO-BREAK SPACE}").replace(" KB", "\N{NO-BREAK SPACE}KB")


def whatsapp(number: str, text: str = "") -> str:
    """Give the address that opens a WhatsApp chat with a prepared text; without a number the sender chooses whom."""
    return f"https://wa.me/{number.lstrip('+')}?text={quote(text)}"
