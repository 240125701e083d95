"""A person's own certificates: to make, to look at, to print and to share."""

import logging

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import signed_in_user
from lms.certification.actions import issuing
from lms.certification.models import Certificate, CertificateKind
from lms.certification.queries import certificates as queries
from lms.certification.queries.certificates import Possible
from lms.certification.rules import printing, signing
from lms.certification.rules.codes import in_groups, tidy_code
from lms.certification.views.shared import issuer, sheet_of, why
from lms.clock import now
from lms.db import db
from lms.learning.current import Learner, learner
from lms.web.forms import Form
from lms.web.pages import as_uuid, pdf, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("certification", __name__, template_folder="../templates")

KINDS = {"kursus": CertificateKind.COURSE, "tingkat": CertificateKind.LEVEL}
WORDS = {kind: word for word, kind in KINDS.items()}


@bp.get("/sertifikat")
def mine() -> ResponseReturnValue:
    """Show the person's certificates, and what they could have one made for."""
    reader = _reader()
    shelf = queries.shelf_of(reader.id, at=now(), months=_months())
    return render_template(
        "certification/mine.html", shelf=shelf, words=WORDS, is_own=reader.helper_id is None, called=reader.called
    )


@bp.route("/sertifikat/buat/<kind>/<slug>", methods=["GET", "POST"])
def make(kind: str, slug: str) -> ResponseReturnValue:
    """Show what a certificate would make visible to whoever has its code, and make it when the person says so."""
    if kind not in KINDS:
        abort(404)
    if request.method == "POST":
        signing.warm_up()  # half a second the first time: before anything in the database waits for it
    try:
        holder, found = _asked_for(KINDS[kind], slug)
    except issuing.CannotIssue as refusal:
        return _back(str(refusal))
    form, key = Form(), stable_key("certificate", holder.id, holder.name, found.subject.course_id, found.subject.level_record_id)
    if form.validate_on_submit():
        if as_uuid(request.form.get("kunci")) == key:
            return _issue(found, holder)
        form.form_errors.append(_("Isi sertifikat ini baru saja berubah. Periksa lagi, lalu tekan sekali lagi."))
    there_already = queries.valid_certificate(found.subject, holder.id)
    if there_already:
        return redirect(url_for(".show", code=there_already.code), code=303)
    page = render_template(
        "certification/make.html", form=form, subject=found.subject, key=key, is_course=KINDS[kind] is CertificateKind.COURSE
    )
    return page, 409 if form.form_errors else 200


@bp.get("/sertifikat/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one certificate with everything that can be done with it."""
    found = _own_or_404(code)
    return render_template(
        "certification/show.html",
        certificate=found,
        code=in_groups(found.code),
        link=issuer().site + url_for("verification.check", code=found.code),
        why=why(found),
        is_course=found.kind is CertificateKind.COURSE,
    )


@bp.get("/sertifikat/<code>.pdf")
def paper(code: str) -> ResponseReturnValue:
    """Send the sheet to print and frame."""
    found = _own_or_404(code)
    if found.withdrawn_at:
        return _withdrawn(found)
    return pdf(printing.paper(sheet_of(found)), f"sertifikat-{found.code}")


@bp.get("/sertifikat/<code>.png")
def card(code: str) -> ResponseReturnValue:
    """Send the picture for a telephone."""
    found = _own_or_404(code)
    if found.withdrawn_at:
        return _withdrawn(found)
    response = Response(printing.card(sheet_of(found)), content_type="image/png")
    response.headers["Content-Disposition"] = f'attachment; filename="sertifikat-{found.code}.png"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked_for(kind: CertificateKind, slug: str) -> tuple[issuing.Holder, Possible]:
    """Find for whom and for what a certificate is asked; raises CannotIssue with what hinders it."""
    if _reader().helper_id is not None:
        raise issuing.CannotIssue(_("Sertifikat hanya dibuat oleh pemiliknya sendiri, dengan kartunya sendiri."))
    viewer = signed_in_user()
    found = queries.possible(kind, slug, viewer.id, at=now(), months=_months())
    if found is None:
        raise issuing.CannotIssue(
            _("Sertifikat ini belum bisa dibuat. Kursusnya belum selesai, atau tingkatnya berubah atau sudah lama.")
        )
    return issuing.Holder(viewer.id, viewer.name), found


def _months() -> int:
    """Give how long a level counts here."""
    months: int = current_app.config["LEVEL_MONTHS"]
    return months


def _issue(found: Possible, holder: issuing.Holder) -> ResponseReturnValue:
    try:
        made = issuing.issue(found.subject, holder, issuer(), at=now())
    except issuing.CannotIssue as refusal:
        db.session.rollback()
        return _back(str(refusal))
    db.session.commit()
    log.info("certificate issued: certificate=%s person=%s", made.id, holder.id)
    flash(_("Sertifikat sudah jadi. Silakan dicetak atau dibagikan."), "good")
    return redirect(url_for(".show", code=made.code), code=303)


def _back(sentence: str) -> ResponseReturnValue:
    flash(sentence, "bad")
    return redirect(url_for(".mine"), code=303)


def _withdrawn(found: Certificate) -> ResponseReturnValue:
    """Lead to the page that says why there is nothing to print."""
    return redirect(url_for(".show", code=found.code), code=303)


def _reader() -> Learner:
    """Give whose certificates are shown: the person signed in, or whom they sit beside."""
    return learner() or abort(403)


def _own_or_404(code: str) -> Certificate:
    """Find a certificate of the reader; somebody else's is a page that does not exist."""
    found = queries.certificate_with(tidy_code(code))
    if found is None or found.person_id != _reader().id:
        abort(404)
    return found
