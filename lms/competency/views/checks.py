"""Practical checks: twenty minutes on the person's own telephone, with somebody beside."""

import logging
from collections import Counter
from dataclasses import dataclass
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
from lms.competency.models import Domain, Occasion, PracticalCheck
from lms.competency.queries.checks import CheckState, Watched, check_with, watched, watched_by
from lms.competency.rules.levels import Outcome
from lms.competency.rules.model import PracticalItems, competency_model, practical_checks
from lms.competency.views.shared import domain_or_404
from lms.db import db
from lms.web.pages import as_uuid, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("practical", __name__, template_folder="../templates")

STEP, CHANGE, SAVE = "langkah", "ubah", "simpan"
"""The button that was pressed; none of these is the one below the sheet, which leads to the page to check it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The check of one domain with one person, as its pages work on it."""

    found: Watched
    state: CheckState
    form: CheckForm
    corrects: PracticalCheck | None
    """The record that the sheet corrects; None for a check that is done now."""


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
    state = _state(found, place)
    if request.method == "POST":
        return _answered(Sheet(found, state, CheckForm(), None))
    if state.due is None:
        return _result(found, state)
    return _page(Sheet(found, state, CheckForm(), None))


@bp.route("/cek-praktik/<int(max=2147483647):person_id>/<domain>/perbaiki", methods=["GET", "POST"])
def correct(person_id: int, domain: str) -> ResponseReturnValue:
    """Let who recorded the last check, or the coordinator, say anew what was entered wrongly."""
    place, found = domain_or_404(domain), _watched_or_404(person_id)
    state, form = _state(found, place), CheckForm()
    old = check_with(as_uuid(request.form.get("catatan"))) if request.method == "POST" else state.last
    if old is None or (old.person_id, old.domain) != (person_id, place):
        abort(404)
    allow(permissions.can_correct(signed_in_user(), old, found.person))
    if request.method == "POST":
        return _answered(Sheet(found, state, form, old))
    form.fill_in(old)
    return _page(Sheet(found, state, form, old))


def _answered(sheet: Sheet) -> ResponseReturnValue:
    """Show what was filled in before it is saved, go back to it, or save it."""
    pressed = request.form.get(STEP)
    is_going_back = pressed == CHANGE
    if is_going_back or not sheet.form.validate():
        return _page(sheet), 200 if is_going_back else 422
    if pressed != SAVE:
        return _review(sheet)
    try:
        is_new = _save(sheet)
    except checking.CannotCheck as refusal:
        db.session.rollback()
        return _refused(sheet, refusal), 422
    db.session.commit()
    person_id, domain = sheet.found.person.id, sheet.state.domain
    if is_new:
        log.info("practical check recorded: person=%s domain=%s by=%s", person_id, domain, signed_in_user().id)
    flash(_("Cek praktik tersimpan."), "good")
    return redirect(url_for(".check", person_id=person_id, domain=domain), code=303)


def _save(sheet: Sheet) -> bool:
    person_id, domain, old = sheet.found.person.id, sheet.state.domain, sheet.corrects
    observer_id = signed_in_user().id
    if old is not None:
        seen = _seen(sheet, old.occasion, "practical-check-corrected", old.id)
        return checking.correct_check(seen, old, observer_id=observer_id, at=now())
    occasion = request.form.get("waktu", "")
    if occasion not in set(Occasion):
        abort(400)
    seen = _seen(sheet, Occasion(occasion), "practical-check", person_id, domain, occasion)
    return checking.record_check(seen, person_id, observer_id=observer_id, on=_today(), at=now())


def _seen(sheet: Sheet, occasion: Occasion, *key: object) -> checking.Seen:
    domain, form = sheet.state.domain, sheet.form
    outcomes = {item.id: Outcome(step.data) for item, step in zip(practical_checks()[domain].items, form.steps, strict=True)}
    return checking.Seen(stable_key(*key), domain, occasion, outcomes, form.note.data)


def _refused(sheet: Sheet, refusal: checking.CannotCheck) -> str:
    """Show the sheet again with what was filled in; where another one stands, as a correction of that."""
    sheet.form.form_errors.append(str(refusal))
    found = _watched_or_404(sheet.found.person.id)
    state = _state(found, sheet.state.domain)
    last = state.last if isinstance(refusal, checking.RecordedOtherwise) else None
    corrects = last if last and permissions.can_correct(signed_in_user(), last, found.person) else None
    return _page(Sheet(found, state, sheet.form, corrects or sheet.corrects))


def _page(sheet: Sheet) -> str:
    return render_template("competency/check.html", **_worded(sheet))


def _review(sheet: Sheet) -> str:
    form = sheet.form
    sent = [(form.agreed.name, "y"), *((step.name, step.data) for step in form.steps), (form.note.name, form.note.data)]
    return render_template(
        "competency/check_review.html",
        **_worded(sheet),
        answered=[(step.label.text, OUTCOMES[Outcome(step.data)]) for step in form.steps],
        sent=sent,
    )


def _worded(sheet: Sheet) -> dict[str, object]:
    """Put names and items into the labels, and give what the sheet and the page to check it show."""
    found, state, form = sheet.found, sheet.state, sheet.form
    name = called(found.person.name, found.person.honorific)
    items: PracticalItems = practical_checks()[state.domain]
    form.agreed.label.text = _("Saya sudah bertanya, dan %(name)s bilang ya", name=name)
    for number, (item, step) in enumerate(zip(items.items, form.steps, strict=True), start=1):
        step.label.text = Markup('{}. <span lang="id">{}</span>').format(number, item.text)
    return {
        "form": form,
        "person": found.person,
        "name": name,
        "domain": state.domain,
        "corrects": sheet.corrects,
        "occasion": sheet.corrects.occasion if sheet.corrects else request.form.get("waktu") or state.due,
        "meaning": competency_model()[state.domain],
        "minutes": items.minutes,
    }


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
        can_correct=state.last is not None and permissions.can_correct(signed_in_user(), state.last, found.person),
    )


def _due_by_occasion(found: Watched) -> Counter[Occasion]:
    return Counter(state.due for state in found.due if state.due)


def _watched_or_404(person_id: int) -> Watched:
    viewer = signed_in_user()
    allow(permissions.watches_somewhere(viewer))
    return watched(viewer, person_id, on=_today()) or abort(404)


def _state(found: Watched, domain: Domain) -> CheckState:
    return next(one for one in found.states if one.domain is domain)


def _full(found: Watched) -> str:
    return full_form(found.person.name, found.person.honorific)


def _today() -> date:
    return now().date()
