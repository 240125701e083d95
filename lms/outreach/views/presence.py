"""Who was there: by code, by tick, from paper."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import signed_in_user
from lms.attendance.rules import tidy_code
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.outreach import permissions
from lms.outreach.actions import presence
from lms.outreach.forms.events import HeadsForm
from lms.outreach.models.events import Event
from lms.outreach.models.words import Noted
from lms.outreach.queries import events as event_queries
from lms.outreach.queries import presence as queries
from lms.outreach.rules import events as rules
from lms.outreach.rules.events import Standing
from lms.outreach.rules.words import NOTED
from lms.outreach.views.event_pages import (
    NUMBER,
    attempt,
    full_name,
    name_of,
    people_chosen,
    planned_or_403,
    pressed,
)
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at, kelurahan_in_order
from lms.web.forms import Form
from lms.web.limits import found_or_404
from lms.web.qr import code_for

bp = Blueprint("presence", __name__, template_folder="../templates")

EMPTY_LINES = 12


@bp.get(f"/kegiatan/{NUMBER}/hadir")
def present(event_id: int) -> ResponseReturnValue:
    """Show who was there, whom to tick, and the way to the code."""
    return _list_page(planned_or_403(event_id), HeadsForm(), Noted.TICKED)


@bp.get(f"/kegiatan/{NUMBER}/kertas")
def from_paper(event_id: int) -> ResponseReturnValue:
    """Show the form in which the printed sheet is typed in."""
    return _list_page(planned_or_403(event_id), HeadsForm(), Noted.PAPER)


@bp.post(f"/kegiatan/{NUMBER}/kode")
def open_code(event_id: int) -> ResponseReturnValue:
    """Open the code for a quarter of an hour."""
    found, viewer = pressed(event_id), signed_in_user()
    try:
        presence.open_code(found, by_id=viewer.id, at=now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".present", event_id=event_id), code=303)
    db.session.commit()
    return redirect(url_for(".board", event_id=event_id), code=303)


@bp.get(f"/kegiatan/{NUMBER}/kode")
def board(event_id: int) -> ResponseReturnValue:
    """Show the code for the wall, without the name of anybody who has come."""
    found = planned_or_403(event_id)
    code = rules.code_now(found, now())
    picture = code_for(url_for(".attend", code=code)) if code else ""
    return render_template("outreach/board.html", event=found, code=code, qr_svg=picture, form=Form())


@bp.post(f"/kegiatan/{NUMBER}/hadir/<any(ticked, paper):how>")
def note(event_id: int, how: str) -> ResponseReturnValue:
    """Note the people who were ticked, or typed in from the sheet."""
    found, viewer, people = pressed(event_id), signed_in_user(), people_chosen()
    return attempt(
        lambda: presence.note(found, people, Noted(how), by_id=viewer.id, at=now()),
        done=_("Yang dicentang tercatat hadir."),
        then=_list_address(event_id, Noted(how)),
    )


@bp.post(f"/kegiatan/{NUMBER}/hadir/batal")
def take_off(event_id: int) -> ResponseReturnValue:
    """Take somebody off the list who was not there."""
    found, viewer = pressed(event_id), signed_in_user()
    one = next(iter(people_chosen()), 0)
    return attempt(
        lambda: presence.take_off(found, one, by_id=viewer.id, at=now()),
        done=_("Namanya dihapus dari daftar hadir."),
        then=url_for(".present", event_id=event_id),
    )


@bp.post(f"/kegiatan/{NUMBER}/warga")
def heads(event_id: int) -> ResponseReturnValue:
    """Keep how many residents without an account were there."""
    found, viewer, form = planned_or_403(event_id), signed_in_user(), HeadsForm()
    how = Noted.PAPER if request.form.get("cara") == Noted.PAPER else Noted.TICKED
    if not form.validate_on_submit():
        return _list_page(found, form, how)
    count = form.heads.data or 0
    return attempt(
        lambda: presence.count_heads(found, count, by_id=viewer.id, at=now()),
        done=_("Jumlah warga tersimpan."),
        then=_list_address(event_id, how),
    )


@bp.get(f"/kegiatan/{NUMBER}/lembar")
def sheet(event_id: int) -> ResponseReturnValue:
    """Show the list for printing, on which people sign by hand."""
    found = planned_or_403(event_id)
    people = [name_of(one) for one in queries.notable_at(found, at=now(), kelurahan_id=_chosen_id(found))]
    return render_template("outreach/sheet.html", event=found, people=people, empty=EMPTY_LINES)


@bp.route("/hadir-kegiatan/<code>", methods=["GET", "POST"])
def attend(code: str) -> ResponseReturnValue:
    """Name the event of a code and note that the reader is there."""
    viewer, reader, form = signed_in_user(), learner() or abort(403), Form()
    tidy = tidy_code(code)
    found = found_or_404("ATTENDANCE_LIMIT_PERSON", f"person:{viewer.id}", lambda: queries.event_with_code(tidy))
    if form.validate_on_submit():
        plans = permissions.can_plan(viewer, found) and reader.id == viewer.id
        refused = refusal_for_somebody_else(reader)
        try:
            if refused:
                raise presence.CannotNote(refused)
            presence.enter(found, tidy, presence.Entry(reader.id, is_planner=plans), at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            return redirect(url_for(".attend", code=tidy), code=303)
    return _attend_page(found, reader, form)


def _list_address(event_id: int, how: Noted) -> str:
    place = request.args.get("kelurahan")
    return url_for(".from_paper" if how is Noted.PAPER else ".present", event_id=event_id, kelurahan=place)


def _chosen(found: Event) -> Kelurahan | None:
    """Give whose people are listed at an event of the city; None for its guests and its own group."""
    chosen = kelurahan_at(request.args.get("kelurahan", "")) if found.city_id else None
    return chosen if chosen and chosen.city_id == found.city_id else None


def _chosen_id(found: Event) -> int | None:
    chosen = _chosen(found)
    return chosen.id if chosen else None


def _list_page(found: Event, form: HeadsForm, how: Noted) -> ResponseReturnValue:
    at, viewer = now(), signed_in_user()
    there = queries.present_at(found.id)
    known = {one.person_id for one in there} | {viewer.id}
    if not form.is_submitted():
        form.heads.data = found.heads
    can_note = rules.can_note(found, at)
    page = render_template(
        "outreach/present.html",
        event=found,
        form=form,
        how=how,
        stands=rules.standing(found, at),
        can_note=can_note,
        can_open=rules.standing(found, at) is Standing.OPEN,
        present=[(one.person_id, full_name(one.name, one.honorific), NOTED[one.noted]) for one in there],
        missing=[
            (one.id, name_of(one))
            for one in (queries.notable_at(found, at=at, kelurahan_id=_chosen_id(found)) if can_note else [])
            if one.id not in known
        ],
        places=kelurahan_in_order() if found.city_id else [],
        chosen=_chosen(found),
    )
    return page, 422 if form.errors else 200


def _attend_page(found: Event, reader: Learner, form: Form) -> ResponseReturnValue:
    page = render_template(
        "outreach/attend.html",
        event=found,
        form=form,
        reader=reader,
        is_there=queries.was_there(found.id, reader.id) is not None,
        stands=rules.standing(found, now()),
        materials=event_queries.materials_of(found.id),
    )
    return page, 422 if form.form_errors else 200
