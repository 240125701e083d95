"""Invitations of the city, and what groups and people answer."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach import permissions
from lms.outreach.actions import inviting
from lms.outreach.forms.invitations import GuestForm, InvitationForm
from lms.outreach.models.invitations import GuestAnswer
from lms.outreach.queries import events as event_queries
from lms.outreach.queries import invitations as queries
from lms.outreach.queries.belonging import belongs
from lms.outreach.queries.waiting import catch_up_for
from lms.outreach.rules.answers import ANSWERS, GUEST_ANSWERS
from lms.outreach.rules.words import TOPICS
from lms.outreach.views.event_pages import attempt, key_or_400
from lms.outreach.views.invitation_pages import ONE, event_for, invitation_or_404, is_open, speaks_for
from lms.regions.queries import the_city_id
from lms.web.forms import Form

bp = Blueprint("invitations", __name__, template_folder="../templates")


@bp.get("/ajakan")
def invitations() -> ResponseReturnValue:
    """List the invitations: for the city with what groups said, for a group with what waits."""
    viewer, today = signed_in_user(), now().date()
    allow(bool(viewer.grants) or belongs(viewer.id, on=today))
    speaks = permissions.speaks_for_city(viewer, the_city_id())
    return render_template(
        "outreach/invitations.html",
        speaks=speaks,
        sent=queries.listed_for_city(viewer, on=today) if speaks else [],
        received=queries.listed_for(viewer, on=today),
        answers=ANSWERS,
        guest_answers=GUEST_ANSWERS,
    )


@bp.route("/ajakan/baru", methods=["GET", "POST"])
def send() -> ResponseReturnValue:
    """Write an invitation to the groups."""
    viewer, city_id = signed_in_user(), the_city_id()
    allow(permissions.speaks_for_city(viewer, city_id))
    form = InvitationForm(data={"event": request.args.get("kegiatan", "")})
    events = {event.id: event.title for event in event_queries.city_events(city_id, at=now())}
    form.fill({group.id: group.name for group in queries.all_groups(city_id)}, events)
    if form.validate_on_submit() and form.is_whole():
        try:
            sent = inviting.send(key_or_400(), city_id, form.wanted(now()), by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Ajakan terkirim."), "good")
            return redirect(url_for(".invitation", invitation_id=sent.id), code=303)
    page = render_template("outreach/send.html", form=form, key=request.form.get("kunci") or uuid4(), has_events=bool(events))
    return page, 422 if form.errors or form.form_errors else 200


@bp.get(ONE)
def invitation(invitation_id: int) -> ResponseReturnValue:
    """Show one invitation."""
    guest = queries.guest_of(invitation_id, signed_in_user().id)
    return _page(invitation_id, GuestForm(data={"answer": guest.answer, "deputy": guest.deputy}) if guest else GuestForm())


@bp.post(f"{ONE}/saya")
def answer(invitation_id: int) -> ResponseReturnValue:
    """Say whether one comes oneself."""
    viewer, form = signed_in_user(), GuestForm()
    guest = queries.guest_of(invitation_id, viewer.id) or abort(404)
    if form.validate_on_submit():
        try:
            said, deputy = GuestAnswer(form.answer.data), form.deputy.data
            inviting.answer_as_guest(guest, said, deputy, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Terima kasih, kabarnya tersimpan."), "good")
            return redirect(url_for(".invitation", invitation_id=invitation_id), code=303)
    return _page(invitation_id, form)


@bp.route(f"{ONE}/tarik", methods=["GET", "POST"])
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Ask once more, and take an invitation back."""
    found, viewer, form = invitation_or_404(invitation_id), signed_in_user(), Form()
    allow(permissions.speaks_for_city(viewer, found.city_id))
    if form.validate_on_submit():
        return attempt(
            lambda: inviting.withdraw(found, by_id=viewer.id, at=now()),
            done=_("Ajakan ditarik."),
            then=url_for(".invitation", invitation_id=invitation_id),
        )
    return render_template("outreach/withdraw.html", invitation=found, form=form)


def _page(invitation_id: int, form: GuestForm) -> ResponseReturnValue:
    found, viewer, at = invitation_or_404(invitation_id), signed_in_user(), now()
    guest = queries.guest_of(invitation_id, viewer.id)
    speaks = permissions.speaks_for_city(viewer, found.city_id)
    event = event_for(found, queries.reply_of(invitation_id, guest.group_id) if guest else None)
    page = render_template(
        "outreach/invitation.html",
        invitation=found,
        topic=TOPICS[found.topic],
        event=event,
        speaks=speaks,
        own=[(reply, speaks_for(reply.group)) for reply in queries.own_replies(invitation_id, viewer, on=at.date())],
        guest=guest,
        form=form,
        can_answer=guest is not None and is_open(found, event),
        replies=queries.replies_to(invitation_id) if speaks else [],
        lesson=event_queries.lesson_with(found.lesson_id),
        has_missed=any(item.id == invitation_id for item in catch_up_for(viewer.id, at=at)),
        answers=ANSWERS,
        guest_answers=GUEST_ANSWERS,
    )
    return page, 422 if form.errors or form.form_errors else 200
