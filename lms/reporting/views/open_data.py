"""The public figures as open data: every finished month, every kelurahan, every figure that is told, with a dictionary."""

import json
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from lms.accounts.access import public
from lms.regions.queries import the_city
from lms.reporting.queries.figures.rows import CityFigures
from lms.reporting.queries.trends import trend
from lms.reporting.rules.measures import Measure, measure_of
from lms.reporting.rules.months import earlier, end_of, last_months, month_of
from lms.reporting.rules.public import TELLING, TOLD, PublicFigure, Telling, in_public
from lms.reporting.rules.words import SPANS, UNITS
from lms.reporting.views.shared import definitions, present_figures
from lms.web.pages import shared
from lms.web.spreadsheets import csv_of

bp = Blueprint("open_data", __name__, url_prefix="/capaian", template_folder="../templates")

MONTHS = 36
LICENCE, LICENCE_ADDRESS = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.id"
COLUMNS = ("tanggal", "kode", "kelurahan", "ukuran", "nilai", "dari", "kisaran")
Row = tuple[str, str, str, str, int | None, int | None, str | None]


@bp.get("/data")
@public
@shared
def about() -> ResponseReturnValue:
    """Explain the open data: what is in it, who may use it, and what each column means."""
    figures = present_figures()
    return render_template(
        "reporting/open_data.html",
        figures=figures,
        measures=[(one, TELLING[one.key]) for one in _measures()],
        told_in_ranges=Telling.RANGE,
        months=MONTHS,
        licence=LICENCE,
        licence_address=LICENCE_ADDRESS,
        units=UNITS,
        spans=SPANS,
        site=current_app.config["SITE_URL"] + url_for(".about"),
    )


@bp.get("/data.csv")
@public
@shared
def as_csv() -> ResponseReturnValue:
    """Give the data as rows for a spreadsheet."""
    return _file(csv_of([COLUMNS, *_rows(present_figures())]), "text/csv; charset=utf-8", "csv")


@bp.get("/data.json")
@public
@shared
def as_json() -> ResponseReturnValue:
    """Give the data with their dictionary for programs."""
    figures, config = present_figures(), current_app.config
    with force_locale("id"):  # files keep one language
        document = {
            "judul": f"Capaian KIM {config['CITY_NAME']}",
            "penerbit": config["AGENCY"],
            "lisensi": LICENCE,
            "alamat_lisensi": LICENCE_ADDRESS,
            "kode_kota": the_city().code,
            "kelompok_kecil": config["SMALL_GROUP"],
            "ukuran": [_entry(one) for one in _measures()],
            "data": [dict(zip(COLUMNS, row, strict=True)) for row in _rows(figures)],
        }
    return _file(json.dumps(document, ensure_ascii=False), "application/json", "json")


def _measures() -> list[Measure]:
    return [found for key in TOLD if (found := measure_of(key))]


def _entry(measure: Measure) -> dict[str, object]:
    """Write a figure for the dictionary."""
    texts = {"arti": measure.meaning, "sumber": measure.source, "sasaran": measure.target}
    return {
        "ukuran": measure.key,
        "judul": str(measure.title),
        **{name: str(text) % definitions() for name, text in texts.items()},
        "satuan": str(UNITS[measure.unit]),
        "masa": str(SPANS[measure.span]),
        "berupa_kisaran": TELLING[measure.key] is Telling.RANGE,
    }


def _rows(figures: CityFigures) -> Iterator[Row]:
    """Write every figure of every month that was kept, the latest month last; of a correction only what counts now."""
    present = month_of(figures.at.date())
    kept = trend(figures.city_id, TOLD, last_months(earlier(present, 1), MONTHS))
    small = current_app.config["SMALL_GROUP"]
    for month in kept.months:
        for place in figures.rows:
            found = {key: kept.at(key, month, place.kelurahan_id) for key in TOLD}
            told = {key: figure for key, figure in found.items() if figure}
            for key in told:
                yield (_day(month, figures), place.code, place.name, key, *_cells(in_public(key, told, small)))


def _day(month: date, figures: CityFigures) -> str:
    return end_of(month, figures.at.tzinfo).date().isoformat()


def _cells(one: PublicFigure) -> tuple[int | None, int | None, str | None]:
    return one.value, one.whole, str(one.within) if one.within else None


def _file(content: str, kind: str, ending: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="capaian-kim.{ending}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
