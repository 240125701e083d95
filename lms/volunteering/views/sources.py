"""Posters: made and printed by a coordinator, scanned by anybody."""

import logging

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from lms.accounts.access import public
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db, writing
from lms.volunteering.actions import sources as actions
from lms.volunteering.forms.needs import SourceForm
from lms.volunteering.models import Source
from lms.volunteering.queries import sources as queries
from lms.volunteering.queries.applications import answerer_in
from lms.volunteering.queries.needs import wanted_in
from lms.volunteering.rules import calls
from lms.volunteering.rules.needs import Ratios
from lms.volunteering.rules.visits import is_seen
from lms.volunteering.views.shared import kelurahan_to_ask_for
from lms.web.qr import code_for

MESSAGE = "WhatsApp"
"""The place of the address that goes into messages, so that they are counted apart from paper."""

log = logging.getLogger(__name__)
bp = Blueprint("sources", __name__, template_folder="../templates")


@bp.get("/r/<code>")
@public
def scan(code: str) -> ResponseReturnValue:
    """Count a visit by a poster, remember which for the sign-up, and show what its kelurahan needs.

    A code that leads nowhere, of a torn poster or a slip of the finger, shows what the whole city needs.
    """
    found = queries.source_with(code)
    if found is None:
        return redirect(url_for("needs.index"), code=303)
    slug, source_id, kept = found.kelurahan.slug, found.id, found.code
    if is_seen(request.method, dict(request.headers)):
        db.session.rollback()  # what was asked is over, so that counting can take the lock
        with writing():
            actions.count_visit(source_id, on=now().date())
        session["source"] = kept
    return redirect(url_for("needs.place", slug=slug), code=303)


@bp.route("/kelurahan/<slug>/poster", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """List the posters of a kelurahan with what they brought, and make one more."""
    kelurahan = kelurahan_to_ask_for(slug)
    found = queries.sources_in(kelurahan.id)
    form = SourceForm(data={} if found else {"place": f"Kelurahan {kelurahan.name}"})
    if form.validate_on_submit():
        made = actions.make_source(kelurahan.id, form.place.data, by_id=signed_in_user().id, at=now())
        db.session.commit()
        log.info("poster made: source=%s by=%s", made.id, signed_in_user().id)
        return redirect(url_for(".sheet", slug=slug, source_id=made.id), code=303)
    page = render_template("volunteering/needs/posters.html", kelurahan=kelurahan, form=form, found=found, message=MESSAGE)
    return page, 422 if form.errors else 200


@bp.get("/kelurahan/<slug>/poster/<int(max=2147483647):source_id>")
def sheet(slug: str, source_id: int) -> ResponseReturnValue:
    """Show one poster as it is printed, with words to share."""
    kelurahan = kelurahan_to_ask_for(slug)
    found: Source = queries.source_with_id(source_id, kelurahan.id) or abort(404)
    answerer = answerer_in(kelurahan.id, at=now())
    path = url_for(".scan", code=found.code)
    with force_locale("id"):  # the poster is for everybody in the street, whatever language the coordinator reads
        wanted = [
            (one.missing, calls.role_name(one.role))
            for one in wanted_in(slug, Ratios.of(current_app.config), on=now().date())
            if one.is_asked_for
        ]
    return render_template(
        "volunteering/needs/poster.html",
        kelurahan=kelurahan,
        source=found,
        qr=code_for(path),
        link=f"{current_app.config['SITE_URL']}{path}",
        wanted=wanted,
        answerer=answerer.name.split()[0] if answerer else "",
    )
