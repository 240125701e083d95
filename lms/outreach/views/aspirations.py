"""What residents said: sent on, answered, brought back."""

import logging
from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.models import Role
from lms.accounts.permissions import agency_city
from lms.accounts.rules import called
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach import permissions
from lms.outreach.actions import aspirations as actions
from lms.outreach.forms.aspirations import AnswerForm, BringBackForm, ForwardForm, RewordForm
from lms.outreach.models.visits import Aspiration, Channel
from lms.outreach.models.words import Forum
from lms.outreach.queries import aspirations as queries
from lms.outreach.rules import aspirations as rules
from lms.outreach.rules.aspirations import CHANNELS, Stage
from lms.outreach.rules.words import FORUMS, TOPICS
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.web.forms import Form

log = logging.getLogger(__name__)
bp = Blueprint("aspirations", __name__, template_folder="../templates")

ONE = "/aspirasi/<int(max=2147483647):aspiration_id>"


@bp.get("/kelurahan/<slug>/aspirasi")
def kelurahan_list(slug: str) -> ResponseReturnValue:
    """Show what residents of a kelurahan said: what waits, by step and oldest first, then what they were answered."""
    kelurahan = kelurahan_at(slug) or abort(404)
    allow(permissions.plans_in(signed_in_user(), kelurahan))
    found = queries.open_in(kelurahan.id)
    steps = [(step, [one for one in found if rules.stage(one) is step]) for step in Stage if step is not Stage.RETURNED]
    return render_template(
        "outreach/aspirations.html",
        kelurahan=kelurahan,
        count=len(found),
        steps=[(step, some) for step, some in steps if some],
        returned=queries.returned_in(kelurahan.id),
        **_words(),
    )


@bp.get("/dasbor/aspirasi")
def city_list() -> ResponseReturnValue:
    """Show the agency what its city's offices were asked, and what waits in every kelurahan."""
    viewer = signed_in_user()
    allow(viewer.holds(Role.AGENCY))
    city_id = agency_city(viewer) or abort(404)
    waiting = queries.by_kelurahan(city_id)
    asked = queries.at_agency(city_id)
    names = ("told", "forwarded", "answered", "returned")
    totals = {name: sum(getattr(row, name) for row in waiting) for name in names}
    return render_template("outreach/city_aspirations.html", waiting=waiting, asked=asked, totals=totals, **_words())


@bp.get(ONE)
def aspiration(aspiration_id: int) -> ResponseReturnValue:
    """Show one aspiration with its way so far, and the form for the next step to who may take it."""
    return _page(_found(aspiration_id))


@bp.post(f"{ONE}/teruskan")
def forward(aspiration_id: int) -> ResponseReturnValue:
    """Note where an aspiration was sent on to."""
    found, form, viewer = _handled(aspiration_id), ForwardForm(), signed_in_user()
    if not form.validate_on_submit():
        return _page(found, forward_form=form)
    to = actions.To(Channel(form.channel.data), form.office.data, form.reference.data)
    said = _("Tercatat. Catat jawabannya kalau sudah ada.")
    return _done(found, lambda: actions.forward(found, to, by_id=viewer.id, at=now()), said, forward_form=form)


@bp.post(f"{ONE}/jawab")
def answer(aspiration_id: int) -> ResponseReturnValue:
    """Note what was answered."""
    found, form, viewer = _handled(aspiration_id), AnswerForm(), signed_in_user()
    if not form.validate_on_submit():
        return _page(found, answer_form=form)
    words, said = form.words.data, _("Jawaban tersimpan. Sekarang sampaikan kembali ke RT.")
    return _done(found, lambda: actions.answer(found, words, by_id=viewer.id, at=now()), said, answer_form=form)


@bp.post(f"{ONE}/sampaikan")
def bring_back(aspiration_id: int) -> ResponseReturnValue:
    """Note that the RT has heard the answer."""
    found, form, viewer = _found(aspiration_id), BringBackForm(), signed_in_user()
    if not form.validate_on_submit():
        return _page(found, bring_back_form=form)
    forum, said = Forum(form.forum.data), _("Tercatat. Terima kasih, warga sudah mendapat jawaban.")
    return _done(found, lambda: actions.bring_back(found, forum, by_id=viewer.id, at=now()), said, bring_back_form=form)


@bp.route(f"{ONE}/ubah", methods=["GET", "POST"])
def reword(aspiration_id: int) -> ResponseReturnValue:
    """Put other words in place of those that name somebody."""
    found, viewer = _handled(aspiration_id), signed_in_user()
    form = RewordForm(data={"words": found.words, "answer": found.answer})
    if found.answered_at is None:
        del form.answer
    if form.validate_on_submit():
        answered = form.answer.data if form.answer else ""
        seen = request.form.get("dilihat", "")
        try:
            actions.reword(found, form.words.data, answered, seen=seen, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Tulisan baru tersimpan."), "good")
            return redirect(url_for(".aspiration", aspiration_id=aspiration_id), code=303)
    return _reword_page(found, form)


@bp.route(f"{ONE}/cabut", methods=["GET", "POST"])
def withdraw(aspiration_id: int) -> ResponseReturnValue:
    """Ask once more, then strike an aspiration out."""
    found, form, viewer = _handled(aspiration_id), Form(), signed_in_user()
    slug = _kelurahan(found).slug
    if form.validate_on_submit():
        actions.withdraw(found, by_id=viewer.id, at=now())
        db.session.commit()
        flash(_("Aspirasi dicabut. Tidak tampil lagi di mana pun."), "good")
        return redirect(url_for(".kelurahan_list", slug=slug), code=303)
    return render_template("outreach/withdraw_aspiration.html", aspiration=found, form=form)


def _found(aspiration_id: int) -> Aspiration:
    """Find an aspiration the viewer may open; any other is a page that does not exist."""
    return db.session.scalars(_visible(aspiration_id)).one_or_none() or abort(404)


def _visible(aspiration_id: int) -> Select[Aspiration]:
    return queries.visible_to(signed_in_user()).where(Aspiration.id == aspiration_id)


def _handled(aspiration_id: int) -> Aspiration:
    """Find an aspiration whose way the viewer may write down."""
    found = _found(aspiration_id)
    allow(permissions.plans_in(signed_in_user(), _kelurahan(found)))
    return found


def _kelurahan(found: Aspiration) -> Kelurahan:
    return db.session.get_one(Kelurahan, found.rt.kelurahan_id)


def _done(found: Aspiration, action: Callable[[], None], said: str, **forms: Form) -> ResponseReturnValue:
    """Take one step and say so; a refusal stands beside what was typed, over the way as it is now."""
    aspiration_id = found.id
    try:
        action()
    except Refused as refusal:
        db.session.rollback()
        for form in forms.values():
            form.form_errors.append(str(refusal))
        still = db.session.scalars(_visible(aspiration_id)).one_or_none()
        if still:
            return _page(still, **forms)
        flash(str(refusal), "bad")
        return redirect(url_for("home.home"), code=303)
    db.session.commit()
    log.info("aspiration moved: aspiration=%s endpoint=%s by=%s", aspiration_id, request.endpoint, signed_in_user().id)
    flash(said, "good")
    return redirect(url_for(".aspiration", aspiration_id=aspiration_id), code=303)


def _page(found: Aspiration, **forms: Form) -> ResponseReturnValue:
    viewer, kelurahan, stage = signed_in_user(), _kelurahan(found), rules.stage(found)
    handles = permissions.plans_in(viewer, kelurahan)
    page = render_template(
        "outreach/aspiration.html",
        aspiration=found,
        kelurahan=kelurahan,
        stage=stage,
        refused=next((form for form in forms.values() if form.form_errors), None),
        handles=handles,
        can_bring_back=permissions.brings_back(viewer, kelurahan, _visitors(found)),
        returned_by=called(found.returned_by.name, found.returned_by.honorific) if found.returned_by else "",
        back=_back(viewer, kelurahan, handles=handles),
        **_forms() | forms,
        **_words(),
    )
    return page, 422 if any(form.errors or form.form_errors for form in forms.values()) else 200


def _reword_page(found: Aspiration, form: RewordForm) -> ResponseReturnValue:
    """Show the words to change; after a refusal with the present ones above what was typed."""
    db.session.refresh(found)
    seen = rules.edition(found.words, found.answer)
    page = render_template("outreach/reword.html", aspiration=found, form=form, seen=seen)
    return page, 422 if form.errors or form.form_errors else 200


def _back(viewer: Viewer, kelurahan: Kelurahan, *, handles: bool) -> tuple[str, str]:
    """Give where an aspiration's page leads back to, in words and as an address."""
    if agency_city(viewer) == kelurahan.city_id:
        return _("Aspirasi kota"), url_for(".city_list")
    return (
        (_("Aspirasi warga"), url_for(".kelurahan_list", slug=kelurahan.slug))
        if handles
        else (_("Beranda"), url_for("home.home"))
    )


def _visitors(found: Aspiration) -> set[int | None]:
    return {found.visit.recorder_id, found.visit.beside_id}


def _forms() -> dict[str, Form]:
    return {
        "forward_form": ForwardForm(formdata=None),
        "answer_form": AnswerForm(formdata=None),
        "bring_back_form": BringBackForm(formdata=None),
    }


def _words() -> Mapping[str, object]:
    moment = now()
    return {
        "topics": TOPICS,
        "forums": FORUMS,
        "channels": CHANNELS,
        "days_open": lambda one: rules.days_open(one, at=moment),
        "days_since": lambda at: (moment - at).days,
    }
