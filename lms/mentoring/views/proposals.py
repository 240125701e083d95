"""The coordinator's page of pairs: who could be paired, who waits for a yes, who is silent."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.catalog.models import Audience
from lms.catalog.queries import catalog
from lms.clock import now
from lms.competency.models import Domain
from lms.competency.rules.model import competency_model
from lms.db import db
from lms.errors import Refused
from lms.mentoring import permissions
from lms.mentoring.actions import pairing as actions
from lms.mentoring.actions.planning import Plan
from lms.mentoring.forms.pairs import ConfirmForm
from lms.mentoring.models import Pair, PairState
from lms.mentoring.permissions import Side
from lms.mentoring.queries import handovers, proposals
from lms.mentoring.queries import meetings as meeting_queries
from lms.mentoring.queries import pairs as queries
from lms.mentoring.rules.at_risk import Silence, silence
from lms.mentoring.views.shared import NUMBER, full_name_of, key_or_400, names_of, pair_or_404
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering.forms.signup import TIMES
from lms.volunteering.models import Application
from lms.web.forms import Form, options
from lms.web.pages import stable_key

log = logging.getLogger(__name__)
bp = Blueprint("proposals", __name__, template_folder="../templates")

LEVELS = (1, 2, 3)
MOST = 8
"""Volunteers shown on one page; the others follow once these are paired."""


@bp.get("/kelurahan/<slug>/pasangan")
def kelurahan(slug: str) -> ResponseReturnValue:
    """Show whom a coordinator could pair, whose answers are missing, and how the pairs go."""
    place = _place_or_403(slug)
    pairs, moment, last = queries.pairs_in(place.id), now(), queries.last_pair_id()
    offered = proposals.proposals_in(place)
    kept = queries.kept_by([pair.id for pair in pairs])
    return render_template(
        "mentoring/kelurahan.html",
        kelurahan=place,
        ending=handovers.cohorts_to_hand_over(place.id, on=moment.date()),
        without_successor=[(person, full_name_of(person)) for person in handovers.without_successor(place.id)],
        form=Form(),
        offered=[(item, _keys(item, last)) for item in offered[:MOST]],
        left_out=max(0, len(offered) - MOST),
        unasked=[(person, full_name_of(person)) for person in proposals.without_wish(place.id, on=moment.date())],
        pairs=[(pair, names_of(pair), kept[pair.id], _silence(pair, kept[pair.id])) for pair in pairs],
        disputed=[(meeting, names_of(meeting.pair)) for meeting in meeting_queries.disputed_in(place.id)],
        titles={course.id: course.title for course in catalog().courses},
        times=TIMES,
        name_of=full_name_of,
    )


@bp.post("/kelurahan/<slug>/pasangan/usulkan")
def propose(slug: str) -> ResponseReturnValue:
    """Propose one senior to one volunteer."""
    place = _place_or_403(slug)
    application, senior = _chosen(place)
    if not Form().validate_on_submit():
        abort(400)
    try:
        pair = actions.propose(application, senior, key=key_or_400(), by_id=signed_in_user().id, at=now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".kelurahan", slug=slug), code=303)
    db.session.commit()
    log.info("pair proposed: pair=%s by=%s", pair.id, signed_in_user().id)
    flash(_("Usulan tersimpan. Sekarang tanyakan kepada keduanya."), "good")
    return redirect(url_for("pairs.pair", pair_id=pair.id), code=303)


@bp.route(f"/pasangan/{NUMBER}/sahkan", methods=["GET", "POST"])
def confirm(pair_id: int) -> ResponseReturnValue:
    """Let the coordinator say what for, how often, where, and when first."""
    pair, side = pair_or_404(pair_id)
    allow(side is Side.OFFICER)
    form = ConfirmForm(data={"goal": pair.course_id or f"{pair.domain}-{pair.level}"})
    form.goal.choices = options(_goals())
    if form.validate_on_submit():
        try:
            actions.confirm(pair, _agreement(form), by_id=signed_in_user().id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("pair confirmed: pair=%s by=%s", pair_id, signed_in_user().id)
            flash(_("Pasangan disahkan. Kabari keduanya lewat WhatsApp."), "good")
            return redirect(url_for("pairs.pair", pair_id=pair_id), code=303)
    elif pair.state is not PairState.AGREED:
        return redirect(url_for("pairs.pair", pair_id=pair_id), code=303)
    page = render_template(
        "mentoring/confirm.html", pair=pair, form=form, key=stable_key("first meeting", pair_id), **names_of(pair)
    )
    return page, 422 if form.errors or form.form_errors else 200


def _goals() -> dict[str, str]:
    courses = {course.id: course.title for course in catalog().courses if course.audience is not Audience.VOLUNTEER}
    model = competency_model()
    levels = {
        f"{domain}-{level}": _("%(domain)s: tingkat %(level)s", domain=model[domain].title, level=level)
        for domain in Domain
        for level in LEVELS
    }
    return courses | levels


def _agreement(form: ConfirmForm) -> actions.Agreement:
    moment, goal = now(), form.goal.data
    first = Plan(key_or_400(), form.starts_at(moment), int(form.minutes.data), form.place.data)
    domain, _dash, level = goal.rpartition("-")
    is_level = domain in set(Domain) and level.isdecimal()
    return actions.Agreement(
        course_id=None if is_level else goal,
        domain=Domain(domain) if is_level else None,
        level=int(level) if is_level else None,
        meetings=form.meetings.data or 0,
        first=first,
    )


def _place_or_403(slug: str) -> Kelurahan:
    place = kelurahan_at(slug) or abort(404)
    allow(permissions.can_pair_in(signed_in_user(), place))
    return place


def _chosen(place: Kelurahan) -> tuple[Application, Person]:
    """Find the two who were chosen: a volunteer, and a senior of this kelurahan; anybody else is not found."""
    numbers = [request.form.get(name, "") for name in ("relawan", "warga")]
    if not all(number.isdecimal() and len(number) < 10 for number in numbers):
        abort(404)
    application = db.session.get(Application, int(numbers[0]))
    senior = db.session.get(Person, int(numbers[1]))
    if application is None or senior is None or senior.kelurahan_id != place.id:
        abort(404)
    return application, senior


def _keys(item: proposals.Offered, last: int) -> dict[int, str]:
    """Give the key of each proposal that can be made; once one was declined, the next has another."""
    return {senior.id: str(stable_key("proposal", item.application.id, senior.id, last)) for senior, _wish, _fit in item.fits}


def _silence(pair: Pair, kept: queries.Kept) -> Silence:
    if pair.state is not PairState.RUNNING:
        return Silence.NONE
    return silence(running_since=pair.state_since, last_met=kept.last_at, at=now())
