"""What anyone may ask: is this certificate valid, and with which key was it signed."""

import json
import logging
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.access import public
from lms.accounts.current import signed_in
from lms.certification import permissions
from lms.certification.forms import CodeForm
from lms.certification.models import CertificateKind, WithdrawalReason
from lms.certification.queries import certificates as queries
from lms.certification.queries import keys as key_queries
from lms.certification.queries import letters as letter_queries
from lms.certification.rules import credentials, keys, signing
from lms.certification.rules.codes import tidy_code
from lms.certification.rules.credentials import Issuer
from lms.certification.views.shared import issuer, letter_page, why
from lms.clock import now
from lms.web.limits import found_or_404, has_spent, spend
from lms.web.pages import client_address

log = logging.getLogger(__name__)
bp = Blueprint("verification", __name__, template_folder="../templates")

LIMIT = "CERTIFICATE_LIMIT_ADDRESS"
CREDENTIAL = "application/vc+ld+json"
LINKED = "application/ld+json"


@bp.route("/s", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Let somebody type the code of a certificate."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".check", code=tidy_code(form.code.data) or "0"), code=303)
    return render_template("certification/enter.html", form=form), 422 if form.errors else 200


@bp.get("/s/<code>")
@public
def check(code: str) -> ResponseReturnValue:
    """Say whose certificate a code is, for what and since when, who issued it and whether it is valid; nothing else."""
    address = f"address:{client_address()}"
    if has_spent(LIMIT, address):
        abort(429)
    found = queries.certificate_with(tidy_code(code))
    if found is None:
        letter = letter_queries.letter_with(tidy_code(code))
        if letter:
            return _hidden(letter_page(letter), 200)
        spend(LIMIT, address)
        return _hidden(render_template("certification/unknown.html", form=CodeForm()), 404)
    page = render_template(
        "certification/check.html",
        certificate=found,
        why=why(found),
        is_course=found.kind is CertificateKind.COURSE,
        can_withdraw=permissions.can_withdraw(signed_in()),
    )
    return _hidden(page, 200)


@bp.get("/sertifikat/<code>.json")
@public
def credential(code: str) -> ResponseReturnValue:
    """Send a certificate as the signed Open Badges 3.0 credential that it was issued as."""
    address = f"address:{client_address()}"
    found = found_or_404(LIMIT, address, lambda: queries.certificate_with(tidy_code(code)))
    if found.withdrawn_reason is WithdrawalReason.ERASED:
        return _machine({"error": why(found)}, "application/json", status=410)
    return _machine(found.credential, CREDENTIAL)


@bp.get("/.well-known/did.json")
@public
def key_document() -> ResponseReturnValue:
    """Send every key that ever signed here (did:web)."""
    return _machine(credentials.key_document(issuer(), key_queries.keys()), "application/json")


@bp.get("/penerbit.json")
@public
def profile() -> ResponseReturnValue:
    """Send who issues the certificates."""
    return _machine(credentials.profile(issuer()), LINKED)


@bp.get("/penerbit/dicabut.json")
@public
def withdrawn() -> ResponseReturnValue:
    """Send the signed list of which credentials are withdrawn, by their numbers."""
    key = key_queries.active_key()
    if key is None:
        abort(404)  # nothing was ever issued
    numbers, highest = queries.withdrawn_ids()
    hour = now().replace(minute=0, second=0, microsecond=0)
    try:
        made = _signed_list(issuer(), (key.id, key.private_pem), numbers, highest=highest, at=hour)
    except keys.WrongSecret as error:
        log.error("%s Run `flask certification rotate-key`.", error)  # noqa: TRY400 (the sentence is enough)
        return _machine({"error": "The list cannot be signed at the moment."}, "application/json", status=503)
    return _machine(made, CREDENTIAL)


@lru_cache(maxsize=4)
def _signed_list(signer: Issuer, key: tuple[str, str], numbers: tuple[int, ...], *, highest: int, at: datetime) -> dict[str, Any]:
    """Sign the list, once for each state and hour of it."""
    key_id, private_pem = key
    document = credentials.status_list(signer, numbers, highest=highest, at=at)
    return signing.signed(document, keys.opened(private_pem, signer.secret), method=signer.method(key_id), at=at)


def _machine(document: dict[str, Any], kind: str, *, status: int = 200) -> Response:
    """Answer a program, from whatever site it asks: none of this is anybody's secret, nor for search engines."""
    response = Response(json.dumps(document, ensure_ascii=False), status, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _hidden(page: str, status: int) -> Response:
    """Answer with a page that search engines leave alone."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
