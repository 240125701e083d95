"""How capable the KIM of each kelurahan are: one set of rows as page, print-out and CSV. Names only for their own people."""

from collections.abc import Iterable

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import agency_city
from lms.clock import now
from lms.competency.models import Domain
from lms.competency.permissions import can_see_counts, can_see_named
from lms.competency.queries.capability import READY_PEOPLE, DomainFigures, Readiness
from lms.competency.queries.standing import named_levels
from lms.competency.rules.ageing import months_before
from lms.competency.rules.model import competency_model
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.figures.outreach import activities_of_a_year
from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures
from lms.reporting.rules.gaps import Gap, Means
from lms.reporting.rules.measures import domain_key
from lms.reporting.views.shared import present_figures
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
    *("pelatihan_menutup", "relawan_menutup"),
]


@bp.get("/kelurahan/<slug>/kemampuan")
def kelurahan(slug: str) -> ResponseReturnValue:
    """Show how many stand where in one kelurahan; to its coordinator and chair also who."""
    place, viewer, at = _kelurahan_or_403(slug), signed_in_user(), now()
    row, months = _row_of(place), current_app.config["LEVEL_MONTHS"]
    return render_template(
        "reporting/capability.html",
        figures=row.capability,
        is_dormant=row.standing.is_dormant,
        people=named_levels(place.id, on=at.date()) if can_see_named(viewer, place, on=at.date()) else None,
        model=competency_model(),
        aged_until=months_before(at, months),
        months=months,
        ready=READY_PEOPLE,
        means=Means.of(current_app.config),
        at=at,
    )


@bp.get("/kelurahan/<slug>/kemampuan.csv")
def kelurahan_csv(slug: str) -> ResponseReturnValue:
    """Give the numbers of one kelurahan as a file for a spreadsheet; never a name."""
    place = _kelurahan_or_403(slug)
    return spreadsheet(f"kemampuan-{place.slug}-{now().date()}", _csv([_row_of(place)]))


@bp.get("/dasbor/kemampuan")
def city() -> ResponseReturnValue:
    """Show the agency which KIM is ready in which domain, from north to south."""
    figures = present_figures(_agency_or_403())
    places = [row.capability for row in figures.rows]
    return render_template(
        "reporting/city_capability.html",
        figures=figures,
        places=places,
        ready_anywhere=sum(any(one.is_ready for one in place.domains) for place in places),
        ready_in=[sum(place.domains[number].is_ready for place in places) for number in range(len(competency_model()))],
        gaps=[(meaning, _gap(figures, domain)) for domain, meaning in competency_model().items()],
        means=Means.of(current_app.config),
        activities=activities_of_a_year(figures.city_id, at=figures.at),
        model=competency_model(),
        months=current_app.config["LEVEL_MONTHS"],
        ready=READY_PEOPLE,
        at=figures.at,
    )


@bp.get("/dasbor/kemampuan.csv")
def city_csv() -> ResponseReturnValue:
    """Give the numbers of all kelurahan as a file for a spreadsheet."""
    return spreadsheet(f"kemampuan-{now().date()}", _csv(present_figures(_agency_or_403()).rows))


def _gap(figures: CityFigures, domain: Domain) -> Gap:
    """Add one domain up over the city."""
    able, wanting = figures.total(domain_key(domain)), figures.total(domain_key(domain, "k_kurang"))
    change = sum(one.change for row in figures.rows for one in row.capability.domains if one.domain is domain)
    return Gap(wanting.whole or 0, able.value, able.whole or 0, wanting.value or 0, change)


def _csv(rows: Iterable[KelurahanFigures]) -> list[list[object]]:
    today, lines = now().date(), [HEAD]
    for row in rows:
        sleeps = "ya" if row.standing.is_dormant else "tidak"
        lines += [[today, row.code, row.name, sleeps, *_cells(one)] for one in row.capability.domains]
    return lines


def _row_of(place: Kelurahan) -> KelurahanFigures:
    return next(row for row in present_figures(place.city_id).rows if row.kelurahan_id == place.id)


def _cells(one: DomainFigures) -> list[object]:
    levels = (one.people, one.never, one.unable, one.helped, one.alone, one.moving, one.aged)
    readiness = (one.able, one.target, one.gap, READY_WORDS[one.readiness])
    means = Means.of(current_app.config)
    closing = (means.trainings(one.gap), means.volunteers(one.gap))
    return [competency_model()[one.domain].title, *levels, *readiness, one.able_at_first, one.change, one.risen, *closing]


def _kelurahan_or_403(slug: str) -> Kelurahan:
    place = kelurahan_at(slug) or abort(404)
    allow(can_see_counts(signed_in_user(), place, on=now().date()))
    return place


def _agency_or_403() -> int:
    city_id = agency_city(signed_in_user())
    return city_id if city_id is not None else abort(403)
