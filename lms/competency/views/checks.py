"""Practical checks: twenty minutes on the person's own telephone, with somebody beside."""

import logging
from collections import Counter
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.rules import called, full_form
from lms.clock import now
from lms.competency import permissions
from lms.competency.actions import checking
from lms.competency.forms import OUTCOMES, CheckForm
from lms.competency.models import Domain, Occasion
from lms.competency.queries.checks import CheckState, Watched, watched, watched_by
from lms.competency.rules.levels import Outcome
from lms.competency.rules.model import PracticalItems, competency_model, practical_checks
from lms.competency.views.shared import domain_or_404
from lms.db import db
from lms.web.pages import stable_key

log = logging.getLogger(__name__)
bp = Blueprint("practical", __name__, template_folder="../templates")


@bp.get("/cek-praktik")
def people() -> ResponseReturnValue:
    """List the people the viewer may do checks with, and which are due."""
    viewer = signed_in_user()
    allow(permissions.watches_somewhere(viewer))
    found = [(one, full_form(one.person.name, one.person.honorific)) for one in watched_by(viewer, on=_today())]
    found.sort(key=lambda item: not item[0].due)  # stable: by name within each half
    return render_template("competency/check_people.html", people=found, due_by_occasion=_due_by_occasion)


@bp.get("/cek-praktik/<int(max=2147483647):person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """List the five checks of one person."""
    found = _watched_or_404(person_id)
    return render_template("competency/check_person.html", watched=found, name=_full(found), model=competency_model())


@bp.route("/cek-praktik/<int(max=2147483647):person_id>/<domain>", methods=["GET", "POST"])
def check(person_id: int, domain: str) -> ResponseReturnValue:
    """Do the check that is due, once; afterwards show what came of it, in words to read aloud."""
    place, found = domain_or_404(domain), _watched_or_404(person_id)
    state = next(one for one in found.states if one.domain is place)
    form = CheckForm()
    if form.is_submitted():
        if form.validate():
            refused = _record(form, place, person_id)
            if refused is None:
                return redirect(url_for(".check", person_id=person_id, domain=place), code=303)
            form.form_errors.append(refused)
        return _sheet(found, state, form), 422
    if state.due is None:
        return _result(found, state)
    return _sheet(found, state, form)


def _record(form: CheckForm, domain: Domain, person_id: int) -> str | None:
    """Record what was seen; gives the words of a refusal."""
    occasion = request.form.get("waktu", "")
    if occasion not in set(Occasion):
        abort(400)
    outcomes = {item.id: Outcome(step.data) for item, step in zip(practical_checks()[domain].items, form.steps, strict=True)}
    key = stable_key("practical-check", person_id, domain, occasion)
    seen = checking.Seen(key, domain, Occasion(occasion), outcomes, form.note.data)
    viewer = signed_in_user()
    try:
        is_new = checking.record_check(seen, person_id, observer_id=viewer.id, on=_today(), at=now())
    except checking.CannotCheck as refusal:
        db.session.rollback()
        return str(refusal)
    db.session.commit()
    if is_new:
        log.info("practical check done: person=%s domain=%s by=%s", person_id, domain, viewer.id)
    flash(_("Cek praktik tersimpan."), "good")
    return None


def _sheet(found: Watched, state: CheckState, form: CheckForm) -> str:
    name = called(found.person.name, found.person.honorific)
    sheet: PracticalItems = practical_checks()[state.domain]
    form.agreed.label.text = _("Saya sudah bertanya, dan %(name)s bilang ya", name=name)
    for number, (item, step) in enumerate(zip(sheet.items, form.steps, strict=True), start=1):
        step.label.text = Markup('{}. <span lang="id">{}</span>').format(number, item.text)
    return render_template(
        "competency/check.html",
        form=form,
        person=found.person,
        name=name,
        state=state,
        occasion=request.form.get("waktu") or state.due,
        meaning=competency_model()[state.domain],
        minutes=sheet.minutes,
    )


def _result(found: Watched, state: CheckState) -> str:
    outcomes = dict(state.last.outcomes) if state.last else {}
    return render_template(
        "competency/check_result.html",
        person=found.person,
        name=called(found.person.name, found.person.honorific),
        state=state,
        meaning=competency_model()[state.domain],
        steps=[(item.text, outcomes.get(item.id, "")) for item in practical_checks()[state.domain].items],
        counts=Counter(outcomes.values()),
        words=OUTCOMES,
    )


def _due_by_occasion(found: Watched) -> Counter[Occasion]:
    return Counter(state.due for state in found.due if state.due)


def _watched_or_404(person_id: int) -> Watched:
    viewer = signed_in_user()
    allow(permissions.watches_somewhere(viewer))
    return watched(viewer, person_id, on=_today()) or abort(404)


def _full(found: Watched) -> str:
    return full_form(found.person.name, found.person.honorific)


def _today() -> date:
    return now().date()
