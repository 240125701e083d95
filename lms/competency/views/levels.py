"""Where somebody stands in the five domains, and taking a level back."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.accounts.rules import called
from lms.clock import now
from lms.competency import permissions
from lms.competency.actions import appraising
from lms.competency.forms import LowerForm
from lms.competency.queries.next_steps import places_of
from lms.competency.queries.standing import Standing, person_with_place, standings
from lms.competency.rules.levels import ALONE, HELPED, UNABLE
from lms.competency.rules.model import competency_model
from lms.competency.rules.needs import Need
from lms.competency.views.shared import level_months
from lms.db import db
from lms.learning.current import can_help, learner
from lms.web.forms import options

log = logging.getLogger(__name__)
bp = Blueprint("competency", __name__, template_folder="../templates")

LEVELS = {UNABLE: _l("Belum mampu"), HELPED: _l("Dibantu"), ALONE: _l("Mandiri")}
"""What a level can be taken back to."""


@bp.get("/kemampuan")
def mine() -> ResponseReturnValue:
    """Show whoever learns on this telephone their own levels, and what the next ones need."""
    reader = learner() or abort(403)
    return render_template(
        "competency/mine.html",
        standings=[(one, _onward(one, reader.id, checks=reader.helper_id is not None)) for one in _standings(reader.id)],
        model=competency_model(),
        helped=reader.called if reader.helper_id else "",
    )


@bp.get("/kemampuan/<int(max=2147483647):person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """Show one person's levels to those who may see them."""
    viewer, found = signed_in_user(), _person_or_404(person_id)
    return render_template(
        "competency/person.html",
        person=found,
        name=called(found.name, found.honorific),
        standings=[(one, _check_only(one, person_id, checks=can_help(viewer, found))) for one in _standings(person_id)],
        model=competency_model(),
        can_lower=permissions.can_judge(viewer, found),
    )


@bp.route("/kemampuan/<int(max=2147483647):person_id>/<domain>/turunkan", methods=["GET", "POST"])
def lower(person_id: int, domain: str) -> ResponseReturnValue:
    """Let an assessor take a level back, with the reason."""
    viewer, found = signed_in_user(), _person_or_404(person_id)
    allow(permissions.can_judge(viewer, found))
    standing = next((one for one in _standings(person_id) if one.domain == domain), None) or abort(404)
    if not standing.level:
        abort(404)
    form = LowerForm()
    form.level.choices = options({str(level): words for level, words in LEVELS.items() if level < standing.level})
    if form.validate_on_submit():
        try:
            appraising.lower(
                person_id, standing.domain, level=int(form.level.data), reason=form.reason.data, by_id=viewer.id, at=now()
            )
        except appraising.CannotLower as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("level lowered: person=%s domain=%s by=%s", person_id, domain, viewer.id)
            flash(_("Tingkatnya sudah diturunkan. Alasannya tercatat."), "good")
            return redirect(url_for(".person", person_id=person_id), code=303)
    page = render_template(
        "competency/lower.html",
        form=form,
        person_id=person_id,
        name=called(found.name, found.honorific),
        meaning=competency_model()[standing.domain],
        standing=standing,
    )
    return page, 422 if form.errors else 200


def _onward(standing: Standing, person_id: int, *, checks: bool) -> dict[Need, str]:
    """Give for each kind of evidence the page where it is made; `checks`: whether the reader does practical checks with them."""
    places, found = places_of(standing.domain), {Need.DEEDS: url_for("deeds.mine")}
    if places.course is None:
        return found | _check_only(standing, person_id, checks=checks)
    slug = places.course.slug
    found[Need.WITH_HELP] = url_for("learning.course", course_slug=slug)
    tasks = {Need.WITH_HELP: places.observed, Need.WORK_ALONE: places.judged}
    for need, lesson in tasks.items():
        if lesson:
            found[need] = url_for("work.task", course_slug=slug, lesson_slug=lesson.slug)
    if places.quiz:
        found[Need.QUIZ_ALONE] = url_for("assessment.quiz", course_slug=slug, lesson_slug=places.quiz.slug)
    return found | _check_only(standing, person_id, checks=checks)


def _check_only(standing: Standing, person_id: int, *, checks: bool) -> dict[Need, str]:
    """Give the page of the practical check to who may do it with the person."""
    return {Need.WITH_HELP: url_for("practical.check", person_id=person_id, domain=standing.domain)} if checks else {}


def _standings(person_id: int) -> list[Standing]:
    return standings(person_id, at=now(), months=level_months())


def _person_or_404(person_id: int) -> Person:
    """Find somebody whose levels the viewer may see; nobody else is told that there is such a person."""
    found = person_with_place(person_id) or abort(404)
    return found if permissions.can_see_levels(signed_in_user(), found, on=now().date()) else abort(404)
