"""Deeds that prove somebody moves others: told by the person, confirmed by two, accepted by an assessor."""

import logging
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow, public
from lms.accounts.current import Viewer, signed_in, signed_in_user
from lms.accounts.rules import called
from lms.clock import now
from lms.competency import permissions
from lms.competency.actions import deeds as actions
from lms.competency.forms import KINDS, DeclineForm, DeedForm
from lms.competency.models import Deed, DeedKind, Domain
from lms.competency.queries import deeds as queries
from lms.competency.queries.deeds import ToldDeed
from lms.competency.rules.model import competency_model
from lms.competency.views.shared import level_months
from lms.db import db
from lms.errors import Refused
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.submissions.rules.evidence import link_in
from lms.web.filters import whatsapp
from lms.web.forms import Form
from lms.web.pages import as_uuid, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("deeds", __name__, template_folder="../templates")

ASK = "Halo, saya sudah mengerjakan “{title}”. Kalau sudah melihat atau memakainya, tolong benarkan di sini: {link}"
"""The message to those who confirm; from an Indonesian learner to a neighbour, so it keeps one language."""


MOST_PAGES = 10_000


@bp.get("/karya")
def mine() -> ResponseReturnValue:
    """Show the deeds of whoever learns here, and the form for one more."""
    return _list(_form())


@bp.post("/karya")
def tell() -> ResponseReturnValue:
    """Keep one deed, once, however often the button is pressed."""
    form, reader = _form(), _learner()
    return _kept(form, reader) or (_list(form), 422)


@bp.route("/karya/<deed_id>/perbaiki", methods=["GET", "POST"])
def correct(deed_id: str) -> ResponseReturnValue:
    """Tell a deed anew that was not accepted yet; the old one stays beside it."""
    told, reader = _deed_or_404(deed_id), _learner()
    if told.deed.person_id != reader.id:
        abort(404)
    form = _form()
    if request.method == "POST":
        return _kept(form, reader, told.deed) or (_correcting(told, form), 422)
    if not told.can_be_corrected:
        return redirect(url_for(".mine"), code=303)
    form.fill_in(told.deed)
    return _correcting(told, form)


@bp.route("/karya/<deed_id>/konfirmasi", methods=["GET", "POST"])
@public
def confirm(deed_id: str) -> ResponseReturnValue:
    """Let somebody else say that they saw or used it. Who is not signed in is told what it is about, and nothing of whom."""
    viewer, form = signed_in(), Form()
    if viewer is None:
        return render_template("competency/confirm_stranger.html", going_to=url_for(".confirm", deed_id=deed_id))
    told = _deed_or_404(deed_id)
    if form.validate_on_submit():
        return _act(
            lambda: actions.confirm(told.deed, by_id=viewer.id, at=now()),
            done=_("Terima kasih. Pembenaran %(you)s tersimpan.", you=viewer.pronoun),
            then=url_for(".confirm", deed_id=deed_id),
        )
    return render_template(
        "competency/confirm.html",
        told=told,
        name=called(told.deed.person.name, told.deed.person.honorific),
        form=form,
        meaning=competency_model()[told.deed.domain],
        kinds=KINDS,
        is_own=told.deed.person_id == viewer.id,
        has_confirmed=queries.has_confirmed(told.deed.id, viewer.id),
    )


@bp.get("/karya/menunggu")
def waiting() -> ResponseReturnValue:
    """Show an assessor the deeds of their area that two people have confirmed, oldest first, twenty a page."""
    viewer = signed_in_user()
    allow(permissions.assesses_anywhere(viewer))
    typed = request.args.get("halaman", "1")
    page = int(typed) if typed.isdecimal() and 0 < int(typed) < MOST_PAGES else abort(404)
    listed, has_more = queries.waiting_for(viewer, page=page)
    if page > 1 and not listed:
        abort(404)
    return render_template(
        "competency/deeds_waiting.html",
        found=[(told, called(told.deed.person.name, told.deed.person.honorific)) for told in listed],
        page=page,
        has_more=has_more,
        model=competency_model(),
        kinds=KINDS,
    )


@bp.post("/karya/<deed_id>/terima")
def accept(deed_id: str) -> ResponseReturnValue:
    """Let an assessor accept a deed."""
    told, viewer = _to_judge(deed_id)
    return _act(
        lambda: actions.accept(told.deed, by=viewer, at=now()),
        done=_("Karya diterima."),
        then=url_for(".waiting"),
    )


@bp.route("/karya/<deed_id>/belum-diterima", methods=["GET", "POST"])
def decline(deed_id: str) -> ResponseReturnValue:
    """Let an assessor say what a deed still lacks."""
    told, viewer = _to_judge(deed_id)
    form = DeclineForm()
    if form.validate_on_submit():
        return _act(
            lambda: actions.decline(told.deed, reason=form.reason.data, by=viewer, at=now()),
            done=_("Alasannya tersimpan. Pemilik karya membacanya di halamannya."),
            then=url_for(".waiting"),
        )
    page = render_template(
        "competency/decline.html",
        told=told,
        name=called(told.deed.person.name, told.deed.person.honorific),
        meaning=competency_model()[told.deed.domain],
        form=form,
    )
    return page, 422 if form.errors else 200


def _act(action: Callable[[], None], *, done: str, then: str) -> ResponseReturnValue:
    """Do one thing with a deed, and say on the next page that it was done or why not."""
    try:
        action()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(done, "good")
    return redirect(then, code=303)


def _kept(form: DeedForm, reader: Learner, old: Deed | None = None) -> ResponseReturnValue | None:
    """Keep a deed, or the correction of an old one, and go on; None where the form has to be shown again."""
    if not form.validate_on_submit():
        return None
    refused = refusal_for_somebody_else(reader)
    if refused:
        form.form_errors.append(refused)
        return None
    told = _told(form)
    parts = (told.domain, told.kind, told.title, told.link, told.happened_on)
    key = stable_key("deed", reader.id, *parts) if old is None else stable_key("deed-corrected", old.id)
    try:
        if old is None:
            is_new = actions.tell(told, reader.id, key=key, months=level_months(), at=now())
        else:
            is_new = actions.correct(told, old, key=key, months=level_months(), at=now())
    except actions.CannotTell as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return None
    db.session.commit()
    if is_new:
        log.info("deed told: person=%s domain=%s instead_of=%s", reader.id, told.domain, old.id if old else None)
    flash(_("Tersimpan. Sekarang kirim tautannya kepada dua orang."), "good")
    return redirect(url_for(".mine"), code=303)


def _told(form: DeedForm) -> actions.Told:
    happened_on = form.happened_on.data or abort(400)
    return actions.Told(
        Domain(form.domain.data), DeedKind(form.kind.data), form.title.data, link_in(form.link.data) or None, happened_on
    )


def _form() -> DeedForm:
    form = DeedForm()
    form.offer_domains()
    form.happened_on.render_kw = {"max": now().date().isoformat()}
    return form


def _list(form: DeedForm) -> str:
    reader = _learner()
    return render_template(
        "competency/deeds.html",
        reader=reader,
        told_deeds=[(told, _asking(told)) for told in queries.deeds_of(reader.id)],
        form=form,
        model=competency_model(),
        kinds=KINDS,
        helped=reader.called if reader.helper_id else "",
    )


def _correcting(told: ToldDeed, form: DeedForm) -> str:
    return render_template("competency/deed_correct.html", told=told, reader=_learner(), form=form)


def _to_judge(deed_id: str) -> tuple[ToldDeed, Viewer]:
    """Find a deed of somebody in the viewer's area; that nobody judges whom they help is refused in words by the action."""
    told, viewer = _deed_or_404(deed_id), signed_in_user()
    allow(permissions.assesses(viewer, told.deed.person))
    return told, viewer


def _asking(told: ToldDeed) -> str:
    link = url_for(".confirm", deed_id=told.deed.id, _external=True)
    return whatsapp("", ASK.format(title=told.deed.title, link=link))


def _learner() -> Learner:
    return learner() or abort(403)


def _deed_or_404(deed_id: str) -> ToldDeed:
    return queries.deed_with(as_uuid(deed_id)) or abort(404)
