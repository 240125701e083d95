"""One tap when somebody is not safe, and the officers' page of reports."""

import logging

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions import safety as actions
from lms.mentoring.forms.pairs import DECISIONS, DecideForm, ReportForm
from lms.mentoring.models import Incident
from lms.mentoring.queries import pairs as pair_queries
from lms.mentoring.queries import safety as queries
from lms.mentoring.views.shared import NUMBER, key_or_400, name_of, names_of, pair_or_404
from lms.volunteering.models import State
from lms.web.pages import stable_key

log = logging.getLogger(__name__)
bp = Blueprint("safety", __name__, template_folder="../templates")


@bp.route(f"/pasangan/{NUMBER}/lapor", methods=["GET", "POST"])
def report(pair_id: int) -> ResponseReturnValue:
    """Say that something is not right; it stops the pair at once."""
    pair, _side = pair_or_404(pair_id)
    form, viewer, moment = ReportForm(), signed_in_user(), now()
    officer = queries.officer_for(pair, at=moment)
    if form.validate_on_submit():
        incident = actions.report(pair, form.words.data, key=key_or_400(), reporter_id=viewer.id, at=moment)
        db.session.commit()
        log.info("incident reported: incident=%s pair=%s", incident.id, pair_id)
        flash(_("Laporan diterima. Pertemuan dihentikan dulu, dan petugas segera menghubungi."), "good")
        return redirect(url_for("pairs.pair", pair_id=pair_id), code=303)
    key = stable_key("incident", pair_id, viewer.id, moment.isoformat())
    page = render_template(
        "mentoring/report.html",
        pair=pair,
        form=form,
        key=key,
        officer=name_of(officer) if officer else current_app.config["AGENCY"],
    )
    return page, 422 if form.errors else 200


@bp.get("/kelola/laporan-keamanan")
def reports() -> ResponseReturnValue:
    """List the reports the viewer answers for, those that are due first."""
    viewer = signed_in_user()
    allow(_answers(viewer))
    found = db.session.scalars(queries.visible_to(viewer)).all()
    moment = now()
    return render_template("mentoring/reports.html", found=[(item, names_of(item.pair)) for item in found], moment=moment)


@bp.route("/kelola/laporan-keamanan/<int(max=2147483647):incident_id>", methods=["GET", "POST"])
def incident(incident_id: int) -> ResponseReturnValue:
    """Show an officer one report, and take the decision."""
    viewer = signed_in_user()
    found = db.session.scalars(queries.visible_to(viewer).where(Incident.id == incident_id)).one_or_none() or abort(404)
    form = DecideForm()
    if form.validate_on_submit():
        try:
            actions.decide(found, actions.Decision(form.decision.data), form.words.data, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("incident decided: incident=%s by=%s", incident_id, viewer.id)
            flash(_("Keputusan tersimpan."), "good")
            return redirect(url_for(".incident", incident_id=incident_id), code=303)
    application = pair_queries.applications_of([found.pair.volunteer_id]).get(found.pair.volunteer_id)
    page = render_template(
        "mentoring/incident.html",
        incident=found,
        form=form,
        decisions=DECISIONS,
        is_suspended=application is not None and application.state is State.SUSPENDED,
        reporter=queries.reporter_of(found),
        name_of=name_of,
        **names_of(found.pair),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _answers(viewer: Viewer) -> bool:
    return viewer.holds(Role.COORDINATOR) or viewer.holds(Role.AGENCY)
