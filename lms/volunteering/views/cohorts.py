"""Cohorts: the agency makes them, volunteers join them."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.regions.queries import kelurahan_at, kelurahan_in_order, the_city
from lms.volunteering import permissions
from lms.volunteering.actions import cohorts as actions
from lms.volunteering.forms.cohorts import CITY, CohortForm, JoinForm
from lms.volunteering.models import CohortKind
from lms.volunteering.queries import applications
from lms.volunteering.queries import cohorts as queries
from lms.web.forms import Form, options

log = logging.getLogger(__name__)
bp = Blueprint("cohorts", __name__, template_folder="../templates")
LINK = "cohort_link"
"""In the session: the contact's sign-in link, until the page that shows it once."""


@bp.get("/kelola/kelompok")
def index() -> ResponseReturnValue:
    """Show the agency every cohort, and once the sign-in link of a contact who has just got an account."""
    allow(permissions.can_manage_cohorts(signed_in_user()))
    page = {"cohorts": queries.cohorts(), "link": session.pop(LINK, "")}
    return render_template("volunteering/cohorts/index.html", **page)


@bp.post("/kelola/kelompok/<int(max=2147483647):cohort_id>/tautan")
def new_link(cohort_id: int) -> ResponseReturnValue:
    """Make a new sign-in link for a contact who has lost theirs; it is shown once."""
    viewer = signed_in_user()
    allow(permissions.can_manage_cohorts(viewer))
    found = queries.cohort_with_id(cohort_id) or abort(404)
    if not Form().validate_on_submit():
        abort(400)
    try:
        token = actions.new_link(found, by_id=viewer.id, at=now())
    except Refused as refusal:
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        session[LINK] = url_for("accounts.card", token=token, _external=True)
        flash(_("Tautan masuk yang lama tidak berlaku lagi."), "good")
    return redirect(url_for(".index"), code=303)


@bp.route("/kelola/kelompok/baru", methods=["GET", "POST"])
def make() -> ResponseReturnValue:
    """Make a cohort with its contact's account."""
    viewer, form = signed_in_user(), CohortForm()
    allow(permissions.can_manage_cohorts(viewer))
    city = _("Seluruh %(city)s", city=the_city().name)
    form.place.choices = options({CITY: city} | {item.slug: item.name for item in kelurahan_in_order()})
    if form.validate_on_submit():
        place = kelurahan_at(form.place.data) if form.place.data != CITY else None
        plan = actions.Plan(
            kind=CohortKind(form.kind.data),
            institution=form.institution.data,
            name=form.name.data,
            contact=form.contact.data,
            contact_whatsapp=form.whatsapp.data,
            kelurahan_id=place.id if place else None,
            starts_on=form.starts_on.data or now().date(),
            ends_on=form.ends_on.data,
        )
        try:
            cohort, token = actions.make_cohort(plan, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("cohort made: cohort=%s by=%s", cohort.id, viewer.id)
            session[LINK] = url_for("accounts.card", token=token, _external=True)
            flash(_("Kelompok %(name)s sudah dibuat.", name=cohort.name), "good")
            return redirect(url_for(".index"), code=303)
    return render_template("volunteering/cohorts/make.html", form=form), 422 if form.errors or form.form_errors else 200


@bp.route("/saya/relawan/kelompok", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    """Let a volunteer join a cohort, and say whether its contact may see their hours."""
    viewer = signed_in_user()
    if applications.application_of(viewer.id) is None:
        abort(404)
    mine = queries.membership(viewer.id)
    before = {"code": mine.cohort.code, "member_ref": mine.member_ref, "shares": mine.shares_since is not None} if mine else {}
    form = JoinForm(data=before)
    if form.validate_on_submit():
        try:
            actions.join(viewer.id, code=form.code.data, member_ref=form.member_ref.data, shares=form.shares.data, at=now())
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Tersimpan."), "good")
            return redirect(url_for("volunteer.show"), code=303)
    page = render_template("volunteering/cohorts/join.html", form=form, cohort=mine.cohort if mine else None)
    return page, 422 if form.errors or form.form_errors else 200
