"""What the officers' pages about one application share."""

import logging
from collections.abc import Callable

from flask import abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.regions.models import City, Kelurahan
from lms.regions.queries import kelurahan_at, the_city
from lms.volunteering import permissions
from lms.volunteering.models import Application
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.needs import CITY
from lms.web.forms import Form

log = logging.getLogger(__name__)


def visible() -> Select[Application]:
    """Give the applications the viewer may see."""
    return queries.visible_to(signed_in_user(), at=now(), hours=current_app.config["ANSWER_HOURS"])


def application_or_404(application_id: int) -> Application:
    """Find an application among those the viewer may see; a stranger's number is a page that does not exist."""
    return db.session.scalars(visible().where(Application.id == application_id)).one_or_none() or abort(404)


def pressed(found: Application, act: Callable[[], None], told: str, *, prefix: str = "") -> ResponseReturnValue:
    """Do what a button without fields asks for."""
    if not Form(prefix=prefix).validate_on_submit():
        abort(400)
    return do(found, act, told)


def do(found: Application, act: Callable[[], None], told: str) -> ResponseReturnValue:
    """Act, commit and say so, or say why not; back to the application either way."""
    try:
        act()
    except Refused as refusal:
        return refused(found, refusal)
    return answered(found, told)


def refused(found: Application, refusal: Refused) -> ResponseReturnValue:
    """Take everything back and say why."""
    db.session.rollback()
    flash(str(refusal), "bad")
    return redirect(url_for("applications.application", application_id=found.id), code=303)


def answered(found: Application, message: str) -> ResponseReturnValue:
    """Commit and say what has happened."""
    db.session.commit()
    log.info("application moved: application=%s state=%s by=%s", found.id, found.state, signed_in_user().id)
    flash(message, "good")
    return redirect(url_for("applications.application", application_id=found.id), code=303)


def place_to_ask_for(slug: str) -> Kelurahan | City:
    """Give the place whose needs the viewer decides about, a kelurahan or the whole city; 403 for anybody else."""
    if slug != CITY:
        return kelurahan_to_ask_for(slug)
    city = the_city()
    allow(permissions.can_ask_for_city(signed_in_user(), city))
    return city


def kelurahan_to_ask_for(slug: str) -> Kelurahan:
    """Give the kelurahan whose needs and posters the viewer decides about; 403 for anybody else."""
    found = kelurahan_at(slug) or abort(404)
    is_coordinated = found.id in db.session.scalars(queries.coordinated_on(now().date())).all()
    allow(permissions.can_ask_for(signed_in_user(), found, is_coordinated=is_coordinated))
    return found
