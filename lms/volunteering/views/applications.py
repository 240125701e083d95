"""The coordinator's list of applications, and the answers."""

import logging
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering import permissions
from lms.volunteering.actions import answering, guardians, training
from lms.volunteering.forms.answering import AcceptForm, DeclineForm, DecreeForm, InviteForm
from lms.volunteering.forms.signup import SKILLS, TIMES
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.clock import turn
from lms.volunteering.rules.guardians import is_to_be_reminded
from lms.volunteering.rules.needs import CITY
from lms.volunteering.rules.states import ENDED, TAKEN_IN
from lms.volunteering.rules.words import THROUGH, word
from lms.volunteering.views.shared import answered, application_or_404, do, pressed, refused, visible
from lms.web.filters import moment
from lms.web.forms import Form

SHOWN = (TAKEN_IN | ENDED | {State.SUSPENDED}) - {State.ERASED}
"""Whom the lists name among those who were answered: there is nothing left to see of who was erased."""

log = logging.getLogger(__name__)
bp = Blueprint("applications", __name__, template_folder="../templates")


@bp.get("/kelurahan/<slug>/relawan")
def kelurahan_list(slug: str) -> ResponseReturnValue:
    """Show who offered to help in a kelurahan: who waits, oldest first, then who was answered."""
    kelurahan = _kelurahan_or_404(slug)
    allow(permissions.can_answer_in(signed_in_user(), kelurahan))
    found = db.session.scalars(visible().where(Application.kelurahan_id == kelurahan.id)).all()
    return render_template("volunteering/kelurahan_list.html", kelurahan=kelurahan, **_sorted(list(found)))


@bp.get("/kelola/relawan")
def city_list() -> ResponseReturnValue:
    """Show every application of the city, those from outside it too, as far as the viewer answers for them."""
    allow(permissions.can_answer_city(signed_in_user()))
    return render_template("volunteering/city_list.html", city_needs=CITY, **_sorted(list(db.session.scalars(visible()).all())))


@bp.get("/kelola/relawan/<int:application_id>")
def application(application_id: int) -> ResponseReturnValue:
    """Show one application with the answers that can be given."""
    found = application_or_404(application_id)
    return _page(found, InviteForm(prefix="invite"), AcceptForm(prefix="accept"), DeclineForm(prefix="decline"))


@bp.post("/kelola/relawan/<int:application_id>/ajak")
def invite(application_id: int) -> ResponseReturnValue:
    """Invite the applicant to a short talk, or move the talk."""
    found, form = application_or_404(application_id), InviteForm(prefix="invite")
    accept_form, decline_form = AcceptForm(prefix="accept"), DeclineForm(prefix="decline")
    if not form.validate_on_submit():
        return _page(found, form, accept_form, decline_form)
    try:
        at = now()
        answering.invite(found, by_id=signed_in_user().id, talk_at=form.talk_at(at), place=form.place.data, at=at)
    except answering.CannotDecide as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _page(found, form, accept_form, decline_form)
    except Refused as refusal:
        return refused(found, refusal)
    return answered(found, _("%(name)s diajak ngobrol. Kabari lewat WhatsApp sekarang.", name=found.name))


@bp.post("/kelola/relawan/<int:application_id>/terima")
def accept(application_id: int) -> ResponseReturnValue:
    """Take the volunteer in after the talk."""
    found, form = application_or_404(application_id), AcceptForm(prefix="accept")
    if not form.validate_on_submit():
        return _page(found, InviteForm(prefix="invite"), form, DeclineForm(prefix="decline"))
    answer = {"reference": form.reference.data, "reply": form.reply.data}
    told = _("%(name)s diterima. Kabari lewat WhatsApp sekarang.", name=found.name)
    return do(found, lambda: answering.accept(found, by_id=signed_in_user().id, at=now(), **answer), told)


@bp.post("/kelola/relawan/<int:application_id>/tolak")
def decline(application_id: int) -> ResponseReturnValue:
    """Decline with a reason."""
    found, form = application_or_404(application_id), DeclineForm(prefix="decline")
    others = InviteForm(prefix="invite"), AcceptForm(prefix="accept")
    if not form.validate_on_submit():
        return _page(found, *others, form)
    try:
        answering.decline(found, by_id=signed_in_user().id, reason=Reason(form.reason.data), reply=form.reply.data, at=now())
    except answering.CannotDecide as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _page(found, *others, form)
    except Refused as refusal:
        return refused(found, refusal)
    return answered(found, _("Jawaban untuk %(name)s tersimpan.", name=found.name))


@bp.post("/kelola/relawan/<int:application_id>/izin-wali")
def paper_consent(application_id: int) -> ResponseReturnValue:
    """Record that the guardian's slip of paper has come in."""
    found = application_or_404(application_id)
    agree = partial(guardians.agree, found, at=now(), paper_by_id=signed_in_user().id)
    return pressed(found, agree, _("Izin wali tercatat."))


@bp.post("/kelola/relawan/<int:application_id>/ingatkan-wali")
def remind(application_id: int) -> ResponseReturnValue:
    """Keep that the guardian was asked once more."""
    found = application_or_404(application_id)
    return pressed(
        found, lambda: guardians.mark_reminded(found, at=now()), _("Tercatat: wali sudah diingatkan."), prefix="remind"
    )


@bp.post("/kelola/relawan/<int:application_id>/pendamping")
def appoint(application_id: int) -> ResponseReturnValue:
    """Let a trained volunteer sit beside people."""
    found = application_or_404(application_id)
    told = _("%(name)s sekarang pendamping. Ia bisa mendampingi warga dan membuka sesi.", name=found.name)
    return pressed(found, lambda: training.appoint_mentor(found, by_id=signed_in_user().id, at=now()), told)


def _page(found: Application, invite_form: InviteForm, accept_form: AcceptForm, decline_form: DeclineForm) -> ResponseReturnValue:
    asked = queries.answerers_in(found.kelurahan_id, at=now())
    page = render_template(
        "volunteering/application.html",
        application=found,
        invite_form=invite_form,
        accept_form=accept_form,
        decline_form=decline_form,
        form=Form(),
        remind_form=Form(prefix="remind"),
        times=[TIMES[item] for item in found.times],
        skills=[SKILLS[item] for item in found.skills],
        status_link=url_for("status.show", code=found.code, _external=True),
        guardian_link=url_for("guardians.consent", token=found.guardian_token, _external=True) if found.guardian_token else "",
        contact=found.whatsapp or found.guardian_whatsapp or "",
        through="" if found.whatsapp else THROUGH.format(name=found.name),
        talk=moment(found.interview_at) if found.interview_at else "",
        due=turn(found.waiting_since, asked, current_app.config["ANSWER_HOURS"], at=now()).due if found.waiting_since else None,
        to_remind=is_to_be_reminded(found.sent_at, found.guardian_reminded_at, now()),
        twins=_twins(found),
        State=State,
        state_word=word(found.state),
        is_taken_in=found.state in TAKEN_IN,
        may_follow=permissions.can_follow(signed_in_user(), found.kelurahan),
        is_mentor=found.person_id is not None
        and found.kelurahan_id is not None
        and queries.is_mentor(found.person_id, found.kelurahan_id, on=now().date()),
        decree_form=DecreeForm(prefix="decree"),
        training_left=queries.training_left(found.person_id) if found.person_id else [],
    )
    return page, 422 if invite_form.errors or accept_form.errors or decline_form.errors else 200


def _twins(found: Application) -> list[tuple[str, datetime]]:
    """Give who else gave this number and when; without the name where the viewer does not answer for them."""
    twins = queries.same_number(found)
    if not twins:
        return []
    known = {one.id for one in db.session.scalars(visible().where(Application.id.in_([one.id for one in twins])))}
    names = {one.id: one.name or _("Data dihapus") for one in twins if one.id in known}
    return [(names.get(one.id) or _("Pendaftar di kelurahan lain"), one.sent_at) for one in twins]


def _sorted(found: list[Application]) -> dict[str, object]:
    waiting = [item for item in found if item.state is State.WAITING]
    return {
        "waiting": sorted(waiting, key=lambda item: item.waiting_since or item.sent_at),
        "invited": [item for item in found if item.state is State.INTERVIEW],
        "for_guardian": [item for item in found if item.state is State.GUARDIAN],
        "answered": [item for item in found if item.state in SHOWN],
        "readiness": queries.readiness([item.id for item in found], on=now().date()),
        "current_time": now(),
        "hours": current_app.config["ANSWER_HOURS"],
        "word": word,
    }


def _kelurahan_or_404(slug: str) -> Kelurahan:
    return kelurahan_at(slug) or abort(404)
