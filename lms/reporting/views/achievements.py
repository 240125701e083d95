"""The city's figures in public: bands for small groups, nobody's name, no ranking."""

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import public
from lms.competency.rules.model import competency_model
from lms.reporting.queries.figures.rows import KelurahanFigures
from lms.reporting.rules.public import PublicCounts, band, counts_in_public, in_public
from lms.reporting.views.shared import present_figures
from lms.reporting.views.tiles import areas, tile_of
from lms.web.pages import shared

bp = Blueprint("achievements", __name__, url_prefix="/capaian", template_folder="../templates")


@bp.get("")
@public
@shared
def city() -> ResponseReturnValue:
    """Show the map and the table of all kelurahan."""
    figures = present_figures()
    tiles = [
        tile_of(row, row.officers, band(row.officers, row.seats), url_for(".kelurahan", slug=row.slug), _said(row))
        for row in figures.rows
    ]
    return render_template(
        "reporting/achievements.html", figures=figures, tiles=tiles, areas=areas(figures), in_public=_in_public
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
        in_public=_in_public,
        studied=[
            (course, _counts(count.started, count.finished)) for course, count in zip(figures.courses, row.courses, strict=True)
        ],
        able=[(one.domain, _counts(one.people, one.assessed, one.able)) for one in row.capability.domains],
        model=competency_model(),
    )


def _in_public(count: int) -> str:
    return in_public(count, current_app.config["SMALL_GROUP"])


def _counts(whole: int, *parts: int) -> PublicCounts:
    return counts_in_public(whole, parts, current_app.config["SMALL_GROUP"])


def _said(row: KelurahanFigures) -> str:
    return f"{row.name} {row.officers} " + (_("Vakum") if row.standing.is_dormant else "")
