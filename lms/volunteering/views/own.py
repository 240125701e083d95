"""A volunteer's own page: where they stand, the code of conduct, what they can help with, stopping, being erased."""

import logging
from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions import erasing, ladder, staying, training
from lms.volunteering.forms.own import ConductForm, EraseForm, LeaveForm, ProfileForm
from lms.volunteering.models import Application, Reason
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.states import LIVE
from lms.volunteering.rules.words import ladder_of, sentence
from lms.web.forms import Form

log = logging.getLogger(__name__)
bp = Blueprint("volunteer", __name__, url_prefix="/saya/relawan", template_folder="../templates")


@bp.get("")
def show() -> ResponseReturnValue:
    """Tell a volunteer where they stand and what they can do next."""
    found = _own_or_404()
    left = queries.training_left(signed_in_user().id)
    return render_template(
        "volunteering/own/show.html",
        application=found,
        form=Form(),
        sentence=sentence(found.state),
        steps=ladder_of(found.state),
        training_left=left[0] if left else None,
        is_live=found.state in LIVE,
        may_ask=queries.finished_cycles(found.id) >= ladder.CYCLES and found.state == "finished" and not found.wants_office_at,
    )


@bp.route("/kode-etik", methods=["GET", "POST"])
def conduct() -> ResponseReturnValue:
    """Show the code of conduct, and keep the yes to it."""
    found, form = _own_or_404(), ConductForm()
    if form.validate_on_submit():
        return _do(lambda: training.agree_to_conduct(found, at=now()), _("Terima kasih. Kode etik sudah kamu setujui."))
    page = render_template("volunteering/own/conduct.html", application=found, form=form)
    return page, 422 if form.errors else 200


@bp.route("/bisa-bantu", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Change when, with what and in which language a volunteer helps."""
    found = _own_or_404()
    form = ProfileForm(data={"times": found.times, "skills": found.skills, "languages": found.languages})
    if form.validate_on_submit():
        found.times, found.skills, found.languages = form.times.data, form.skills.data, form.languages.data or []
        return _done(_("Tersimpan."))
    return render_template("volunteering/own/profile.html", form=form), 422 if form.errors else 200


@bp.route("/berhenti", methods=["GET", "POST"])
def leave() -> ResponseReturnValue:
    """Ask why, and let a volunteer stop."""
    found, form = _own_or_404(), LeaveForm()
    if form.validate_on_submit():
        stop = partial(staying.leave, found, reason=Reason(form.reason.data), by_id=signed_in_user().id, at=now())
        return _do(stop, _("Kamu sudah berhenti. Terima kasih untuk waktumu."))
    return render_template("volunteering/own/leave.html", form=form), 422 if form.errors else 200


@bp.route("/hapus", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    """Ask once, and take a volunteer's data out of the site; this signs them out too."""
    found, form = _own_or_404(), EraseForm()
    if form.validate_on_submit():
        try:
            erasing.erase(found, reason=Reason.REQUEST, by_id=signed_in_user().id, at=now())
        except Refused:  # a second press came first; the page says so
            db.session.rollback()
        else:
            db.session.commit()
            log.info("volunteer erased: application=%s", found.id)
        return redirect(url_for("status.show", code=found.code), code=303)
    return render_template("volunteering/own/erase.html", form=form), 422 if form.errors else 200


@bp.post("/calon-pengurus")
def ask_for_office() -> ResponseReturnValue:
    """Keep that a volunteer wants to become an officer."""
    found = _own_or_404()
    if not Form().validate_on_submit():
        abort(400)
    ask = partial(ladder.ask_for_office, found, on=now().date(), at=now())
    return _do(ask, _("Tercatat. Koordinator KIM akan membicarakannya denganmu."))


def _do(act: Callable[[], None], told: str) -> ResponseReturnValue:
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".show"), code=303)
    return _done(told)


def _done(told: str) -> ResponseReturnValue:
    db.session.commit()
    flash(told, "good")
    return redirect(url_for(".show"), code=303)


def _own_or_404() -> Application:
    return queries.application_of(signed_in_user().id) or abort(404)
