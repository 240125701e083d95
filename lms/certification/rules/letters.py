"""What a volunteer's letter says, how it is numbered and how it is printed. Always in Indonesian, as offices write it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from lms.certification.rules.codes import in_groups
from lms.certification.rules.printing import FOLDER, code_to_scan
from lms.volunteering.models import CohortKind
from lms.web import typesetting

HEADING = "Surat keterangan relawan"
ROLE = "Relawan pendamping"
WORK = "Pendampingan literasi digital anggota KIM"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LABELS = {
    CohortKind.CAMPUS: ("Kampus", "NIM"),
    CohortKind.SCHOOL: ("Sekolah", "NIS atau kelas"),
    CohortKind.SCOUTS: ("Gugus depan atau ambalan", "Nomor anggota"),
}
_OTHERWISE = ("Lembaga", "Nomor anggota")
_NOTES = {
    CohortKind.CAMPUS: "Surat ini bisa dilampirkan pada SKPI atau catatan KKN. Pengakuan dan nilainya ditentukan oleh kampus.",
    CohortKind.SCHOOL: "Surat ini bisa dilampirkan pada portofolio OSIS. Pengakuannya ditentukan oleh sekolah.",
    CohortKind.SCOUTS: "Surat ini bisa ditunjukkan saat uji kecakapan. Pengakuannya ditentukan oleh pembina.",
}


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is verified of a volunteer's work at a moment."""

    minutes: int
    meetings: int
    planned: int
    from_on: date
    until_on: date
    gains: tuple[str, ...]
    """What the seniors reached meanwhile, a sentence each, without names."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter is for; without a purpose nobody in particular."""

    purpose: CohortKind | None
    institution: str
    member_ref: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as it will stand."""

    id: int
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is signed."""

    person_id: int
    name: str
    kelurahan_id: int | None
    group: str
    """The place in its number, for example Wates."""
    deeds: Deeds
    addressee: Addressee
    sentence: str


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """What is printed."""

    number: str
    facts: tuple[tuple[str, str], ...]
    gains: tuple[str, ...]
    sentence: str
    note: str
    signer: str
    office: str
    issued_on: date
    place: str
    code: str
    site: str


def ending(group: str, on: date) -> tuple[str, str]:
    """Give what surrounds the month in the numbers of a group in a year: ("/KIM-WATES/", "/2026")."""
    return f"/KIM-{'-'.join(group.upper().split())}/", f"/{on.year}"


def number(place: int, group: str, on: date) -> str:
    """Number a letter as offices do: 014/KIM-WATES/XI/2026."""
    before, after = ending(group, on)
    return f"{place:03}{before}{_ROMAN[on.month - 1]}{after}"


def tidy_number(typed: str) -> str:
    """Give a number as it is kept, from however it was typed; what is no number stays none."""
    place, slash, rest = "".join(typed.upper().split()).partition("/")
    return f"{place:0>3}{slash}{rest}"


def parts(draft: Draft) -> tuple[object, ...]:
    """Give everything that makes a letter what it is, for the key of its form."""
    return (draft.person_id, draft.name, draft.group, draft.deeds, draft.addressee, draft.sentence)


def hours(minutes: int) -> str:
    """Write verified time to the minute: 9 jam 30 menit."""
    whole, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{whole} jam" if whole else "", f"{rest} menit" if rest or not whole else "") if part)


def gain(people: int, what: str) -> str:
    """Say what so many seniors reached, without their names."""
    who = "Seorang anggota KIM" if people == 1 else f"{people} anggota KIM"
    return f"{who} yang didampingi {what}."


def facts(name: str, deeds: Deeds, addressee: Addressee, *, group: str) -> tuple[tuple[str, str], ...]:
    """Give the lines of a letter, label and value, in the words its reader uses; what is empty is left out."""
    institution, member = _LABELS.get(addressee.purpose, _OTHERWISE) if addressee.purpose else _OTHERWISE
    lines = (
        ("Nama", name),
        (institution, addressee.institution),
        (member, addressee.member_ref),
        ("Kegiatan", f"{WORK} {group}"),
        ("Peran", ROLE),
        ("Masa kegiatan", span(deeds.from_on, deeds.until_on)),
        ("Jam terverifikasi", hours(deeds.minutes)),
        ("Pertemuan", f"{deeds.meetings} terlaksana dari {deeds.planned} yang direncanakan"),
    )
    return tuple(line for line in lines if line[1])


def note(purpose: CohortKind | None) -> str:
    """Say what the letter may be used for; never that it is worth a credit."""
    return _NOTES.get(purpose, "") if purpose else ""


def span(first: date, last: date) -> str:
    """Write a period: 3 Oktober 2026 sampai 7 November 2026."""
    words = [format_date(day, "d MMMM y", locale="id") for day in (first, last)]
    return words[0] if first == last else " sampai ".join(words)


def paper(sheet: LetterSheet) -> bytes:
    """Set the A4 letter as PDF, accessible (PDF/UA-1) unless a letter has no drawing; always the same bytes."""
    return typesetting.paper(FOLDER / "letter.typ", _words(sheet), on=sheet.issued_on)


def _words(sheet: LetterSheet) -> dict[str, Any]:
    address = f"{sheet.site}/s/{sheet.code}"
    return {
        **{name: value for name, value in asdict(sheet).items() if name != "issued_on"},
        "heading": HEADING,
        "date": format_date(sheet.issued_on, "d MMMM y", locale="id"),
        "year": sheet.issued_on.year,
        "month": sheet.issued_on.month,
        "day": sheet.issued_on.day,
        "code": in_groups(sheet.code),
        "address": address,
        "page": f"{sheet.site.partition('://')[2]}/s",
        "qr": code_to_scan(address),
    }
