"""What the pages of a pair share: finding it for the viewer, doing one thing with it, naming its people."""

import logging
from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.accounts.rules import called, full_form
from lms.db import db
from lms.errors import Refused
from lms.mentoring import permissions
from lms.mentoring.models import Pair
from lms.mentoring.permissions import Side
from lms.mentoring.queries import pairs as queries
from lms.web.forms import Form
from lms.web.pages import as_uuid

log = logging.getLogger(__name__)

NUMBER = "<int(max=2147483647):pair_id>"


def pair_or_404(pair_id: int) -> tuple[Pair, Side]:
    """Find a pair the viewer may open, and what they are to it; any other is a page that does not exist."""
    viewer = signed_in_user()
    found = db.session.scalars(queries.visible_to(viewer).where(Pair.id == pair_id)).one_or_none()
    if found is None:
        abort(404)
    return found, permissions.side_of(viewer, found) or Side.FORMER


def names_of(pair: Pair) -> dict[str, str]:
    """Give how the people of a pair are called."""
    return {
        "volunteer_name": name_of(pair.volunteer),
        "senior_name": name_of(pair.senior),
        "stand_in_name": name_of(pair.stand_in) if pair.stand_in else "",
    }


def name_of(person: Person) -> str:
    """Give how somebody is called; of somebody who was erased, that they were."""
    return called(person.name, person.honorific) if person.name else str(_("(nama dihapus)"))


def full_name_of(person: Person) -> str:
    """Give how somebody is named in an officer's lists."""
    return full_form(person.name, person.honorific)


def act(pair: Pair, action: Callable[[], object], *, done: str, then: str = "") -> ResponseReturnValue:
    """Do one thing with a pair, and say on the next page that it was done or why not."""
    if not Form().validate_on_submit():
        abort(400)
    return do(pair, action, done=done, then=then)


def do(pair: Pair, action: Callable[[], object], *, done: str, then: str = "") -> ResponseReturnValue:
    """Do what a form has asked for that was checked already, and say on the next page that it was done or why not."""
    pair_id = pair.id
    try:
        action()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("pair changed: pair=%s endpoint=%s by=%s", pair_id, request.endpoint, signed_in_user().id)
        flash(done, "good")
    return redirect(then or url_for("pairs.pair", pair_id=pair_id), code=303)


def key_or_400() -> UUID:
    """Give the key a form has brought."""
    return as_uuid(request.form.get("kunci")) or abort(400)
