"""Deeds that prove somebody moves others: told by the person, confirmed by two, accepted by an assessor."""

import logging
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.rules import called
from lms.clock import now
from lms.competency import permissions
from lms.competency.actions import deeds as actions
from lms.competency.forms import KINDS, DeedForm
from lms.competency.models import DeedKind, Domain
from lms.competency.queries import deeds as queries
from lms.competency.queries.deeds import ToldDeed
from lms.competency.rules.model import competency_model
from lms.competency.views.shared import level_months
from lms.db import db
from lms.errors import Refused
from lms.learning.current import Learner, learner
from lms.web.filters import whatsapp
from lms.web.forms import Form
from lms.web.pages import as_uuid, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("deeds", __name__, template_folder="../templates")

ASK = "Halo, saya sudah mengerjakan “{title}”. Kalau Anda melihat atau memakainya, tolong benarkan di sini: {link}"
"""The message to those who confirm; from an Indonesian learner to a neighbour, so it keeps one language."""


@bp.get("/karya")
def mine() -> ResponseReturnValue:
    """Show the deeds of whoever learns here, and the form for one more."""
    return _list(_form())


@bp.post("/karya")
def tell() -> ResponseReturnValue:
    """Keep one deed, once, however often the button is pressed."""
    form, reader = _form(), _learner()
    if not form.validate_on_submit():
        return _list(form), 422
    if request.form.get("untuk") != str(reader.id):
        form.form_errors.append(_("Halaman tadi dibuka untuk orang lain. Periksa namanya, lalu tekan sekali lagi."))
        return _list(form), 422
    told = _told(form)
    key = stable_key("deed", reader.id, told.domain, told.kind, told.title, told.link, told.happened_on)
    try:
        is_new = actions.tell(told, reader.id, key=key, months=level_months(), at=now())
    except actions.CannotTell as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _list(form), 422
    db.session.commit()
    if is_new:
        log.info("deed told: person=%s domain=%s", reader.id, told.domain)
    flash(_("Tersimpan. Sekarang kirim tautannya kepada dua orang."), "good")
    return redirect(url_for(".mine"), code=303)


@bp.route("/karya/<deed_id>/konfirmasi", methods=["GET", "POST"])
def confirm(deed_id: str) -> ResponseReturnValue:
    """Let somebody else say that they saw or used it."""
    told, viewer, form = _deed_or_404(deed_id), signed_in_user(), Form()
    if form.validate_on_submit():
        return _act(
            lambda: actions.confirm(told.deed, by_id=viewer.id, at=now()),
            done=_("Terima kasih. Pembenaran Anda tersimpan."),
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
    """Show an assessor the deeds of their area that two people have confirmed."""
    viewer = signed_in_user()
    allow(permissions.assesses_anywhere(viewer))
    return render_template(
        "competency/deeds_waiting.html",
        found=[(told, called(told.deed.person.name, told.deed.person.honorific)) for told in queries.waiting_for(viewer)],
        model=competency_model(),
        kinds=KINDS,
    )


@bp.post("/karya/<deed_id>/terima")
def accept(deed_id: str) -> ResponseReturnValue:
    """Let an assessor accept a deed."""
    told, viewer = _deed_or_404(deed_id), signed_in_user()
    allow(permissions.assesses(viewer, told.deed.person))
    return _act(
        lambda: actions.accept(told.deed, by_id=viewer.id, at=now()),
        done=_("Karya diterima."),
        then=url_for(".waiting"),
    )


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


def _told(form: DeedForm) -> actions.Told:
    happened_on = form.happened_on.data or abort(400)
    return actions.Told(Domain(form.domain.data), DeedKind(form.kind.data), form.title.data, form.link.data or None, happened_on)


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


def _asking(told: ToldDeed) -> str:
    link = url_for(".confirm", deed_id=told.deed.id, _external=True)
    return whatsapp("", ASK.format(title=told.deed.title, link=link))


def _learner() -> Learner:
    return learner() or abort(403)


def _deed_or_404(deed_id: str) -> ToldDeed:
    return queries.deed_with(as_uuid(deed_id)) or abort(404)
