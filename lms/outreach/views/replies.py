"""One group's side of an invitation: read, answered, its people asked; and another date agreed to."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import oversees
from lms.accounts.rules import called
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach import permissions
from lms.outreach.actions import inviting
from lms.outreach.forms.invitations import AgreeForm, GuestForm, ReplyForm
from lms.outreach.models.invitations import Answer, GroupReply, Guest, GuestAnswer, Invitation
from lms.outreach.queries import invitations as queries
from lms.outreach.rules.answers import ANSWERS, GUEST_ANSWERS, is_silent
from lms.outreach.views.event_pages import attempt, key_or_400, name_of
from lms.outreach.views.invitation_pages import GROUP, event_for, invitation_or_404, is_open, speaks_for
from lms.web.filters import moment
from lms.web.forms import Form

bp = Blueprint("replies", __name__, template_folder="../templates")


@bp.route(GROUP, methods=["GET", "POST"])
def reply(invitation_id: int, group_id: int) -> ResponseReturnValue:
    """Answer for a group: its chair or coordinator, or the agency what it was told by telephone."""
    found, own = _reply_or_404(invitation_id, group_id)
    viewer = signed_in_user()
    allow(own or oversees(viewer, found.invitation.city_id))
    form = ReplyForm(data={"answer": found.answer, "words": found.words, "proposed_on": found.proposed_on})
    if found.invitation.event_id is None:
        form.without_date()
    seen = request.form.get("dilihat", found.answer or "")
    if form.validate_on_submit():
        before = Answer(seen) if seen in set(Answer) else None
        try:
            inviting.answer_for_group(found, form.said(), seen=before, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            found, own = _reply_or_404(invitation_id, group_id)
        else:
            db.session.commit()
            flash(_("Jawaban tersimpan. Terima kasih."), "good")
            return redirect(url_for(".reply", invitation_id=invitation_id, group_id=group_id), code=303)
    return _page(found, form, seen=seen, own=own)


@bp.post(f"{GROUP}/dibaca")
def mark_read(invitation_id: int, group_id: int) -> ResponseReturnValue:
    """Say that a group has read an invitation."""
    invitation_or_404(invitation_id)
    viewer = signed_in_user()
    own = {item.group_id: item for item in queries.own_replies(invitation_id, viewer, on=now().date())}
    found = own.get(group_id) or abort(403)
    if not Form().validate_on_submit():
        abort(400)
    return attempt(
        lambda: inviting.mark_read(found, by_id=viewer.id, at=now()),
        done=_("Terima kasih. Kota melihat bahwa kelompok sudah membaca."),
        then=url_for("invitations.invitation", invitation_id=invitation_id),
    )


@bp.route(f"{GROUP}/setuju", methods=["GET", "POST"])
def agree(invitation_id: int, group_id: int) -> ResponseReturnValue:
    """Agree to the other date of a group, with place and hours."""
    found, _own = _reply_or_404(invitation_id, group_id)
    viewer, event = signed_in_user(), found.invitation.event
    allow(permissions.speaks_for_city(viewer, found.invitation.city_id))
    before: dict[str, object] = {"day": found.proposed_on, "place": event.place if event else ""}
    if event:
        zone = now().tzinfo
        before |= {"begins": event.starts_at.astimezone(zone).time(), "ends": event.ends_at.astimezone(zone).time()}
    form = AgreeForm(data=before)
    if form.validate_on_submit():
        try:
            wanted = form.plan(found.invitation, now())
            planned = inviting.agree(found, key_or_400(), wanted, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            found, _own = _reply_or_404(invitation_id, group_id)
        else:
            db.session.commit()
            flash(_("Tanggal lain disepakati. Kegiatannya sudah direncanakan."), "good")
            return redirect(url_for("events.event", event_id=planned.id), code=303)
    key = request.form.get("kunci") or uuid4()
    page = render_template("outreach/agree.html", reply=found, invitation=found.invitation, form=form, key=key)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route(f"{GROUP}/tamu/<int(max=2147483647):person_id>", methods=["GET", "POST"])
def guest(invitation_id: int, group_id: int, person_id: int) -> ResponseReturnValue:
    """Say for somebody of one's group who was asked in person whether they come."""
    found, own = _reply_or_404(invitation_id, group_id)
    allow(own)
    asked = queries.guest_of(invitation_id, person_id)
    if asked is None or asked.group_id != group_id:
        abort(404)
    name, viewer, form = name_of(asked.person), signed_in_user(), GuestForm(data={"answer": asked.answer, "deputy": asked.deputy})
    if form.validate_on_submit():
        try:
            said, deputy = GuestAnswer(form.answer.data), form.deputy.data
            inviting.answer_as_guest(asked, said, deputy, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            found, own = _reply_or_404(invitation_id, group_id)
        else:
            db.session.commit()
            flash(_("Kabar %(name)s tersimpan.", name=name), "good")
            return redirect(url_for(".reply", invitation_id=invitation_id, group_id=group_id), code=303)
    page = render_template("outreach/guest.html", reply=found, invitation=found.invitation, form=form, name=name)
    return page, 422 if form.errors or form.form_errors else 200


def _reply_or_404(invitation_id: int, group_id: int) -> tuple[GroupReply, bool]:
    """Find a group's reply in an invitation the viewer may read, and whether they answer for the group."""
    invitation_or_404(invitation_id)
    found = queries.reply_of(invitation_id, group_id) or abort(404)
    return found, speaks_for(found.group)


def _page(found: GroupReply, form: ReplyForm, *, seen: str, own: bool) -> ResponseReturnValue:
    invitation, event, at = found.invitation, event_for(found.invitation, found), now()
    guests = queries.guests_in(found.invitation_id, found.group_id) if own else []
    asks = is_open(invitation, event)
    page = render_template(
        "outreach/reply.html",
        reply=found,
        invitation=invitation,
        event=event,
        form=form,
        seen=seen,
        own=own,
        can_answer=invitation.withdrawn_at is None and (event is None or asks) and found.event_id is None,
        guests=[(one, name_of(one.person), one.answer and GUEST_ANSWERS[one.answer]) for one in guests] if event else [],
        asks=asks,
        silent=[
            (name_of(one.person), one.person.whatsapp or "", _reminder(one, invitation))
            for one in guests
            if asks and is_silent(invitation.sent_at, one.answered_at, at=at)
        ],
        answers=ANSWERS,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _reminder(guest: Guest, invitation: Invitation) -> str:
    """Give the words of a message to somebody who has not said anything: a question, never a reproach."""
    event = event_for(invitation, queries.reply_of(guest.invitation_id, guest.group_id))
    return str(
        _(
            "%(name)s, ada ajakan “%(title)s” %(moment)s di %(place)s. Mohon kabarnya: datang, ada wakil, atau tidak bisa?",
            name=called(guest.person.name, guest.person.honorific),
            title=invitation.title,
            moment=moment(event.starts_at) if event else "",
            place=event.place if event else "",
        )
    )
