"""The words beside every figure: its unit, the time it speaks of, and what stands for a number nobody knows. No database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.reporting.rules.measures import Measure, Span, Unit

UNITS = {
    Unit.PEOPLE: _l("orang"),
    Unit.RT: _l("RT"),
    Unit.GROUPS: _l("KIM"),
    Unit.TIMES: _l("kali"),
    Unit.MINUTES: _l("jam"),
}
SPANS = {
    Span.DAY: _l("Keadaan pada satu hari"),
    Span.MONTH: _l("Selama satu bulan"),
    Span.YEAR: _l("Selama 12 bulan terakhir"),
}


def amount(value: int | None, unit: Unit) -> int | float | str:
    """Give a figure as people read it: minutes as hours, and words where nobody knows it."""
    if value is None:
        return str(_("belum diketahui"))
    return round(value / 60, 1) if unit is Unit.MINUTES else value


def in_full(measure: Measure, definitions: dict[str, object]) -> str:
    """Say what a figure means and where it comes from, with the settings of the site filled in."""
    source = str(_("Sumber: %(source)s", source=measure.source)) if measure.source else ""
    return f"{measure.meaning} {source}".strip() % definitions


def in_short(measure: Measure, definitions: dict[str, object]) -> str:
    """Say what a figure means in its first sentence."""
    first, stop, _rest = str(measure.meaning).partition(". ")
    return (first + stop.rstrip()) % definitions
