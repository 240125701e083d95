"""The funnel of volunteers: for the agency, for a coordinator's own kelurahan, as CSV, and in public without small groups."""

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow, public
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import agency_city, can_see_people
from lms.clock import now
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.funnel import Beside, CityFunnel, PlaceFunnel, Wording, city_funnel
from lms.reporting.rules.funnel import CHAIN, Period, quarter, quarters, shown_in_public
from lms.reporting.rules.meanings import BESIDE, COLUMNS, REASONS, STEPS
from lms.reporting.views.shared import present_figures
from lms.web.pages import shared
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("funnel", __name__, template_folder="../templates")

ALL = "semua"
PER_PLACE = tuple(item for item in STEPS if item.key in CHAIN)


@bp.get("/dasbor/relawan")
def city() -> ResponseReturnValue:
    """Show the whole city, and each kelurahan in a line."""
    city_id = agency_city(signed_in_user())
    allow(city_id is not None)
    funnel = _funnel(city_id)
    return render_template("reporting/funnel.html", funnel=funnel, columns=PER_PLACE, **_page(funnel, funnel.total, ".city"))


@bp.get("/dasbor/relawan.csv")
def as_csv() -> ResponseReturnValue:
    """Give every figure of every place as a file for a spreadsheet."""
    city_id = agency_city(signed_in_user())
    allow(city_id is not None)
    funnel = _funnel(city_id)
    head = ["tanggal", "masa", "kode", "kelurahan", "ukuran", "jumlah", "dari", "persen", "median_hari", "perubahan"]
    begin = [funnel.at.date(), _chosen()]
    rows = [[*begin, *line] for place in (*funnel.rows, funnel.total) for line in _lines(place)]
    return spreadsheet(f"sinau-kim-relawan-{funnel.at.date()}", [head, *rows])


@bp.get("/kelurahan/<slug>/corong")
def kelurahan(slug: str) -> ResponseReturnValue:
    """Show one kelurahan to its coordinator and the agency."""
    found = kelurahan_at(slug) or abort(404)
    allow(can_see_people(signed_in_user(), found))
    funnel = _funnel(found.city_id)
    place = funnel.row(slug) or abort(404)
    return render_template("reporting/funnel_place.html", place=place, funnel=funnel, **_page(funnel, place, ".kelurahan", slug))


@bp.get("/capaian/relawan")
@public
@shared
def in_public() -> ResponseReturnValue:
    """Show how many reach each step, per kelurahan, with everything hidden that tells of a few people."""
    funnel = _funnel(None, Period())
    rows = (*funnel.rows, funnel.total)
    counts = shown_in_public([[row.step(key).count for key in CHAIN] for row in rows], current_app.config["SMALL_GROUP"])
    return render_template(
        "reporting/funnel_public.html",
        funnel=funnel,
        lines=list(zip(rows, counts, strict=True)),
        columns=PER_PLACE,
        meanings=_meanings(PER_PLACE),
    )


def _funnel(city_id: int | None, period: Period | None = None) -> CityFunnel:
    chosen = _chosen()
    asked = period or (Period() if chosen == ALL else quarter(chosen) or abort(404))
    wording = Wording(_("Luar kota"), current_app.config["CITY_NAME"])
    return city_funnel(present_figures(city_id), asked, wording, hours=current_app.config["ANSWER_HOURS"], at=now())


def _chosen() -> str:
    return request.args.get("masa", ALL)


def _page(funnel: CityFunnel, place: PlaceFunnel, endpoint: str, slug: str | None = None) -> dict[str, object]:
    """Give what the pages of the city and of a kelurahan share."""
    names = [ALL, *quarters(funnel.at.date())]
    titles = {item.key: item.title for item in (*STEPS, *BESIDE)}
    return {
        "shown": place,
        "periods": [(_period_name(name), url_for(endpoint, masa=name, slug=slug)) for name in names],
        "current": url_for(endpoint, masa=_chosen(), slug=slug),
        "chosen": _chosen(),
        "titles": titles,
        "beside": [(titles[item.key], *_beside_words(item)) for item in place.beside],
        "reasons": [(REASONS[reason], count) for reason, count in place.reasons.items()],
        "meanings": [*_meanings((*STEPS, *BESIDE)), *COLUMNS],
    }


def _beside_words(item: Beside) -> tuple[str, str]:
    """Write a figure beside the steps, and what it is measured against."""
    if item.key == "jam":
        return str(_("%(count)s jam", count=round(item.count / 60))), ""
    return str(item.count), _("dari %(all)s", all=item.base) if item.base else ""


def _meanings(measures: tuple[object, ...]) -> list[tuple[object, str]]:
    hours = {"hours": current_app.config["ANSWER_HOURS"]}
    return [(item.title, str(item.meaning) % hours) for item in (*STEPS, *BESIDE) if item in measures]


def _period_name(name: str) -> str:
    year, _point, number = name.partition("-")
    return str(_("Semua") if name == ALL else _("Triwulan %(number)s, %(year)s", number=number, year=year))


def _lines(place: PlaceFunnel) -> list[list[object]]:
    """Write a place for a spreadsheet: steps, figures beside them, reasons, posters."""
    lines: list[list[object]] = [[step.key, step.count, step.base, step.rate, step.days, step.change] for step in place.steps]
    lines += [[item.key, item.count, item.base or None, item.rate, None, None] for item in place.beside]
    lines += [[f"alasan:{reason}", count, None, None, None, None] for reason, count in place.reasons.items()]
    for poster in place.posters:
        lines += [[f"poster:{poster.where}", poster.applications, poster.visits, None, None, None]]
    return [[place.code, place.name, *line] for line in lines]
