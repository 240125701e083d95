"""What the pages of a group share: its place, trying an action, what a form was opened with."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.kim import permissions
from lms.kim.actions.editing import CannotChange
from lms.kim.rules.changes import stamp
from lms.regions.models import City, Kelurahan
from lms.regions.queries import kelurahan_at, the_city
from lms.web.forms import Form

log = logging.getLogger(__name__)

NUMBER = "int(max=2147483647)"


def place_or_404(slug: str | None) -> City | Kelurahan:
    """Give the kelurahan of an address, or the city where it names none; 403 for who does not keep its people."""
    place = the_city() if slug is None else kelurahan_at(slug) or abort(404)
    allow(permissions.manages(signed_in_user(), place))
    return place


def kelurahan_or_404(slug: str) -> Kelurahan:
    """Give the kelurahan of an address; 403 for who does not keep its people."""
    place = kelurahan_at(slug) or abort(404)
    allow(permissions.manages(signed_in_user(), place))
    return place


def slug_of(place: City | Kelurahan) -> str | None:
    """Give what stands for a place in an address; nothing for the city."""
    return place.slug if isinstance(place, Kelurahan) else None


def by_viewer() -> dict[str, Any]:
    """Give an action who does it and when."""
    return {"by_id": signed_in_user().id, "at": now()}


def tried(form: Form, action: Callable[[], object]) -> Refused | None:
    """Act and commit; gives the refusal, which then stands on top of the form with what was typed."""
    try:
        action()
    except Refused as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return refusal
    db.session.commit()
    log.info("group changed: endpoint=%s by=%s", request.endpoint, signed_in_user().id)
    return None


def pressed(action: Callable[[], object], *, done: str, then: str) -> ResponseReturnValue:
    """Do what a button without fields asks for, and say on the next page that it was done or why not."""
    form = Form()
    if not form.validate_on_submit():
        abort(400)
    refusal = tried(form, action)
    flash(str(refusal) if refusal else done, "bad" if refusal else "good")
    return redirect(then, code=303)


def seen(values: Mapping[str, str], refusal: Refused | None = None) -> str:
    """Give what the form shows, to come back with it: after a slip what it showed first, after a change by others the new."""
    now_shown = stamp(values)
    return now_shown if isinstance(refusal, CannotChange) else request.form.get("dilihat", now_shown)
