"""Meetings of a pair: planned, opened, marked, disputed, decided; and the sheet of paper."""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.mentoring import permissions
from lms.mentoring.actions import marking, planning
from lms.mentoring.forms.meetings import CodeForm, DisputeForm, MeetingForm, SayForm, SettleForm
from lms.mentoring.models import Meeting, Pair
from lms.mentoring.permissions import Side
from lms.mentoring.queries import meetings as queries
from lms.mentoring.rules import meetings as rules
from lms.mentoring.rules.meetings import Standing
from lms.mentoring.views.pairs import goal_of
from lms.mentoring.views.shared import NUMBER, act, do, key_or_400, names_of, pair_or_404
from lms.web import ics
from lms.web.forms import Form
from lms.web.limits import has_spent, spend
from lms.web.pages import stable_key

bp = Blueprint("meetings", __name__, template_folder="../templates")

ONE = f"/pasangan/{NUMBER}/pertemuan/<int(max=2147483647):meeting_id>"


@bp.route(f"/pasangan/{NUMBER}/pertemuan/atur", methods=["GET", "POST"])
def plan(pair_id: int) -> ResponseReturnValue:
    """Choose when and where to meet next."""
    pair, _side = pair_or_404(pair_id)
    form, viewer = MeetingForm(data={"place": pair.place}), signed_in_user()
    if form.validate_on_submit():
        try:
            meeting = planning.plan(pair, _wanted(form), by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Pertemuan tersimpan."), "good")
            return redirect(url_for(".meeting", pair_id=pair_id, meeting_id=meeting.id), code=303)
    return _plan_page(pair, form, None)


@bp.route(f"{ONE}/ubah", methods=["GET", "POST"])
def move(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Move a meeting to another time or place."""
    pair, _side, found = _found(pair_id, meeting_id)
    local = found.starts_at.astimezone(now().tzinfo)
    before = {"day": local.date(), "clock": local.time(), "minutes": str(found.minutes), "place": found.place}
    form, viewer = MeetingForm(data=before), signed_in_user()
    if form.validate_on_submit():
        try:
            planning.reschedule(found, _wanted(form), by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Waktu baru tersimpan. Kabari juga temannya."), "good")
            return redirect(url_for(".meeting", pair_id=pair_id, meeting_id=meeting_id), code=303)
    return _plan_page(pair, form, found)


@bp.get(ONE)
def meeting(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Show one meeting with what can be done about it now."""
    pair, side, found = _found(pair_id, meeting_id)
    return _page(pair, side, found)


@bp.post(f"{ONE}/batal")
def cancel(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Call a meeting off."""
    pair, _side, found = _found(pair_id, meeting_id)
    viewer = signed_in_user()
    return act(pair, lambda: planning.cancel(found, by_id=viewer.id, at=now()), done=_("Pertemuan dibatalkan."))


@bp.post(f"{ONE}/kode")
def show_code(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Make the code that the volunteer types in."""
    pair, _side, found = _found(pair_id, meeting_id)
    viewer = signed_in_user()
    done, then = _("Tunjukkan kodenya. Berlaku 15 menit."), _address(found)
    return act(pair, lambda: marking.show_code(found, by_id=viewer.id, at=now()), done=done, then=then)


@bp.post(f"{ONE}/masuk")
def enter_code(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Take the code that the other telephone shows; who tries too many wrong ones has to wait."""
    pair, side, found = _found(pair_id, meeting_id)
    form, viewer = CodeForm(), signed_in_user()
    who = f"person:{viewer.id}"
    if has_spent("ATTENDANCE_LIMIT_PERSON", who):
        abort(429)
    if form.validate_on_submit():
        try:
            marking.enter_code(found, form.code.data, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            spend("ATTENDANCE_LIMIT_PERSON", who)
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Kodenya cocok. Selamat belajar bersama!"), "good")
            return redirect(_address(found), code=303)
    return _page(pair, side, found, code_form=form)


@bp.post(f"{ONE}/tandai")
def say(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Say that a meeting was, and how long: each for their side, an officer for a senior without a telephone."""
    pair, side, found = _found(pair_id, meeting_id)
    form = SayForm()
    if form.validate_on_submit():
        try:
            _say(pair, side, found, form)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Tersimpan."), "good")
            return redirect(_address(found), code=303)
    return _page(pair, side, found, say_form=form)


@bp.post(f"{ONE}/kertas")
def from_paper(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Type in a line of the printed sheet that both have signed."""
    pair, side, found = _found(pair_id, meeting_id)
    allow(side is Side.OFFICER)
    form, viewer = SayForm(), signed_in_user()
    if not form.validate_on_submit():
        return _page(pair, side, found, say_form=form)
    minutes, words = int(form.minutes.data), form.taught_back.data
    done, then = _("Tersimpan dari lembar kertas."), _address(found)
    return do(
        pair,
        lambda: marking.type_in_paper(found, minutes, taught_back=words, by_id=viewer.id, at=now()),
        done=done,
        then=then,
    )


@bp.post(f"{ONE}/persoalkan")
def dispute(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Say that what the other side marked was not so."""
    pair, side, found = _found(pair_id, meeting_id)
    allow(side is not Side.OFFICER)
    form, viewer = DisputeForm(prefix="dispute"), signed_in_user()
    if not form.validate_on_submit():
        return _page(pair, side, found, dispute_form=form)
    done, words = _("Tersimpan. Koordinator akan memutuskan."), form.words.data
    return do(pair, lambda: marking.dispute(found, words, by_id=viewer.id, at=now()), done=done, then=_address(found))


@bp.post(f"{ONE}/putuskan")
def settle(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Decide whether a disputed meeting counts."""
    pair, side, found = _found(pair_id, meeting_id)
    allow(side is Side.OFFICER)
    form, viewer = SettleForm(), signed_in_user()
    if not form.validate_on_submit():
        return _page(pair, side, found, settle_form=form)
    counts, words = form.counts.data == "ya", form.words.data
    return do(
        pair,
        lambda: marking.settle(found, words, counts=counts, by_id=viewer.id, at=now()),
        done=_("Keputusan tersimpan."),
        then=_address(found),
    )


@bp.get(f"{ONE}/kalender.ics")
def calendar(pair_id: int, meeting_id: int) -> ResponseReturnValue:
    """Give one meeting for the calendar of a telephone."""
    pair, _side, found = _found(pair_id, meeting_id)
    names = names_of(pair)
    title = f"Belajar bersama: {names['senior_name']} dan {names['volunteer_name']}"
    text = ics.calendar(
        uid=f"{found.key}@sinau-kim",
        starts_at=found.starts_at,
        minutes=found.minutes,
        texts=(title, found.place),
        at=found.planned_at,
    )
    headers = {"Content-Disposition": f'attachment; filename="pertemuan-{found.id}.ics"'}
    return Response(text, mimetype="text/calendar", headers=headers)


@bp.get(f"/pasangan/{NUMBER}/lembar")
def sheet(pair_id: int) -> ResponseReturnValue:
    """Show the sheet that a pair without telephones signs by hand."""
    pair, _side = pair_or_404(pair_id)
    moment = now()
    found = [item for item in queries.meetings_of(pair_id) if rules.standing(item, moment) is not Standing.CANCELLED]
    empty = max(0, pair.meetings_planned - len(found))
    return render_template("mentoring/sheet.html", pair=pair, meetings=found, empty=empty, goal=goal_of(pair), **names_of(pair))


def _say(pair: Pair, side: Side, found: Meeting, form: SayForm) -> None:
    viewer, minutes, words = signed_in_user(), int(form.minutes.data), form.taught_back.data
    if permissions.gives_hours(viewer, pair, found.volunteer_id):
        marking.say_as_volunteer(found, minutes, taught_back=words, by_id=viewer.id, at=now())
    else:
        allow(side in {Side.SENIOR, Side.OFFICER})
        marking.say_as_senior(found, minutes, taught_back=words, by_id=viewer.id, at=now())


def _found(pair_id: int, meeting_id: int) -> tuple[Pair, Side, Meeting]:
    pair, side = pair_or_404(pair_id)
    return pair, side, queries.meeting_in(pair, meeting_id) or abort(404)


def _address(found: Meeting) -> str:
    return url_for(".meeting", pair_id=found.pair_id, meeting_id=found.id)


def _wanted(form: MeetingForm) -> planning.Plan:
    return planning.Plan(key_or_400(), form.starts_at(now()), int(form.minutes.data), form.place.data)


def _plan_page(pair: Pair, form: MeetingForm, found: Meeting | None) -> ResponseReturnValue:
    key = found.key if found else stable_key("meeting", pair.id, len(queries.meetings_of(pair.id)))
    minor = planning.has_minor(found.volunteer_id if found else pair.volunteer_id, at=now())
    page = render_template("mentoring/plan.html", pair=pair, form=form, meeting=found, key=key, is_minor=minor, **names_of(pair))
    return page, 422 if form.errors or form.form_errors else 200


def _page(pair: Pair, side: Side, found: Meeting, **forms: Form) -> ResponseReturnValue:
    viewer, moment = signed_in_user(), now()
    is_own = permissions.gives_hours(viewer, pair, found.volunteer_id)
    stands = rules.standing(found, moment)
    page = render_template(
        "mentoring/meeting.html",
        pair=pair,
        meeting=found,
        side=side,
        stands=stands,
        is_own=is_own,
        can=_can(found, side, stands, moment, is_own=is_own),
        locks_at=rules.locks_at(found),
        code=_code(found, moment, is_own=is_own),
        form=Form(),
        **_forms(found) | forms,
        **names_of(pair),
    )
    return page, 422 if any(form.errors or form.form_errors for form in forms.values()) else 200


def _forms(found: Meeting) -> dict[str, Form]:
    say_form = SayForm(formdata=None, data={"minutes": str(found.minutes), "taught_back": found.taught_back})
    return {
        "say_form": say_form,
        "code_form": CodeForm(formdata=None),
        "dispute_form": DisputeForm(formdata=None, prefix="dispute"),
        "settle_form": SettleForm(formdata=None),
    }


def _can(found: Meeting, side: Side, stands: Standing, moment: datetime, *, is_own: bool) -> dict[str, bool]:
    """Give what the viewer may do with a meeting now."""
    began = moment >= found.starts_at
    markable = stands in {Standing.OPEN, Standing.SAID_BY_ONE}
    is_ready = bool(found.code_used_at or found.senior_said_at)
    is_senior_side = side in {Side.SENIOR, Side.OFFICER} and not is_own
    return {
        "change": stands in {Standing.PLANNED, Standing.OPEN},
        "show_code": markable and is_senior_side and not found.code_used_at,
        "enter_code": markable and is_own and not is_ready,
        "say_own": markable and is_own and is_ready and began and not found.volunteer_said_at,
        "say_senior": markable and is_senior_side and began and not found.senior_said_at,
        "paper": stands is Standing.UNKNOWN and side is Side.OFFICER and moment <= rules.ends_at(found) + rules.PAPER_KEPT,
        "dispute": stands in {Standing.SAID_BY_ONE, Standing.CONFIRMED} and side is not Side.OFFICER,
        "settle": stands is Standing.DISPUTED and side is Side.OFFICER and not is_own,
    }


def _code(found: Meeting, moment: datetime, *, is_own: bool) -> str | None:
    """Give the code while it is good, to the side that shows it."""
    is_good = found.code_until is not None and found.code_until > moment
    return found.code if is_good and not is_own else None
