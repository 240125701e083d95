"""Signing in with a card or a password, and signing out."""

import logging
from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import actions, queries, rules
from lms.accounts.access import public
from lms.accounts.current import open_session, signed_in, signed_in_user
from lms.accounts.forms import PasswordForm
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.web.forms import Form
from lms.web.limits import has_spent, spend
from lms.web.pages import client_address, safe_path

log = logging.getLogger(__name__)
bp = Blueprint("accounts", __name__, template_folder="templates")

GOING_TO = "lanjut"
"""In a visitor's session: the closed page they asked for before signing in, and when (seconds since 1970)."""
REMEMBERED_SECONDS = 15 * 60
"""Whoever signs in on a shared telephone later begins at home."""


@bp.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Show how to sign in, and let staff do it with a password."""
    form = PasswordForm()
    going_to = safe_path(request.args.get("lanjut"))
    if going_to:
        session[GOING_TO] = [going_to, int(now().timestamp())]  # a card opens an address of its own
    if form.validate_on_submit():
        account, address = f"account:{form.username.data.strip().lower()}", f"address:{client_address()}"
        if has_spent("SIGN_IN_LIMIT_ACCOUNT", account) or has_spent("SIGN_IN_LIMIT_ADDRESS", address):
            return render_template("accounts/too_many.html"), 429
        try:
            device = actions.sign_in_with_password(form.username.data, form.password.data, remembered=_remembered(), at=now())
        except actions.CannotSignIn as refusal:
            spend("SIGN_IN_LIMIT_ACCOUNT", account)
            spend("SIGN_IN_LIMIT_ADDRESS", address)
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            open_session(device)
            return redirect(going_to or _landing(), code=303)
    return render_template("accounts/sign_in.html", form=form, viewer=signed_in()), 422 if form.errors else 200


@bp.route("/k/<token>", methods=["GET", "POST"])
@public
def card(token: str) -> ResponseReturnValue:
    """Ask whether the card's owner holds the telephone, and sign them in when they say yes."""
    address = f"address:{client_address()}"
    if has_spent("CARD_LIMIT_ADDRESS", address):
        return render_template("accounts/too_many.html"), 429
    found = queries.card_with(token)
    if found is None:
        spend("CARD_LIMIT_ADDRESS", address)
        return render_template("accounts/card_unknown.html"), 404
    form = Form()
    if form.validate_on_submit():
        device = actions.sign_in_with_card(found, remembered=_remembered(), at=now())
        db.session.commit()
        asked_for, asked_at = session.get(GOING_TO) or (None, 0)
        going_to = safe_path(asked_for) if now().timestamp() - asked_at < REMEMBERED_SECONDS else None
        open_session(device)
        return redirect(going_to or _landing(), code=303)
    owner = found.person
    return render_template(
        "accounts/card.html",
        form=form,
        owner=owner,
        full=rules.full_form(owner.name, owner.honorific),
        called=rules.called(owner.name, owner.honorific),
        viewer=signed_in(),
    )


@bp.post("/keluar")
def sign_out() -> ResponseReturnValue:
    """Forget this device."""
    actions.sign_out(signed_in_user().device_id, at=now())
    db.session.commit()
    session.clear()
    response = redirect(url_for("front.front"), code=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _landing() -> str:
    """Give the page somebody's work begins on: the dashboard, their kelurahan, or home."""
    viewer = signed_in_user()
    if viewer.holds(Role.AGENCY):
        return url_for("dashboard.dashboard")
    if viewer.coordinated:
        return url_for("kelurahan.overview", slug=viewer.coordinated.kelurahan_slug)
    return url_for("home.home")


def _remembered() -> timedelta:
    return timedelta(days=current_app.config["DEVICE_DAYS"])
