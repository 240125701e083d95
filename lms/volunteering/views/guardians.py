"""The page a parent or guardian opens from WhatsApp, without an account."""

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.access import public
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions import guardians as actions
from lms.volunteering.models import State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.guardians import is_expired
from lms.volunteering.rules.states import ENDED
from lms.web.forms import Form
from lms.web.limits import found_or_404
from lms.web.pages import client_address

log = logging.getLogger(__name__)
bp = Blueprint("guardians", __name__, url_prefix="/relawan/wali", template_folder="../templates")


@bp.route("/<token>", methods=["GET", "POST"])
@public
def consent(token: str) -> ResponseReturnValue:
    """Let a guardian agree, or refuse and have everything erased: before the beginning, and at any time later."""
    address = f"address:{client_address()}"
    application = found_or_404("STATUS_LIMIT_ADDRESS", address, lambda: queries.application_for_guardian(token))
    form = Form()
    if form.validate_on_submit():
        answer = request.form.get("jawaban")
        if answer not in {"ya", "tidak"}:
            abort(400)  # an answer that was not given erases nothing
        try:
            (actions.agree if answer == "ya" else actions.refuse)(application, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("guardian answered: application=%s state=%s", application.id, application.state)
            return redirect(url_for(".consent", token=token), code=303)
    asked_first = application.state is State.GUARDIAN
    page = render_template(
        "volunteering/guardian.html",
        application=application,
        form=form,
        part="closed"
        if application.state in ENDED or (asked_first and is_expired(application.sent_at, now()))
        else "asked"
        if asked_first
        else "told"
        if application.guardian_agreed_at is None
        else "agreed",
    )
    return page, 409 if form.form_errors else 200
