"""A certificate on paper and on a telephone, set by Typst. What it says comes as data, so nothing in a name is markup."""

import io
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from babel.dates import format_date

from lms.certification.models import CertificateKind
from lms.certification.rules.codes import in_groups
from lms.web import typesetting

HEADING = "Sertifikat penyelesaian"
DID = {
    CertificateKind.COURSE: "yang telah menyelesaikan kursus",
    CertificateKind.LEVEL: "yang telah menyelesaikan penilaian kemampuan",
}
"""Certificates are in Indonesian, whatever language their reader has chosen for the pages."""

DOTS = 72
"""Dots of the card for each inch, so that a point of its page is one dot."""

FOLDER = Path(__file__).resolve().parent.parent / "data" / "print"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a certificate says."""

    kind: CertificateKind
    name: str
    title: str
    description: str
    achieved_on: date
    issued_on: date
    issuer: str
    place: str
    """What stands under the site's name."""
    code: str
    site: str


def paper(sheet: Sheet) -> bytes:
    """Set the A4 sheet as PDF, accessible (PDF/UA-1) unless a letter of the name has no drawing; always the same bytes."""
    return typesetting.paper(FOLDER / "certificate.typ", _words(sheet), on=sheet.issued_on)


def card(sheet: Sheet) -> bytes:
    """Set the picture for a telephone, a PNG of 1080 by 1350 dots."""
    return typesetting.typeset(FOLDER / "card.typ", _words(sheet), format="png", ppi=DOTS)


def _words(sheet: Sheet) -> dict[str, Any]:
    address = f"{sheet.site}/s/{sheet.code}"
    return {
        **{name: value for name, value in asdict(sheet).items() if isinstance(value, str)},
        "heading": HEADING,
        "did": DID[sheet.kind],
        "date": format_date(sheet.achieved_on, "d MMMM y", locale="id"),
        "year": sheet.issued_on.year,
        "month": sheet.issued_on.month,
        "day": sheet.issued_on.day,
        "code": in_groups(sheet.code),
        "address": address,
        "page": f"{sheet.site.partition('://')[2]}/s",
        "qr": code_to_scan(address),
    }


@lru_cache(maxsize=64)
def code_to_scan(address: str) -> str:
    """Draw the address as a code to scan."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False, dark="#16211d")
    return drawing.getvalue().decode()
