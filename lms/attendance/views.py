"""Opening a session in a hall, entering its code, ticking people without a telephone."""

import logging
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.rules import full_form
from lms.attendance import actions, permissions, queries, rules
from lms.attendance.forms import CodeForm, OpenForm, WithdrawForm
from lms.attendance.models import Session
from lms.catalog.queries import PublishedLesson, catalog
from lms.clock import now
from lms.db import db
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.learning.queries import progress_in, what_hinders
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at, kelurahan_in_order
from lms.web.forms import Form, options
from lms.web.limits import has_spent, spend
from lms.web.pages import address, as_uuid, stable_key
from lms.web.qr import code_for

log = logging.getLogger(__name__)
bp = Blueprint("attendance", __name__, template_folder="templates")

NUMBER = "<int(max=2147483647):session_id>"


@bp.get("/sesi")
def sessions() -> ResponseReturnValue:
    """List the sessions of the viewer's places, those that are open first."""
    viewer = signed_in_user()
    allow(permissions.can_lead(viewer))
    found, moment = queries.listed_for(viewer), now()
    return render_template(
        "attendance/sessions.html",
        is_open=[item for item in found if item[0].is_open(moment)],
        is_over=[item for item in found if not item[0].is_open(moment)],
    )


@bp.route("/sesi/buka", methods=["GET", "POST"])
def open_session() -> ResponseReturnValue:
    """Choose a lesson and a place, and open a session there."""
    viewer = signed_in_user()
    allow(permissions.can_lead(viewer))
    places = {place.key: place for place in rules.places_of(viewer)}
    lessons = {lesson.id: lesson for course in catalog().courses for lesson in course.lessons}
    form = _open_form(places, lessons)
    key = as_uuid(request.form.get("kunci")) if form.is_submitted() else _next_key(viewer.id)
    if key is None:
        abort(400)
    if form.validate_on_submit():
        wanted = actions.Wanted(key, lessons[form.lesson.data], places[form.place.data], int(form.hours.data))
        try:
            opened = actions.open_session(wanted, viewer.id, at=now())
        except actions.CannotOpen as refusal:
            form.form_errors.append(str(refusal))
            key = _next_key(viewer.id)
        else:
            db.session.commit()
            log.info("session opened: session=%s by=%s", opened.id, viewer.id)
            return redirect(address(".session", session_id=opened.id), code=303)
    page = render_template("attendance/open.html", form=form, key=key, has_choice=len(places) > 1)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get(f"/sesi/{NUMBER}")
def session(session_id: int) -> ResponseReturnValue:
    """Show the code, who has come, and whom to tick."""
    return _session_page(_session_or_404(session_id), Form())


@bp.get(f"/sesi/{NUMBER}/kode")
def board(session_id: int) -> ResponseReturnValue:
    """Show the code for the wall, without the name of anybody who has come."""
    found = _session_or_404(session_id)
    if not found.is_open(now()):
        return redirect(address(".session", session_id=session_id), code=303)
    code = code_for(address(".attend", code=found.code))
    return render_template("attendance/board.html", session=found, qr_svg=code)


@bp.post(f"/sesi/{NUMBER}/centang")
def tick(session_id: int) -> ResponseReturnValue:
    """Record the people who were ticked."""
    found, form, viewer = _session_or_404(session_id), Form(), signed_in_user()
    if not form.validate_on_submit():
        abort(400)
    try:
        new = actions.tick(found, _ticked(), by=viewer, at=now())
    except actions.CannotRecord as refusal:
        form.form_errors.append(str(refusal))
        return _session_page(found, form)
    db.session.commit()
    log.info("people ticked: session=%s people=%s by=%s", found.id, new, viewer.id)
    flash(
        _("%(count)s orang dicatat hadir. Ada yang keliru? Ketuk namanya hari ini juga.", count=new)
        if new
        else _("Semua yang dicentang sudah tercatat."),
        "good",
    )
    return redirect(address(".session", session_id=session_id, kelurahan=request.args.get("kelurahan")), code=303)


@bp.route(f"/sesi/{NUMBER}/batal/<int(max=2147483647):person_id>", methods=["GET", "POST"])
def withdraw(session_id: int, person_id: int) -> ResponseReturnValue:
    """Ask why, and take somebody off the list who was not there."""
    found, viewer, form = _session_or_404(session_id), signed_in_user(), WithdrawForm()
    one = next((one for one in queries.present_at(found.id) if one.person_id == person_id), None)
    if one is None:  # taken off already, or never there: the list says so
        return redirect(address(".session", session_id=session_id), code=303)
    name = full_form(one.name, one.honorific)
    if form.validate_on_submit():
        try:
            actions.withdraw(found, person_id, reason=rules.Reason(form.reason.data), by_id=viewer.id, at=now())
        except actions.CannotWithdraw as refusal:
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("attendance withdrawn: session=%s person=%s by=%s", found.id, person_id, viewer.id)
            flash(_("Kehadiran %(name)s dibatalkan.", name=name), "good")
            return redirect(address(".session", session_id=session_id), code=303)
    is_finished_by_attending = found.revision.completion in rules.BY_ATTENDING
    page = render_template(
        "attendance/withdraw.html", session=found, form=form, name=name, undoes_lesson=is_finished_by_attending
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.route(f"/sesi/{NUMBER}/tutup", methods=["GET", "POST"])
def close(session_id: int) -> ResponseReturnValue:
    """Ask once more, and end the session now."""
    found, viewer, form = _session_or_404(session_id), signed_in_user(), Form()
    if form.validate_on_submit():
        actions.close(found, by_id=viewer.id, at=now())
        db.session.commit()
        log.info("session closed: session=%s by=%s", found.id, viewer.id)
        flash(_("Sesi ditutup. Kodenya tidak berlaku lagi."), "good")
    elif found.is_open(now()):
        return render_template("attendance/close.html", session=found, form=form, count=len(queries.present_at(found.id)))
    return redirect(address(".session", session_id=session_id), code=303)


@bp.route("/hadir", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Let a learner type the code that is read out."""
    form = CodeForm()
    if form.validate_on_submit():
        where = _way_with(form.code.data)
        if where:
            return redirect(where, code=303)
        form.code.errors = [*form.code.errors, _("Kode ini tidak ada. Tanyakan lagi kepada fasilitator, lalu ketik pelan-pelan.")]
    return render_template("attendance/enter.html", form=form), 422 if form.errors else 200


@bp.route("/hadir/<code>", methods=["GET", "POST"])
def attend(code: str) -> ResponseReturnValue:
    """Name the session and record that the learner is there."""
    found, reader, form = _session_with(code), learner() or abort(403), Form()
    if found is None:
        abort(404)
    if form.validate_on_submit():
        refused = refusal_for_somebody_else(reader)
        if refused:
            form.form_errors.append(refused)
            return _attend_page(found, reader, form)
        try:
            is_new = actions.enter(found, reader.id, helper_id=reader.helper_id, at=now())
        except actions.CannotRecord as refusal:
            form.form_errors.append(str(refusal))
            return _attend_page(found, reader, form)
        db.session.commit()
        if is_new:
            log.info("attended: session=%s person=%s", found.id, reader.id)
        return redirect(address(".attend", code=found.code), code=303)
    return _attend_page(found, reader, form)


def _session_page(found: Session, form: Form) -> ResponseReturnValue:
    viewer, present, is_open = signed_in_user(), queries.present_at(found.id), found.is_open(now())
    chosen = _chosen_kelurahan(found)
    known = {one.person_id for one in present} | {viewer.id, found.facilitator_id}
    page = render_template(
        "attendance/session.html",
        session=found,
        form=form,
        is_open=is_open,
        present=[(one, full_form(one.name, one.honorific), rules.is_same_day(one.recorded_at, now())) for one in present],
        missing=[
            (one.id, full_form(one.name, one.honorific))
            for one in (queries.people_of(chosen.id) if is_open and chosen else [])
            if one.id not in known
        ],
        chosen=chosen,
        places=kelurahan_in_order() if is_open and found.city_id else [],
        facilitator=full_form(found.facilitator.name, found.facilitator.honorific),
        is_finished_by_attending=found.revision.completion in rules.BY_ATTENDING,
    )
    return page, 422 if form.form_errors else 200


def _attend_page(found: Session, reader: Learner, form: Form) -> ResponseReturnValue:
    course, lesson = queries.published(found)
    was_there = queries.was_there(found.id, reader.id)
    is_done = bool(was_there and lesson and progress_in(course, reader.id).is_done(lesson))
    page = render_template(
        "attendance/attend.html",
        session=found,
        form=form,
        course=course,
        lesson=lesson,
        learner=reader,
        facilitator=full_form(found.facilitator.name, found.facilitator.honorific),
        standing="there" if was_there else "open" if found.is_open(now()) else "over",
        is_done=is_done,
        hindrance=what_hinders(course, lesson, reader.id) if was_there and lesson and not is_done else None,
        can_count_now=was_there and not is_done and queries.can_count_now(found, reader.id),
        is_finished_by_attending=found.revision.completion in rules.BY_ATTENDING,
    )
    return page, 422 if form.form_errors else 200


def _session_or_404(session_id: int) -> Session:
    visible = queries.visible_to(signed_in_user()).where(Session.id == session_id)
    return db.session.scalars(visible).one_or_none() or abort(404)


def _session_with(code: str) -> Session | None:
    """Find a session by its code; who tries too many that do not exist has to wait."""
    person = f"person:{signed_in_user().id}"
    if has_spent("ATTENDANCE_LIMIT_PERSON", person):
        abort(429)
    found = queries.session_with_code(rules.tidy_code(code))
    if found is None and _way_elsewhere(code) is None:
        spend("ATTENDANCE_LIMIT_PERSON", person)
    return found


def _way_with(code: str) -> str | None:
    """Give the page of a code that was typed: of a session, or of whatever else gives codes."""
    found = _session_with(code)
    return address(".attend", code=found.code) if found else _way_elsewhere(code)


def _way_elsewhere(code: str) -> str | None:
    tidy = rules.tidy_code(code)
    endpoint = queries.elsewhere_with_code(tidy)
    return address(endpoint, code=tidy) if endpoint else None


def _next_key(person_id: int) -> UUID:
    return stable_key("session opened", person_id, queries.last_opened_by(person_id))


def _open_form(places: dict[str, rules.Place], lessons: dict[str, PublishedLesson]) -> OpenForm:
    only_place = next(iter(places)) if len(places) == 1 else None
    form = OpenForm(data={"lesson": request.args.get("pelajaran", ""), "place": only_place})
    form.place.choices = options({key: _place_name(place) for key, place in places.items()})
    titles = {course.id: course.title for course in catalog().courses}
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Pilih pelajaran"))]}
    for lesson in lessons.values():
        groups.setdefault(titles[lesson.course_id], []).append((lesson.id, lesson.title))
    form.lesson.choices = groups
    return form


def _place_name(place: rules.Place) -> str:
    return str(_("Kelurahan %(name)s", name=place.name) if place.name else _("Sekota"))


def _ticked() -> set[int]:
    """Give whom the form ticked; what is no number of a person is 0, whom nobody knows."""
    return {int(text) if text.isdecimal() and len(text) < 10 else 0 for text in request.form.getlist("orang")}


def _chosen_kelurahan(found: Session) -> Kelurahan | None:
    """Give whose people can be ticked: the session's kelurahan, or for the city the one the address names."""
    if found.kelurahan:
        return found.kelurahan
    chosen = kelurahan_at(request.args.get("kelurahan", ""))
    return chosen if chosen and chosen.city_id == found.city_id else None
