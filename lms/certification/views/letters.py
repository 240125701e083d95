"""Letters about a volunteer's verified hours: to sign, to withdraw, and the volunteer's own."""

import logging
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import agency_city
from lms.certification import permissions
from lms.certification.actions import letters as actions
from lms.certification.actions import withdrawing
from lms.certification.forms import NOBODY, LetterForm, WithdrawForm
from lms.certification.models import Letter, WithdrawalReason
from lms.certification.queries import letters as letter_queries
from lms.certification.rules import letters as rules
from lms.certification.rules.codes import tidy_code
from lms.certification.views.shared import letter_sheet, why
from lms.clock import now
from lms.db import db
from lms.regions.models import Kelurahan
from lms.volunteering.models import Application, CohortKind
from lms.volunteering.queries.applications import application_of
from lms.web.pages import as_uuid, pdf, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("letters", __name__, template_folder="../templates")

NUMBER = "<int(max=2147483647):person_id>"


@bp.route(f"/kelola/surat/{NUMBER}", methods=["GET", "POST"])
def sign(person_id: int) -> ResponseReturnValue:
    """Show what is verified of a volunteer, then the whole letter, and sign it when the officer says so."""
    application = _application_or_404(person_id)
    viewer, form = signed_in_user(), LetterForm()
    made = letter_queries.letters_of(person_id)
    try:
        deeds = actions.what_can_be_said(application, by_id=viewer.id, at=now())
    except actions.CannotSign as refusal:
        if form.is_submitted():
            return _refused(person_id, refusal)
        return _signing(application, made, obstacle=str(refusal))
    if form.validate_on_submit():
        return _preview(_draft(application, deeds, form), form, len(made))
    facts = _facts(application, deeds, rules.Addressee(None, "", ""))
    return _signing(application, made, form=form, facts=facts), 422 if form.errors else 200


@bp.route("/kelola/surat/cabut/<code>", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    """Withdraw a letter for good."""
    letter = letter_queries.letter_with(tidy_code(code)) or abort(404)
    _application_or_404(letter.person_id)
    form, viewer = WithdrawForm(), signed_in_user()
    if not form.validate_on_submit():
        page = render_template("certification/letter_withdraw.html", letter=letter, form=form, why=why(letter))
        return page, 422 if form.errors else 200
    changed = withdrawing.withdraw(letter, WithdrawalReason(form.reason.data), by_id=viewer.id, at=now())
    db.session.commit()
    if changed:
        log.info("letter withdrawn: letter=%s by=%s", letter.id, viewer.id)
    flash(_("Surat sudah dicabut.") if changed else _("Surat ini memang sudah dicabut."), "good")
    return redirect(url_for(".sign", person_id=letter.person_id), code=303)


@bp.get("/saya/surat")
def mine() -> ResponseReturnValue:
    """Show a volunteer's letters, and what the next one would say."""
    viewer = signed_in_user()
    application = application_of(viewer.id)
    deeds = letter_queries.deeds_of(viewer.id, at=now()) if application else None
    nobody = rules.Addressee(None, "", "")
    facts = _facts(application, deeds, nobody) if application and deeds else ()
    return render_template(
        "certification/letters.html",
        letters=letter_queries.letters_of(viewer.id),
        facts=facts,
        gains=deeds.gains if deeds else (),
    )


@bp.get("/saya/surat/<code>.pdf")
def paper(code: str) -> ResponseReturnValue:
    """Send a letter as PDF to the volunteer, or to who signs there; a withdrawn one leads to what is public of it."""
    letter = letter_queries.letter_with(tidy_code(code)) or abort(404)
    application = application_of(letter.person_id) or abort(404)
    viewer = signed_in_user()
    if viewer.id != letter.person_id and not permissions.can_sign_in(viewer, application.kelurahan):
        abort(404)
    if letter.withdrawn_at:
        return redirect(url_for("verification.check", code=letter.code), code=303)
    place = db.session.get(Kelurahan, letter.kelurahan_id) if letter.kelurahan_id else None
    content = rules.paper(letter_sheet(letter, place.name if place else current_app.config["CITY_NAME"]))
    return pdf(content, f"surat-{letter.code}")


def _preview(draft: rules.Draft, form: LetterForm, made: int) -> ResponseReturnValue:
    """Show the whole letter; sign it when this very letter has just been looked at."""
    viewer = signed_in_user()
    key, pressed = stable_key("letter", viewer.id, made, *rules.parts(draft)), as_uuid(request.form.get("kunci"))
    if pressed and (pressed == key or letter_queries.letter_made_by(pressed)):
        return _sign(draft, viewer, pressed)
    if pressed:
        form.form_errors.append(_("Angkanya baru saja berubah. Periksa lagi, lalu tekan sekali lagi."))
    lines = rules.facts(draft.name, draft.deeds, draft.addressee, group=draft.group)
    note = rules.note(draft.addressee.purpose)
    page = render_template("certification/letter_preview.html", form=form, draft=draft, facts=lines, key=key, note=note)
    return page, 409 if pressed else 200


def _sign(draft: rules.Draft, viewer: Viewer, key: UUID) -> ResponseReturnValue:
    moment = now()
    try:
        letter = actions.sign(draft, _signer(viewer, draft), key=key, on=to_user_timezone(moment).date(), at=moment)
    except actions.CannotSign as refusal:
        return _refused(draft.person_id, refusal)
    db.session.commit()
    log.info("letter signed: letter=%s by=%s", letter.id, viewer.id)
    flash(_("Surat nomor %(number)s sudah jadi.", number=letter.number), "good")
    return redirect(url_for(".sign", person_id=draft.person_id), code=303)


def _signing(application: Application, made: list[Letter], **shown: object) -> str:
    return render_template("certification/letter_sign.html", application=application, letters=made, **shown)


def _refused(person_id: int, refusal: actions.CannotSign) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "bad")
    return redirect(url_for(".sign", person_id=person_id), code=303)


def _draft(application: Application, deeds: rules.Deeds, form: LetterForm) -> rules.Draft:
    return rules.Draft(
        application.person_id or 0,
        application.name,
        application.kelurahan_id,
        _group(application),
        deeds,
        _addressee(form),
        form.sentence.data,
    )


def _addressee(form: LetterForm) -> rules.Addressee:
    """Give whom the letter is for; for nobody in particular the fields of an institution stay empty."""
    if not form.purpose.data or form.purpose.data == NOBODY:
        return rules.Addressee(None, "", "")
    return rules.Addressee(CohortKind(form.purpose.data), form.institution.data, form.member_ref.data)


def _facts(application: Application, deeds: rules.Deeds, addressee: rules.Addressee) -> tuple[tuple[str, str], ...]:
    return rules.facts(application.name, deeds, addressee, group=_group(application))


def _group(application: Application) -> str:
    name: str = application.kelurahan.name if application.kelurahan else current_app.config["CITY_NAME"]
    return name


def _signer(viewer: Viewer, draft: rules.Draft) -> rules.Signer:
    """Give who signs, in the name of the office they hold: the agency, the volunteer's own group, or the city's."""
    here = draft.kelurahan_id if any(grant.kelurahan_id == draft.kelurahan_id for grant in viewer.grants) else None
    office = current_app.config["AGENCY"] if agency_city(viewer) is not None else letter_queries.group_name(here)
    return rules.Signer(viewer.id, viewer.name, office)


def _application_or_404(person_id: int) -> Application:
    """Find a volunteer the viewer may sign for; a stranger's number is a page that does not exist, other kelurahan are closed."""
    application = application_of(person_id) or abort(404)
    allow(permissions.can_sign_in(signed_in_user(), application.kelurahan))
    return application
