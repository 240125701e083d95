"""All groups of the city, for its agency."""

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import agency_city
from lms.reporting.queries.groups import group_rows
from lms.reporting.views.shared import present_figures

bp = Blueprint("groups", __name__, template_folder="../templates")


@bp.get("/kelola/kim")
def index() -> ResponseReturnValue:
    """Show every group with status, seats, decree, coordinator, and where its starting status is stated."""
    city_id = agency_city(signed_in_user())
    allow(city_id is not None)
    figures = present_figures(city_id or abort(403))
    rows = group_rows(figures, city_id or abort(403), dormant_after=current_app.config["DORMANT_AFTER_DAYS"])
    return render_template(
        "reporting/groups.html",
        rows=rows,
        active=sum(not row.standing.is_dormant for row in rows),
        urgent=[row for row in rows if row.needs_attention],
    )
