"""What is needed: the public pages, and where a coordinator decides about it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import public
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.regions.queries import kelurahan_at, kelurahan_in_order, the_city
from lms.volunteering.actions import needs as actions
from lms.volunteering.forms.needs import NeedForm
from lms.volunteering.forms.signup import SKILLS, TIMES
from lms.volunteering.queries.applications import answerers_in
from lms.volunteering.queries.needs import Wanted, wanted_in
from lms.volunteering.rules import calls
from lms.volunteering.rules.needs import CITY, Ratios
from lms.volunteering.views.shared import place_to_ask_for
from lms.web.forms import Form
from lms.web.pages import shared

log = logging.getLogger(__name__)
bp = Blueprint("needs", __name__, template_folder="../templates")


@bp.get("/relawan/lowongan")
@public
@shared
def index() -> ResponseReturnValue:
    """List what is needed, by kelurahan and then by the city's own group; `?kelurahan=`, `?bantu=` and `?waktu=` choose."""
    slug, skill, moment = (request.args.get(name, "") for name in ("kelurahan", "bantu", "waktu"))
    found = [
        one
        for one in wanted_in(None, Ratios.of(current_app.config), on=now().date())
        if one.is_asked_for and _fits(one, slug, skill, moment)
    ]
    return render_template(
        "volunteering/needs/index.html",
        found=found,
        filters=(
            ("kelurahan", _("Kelurahan"), _("Semua kelurahan"), _places(), slug),
            ("bantu", _("Yang bisa kamu bantu"), _("Apa saja"), SKILLS, skill),
            ("waktu", _("Waktu"), _("Kapan saja"), TIMES, moment),
        ),
        is_filtered=bool(slug or skill or moment),
        calls=calls,
    )


@bp.get("/relawan/lowongan/<slug>")
@public
@shared
def place(slug: str) -> ResponseReturnValue:
    """Tell what one kelurahan or the city's own group needs, what is gained, and who answers by when."""
    here = the_city() if slug == CITY else kelurahan_at(slug) or abort(404)
    asked = answerers_in(None if slug == CITY else here.id, at=now())
    return render_template(
        "volunteering/needs/place.html",
        place=here,
        kelurahan=None if slug == CITY else slug,
        found=[one for one in wanted_in(slug, Ratios.of(current_app.config), on=now().date()) if one.is_asked_for],
        answerer=asked[0].name.split()[0] if asked else "",
        hours=current_app.config["ANSWER_HOURS"],
        skills=SKILLS,
        times=TIMES,
        calls=calls,
        link=f"{current_app.config['SITE_URL']}{url_for('needs.place', slug=slug)}",
    )


@bp.get("/kelola/lowongan", defaults={"slug": CITY})
@bp.get("/kelurahan/<slug>/lowongan")
def manage(slug: str) -> ResponseReturnValue:
    """Show a coordinator what facts ask for, and what was decided about it."""
    here = place_to_ask_for(slug)
    found = wanted_in(slug, Ratios.of(current_app.config), on=now().date())
    return render_template(
        "volunteering/needs/manage.html", place=here, slug=slug, is_city=slug == CITY, found=found, calls=calls
    )


@bp.route("/kelola/lowongan/<role>", methods=["GET", "POST"], defaults={"slug": CITY})
@bp.route("/kelurahan/<slug>/lowongan/<role>", methods=["GET", "POST"])
def edit(slug: str, role: str) -> ResponseReturnValue:
    """Publish a need or change how it is asked for."""
    here, found = place_to_ask_for(slug), _one_or_404(slug, role)
    form = NeedForm(data=_before(found))
    if form.validate_on_submit():
        call = actions.Call(
            wanted=form.wanted.data,
            hours_a_month=form.hours.data or calls.HOURS,
            gain=form.gain.data,
            skills=form.skills.data or [],
            times=form.times.data or [],
            until=form.until.data,
        )
        refused = _tried(lambda: actions.publish(found.group_id, found.role, call, **_by_whom()))
        if refused is None:
            flash(_("Lowongan “%(name)s” sudah terbit.", name=calls.role_name(found.role)), "good")
            return redirect(url_for(".manage", slug=slug), code=303)
        form.form_errors.append(refused)
    seen = request.form.get("dilihat", _seen(found))  # after a slip still what was seen first
    page = render_template("volunteering/needs/edit.html", form=form, place=here, found=found, calls=calls, seen=seen)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/kelola/lowongan/<role>/tutup", defaults={"slug": CITY})
@bp.post("/kelurahan/<slug>/lowongan/<role>/tutup")
def decline(slug: str, role: str) -> ResponseReturnValue:
    """Say that a need is not asked for."""
    place_to_ask_for(slug)
    if not Form().validate_on_submit():
        abort(400)
    found = _one_or_404(slug, role)
    refused = _tried(lambda: actions.decline(found.group_id, found.role, **_by_whom()))
    flash(refused or _("Lowongan ini tidak ditampilkan lagi."), "bad" if refused else "good")
    return redirect(url_for(".manage", slug=slug), code=303)


def _tried(act: Callable[[], object]) -> str | None:
    """Act and commit; gives the words of a refusal."""
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        return str(refusal)
    db.session.commit()
    log.info("need decided: by=%s", signed_in_user().id)
    return None


def _by_whom() -> dict[str, Any]:
    typed = request.form.get("dilihat", "")
    try:
        seen_at = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        abort(400)
    return {"seen_at": seen_at, "by_id": signed_in_user().id, "at": now()}


def _seen(found: Wanted) -> str:
    return found.need.decided_at.isoformat() if found.need else ""


def _before(found: Wanted) -> dict[str, Any]:
    need = found.need
    if need is None:
        return {"hours": calls.HOURS}
    kept = {"wanted": need.wanted, "hours": need.hours_a_month, "gain": need.gain}
    return kept | {"skills": need.skills, "times": need.times, "until": need.until}


def _one_or_404(slug: str, role: str) -> Wanted:
    return next(
        (one for one in wanted_in(slug, Ratios.of(current_app.config), on=now().date()) if one.role == role), None
    ) or abort(404)


def _places() -> dict[str, str]:
    """Give what the list may be narrowed to, by the name in addresses."""
    return {item.slug: item.name for item in kelurahan_in_order()} | {CITY: _("Seluruh %(city)s", city=the_city().name)}


def _fits(one: Wanted, slug: str, skill: str, moment: str) -> bool:
    """Whether a need is what was looked for; a need that names no skill or time fits all."""
    skills, times = (one.need.skills, one.need.times) if one.need else ([], [])
    here = not slug or one.slug == slug
    return here and (not skill or not skills or skill in skills) and (not moment or not times or moment in times)
