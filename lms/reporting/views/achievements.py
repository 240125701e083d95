"""The city's figures in public: people in ranges, RT as they are, nobody's name, no ranking."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import public
from lms.competency.models import Domain
from lms.competency.rules.model import competency_model
from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures
from lms.reporting.queries.trends import trend
from lms.reporting.rules.measures import domain_key
from lms.reporting.rules.months import earlier, last_months, month_of
from lms.reporting.rules.public import PublicFigure, Range, band, in_public, in_range
from lms.reporting.views.shared import present_figures
from lms.reporting.views.tiles import Tile, areas, tile_of
from lms.web.filters import month
from lms.web.pages import shared

bp = Blueprint("achievements", __name__, url_prefix="/capaian", template_folder="../templates")

MONTHS = 12
MAPS = {"rt_terjangkau": "rt", "pengurus": "pengurus"}
"""The figures the map can show, with their words in the address."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a share went from month to month, for a chart."""

    points: list[int]
    ticks: list[tuple[int, str]]
    goal: list[float]
    """Where it all began."""


@bp.get("")
@public
@shared
def city() -> ResponseReturnValue:
    """Show the map and the table of all kelurahan, and how coverage went."""
    figures = present_figures()
    shown = request.args.get("peta", MAPS["rt_terjangkau"])
    measure = next((key for key, word in MAPS.items() if word == shown), None) or abort(404)
    return render_template(
        "reporting/achievements.html",
        figures=figures,
        tiles=[_tile(row, measure) for row in figures.rows],
        areas=areas(figures),
        measure=measure,
        line=_line(figures, None),
        told=[_told(row) for row in figures.rows],
    )


@bp.get("/<slug>")
@public
@shared
def kelurahan(slug: str) -> ResponseReturnValue:
    """Show one kelurahan."""
    figures = present_figures()
    row = next((item for item in figures.rows if item.slug == slug), None) or abort(404)
    return render_template(
        "reporting/achievement.html",
        figures=figures,
        row=row,
        told=_told(row),
        studied=[
            (course, _within(count.started), _within(count.finished))
            for course, count in zip(figures.courses, row.courses, strict=True)
        ],
        domains=[(domain, domain_key(domain), domain_key(domain, "k_dinilai")) for domain in Domain],
        model=competency_model(),
        line=_line(figures, row.kelurahan_id),
    )


def _told(row: KelurahanFigures) -> dict[str, PublicFigure]:
    """Give every figure of a kelurahan as the public sees it."""
    return {key: in_public(key, row.by_key, current_app.config["SMALL_GROUP"]) for key in row.by_key}


def _within(count: int) -> Range:
    return in_range(count, current_app.config["SMALL_GROUP"])


def _tile(row: KelurahanFigures, measure: str) -> Tile:
    figure = row.figure(measure)
    value, whole = figure.value or 0, figure.whole or 0
    label = f"{row.name} {value} " + (_("Vakum") if row.standing.is_dormant else "")
    return tile_of(row, value, band(value, whole), url_for(".kelurahan", slug=row.slug), label)


def _line(figures: CityFigures, kelurahan_id: int | None) -> Line | None:
    """Give the share of RT reached at the end of each month that was kept; None for less than two."""
    months = last_months(earlier(month_of(figures.at.date()), 1), MONTHS)
    series = trend(figures.city_id, ["rt_terjangkau"], months).series("rt_terjangkau", kelurahan_id)
    found = [(one, figure.percent) for one, figure in zip(months, series, strict=True) if figure and figure.percent is not None]
    if len(found) < 2:
        return None
    last = len(found) - 1
    return Line(
        [percent for _month, percent in found],
        [(0, month(found[0][0])), (last, month(found[last][0]))],
        [round(figures.start_lines[1], 1)] * len(found) if kelurahan_id is None else [],
    )
