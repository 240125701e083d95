"""The agency finds a certificate or a letter, and says that a certificate is no longer valid."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.certification import permissions
from lms.certification.actions import withdrawing
from lms.certification.forms import FindForm, WithdrawForm
from lms.certification.models import Certificate, CertificateKind, WithdrawalReason
from lms.certification.queries import certificates as queries
from lms.certification.queries import letters as letter_queries
from lms.certification.rules.codes import in_groups, tidy_code
from lms.certification.views.shared import why
from lms.clock import now
from lms.db import db

log = logging.getLogger(__name__)
bp = Blueprint("withdrawals", __name__, url_prefix="/kelola/sertifikat", template_folder="../templates")


@bp.route("", methods=["GET", "POST"])
def find() -> ResponseReturnValue:
    """Find a certificate by its code, a letter by its code or its number."""
    allow(permissions.can_withdraw(signed_in_user()))
    form = FindForm()
    if form.validate_on_submit():
        address = _address_of(form.code.data)
        if address:
            return redirect(address, code=303)
        form.code.errors = [_("Tidak ada sertifikat atau surat dengan kode atau nomor ini. Periksa lagi hurufnya.")]
    return render_template("certification/find.html", form=form), 422 if form.errors else 200


@bp.get("/<code>")
def certificate(code: str) -> ResponseReturnValue:
    """Show a certificate, and how to withdraw it while it is valid."""
    return _page(_certificate_or_404(code), WithdrawForm())


@bp.post("/<code>/cabut")
def withdraw(code: str) -> ResponseReturnValue:
    """Withdraw a certificate for good."""
    found, form = _certificate_or_404(code), WithdrawForm()
    if not form.validate_on_submit():
        return _page(found, form)
    viewer = signed_in_user()
    changed = withdrawing.withdraw(found, WithdrawalReason(form.reason.data), by_id=viewer.id, at=now())
    db.session.commit()
    if changed:
        log.info("certificate withdrawn: certificate=%s by=%s", found.id, viewer.id)
    flash(_("Sertifikat sudah dicabut.") if changed else _("Sertifikat ini memang sudah dicabut."), "good")
    return redirect(url_for(".certificate", code=found.code), code=303)


def _address_of(typed: str) -> str:
    """Give where a certificate or letter is withdrawn; empty when there is none with this code or number."""
    code = tidy_code(typed)
    certificate = queries.certificate_with(code)
    if certificate:
        return url_for(".certificate", code=certificate.code)
    letter = letter_queries.letter_with(code) or letter_queries.letter_numbered(typed)
    return url_for("letters.withdraw", code=letter.code) if letter else ""


def _page(found: Certificate, form: WithdrawForm) -> ResponseReturnValue:
    page = render_template(
        "certification/withdraw.html",
        certificate=found,
        code=in_groups(found.code),
        form=form,
        why=why(found),
        is_course=found.kind is CertificateKind.COURSE,
    )
    return page, 422 if form.errors else 200


def _certificate_or_404(code: str) -> Certificate:
    allow(permissions.can_withdraw(signed_in_user()))
    return queries.certificate_with(tidy_code(code)) or abort(404)
