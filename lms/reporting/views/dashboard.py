"""The agency's dashboard: one set of figures as page, print-out and CSV, and the lists behind each number."""

from functools import partial
from operator import attrgetter

from flask import Blueprint, abort, current_app, render_template, request, session
from flask.typing import ResponseReturnValue

from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import agency_city
from lms.catalog.queries import catalog
from lms.clock import now
from lms.competency.models import Domain
from lms.competency.rules.model import competency_model
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.figures.rows import CityFigures
from lms.reporting.queries.lists import behind
from lms.reporting.queries.trends import trend as trend_of
from lms.reporting.rules.measures import MEASURES, domain_key
from lms.reporting.rules.months import earlier, last_months, month_of, written
from lms.reporting.views import files, overview
from lms.reporting.views.shared import present_figures
from lms.reporting.views.tasks import page, wanted_actions
from lms.reporting.views.tiles import areas
from lms.web.fragments import page_with_holes
from lms.web.pages import chosen_text_size
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("dashboard", __name__, template_folder="../templates")

SHOWN = {"pengurus", "anggota", "relawan", "mulai", "selesai", "rt", "rt_terjangkau", "k", "vakum", "kunjungan"}
"""Measures that stand on the page and are explained there; all of them are at /arti-ukuran."""
MAPS = ("rt_terjangkau", *(domain_key(domain) for domain in Domain), "selesai", "relawan", "pengurus")
"""Measures of the map, as its address names them."""


@bp.get("/dasbor")
def dashboard() -> ResponseReturnValue:
    """Show the city at a glance."""
    viewer = signed_in_user()
    figures = present_figures(_city_of(viewer))
    measure = request.args.get("peta", "rt_terjangkau")
    if measure not in MAPS:
        abort(404)
    render = partial(_render, figures, measure, viewer)
    if "_flashes" in session:
        return render()
    return page_with_holes(("dashboard", figures.at, measure, request.full_path, viewer.grants, chosen_text_size()), render)


def _render(figures: CityFigures, measure: str, viewer: Viewer) -> str:
    months = last_months(earlier(month_of(figures.at.date()), 1), overview.MONTHS)
    trend = trend_of(figures.city_id, (*overview.KEY_FIGURES, "kunjungan"), months)
    carried = overview.rt_per_person(figures)
    return render_template(
        "reporting/dashboard.html",
        figures=figures,
        sentence=overview.sentence(figures, trend),
        changes=overview.changes(figures, trend),
        points={key: overview.points(figures, trend, key) for key in overview.KEY_FIGURES},
        since=overview.month_name(months[-1]),
        goals={"rt_terjangkau": overview.reach_goal(figures), "selesai": overview.course_goal(figures)},
        tiles=overview.tiles(figures, measure),
        areas=areas(figures),
        measure=measure,
        maps=overview.maps(figures),
        actions=wanted_actions(figures, viewer),
        carried=carried,
        carried_scale=overview.scale_for(
            [value for _name, before, after, _words in carried for value in (before or 0, after or 0)]
        ),
        carried_title=overview.carried_title(figures),
        coverage=overview.over_months(figures, trend, "rt_terjangkau", pick=attrgetter("percent")),
        visits=overview.over_months(figures, trend, "kunjungan", pick=attrgetter("value")),
        reach_target=current_app.config["REACH_TARGET"],
        weakest=overview.weakest(figures),
        model=competency_model(),
        shade=overview.shade_of,
        domain_keys=[domain_key(domain) for domain in Domain],
        coverage_page=page(f"/kelurahan/{figures.rows[0].slug}/jangkauan"),
        measures=[one for one in MEASURES if one.key in SHOWN],
        report=page(f"/laporan/{written(months[-1])}"),
    )


def _city_of(viewer: Viewer) -> int:
    """Give the city of an officer of the agency; everybody else stops here."""
    city_id = agency_city(viewer)
    return city_id if city_id is not None else abort(403)


@bp.get("/dasbor.csv")
def as_csv() -> ResponseReturnValue:
    """Give the figures of the dashboard as a file for a spreadsheet."""
    figures = present_figures(_city_of(signed_in_user()))
    rows = [files.head(figures), *(files.cells(figures, row) for row in figures.rows)]
    return spreadsheet(f"sinau-kim-{figures.at.date()}", rows)


@bp.get("/dasbor/rincian/<measure>")
def details(measure: str) -> ResponseReturnValue:
    """List the people or RT behind a number."""
    city_id = _city_of(signed_in_user())
    meaning = next((item for item in MEASURES if item.key == measure), None) or abort(404)
    slug, course_slug = request.args.get("kelurahan"), request.args.get("kursus")
    kelurahan = (kelurahan_at(slug) or abort(404)) if slug else None
    course = (catalog().course(course_slug) or abort(404)) if course_slug else None
    rows = behind(
        measure,
        city_id=city_id,
        kelurahan_id=kelurahan.id if kelurahan else None,
        course_id=course.id if course else None,
        at=now(),
    )
    if rows is None or (measure in {"mulai", "selesai"} and course is None):
        abort(404)
    return render_template("reporting/details.html", meaning=meaning, kelurahan=kelurahan, course=course, rows=rows)
