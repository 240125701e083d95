"""The sign-in cards of a kelurahan's people."""

import logging

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import can_see_people
from lms.accounts.queries import good_cards
from lms.accounts.rules import full_form
from lms.clock import now
from lms.db import db
from lms.kim.actions import groups as actions
from lms.kim.queries import group_of, terms_of
from lms.regions.queries import kelurahan_at
from lms.web.forms import Form
from lms.web.qr import code_for

log = logging.getLogger(__name__)
bp = Blueprint("kim", __name__, template_folder="../templates")


@bp.route("/kelurahan/<slug>/kartu", methods=["GET", "POST"])
def cards(slug: str) -> ResponseReturnValue:
    """Choose whose cards to make, and show the new ones once, ready to print."""
    kelurahan = kelurahan_at(slug) or abort(404)
    viewer = signed_in_user()
    allow(can_see_people(viewer, kelurahan))
    group = group_of(kelurahan.id)
    terms = terms_of(group, on=now().date())
    form = Form()
    if not form.validate_on_submit():
        issued = good_cards([term.person_id for term in terms])
        return render_template("kim/cards.html", kelurahan=kelurahan, group=group, terms=terms, issued=issued, form=form)
    wanted = set(request.form.getlist("orang", type=int))
    chosen = [term for term in terms if term.person_id in wanted]
    if not chosen:
        return render_template(
            "kim/cards.html", kelurahan=kelurahan, group=group, terms=terms, issued=good_cards([]), form=form, nobody=True
        ), 422
    tokens = actions.hand_out_cards([term.person for term in chosen], by_id=viewer.id, at=now())
    db.session.commit()
    log.info("cards issued: group=%s people=%s by=%s", group.id, len(tokens), viewer.id)
    sheet = [
        (full_form(term.person.name, term.person.honorific), term.position, code_for(f"/k/{tokens[term.person_id]}"))
        for term in chosen
    ]
    return render_template("kim/card_sheet.html", kelurahan=kelurahan, group=group, sheet=sheet)
