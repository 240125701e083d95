"""Planning events and showing them."""

from uuid import uuid4

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import agency_city
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach import permissions
from lms.outreach.actions import planning
from lms.outreach.actions.planning import Place
from lms.outreach.forms.events import EventForm, ReasonForm, as_typed
from lms.outreach.queries import events as queries
from lms.outreach.queries import invitations as invitation_queries
from lms.outreach.queries import pledges as pledge_queries
from lms.outreach.queries import presence as presence_queries
from lms.outreach.queries import waiting as waiting_queries
from lms.outreach.rules import events as rules
from lms.outreach.rules.words import FORUMS, STEPS, TOPICS
from lms.outreach.views.event_pages import (
    NUMBER,
    attempt,
    event_or_404,
    full_name,
    key_or_400,
    planned_or_403,
    rt_words,
    visit_address,
    way_of,
    whom_words,
)
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at, kelurahan_in_order, rt_of, the_city_id
from lms.web import ics

bp = Blueprint("events", __name__, template_folder="../templates")

CITY = "kota"


@bp.get("/kegiatan")
def events() -> ResponseReturnValue:
    """List what is planned and what was, what waits for the viewer, and what they have promised."""
    viewer, at = signed_in_user(), now()
    oversees = agency_city(viewer) is not None
    chosen = kelurahan_at(request.args.get("kelurahan", "")) if oversees else None
    past = queries.over(viewer, at=at, kelurahan_id=chosen.id if chosen else None)
    return render_template(
        "outreach/events.html",
        coming=queries.coming(viewer, at=at, kelurahan_id=chosen.id if chosen else None),
        past=past,
        own=sum(not item.event.is_invited for item in past),
        places=kelurahan_in_order() if oversees else [],
        chosen=chosen,
        can_plan=bool(_places(viewer)),
        waiting=waiting_queries.waiting_for(viewer.id, at=at),
        pledges=[(item, whom_words(item.whom, item.rt), way_of(item)) for item in pledge_queries.own_open(viewer.id)],
        visit=visit_address(),
    )


@bp.route("/kegiatan/rencana", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    """Plan one event, of a kelurahan or of the city."""
    viewer = signed_in_user()
    places = _places(viewer)
    allow(bool(places))
    asked = request.values.get("tempat") or next(iter(places))
    kelurahan = kelurahan_at(asked)
    where = _place(viewer, asked, kelurahan) or abort(404)
    form = _filled(EventForm(), kelurahan)
    if form.validate_on_submit():
        try:
            planned = planning.plan(key_or_400(), where, form.plan(now()), by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Kegiatan tersimpan."), "good")
            return redirect(url_for(".event", event_id=planned.id), code=303)
    key = request.form.get("kunci") or uuid4()
    page = render_template("outreach/plan.html", form=form, key=key, asked=asked, places=places, kelurahan=kelurahan, event=None)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get(f"/kegiatan/{NUMBER}")
def event(event_id: int) -> ResponseReturnValue:
    """Show one event with what belongs to it."""
    found, viewer, at = event_or_404(event_id), signed_in_user(), now()
    can_plan = permissions.can_plan(viewer, found)
    present = presence_queries.present_at(event_id)
    return render_template(
        "outreach/event.html",
        event=found,
        stands=rules.standing(found, at),
        can_plan=can_plan,
        can_note=can_plan and rules.can_note(found, at),
        forum=FORUMS[found.forum],
        topic=TOPICS[found.topic],
        step=STEPS[found.step],
        rt=rt_words(found.rt) if found.rt else "",
        materials=queries.materials_of(event_id),
        photos=queries.photos_of(event_id),
        present=[full_name(one.name, one.honorific) for one in present] if can_plan else [],
        count=len(present),
        was_there=any(one.person_id == viewer.id for one in present),
        invitation=invitation_queries.invitation_to(event_id, viewer),
        visit=visit_address(topik=found.topic, kegiatan=found.id),
    )


@bp.route(f"/kegiatan/{NUMBER}/ubah", methods=["GET", "POST"])
def change(event_id: int) -> ResponseReturnValue:
    """Change an event."""
    found, viewer = planned_or_403(event_id), signed_in_user()
    lessons = [lesson.id for _course, lesson in queries.materials_of(event_id)]
    form = _filled(EventForm(data=as_typed(found, lessons, now())), found.kelurahan)
    seen = request.form.get("versi", str(found.changes))
    if form.validate_on_submit():
        try:
            count = int(seen) if seen.isdecimal() else -1
            planning.change(found, form.plan(now()), seen=count, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Perubahan tersimpan. Kabari juga yang diundang."), "good")
            return redirect(url_for(".event", event_id=event_id), code=303)
    page = render_template("outreach/plan.html", form=form, event=found, seen=seen, kelurahan=found.kelurahan, places={})
    return page, 422 if form.errors or form.form_errors else 200


@bp.route(f"/kegiatan/{NUMBER}/batal", methods=["GET", "POST"])
def cancel(event_id: int) -> ResponseReturnValue:
    """Ask why, and call an event off."""
    found, viewer, form = planned_or_403(event_id), signed_in_user(), ReasonForm()
    if form.validate_on_submit():
        words, then = form.reason.data, url_for(".event", event_id=event_id)
        return attempt(
            lambda: planning.cancel(found, words, by_id=viewer.id, at=now()), done=_("Kegiatan dibatalkan."), then=then
        )
    return render_template("outreach/cancel.html", event=found, form=form), 422 if form.errors else 200


@bp.get(f"/kegiatan/{NUMBER}/kalender.ics")
def calendar(event_id: int) -> ResponseReturnValue:
    """Give one event for the calendar of a telephone."""
    found = event_or_404(event_id)
    text = ics.calendar(
        uid=f"{found.key}@sinau-kim",
        starts_at=found.starts_at,
        minutes=int((found.ends_at - found.starts_at).total_seconds() // 60),
        texts=(_("DIBATALKAN: %(title)s", title=found.title) if found.cancelled_at else found.title, found.place),
        at=found.cancelled_at or found.planned_at,
        changes=found.changes,
    )
    headers = {"Content-Disposition": f'attachment; filename="kegiatan-{found.id}.ics"'}
    return Response(text, mimetype="text/calendar", headers=headers)


def _places(viewer: Viewer) -> dict[str, str]:
    """Give where the viewer plans as a matter of course; the agency may name any kelurahan besides."""
    found = {
        str(grant.kelurahan_slug): str(_("Kelurahan %(name)s", name=grant.kelurahan_name))
        for grant in viewer.grants
        if grant.role == "coordinator" and grant.kelurahan_slug
    }
    if permissions.speaks_for_city(viewer, the_city_id()):
        found[CITY] = str(_("Kota"))
    return found


def _place(viewer: Viewer, asked: str, kelurahan: Kelurahan | None) -> Place | None:
    if kelurahan is not None:
        return Place(None, kelurahan.id) if permissions.plans_in(viewer, kelurahan) else None
    city_id = the_city_id()
    return Place(city_id, None) if asked == CITY and permissions.speaks_for_city(viewer, city_id) else None


def _filled(form: EventForm, kelurahan: Kelurahan | None) -> EventForm:
    form.fill({rt.id: rt_words(rt) for rt in rt_of(kelurahan.id)} if kelurahan else {})
    return form
