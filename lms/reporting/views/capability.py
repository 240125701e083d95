"""How capable the KIM of each kelurahan are: one set of rows as page, print-out and CSV. Names only for their own people."""

from collections.abc import Iterable

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import agency_city
from lms.clock import now
from lms.competency.permissions import can_see_counts, can_see_named
from lms.competency.queries.capability import READY_PEOPLE, DomainFigures, PlaceFigures, Readiness
from lms.competency.queries.standing import named_levels
from lms.competency.rules.ageing import months_before
from lms.competency.rules.model import competency_model
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.reporting.views.shared import present_capability, present_figures
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("capability", __name__, template_folder="../templates")

READY_WORDS = {
    Readiness.NOBODY: "belum ada orang",
    Readiness.UNASSESSED: "belum ada yang dinilai",
    Readiness.READY: "ya",
    Readiness.NOT_YET: "belum",
}
HEAD: list[object] = [
    *("tanggal", "kode", "kelurahan", "vakum", "bidang", "orang", "belum_dinilai", "belum_mampu", "dibantu", "mandiri"),
    *("menggerakkan", "perlu_diperbarui", "mampu", "sasaran", "kurang", "siap", "mampu_awal", "perubahan", "naik"),
]


@bp.get("/kelurahan/<slug>/kemampuan")
def kelurahan(slug: str) -> ResponseReturnValue:
    """Show how many stand where in one kelurahan; to its coordinator and chair also who."""
    place, viewer, at = _kelurahan_or_403(slug), signed_in_user(), now()
    sees_names = can_see_named(viewer, place, on=at.date())
    months = current_app.config["LEVEL_MONTHS"]
    return render_template(
        "reporting/capability.html",
        figures=present_capability(place.city_id, place.id)[0],
        is_dormant=place.id in _dormant(place.city_id),
        people=named_levels(place.id, on=at.date()) if sees_names else None,
        model=competency_model(),
        aged_until=months_before(at, months),
        months=months,
        ready=READY_PEOPLE,
        at=at,
    )


@bp.get("/kelurahan/<slug>/kemampuan.csv")
def kelurahan_csv(slug: str) -> ResponseReturnValue:
    """Give the numbers of one kelurahan as a file for a spreadsheet; never a name."""
    place = _kelurahan_or_403(slug)
    rows = _csv(present_capability(place.city_id, place.id), _dormant(place.city_id))
    return spreadsheet(f"kemampuan-{place.slug}-{now().date()}", rows)


@bp.get("/dasbor/kemampuan")
def city() -> ResponseReturnValue:
    """Show the agency which KIM is ready in which domain, from north to south."""
    city_id = _agency_or_403()
    places = present_capability(city_id)
    return render_template(
        "reporting/city_capability.html",
        places=places,
        ready_anywhere=sum(any(one.is_ready for one in place.domains) for place in places),
        ready_in=[sum(place.domains[number].is_ready for place in places) for number in range(len(competency_model()))],
        dormant=_dormant(city_id),
        model=competency_model(),
        months=current_app.config["LEVEL_MONTHS"],
        ready=READY_PEOPLE,
        at=now(),
    )


@bp.get("/dasbor/kemampuan.csv")
def city_csv() -> ResponseReturnValue:
    """Give the numbers of all kelurahan as a file for a spreadsheet."""
    city_id = _agency_or_403()
    return spreadsheet(f"kemampuan-{now().date()}", _csv(present_capability(city_id), _dormant(city_id)))


def _csv(places: Iterable[PlaceFigures], dormant: set[int]) -> list[list[object]]:
    today = now().date()
    rows = [HEAD]
    for place in places:
        sleeps = "ya" if place.kelurahan_id in dormant else "tidak"
        rows += [[today, place.code, place.name, sleeps, *_cells(one)] for one in place.domains]
    return rows


def _dormant(city_id: int) -> set[int]:
    """Give the kelurahan whose KIM sleeps; from memory where the figures were just read."""
    return {row.kelurahan_id for row in present_figures(city_id).rows if row.standing.is_dormant}


def _cells(one: DomainFigures) -> list[object]:
    levels = (one.people, one.never, one.unable, one.helped, one.alone, one.moving, one.aged)
    readiness = (one.able, one.target, one.gap, READY_WORDS[one.readiness])
    return [competency_model()[one.domain].title, *levels, *readiness, one.able_at_first, one.change, one.risen]


def _kelurahan_or_403(slug: str) -> Kelurahan:
    place = kelurahan_at(slug) or abort(404)
    allow(can_see_counts(signed_in_user(), place, on=now().date()))
    return place


def _agency_or_403() -> int:
    city_id = agency_city(signed_in_user())
    return city_id if city_id is not None else abort(403)
