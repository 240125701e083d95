"""The coordinator's page of one kelurahan."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import can_see_people, coordinates
from lms.catalog.queries import catalog
from lms.clock import now
from lms.kim.queries import group_of, terms_of
from lms.learning.queries import progress_of
from lms.regions.queries import kelurahan_at
from lms.reporting.views.shared import present_figures
from lms.volunteering.queries.applications import Readiness, readiness, volunteers_in

bp = Blueprint("kelurahan", __name__, template_folder="../templates")


@bp.get("/kelurahan/<slug>")
def overview(slug: str) -> ResponseReturnValue:
    """Show who learns what, which seats are open, who waits for an answer."""
    kelurahan = kelurahan_at(slug) or abort(404)
    allow(can_see_people(signed_in_user(), kelurahan))
    group = group_of(kelurahan.id)
    terms = terms_of(group, on=now().date())
    courses = catalog().courses
    volunteers = volunteers_in(kelurahan.id)
    ready_for = readiness([item.id for item in volunteers], on=now().date())
    figures = next(row for row in present_figures().rows if row.kelurahan_id == kelurahan.id)
    return render_template(
        "reporting/kelurahan.html",
        kelurahan=kelurahan,
        group=group,
        figures=figures,
        officers=[term for term in terms if term.position.takes_seat],
        members=[term for term in terms if not term.position.takes_seat],
        progress=progress_of(courses, [term.person_id for term in terms]),
        courses=courses,
        volunteers=volunteers,
        readiness=ready_for,
        ready=sum(how is Readiness.READY for how in ready_for.values()),
        shows_states=coordinates(signed_in_user(), kelurahan),
    )
