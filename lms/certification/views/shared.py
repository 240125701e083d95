"""What the pages of certificates share: who issues, what a sheet says, the words of a withdrawal."""

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone

from lms.certification.forms import REASONS
from lms.certification.models import Certificate, WithdrawalReason
from lms.certification.rules.credentials import Issuer
from lms.certification.rules.printing import Sheet

WHY = {**REASONS, WithdrawalReason.ERASED: _l("Dihapus atas permintaan pemiliknya")}
"""Why a certificate is not valid, as everybody may read it."""


def why(certificate: Certificate) -> str:
    """Say why a certificate is not valid; empty for a valid one."""
    return str(WHY[certificate.withdrawn_reason]) if certificate.withdrawn_reason else ""


def issuer() -> Issuer:
    """Give who issues certificates here."""
    config = current_app.config
    return Issuer(config["SITE_URL"], config["AGENCY"], config["SECRET_KEY"])


def sheet_of(certificate: Certificate) -> Sheet:
    """Give what is printed of a certificate that still has its name."""
    return Sheet(
        certificate.kind,
        certificate.name,
        certificate.title,
        certificate.credential["credentialSubject"]["achievement"]["description"],
        to_user_timezone(certificate.achieved_at).date(),
        to_user_timezone(certificate.issued_at).date(),
        certificate.issuer,
        current_app.config["CITY_NAME"],
        certificate.code,
        current_app.config["SITE_URL"],
    )
