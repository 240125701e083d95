"""The agency's dashboard: one set of figures as page, print-out and CSV, and the lists behind each number."""

from functools import partial

from flask import Blueprint, abort, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import agency_city
from lms.catalog.queries import catalog
from lms.clock import now
from lms.discussion.queries import waiting_for
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures
from lms.reporting.queries.lists import behind
from lms.reporting.queries.waiting import overdue
from lms.reporting.rules.measures import MEASURES
from lms.reporting.rules.public import band
from lms.reporting.views.shared import present_figures
from lms.reporting.views.tiles import Tile, areas, tile_of
from lms.web.fragments import page_with_holes
from lms.web.pages import chosen_text_size
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("dashboard", __name__, template_folder="../templates")


@bp.get("/dasbor")
def dashboard() -> ResponseReturnValue:
    """Show the city at a glance."""
    viewer = signed_in_user()
    city_id = _city_of(viewer)
    figures = present_figures(city_id)
    measure = request.args.get("peta", "selesai")
    render = partial(_render, figures, measure, _compared_with(measure))
    if "_flashes" in session:
        return render()
    return page_with_holes(("dashboard", figures.at, measure, request.full_path, viewer.grants, chosen_text_size()), render)


def _render(figures: CityFigures, measure: str, compared_with: str) -> str:
    return render_template(
        "reporting/dashboard.html",
        figures=figures,
        tiles=_tiles(figures, measure),
        areas=areas(figures),
        measure=measure,
        compared_with=compared_with,
        todo_rows=sorted((row for row in figures.rows if row.waiting or row.standing.is_dormant), key=_urgency)[:6],
        measures=MEASURES,
        questions=waiting_for(signed_in_user()).all,
        late=overdue(_city_of(signed_in_user()), at=figures.at),
    )


def _city_of(viewer: Viewer) -> int:
    """Give the city of an officer of the agency; everybody else stops here."""
    city_id = agency_city(viewer)
    return city_id if city_id is not None else abort(403)


@bp.get("/dasbor.csv")
def as_csv() -> ResponseReturnValue:
    """Give the figures of the dashboard as a file for a spreadsheet."""
    figures = present_figures(_city_of(signed_in_user()))
    rows = [_csv_head(figures), *(_csv_row(figures, row) for row in figures.rows)]
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


def _tiles(figures: CityFigures, measure: str) -> list[Tile]:
    return [
        tile_of(row, value, band(value, whole), url_for("kelurahan.overview", slug=row.slug), _said(row, value))
        for row in figures.rows
        for value, whole in [_measured(figures, row, measure)]
    ]


def _measured(figures: CityFigures, row: KelurahanFigures, measure: str) -> tuple[int, int]:
    """Give the value of a kelurahan on the map and the whole it is shaded against."""
    measured = {
        "pengurus": (row.officers, row.seats),
        "relawan": (row.volunteers, row.figure("relawan").whole or 0),
        "rt": (row.rt, max(other.rt for other in figures.rows)),
        "selesai": (row.learners.finished, row.seats),
    }
    return measured[measure]


def _compared_with(measure: str) -> str:
    """Say what the shades of the map are a share of."""
    texts = {
        "pengurus": _("Dibanding jumlah kursi"),
        "relawan": _("Dibanding sasaran relawan"),
        "rt": _("Dibanding RT terbanyak"),
        "selesai": _("Dibanding jumlah kursi"),
    }
    return str(texts.get(measure) or abort(404))


def _said(row: KelurahanFigures, value: int) -> str:
    return f"{row.name} {value} " + (_("Vakum") if row.standing.is_dormant else "")


def _urgency(row: KelurahanFigures) -> tuple[bool, int]:
    return (not row.waiting, -row.rt)


def _csv_head(figures: CityFigures) -> list[object]:
    head = ["tanggal", "kode", "kelurahan", "kecamatan", "rt", "status_kim", "kursi", "pengurus", "anggota", "relawan"]
    return [*head, *(f"{word}_{course.slug}" for course in figures.courses for word in ("mulai", "selesai"))]


def _csv_row(figures: CityFigures, row: KelurahanFigures) -> list[object]:
    cells: list[object] = [figures.at.date(), row.code, row.name, row.kecamatan, row.rt, row.standing.status]
    cells += [row.seats, row.officers, row.members, row.volunteers]
    return cells + [number for count in row.courses for number in (count.started, count.finished)]
