"""A certificate on paper and on a telephone, set by Typst. What it says comes as data, so nothing in a name is markup."""

import io
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import segno
from babel.dates import format_date

from lms.certification.models import CertificateKind
from lms.certification.rules.codes import in_groups

HEADING = "Sertifikat penyelesaian"
DID = {
    CertificateKind.COURSE: "yang telah menyelesaikan kursus",
    CertificateKind.LEVEL: "yang telah menyelesaikan penilaian kemampuan",
}
"""Certificates are in Indonesian, whatever language their reader has chosen for the pages."""

DOTS = 72
"""Dots of the card for each inch, so that a point of its page is one dot."""

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "print"
_one_at_a_time = Lock()


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
    moment = datetime.combine(sheet.issued_on, datetime.min.time(), UTC)
    try:
        return _set("certificate.typ", sheet, format="pdf", timestamp=moment, pdf_standards=["ua-1"])
    except import_module("typst").TypstError:
        return _set("certificate.typ", sheet, format="pdf", timestamp=moment, pdf_standards=[])


def card(sheet: Sheet) -> bytes:
    """Set the picture for a telephone, a PNG of 1080 by 1350 dots."""
    return _set("card.typ", sheet, format="png", ppi=DOTS)


def typeset(name: str, words: dict[str, Any], **wanted: Any) -> bytes:
    """Set a file of `data/print` with what it is to say."""
    with _one_at_a_time:
        made: bytes = _compiler().compile(input=_FOLDER / name, sys_inputs={"data": json.dumps(words)}, **wanted)
    return made


def _set(name: str, sheet: Sheet, **wanted: Any) -> bytes:
    return typeset(name, _words(sheet), **wanted)


@cache
def _compiler() -> Any:
    """Give this process's compiler: made once, it sets a sheet ten times as fast as a new one."""
    return import_module("typst").Compiler(root=_FOLDER, ignore_system_fonts=True)


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
