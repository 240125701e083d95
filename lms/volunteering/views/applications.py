"""The coordinator's list of applications, and the answer."""

import logging

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering import permissions
from lms.volunteering.actions import answering, guardians, training
from lms.volunteering.forms.answering import AcceptForm, DeclineForm
from lms.volunteering.forms.signup import SKILLS, TIMES
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.clock import turn
from lms.volunteering.rules.states import ENDED, TAKEN_IN
from lms.web.forms import Form

log = logging.getLogger(__name__)
bp = Blueprint("applications", __name__, template_folder="../templates")


@bp.get("/kelurahan/<slug>/relawan")
def kelurahan_list(slug: str) -> ResponseReturnValue:
    """Show who offered to help in a kelurahan: who waits, oldest first, then who was answered."""
    kelurahan = _kelurahan_or_404(slug)
    viewer = signed_in_user()
    allow(permissions.can_answer_in(viewer, kelurahan))
    found = db.session.scalars(queries.visible_to(viewer).where(Application.kelurahan_id == kelurahan.id)).all()
    return render_template("volunteering/kelurahan_list.html", kelurahan=kelurahan, **_sorted(list(found)))


@bp.get("/kelola/relawan")
def city_list() -> ResponseReturnValue:
    """Show the agency every application of the city, those from outside it too."""
    viewer = signed_in_user()
    allow(permissions.can_answer_city(viewer))
    found = db.session.scalars(queries.visible_to(viewer)).all()
    return render_template("volunteering/city_list.html", **_sorted(list(found)))


@bp.get("/kelola/relawan/<int:application_id>")
def application(application_id: int) -> ResponseReturnValue:
    """Show one application with the two answers that can be given."""
    return _page(_application_or_404(application_id), AcceptForm(prefix="accept"), DeclineForm(prefix="decline"))


@bp.post("/kelola/relawan/<int:application_id>/terima")
def accept(application_id: int) -> ResponseReturnValue:
    """Take the volunteer in."""
    found, form = _application_or_404(application_id), AcceptForm(prefix="accept")
    if form.validate_on_submit():
        try:
            answering.accept(found, by_id=signed_in_user().id, reference="", reply=form.reply.data, at=now())
        except Refused as refusal:
            return _refused(found, refusal)
        return _answered(found, _("%(name)s diterima. Kabari lewat WhatsApp sekarang.", name=found.name))
    return _page(found, form, DeclineForm(prefix="decline"))


@bp.post("/kelola/relawan/<int:application_id>/tolak")
def decline(application_id: int) -> ResponseReturnValue:
    """Decline with a reason."""
    found, form = _application_or_404(application_id), DeclineForm(prefix="decline")
    if form.validate_on_submit():
        try:
            answering.decline(found, by_id=signed_in_user().id, reason=Reason(form.reason.data), reply=form.reply.data, at=now())
        except Refused as refusal:
            if found.state is State.WAITING:
                form.form_errors.append(str(refusal))
                return _page(found, AcceptForm(prefix="accept"), form)
            return _refused(found, refusal)
        return _answered(found, _("Jawaban untuk %(name)s tersimpan.", name=found.name))
    return _page(found, AcceptForm(prefix="accept"), form)


@bp.post("/kelola/relawan/<int:application_id>/izin-wali")
def paper_consent(application_id: int) -> ResponseReturnValue:
    """Record that the guardian's slip of paper has come in."""
    found = _application_or_404(application_id)
    if not Form().validate_on_submit():
        abort(400)
    try:
        guardians.agree(found, at=now(), paper_by_id=signed_in_user().id)
    except Refused as refusal:
        return _refused(found, refusal)
    return _answered(found, _("Izin wali tercatat."))


@bp.post("/kelola/relawan/<int:application_id>/pendamping")
def appoint(application_id: int) -> ResponseReturnValue:
    """Let an accepted volunteer who has finished the training sit beside people."""
    found = _application_or_404(application_id)
    if not Form().validate_on_submit():
        abort(400)
    try:
        training.appoint_mentor(found, by_id=signed_in_user().id, at=now())
    except Refused as refusal:
        return _refused(found, refusal)
    return _answered(found, _("%(name)s sekarang pendamping. Ia bisa mendampingi warga dan membuka sesi.", name=found.name))


def _page(found: Application, accept_form: AcceptForm, decline_form: DeclineForm) -> ResponseReturnValue:
    page = render_template(
        "volunteering/application.html",
        application=found,
        accept_form=accept_form,
        decline_form=decline_form,
        form=Form(),
        times=[TIMES[item] for item in found.times],
        skills=[SKILLS[item] for item in found.skills],
        status_link=url_for("status.show", code=found.code, _external=True),
        due=turn(found.waiting_since, [1], current_app.config["ANSWER_HOURS"], at=now()).due if found.waiting_since else None,
        State=State,
        is_mentor=queries.is_mentor(found, on=now().date()),
        training_left=queries.training_left(found.person_id) if found.person_id else [],
    )
    return page, 422 if accept_form.errors or decline_form.errors else 200


def _refused(found: Application, refusal: Refused) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "bad")
    return redirect(url_for(".application", application_id=found.id), code=303)


def _answered(found: Application, message: str) -> ResponseReturnValue:
    db.session.commit()
    log.info("application answered: application=%s state=%s by=%s", found.id, found.state, signed_in_user().id)
    flash(message, "good")
    return redirect(url_for(".application", application_id=found.id), code=303)


def _sorted(found: list[Application]) -> dict[str, object]:
    waiting = [item for item in found if item.state is State.WAITING]
    return {
        "waiting": sorted(waiting, key=lambda item: item.waiting_since or item.sent_at),
        "for_guardian": [item for item in found if item.state is State.GUARDIAN],
        "answered": [item for item in found if item.state in TAKEN_IN | ENDED],
        "readiness": queries.readiness([item.id for item in found], on=now().date()),
        "current_time": now(),
        "hours": current_app.config["ANSWER_HOURS"],
    }


def _kelurahan_or_404(slug: str) -> Kelurahan:
    return kelurahan_at(slug) or abort(404)


def _application_or_404(application_id: int) -> Application:
    """Find an application among those the viewer may see; a stranger's number is a page that does not exist."""
    visible = queries.visible_to(signed_in_user()).where(Application.id == application_id)
    return db.session.scalars(visible).one_or_none() or abort(404)
