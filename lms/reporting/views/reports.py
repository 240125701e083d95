"""The monthly report of the city and of a kelurahan: the same contents as page, on paper and as workbook."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import agency_city, can_see_people
from lms.clock import now
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.report import MonthReport, month_report
from lms.reporting.queries.trends import first_record_at
from lms.reporting.rules.months import earlier, end_of, month_of, read_month, written
from lms.reporting.rules.report import Contents, shown
from lms.reporting.rules.yardsticks import Yardsticks
from lms.reporting.views.report_contents import DOTS, contents_of
from lms.reporting.views.shared import definitions, present_figures
from lms.web import typesetting
from lms.web.pages import pdf
from lms.web.spreadsheets import Sheet, workbook

bp = Blueprint("reports", __name__, template_folder="../templates")

PAPER = Path(__file__).resolve().parent.parent / "data" / "print" / "report.typ"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the same report stands in its other forms, and those of the months around it."""

    pdf: str
    xlsx: str
    before: str
    """Empty for the first month there is."""
    after: str
    """Empty for the present month."""


@bp.get("/laporan")
def index() -> ResponseReturnValue:
    """List the months of which there is a report."""
    allow(agency_city(signed_in_user()) is not None)
    present = month_of(now().date())
    months = [earlier(present, back) for back in range(_months_until(present))]
    return render_template("reporting/reports.html", months=[(one, written(one)) for one in months], present=present)


@bp.get("/laporan/<month>")
def city(month: str) -> ResponseReturnValue:
    """Show the report of the whole city."""
    report = _city_report(month)
    return render_template("reporting/report.html", **_page(report, "reports.city"))


@bp.get("/laporan/<month>.pdf")
def city_pdf(month: str) -> ResponseReturnValue:
    """Give the report of the whole city as two sheets of paper."""
    return _paper(_city_report(month))


@bp.get("/laporan/<month>.xlsx")
def city_xlsx(month: str) -> ResponseReturnValue:
    """Give the report of the whole city as a workbook."""
    return _workbook(_city_report(month))


@bp.get("/kelurahan/<slug>/laporan/<month>")
def kelurahan(slug: str, month: str) -> ResponseReturnValue:
    """Show the report of one kelurahan to its coordinator and the agency."""
    report = _place_report(slug, month)
    return render_template("reporting/report_place.html", **_page(report, "reports.kelurahan"))


@bp.get("/kelurahan/<slug>/laporan/<month>.pdf")
def kelurahan_pdf(slug: str, month: str) -> ResponseReturnValue:
    """Give the report of one kelurahan as a sheet of paper."""
    return _paper(_place_report(slug, month))


@bp.get("/kelurahan/<slug>/laporan/<month>.xlsx")
def kelurahan_xlsx(slug: str, month: str) -> ResponseReturnValue:
    """Give the report of one kelurahan as a workbook."""
    return _workbook(_place_report(slug, month))


def _city_report(month: str) -> MonthReport:
    city_id = agency_city(signed_in_user())
    return _report(city_id if city_id is not None else abort(403), month, None)


def _place_report(slug: str, month: str) -> MonthReport:
    found = kelurahan_at(slug) or abort(404)
    allow(can_see_people(signed_in_user(), found))
    return _report(found.city_id, month, found.slug)


def _report(city_id: int, month: str, slug: str | None) -> MonthReport:
    """Give the report of a month that an address names; a month in which there was nothing yet has none."""
    chosen, present = read_month(month) or abort(404), month_of(now().date())
    if chosen > present or chosen < earlier(present, _months_until(present) - 1):
        abort(404)
    if chosen == present:
        return month_report(present_figures(city_id), chosen, slug)
    figures = city_figures(city_id, at=end_of(chosen, now().tzinfo), by=Yardsticks.of(current_app.config))
    return month_report(figures, chosen, slug)


def _months_until(present: date) -> int:
    """Count the months from the first record to the present one."""
    first = first_record_at()
    begun = month_of(first.astimezone(now().tzinfo).date()) if first else present
    return 12 * (present.year - begun.year) + present.month - begun.month + 1


def _page(report: MonthReport, endpoint: str) -> dict[str, object]:
    present, slug = month_of(now().date()), report.place.slug if report.place else None

    def place(month: date, form: str = "") -> str:
        return url_for(f"{endpoint}{form}", slug=slug, month=written(month))

    is_first = report.month <= earlier(present, _months_until(present) - 1)
    return {
        "contents": contents_of(report, definitions()),
        "report": report,
        "month": written(report.month),
        "shown": shown,
        "places": Places(
            place(report.month, "_pdf"),
            place(report.month, "_xlsx"),
            "" if is_first else place(earlier(report.month, 1)),
            "" if report.month >= present else place(earlier(report.month, -1)),
        ),
    }


def _file_contents(report: MonthReport) -> tuple[Contents, str]:
    """Give the contents in the one language of files, with the name of the file."""
    with force_locale("id"):
        name = f"laporan-kim-{report.place.slug if report.place else 'kota'}-{written(report.month)}"
        return contents_of(report, definitions()), name


def _paper(report: MonthReport) -> ResponseReturnValue:
    contents, name = _file_contents(report)
    config = current_app.config
    with force_locale("id"):
        words = {
            "title": contents.title,
            "place": contents.place,
            "office": config["AGENCY"],
            "moment": contents.moment,
            "sentences": contents.sentences,
            "is_place": report.place is not None,
            "dots": DOTS,
            "meanings": [(title, short) for title, short, _full in contents.meanings],
            "address": config["SITE_URL"] + url_for("front.meanings"),
            "sections": [
                {
                    "title": section.title,
                    "key": section.key,
                    "head": section.head,
                    "rows": [[shown(cell) for cell in row] for row in section.rows],
                    "foot": [shown(cell) for cell in section.foot],
                    "numeric": section.numeric,
                    "note": section.note,
                }
                for section in contents.sections
            ],
            "year": report.figures.at.year,
            "month": report.figures.at.month,
            "day": report.figures.at.day,
        }
    return pdf(typesetting.paper(PAPER, words, on=report.figures.at.date()), name)


def _workbook(report: MonthReport) -> ResponseReturnValue:
    contents, name = _file_contents(report)
    with force_locale("id"):
        opening = [[contents.title], [contents.place], [contents.moment], *([sentence] for sentence in contents.sentences)]
        sheets = [
            Sheet("Ringkasan", [current_app.config["AGENCY"]], opening),
            *(
                Sheet(section.title[:31], section.head, [*section.lines, *([section.note] for _ in range(bool(section.note)))])
                for section in contents.sections
            ),
            Sheet("Arti tiap ukuran", ["Ukuran", "Arti"], [[title, full] for title, _short, full in contents.meanings]),
        ]
    return workbook(name, sheets)
