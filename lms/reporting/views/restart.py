"""Waking a sleeping group: four steps, and neighbours who can lend a hand."""

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import can_see_people, oversees
from lms.clock import now
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.restart import VOLUNTEERS, neighbours_of, restart_of
from lms.reporting.views.shared import present_figures

bp = Blueprint("restart", __name__, template_folder="../templates")


@bp.get("/kelurahan/<slug>/bangkit")
def checklist(slug: str) -> ResponseReturnValue:
    """Show how far a group is with waking up, each step derived from what is recorded."""
    kelurahan = kelurahan_at(slug) or abort(404)
    viewer = signed_in_user()
    allow(can_see_people(viewer, kelurahan))
    figures = present_figures(kelurahan.city_id)
    here = next(row for row in figures.rows if row.kelurahan_id == kelurahan.id)
    return render_template(
        "reporting/restart.html",
        kelurahan=kelurahan,
        figures=here,
        restart=restart_of(kelurahan.id, at=now(), days=current_app.config["DORMANT_AFTER_DAYS"]),
        neighbours=neighbours_of(here, figures),
        wanted=VOLUNTEERS,
        appoints=oversees(viewer, kelurahan.city_id),
    )
