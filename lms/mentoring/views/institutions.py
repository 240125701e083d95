"""What a lecturer, teacher or scout leader sees: the verified hours of their own members who agreed to it."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.mentoring.queries.hours import NOTHING, verified
from lms.volunteering.queries import cohorts

bp = Blueprint("institutions", __name__, template_folder="../templates")


@bp.get("/lembaga")
def show() -> ResponseReturnValue:
    """List the contact's cohorts with each sharing member's verified hours; nobody else has such a page."""
    led = cohorts.led_by(signed_in_user().id)
    if not led:
        abort(404)
    members = cohorts.sharing_members([cohort.id for cohort in led])
    hours = verified([member.person_id for member in members], at=now())
    groups = [
        (cohort, [(one, hours.get(one.person_id, NOTHING)) for one in members if one.cohort_id == cohort.id]) for cohort in led
    ]
    return render_template("mentoring/institution.html", groups=groups)
