"""What pages about events share: finding one, doing one thing with it, naming people and places."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Honorific, Person
from lms.accounts.rules import full_form
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach import permissions
from lms.outreach.models.events import Event
from lms.outreach.models.visits import Whom
from lms.outreach.queries import events as queries
from lms.outreach.queries.pledges import OwnPledge
from lms.regions.models import Rt
from lms.web.forms import Form
from lms.web.pages import as_uuid

log = logging.getLogger(__name__)

NUMBER = "<int(max=2147483647):event_id>"
MOST_PEOPLE = 500
"""Ticks of one form; who sends more has made the form themselves."""


def event_or_404(event_id: int) -> Event:
    """Find an event the viewer may read; any other is a page that does not exist."""
    found = queries.visible_to(signed_in_user(), at=now()).where(Event.id == event_id)
    return db.session.scalars(found).one_or_none() or abort(404)


def planned_or_403(event_id: int) -> Event:
    """Find an event the viewer may change; one they may only read is refused."""
    found = event_or_404(event_id)
    allow(permissions.can_plan(signed_in_user(), found))
    return found


def pressed(event_id: int) -> Event:
    """Give the event whose button was pressed on our own page, by somebody who may change it."""
    found = planned_or_403(event_id)
    if not Form().validate_on_submit():
        abort(400)
    return found


def attempt(action: Callable[[], object], *, done: str, then: str) -> ResponseReturnValue:
    """Do one thing, and say on the next page that it was done or why not."""
    try:
        action()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("outreach changed: endpoint=%s by=%s", request.endpoint, signed_in_user().id)
        flash(done, "good")
    return redirect(then, code=303)


def key_or_400() -> UUID:
    """Give the key a form has brought."""
    return as_uuid(request.form.get("kunci")) or abort(400)


def people_chosen() -> set[int]:
    """Give whom a form ticked; what is no number of a person is 0, whom nobody knows."""
    typed = request.form.getlist("orang")
    if len(typed) > MOST_PEOPLE:
        abort(400)
    return {int(text) if text.isdecimal() and len(text) < 10 else 0 for text in typed}


def name_of(person: Person) -> str:
    """Give how somebody is named in lists."""
    return full_form(person.name, person.honorific)


def full_name(name: str, honorific: Honorific) -> str:
    """Give how somebody is named in lists, from the columns alone."""
    return full_form(name, honorific)


def rt_words(rt: Rt) -> str:
    """Give how an RT is called: RT 03 RW 05, or RT 3 where the RW is unknown."""
    return str(_("RT %(rt)s RW %(rw)s", rt=rt.label, rw=rt.rw) if rt.rw else _("RT %(rt)s", rt=rt.label))


def whom_words(whom: Whom, rt: Rt | None) -> str:
    """Give whom somebody has promised to teach."""
    if rt is not None:
        return rt_words(rt)
    return str(_("Keluarga atau teman") if whom is Whom.FAMILY else _("Belum tahu siapa"))


def way_of(pledge: OwnPledge) -> str:
    """Give where a promise to an RT is kept; for family and friends there is nothing to record."""
    return visit_address(**pledge.prefilled) if pledge.rt else ""


def visit_address(**prefilled: Any) -> str:
    """Give the address at which a visit to an RT is recorded, with what is known of it already."""
    known = {name: value for name, value in prefilled.items() if value not in {None, ""}}
    return url_for("visits.record", **known)
