"""What the dashboard draws: its sentence, its four numbers, its map and its charts, all of the same figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from flask import current_app, url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.competency.models import Domain
from lms.competency.queries.capability import DomainFigures
from lms.competency.rules.model import competency_model
from lms.reporting.queries.figures.rows import CityFigures, Figure, KelurahanFigures
from lms.reporting.queries.trends import Trend
from lms.reporting.rules.headline import Change, headline
from lms.reporting.rules.measures import domain_key
from lms.reporting.rules.months import earlier, month_of
from lms.reporting.rules.public import band
from lms.reporting.views.tiles import Tile, tile_of
from lms.web.filters import number

KEY_FIGURES = ("aktif", "rt_terjangkau", "selesai", "relawan")
MONTHS = 12
UNKNOWN = "–"
STEPS = (1, 2, 5, 10, 20, 50)


SENTENCES: dict[Change, LazyString] = {
    Change.FIRST: _l("%(active)s dari %(all)s KIM aktif, %(reached)s dari %(rt)s RT terjangkau"),
    Change.NOTHING: _l("Belum ada yang berubah sejak akhir %(month)s: %(active)s dari %(all)s KIM aktif"),
    Change.ASLEEP: _l("%(count)s KIM menjadi vakum sejak akhir %(month)s, %(active)s dari %(all)s aktif"),
    Change.AWAKE: _l("%(count)s KIM bangun lagi sejak akhir %(month)s, %(active)s dari %(all)s aktif"),
    Change.REACHED: _l("%(count)s RT lagi terjangkau sejak akhir %(month)s, kini %(reached)s dari %(rt)s"),
    Change.LOST: _l("%(count)s RT tidak lagi terjangkau sejak akhir %(month)s, kini %(reached)s dari %(rt)s"),
    Change.FINISHED: _l("%(count)s orang lagi selesai kursus sejak akhir %(month)s"),
    Change.MORE_VOLUNTEERS: _l("%(count)s relawan bertambah sejak akhir %(month)s"),
    Change.FEWER_VOLUNTEERS: _l("%(count)s relawan berkurang sejak akhir %(month)s"),
}


@dataclass(frozen=True, slots=True)
class Map:
    """One way to colour the map: what it is called, what its shades are a share of, and what it says of the city."""

    title: str
    compared_with: str
    said: str
    subject: str = ""
    """The domain it is about, in the words of the competency model."""


@dataclass(frozen=True, slots=True)
class Line:
    """A chart of a figure over months, this one last."""

    points: list[int]
    ticks: list[tuple[int, str]]


def sentence(figures: CityFigures, trend: Trend) -> str:
    """Say what changed most since the end of last month."""
    last = earlier(month_of(figures.at.date()), 1)
    before = {key: _value(trend.at(key, last)) for key in KEY_FIGURES}
    found = headline({key: figures.total(key).value for key in KEY_FIGURES}, before)
    active, reached = figures.total("aktif"), figures.total("rt_terjangkau")
    words = {
        "count": number(found.count),
        "month": month_name(last),
        "active": active.value or 0,
        "all": len(figures.rows),
        "reached": number(reached.value or 0),
        "rt": number(reached.whole or 0),
    }
    return str(SENTENCES[found.change]) % words


def changes(figures: CityFigures, trend: Trend) -> dict[str, str]:
    """Give for each key figure how much it changed since the end of last month, with its sign; empty where unknown."""
    last = earlier(month_of(figures.at.date()), 1)
    return {key: _signed(figures.total(key).value, _value(trend.at(key, last))) for key in KEY_FIGURES}


def _signed(now: int | None, before: int | None) -> str:
    return "" if now is None or before is None else f"{now - before:+d}" if now != before else "±0"


def points(figures: CityFigures, trend: Trend, key: str) -> list[int]:
    """Give a figure of the city over the months that are known, its present value last; fewer than two draw nothing."""
    found = [one.value for one in trend.series(key) if one is not None and one.value is not None]
    present = figures.total(key).value
    line = [*found, *([] if present is None else [present])]
    return line if len(line) > 1 else []


def over_months(figures: CityFigures, trend: Trend, key: str, *, pick: Callable[[Figure], int | None]) -> Line:
    """Give a figure of the city month by month, months without one left out at the beginning, this month last."""
    series = [*zip(trend.months, trend.series(key), strict=True), (month_of(figures.at.date()), figures.total(key))]
    known = [(day, pick(one) or 0) for day, one in series if one is not None]
    steps = sorted({0, len(known) // 2, len(known) - 1})
    return Line([value for _day, value in known], [(step, str(_short(known[step][0]))) for step in steps])


def month_name(day: date) -> str:
    """Give the name of a month that is near enough to need no year."""
    return str(format_date(day, "MMMM"))


def _short(day: date) -> str:
    return str(format_date(day, "MMM"))


def _value(figure: Figure | None) -> int | None:
    return figure.value if figure else None


def maps(figures: CityFigures) -> dict[str, Map]:
    """Give every way to colour the map by the key of its measure."""
    target, reached, finished = _("Dibanding sasaran"), figures.total("rt_terjangkau"), figures.total("selesai")
    volunteers, seats = figures.total("relawan"), figures.total("pengurus")
    capable = {
        domain_key(domain): Map(
            domain.value,
            str(_("Orang mampu, dibanding sasaran")),
            str(_("%(count)s orang mampu:", count=figures.total(domain_key(domain)).value or 0)),
            meaning.title,
        )
        for domain, meaning in competency_model().items()
    }
    return capable | {
        "selesai": Map(
            str(_("Selesai kursus")),
            str(_("Dibanding yang mulai")),
            str(_("%(finished)s orang selesai kursus, %(started)s sudah mulai", finished=finished.value, started=finished.whole)),
        ),
        "rt_terjangkau": Map(
            str(_("RT terjangkau")),
            str(_("Dibanding semua RT")),
            str(_("%(reached)s dari %(rt)s RT terjangkau", reached=number(reached.value or 0), rt=number(reached.whole or 0))),
        ),
        "relawan": Map(
            str(_("Relawan")),
            str(target),
            str(_("%(count)s relawan dari sasaran %(wanted)s", count=volunteers.value, wanted=volunteers.whole)),
        ),
        "pengurus": Map(
            str(_("Kursi terisi")),
            str(_("Dibanding jumlah kursi")),
            str(_("%(officers)s dari %(seats)s kursi pengurus terisi", officers=seats.value, seats=seats.whole or 0)),
        ),
    }


def tiles(figures: CityFigures, key: str) -> list[Tile]:
    """Give the bricks of the map for one measure."""
    return [_tile(row, key) for row in figures.rows]


def _tile(row: KelurahanFigures, key: str) -> Tile:
    figure = row.figure(key)
    whole = row.figure(f"{key}_kurang").whole if f"{key}_kurang" in row.by_key else figure.whole
    value = UNKNOWN if figure.value is None else figure.value
    shade: int | str = "none" if figure.value is None or not whole else band(figure.value, whole)
    sleeps = _("Vakum") if row.standing.is_dormant else ""
    label = f"{row.name} {value} {sleeps}".strip() + (f", {_('belum diketahui')}" if figure.value is None else "")
    return tile_of(row, value, shade, url_for("kelurahan.overview", slug=row.slug), label)


def shade_of(one: DomainFigures) -> int | str:
    """Give the shade of a cell: able people against the target; none where nobody was ever assessed."""
    return band(one.able, one.target) if one.assessed else "none"


def rt_per_person(figures: CityFigures) -> list[tuple[str, float | None, float | None, str]]:
    """Give for each kelurahan how many RT come to an officer, and to an officer or volunteer, as the chart draws it."""
    return [_carried(row) for row in figures.rows]


def _carried(row: KelurahanFigures) -> tuple[str, float | None, float | None, str]:
    if not row.officers:
        words = _("vakum, %(rt)s RT", rt=row.rt) if row.standing.is_dormant else _("belum ada pengurus, %(rt)s RT", rt=row.rt)
        return (row.name, None, None, str(words))
    before, after = row.rt / row.officers, row.rt / (row.officers + row.mentors)
    return (row.name, before, after, str(format_decimal(round(after, 1))))


def scale_for(values: Sequence[float]) -> list[tuple[int, str]]:
    """Give the marks of a scale that holds all values, six at most after the first."""
    top = max(values, default=1)
    step = next((one for one in STEPS if ceil(top / one) <= 6), 100)
    return [(step * place, str(step * place)) for place in range(ceil(top / step) + 1)]


def carried_title(figures: CityFigures) -> str:
    """Say how many RT come to one person in the whole city."""
    officers, mentors = figures.totals["officers"], sum(row.mentors for row in figures.rows)
    if not officers:
        return str(_("Belum ada pengurus yang tercatat"))
    before, after = figures.totals["rt"] / officers, figures.totals["rt"] / (officers + mentors)
    words = {"before": format_decimal(round(before, 1)), "after": format_decimal(round(after, 1))}
    return str(_("Rata-rata %(after)s RT per orang; tanpa relawan %(before)s", **words))


def weakest(figures: CityFigures) -> tuple[int, Domain]:
    """Give the domain in which the fewest groups are ready, after their number."""
    ready = [sum(row.capability.domains[place].is_ready for row in figures.rows) for place, _domain in enumerate(Domain)]
    return min(zip(ready, Domain, strict=True))


def course_goal(figures: CityFigures) -> int:
    """Give how many people should have finished a course, of those who have begun one."""
    percent: int = current_app.config["COURSE_TARGET"]
    return ceil((figures.total("selesai").whole or 0) * percent / 100)


def reach_goal(figures: CityFigures) -> int:
    """Give how many RT should have been reached."""
    percent: int = current_app.config["REACH_TARGET"]
    return ceil((figures.total("rt_terjangkau").whole or 0) * percent / 100)
