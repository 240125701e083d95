"""What the pages of certificates share: who issues, what a sheet says, the words of a withdrawal."""

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone

from lms.certification.forms import REASONS
from lms.certification.models import Certificate, Letter, WithdrawalReason
from lms.certification.queries import letters as queries
from lms.certification.rules import letters
from lms.certification.rules.credentials import Issuer
from lms.certification.rules.printing import Sheet

WHY = {**REASONS, WithdrawalReason.ERASED: _l("Dihapus atas permintaan pemiliknya")}
"""Why a certificate is not valid, as everybody may read it."""


def why(certificate: Certificate | Letter) -> str:
    """Say why a certificate or letter is not valid; empty for a valid one."""
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


def letter_page(letter: Letter) -> str:
    """Render what anyone may know of a letter by its code; of an erased person nothing but that."""
    reason = WithdrawalReason.ERASED if queries.is_erased(letter) else letter.withdrawn_reason
    return render_template(
        "certification/letter_check.html",
        letter=letter,
        is_erased=reason is WithdrawalReason.ERASED,
        why=str(WHY[reason]) if reason else "",
        hours=letters.hours(letter.minutes),
        span=letters.span(letter.from_on, letter.until_on),
    )


def letter_sheet(letter: Letter, group: str) -> letters.LetterSheet:
    """Give what is printed of a letter that still has its name."""
    addressee = letters.Addressee(letter.purpose, letter.institution, letter.member_ref)
    return letters.LetterSheet(
        letter.number,
        letters.facts(letter.name, deeds_in(letter), addressee, group=group),
        tuple(letter.gains),
        letter.sentence,
        letters.note(letter.purpose),
        letter.signer,
        letter.signer_office,
        to_user_timezone(letter.issued_at).date(),
        current_app.config["CITY_NAME"],
        letter.code,
        current_app.config["SITE_URL"],
    )


def deeds_in(letter: Letter) -> letters.Deeds:
    """Give what a letter says was verified when it was signed."""
    return letters.Deeds(
        letter.minutes, letter.meetings, letter.meetings_planned, letter.from_on, letter.until_on, tuple(letter.gains)
    )
