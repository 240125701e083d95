"""The columns of a list of people: what heads are understood, and what one line says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _

from lms.accounts.models import Honorific
from lms.errors import Refused
from lms.files.tables import Table, is_formula
from lms.kim.models import Body, Position
from lms.kim.rules import periods
from lms.kim.rules.names import LONGEST_NAME, folded, number_of
from lms.web.forms import mobile_number

COLUMNS = (
    "nama",
    "sapaan",
    "kelurahan",
    "jabatan",
    "mulai",
    "sampai",
    "nomor_sk",
    "tanggal_sk",
    "whatsapp",
    "tahun_lahir",
    "rt",
    "rw",
    "lembaga",
)
NUMBER, PROBLEM = "baris", "masalah"
"""In a kept line: its number in the file; in the file of what was left out: why."""
_OTHER_HEADS = {
    "nama lengkap": "nama",
    "desa": "kelurahan",
    "mulai menjabat": "mulai",
    "selesai": "sampai",
    "no sk": "nomor_sk",
    "sk": "nomor_sk",
    "tgl sk": "tanggal_sk",
    "wa": "whatsapp",
    "no wa": "whatsapp",
    "nomor wa": "whatsapp",
    "nomor whatsapp": "whatsapp",
    "no hp": "whatsapp",
    "nomor hp": "whatsapp",
    "hp": "whatsapp",
    "lembaga lain": "lembaga",
}
_POSITIONS = {
    "ketua": Position.CHAIR,
    "sekretaris": Position.SECRETARY,
    "bendahara": Position.TREASURER,
    "pengurus": Position.OFFICER,
    "anggota": Position.MEMBER,
}
_HONORIFICS = {
    "": Honorific.NONE,
    "ibu": Honorific.IBU,
    "bu": Honorific.IBU,
    "bapak": Honorific.BAPAK,
    "pak": Honorific.BAPAK,
    "tanpa sapaan": Honorific.NONE,
}
_BODIES = {
    "rt": Body.RT,
    "pengurus rt": Body.RT,
    "rw": Body.RW,
    "pengurus rw": Body.RW,
    "pkk": Body.PKK,
    "lpm": Body.LPM,
    "karang taruna": Body.KARANG_TARUNA,
}
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
BIRTH_YEARS = range(1920, 2016)


class UnusableList(Refused):
    """The list cannot be read; the message says what its first line should hold."""


@dataclass
class Line:
    """What one line says, as far as it can be understood, and what is wrong with it."""

    number: int
    name: str
    kelurahan: str
    honorific: Honorific = Honorific.NONE
    position: Position = Position.MEMBER
    starts_on: date = date.min
    ends_on: date | None = None
    decree_number: str | None = None
    decree_on: date | None = None
    whatsapp: str | None = None
    birth_year: int | None = None
    rt: str = ""
    rw: str = ""
    bodies: list[Body] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def lines_of(table: Table) -> tuple[list[dict[str, str]], list[str]]:
    """Give the cells of each line by column, with its number, and the heads nobody asked for. Raises UnusableList."""
    heads = [_column_of(head) for head in table.head]
    known = [head for head in heads if head in COLUMNS]
    if "nama" not in known:
        raise UnusableList(_("Kolom “nama” tidak ada. Baris pertama harus berisi nama kolom, seperti di contoh."))
    twice = sorted({head for head in known if known.count(head) > 1})
    if twice:
        raise UnusableList(_("Kolom “%(name)s” ada dua kali. Hapus salah satunya.", name=twice[0]))
    lines = [
        {NUMBER: str(number)} | {head: _cell(cell) for head, cell in zip(heads, cells, strict=False) if head in COLUMNS}
        for number, cells in table.rows
    ]
    ignored = [words for words, head in zip(table.head, heads, strict=True) if words and head not in COLUMNS]
    return [line for line in lines if any(cell for head, cell in line.items() if head != NUMBER)], ignored


def line_of(cells: Mapping[str, str], *, on: date) -> Line:
    """Understand one line; every problem is a sentence in it."""
    line = Line(int(cells[NUMBER]), cells.get("nama", ""), cells.get("kelurahan", ""))
    formulas = [head for head in COLUMNS if is_formula(cells.get(head, ""))]
    if formulas:
        line.problems.append(_("Kolom %(name)s berisi rumus. Ganti dengan isinya.", name=", ".join(formulas)))
        return line
    _read_person(line, cells)
    _read_term(line, cells, on)
    _read_bodies(line, cells)
    return line


def day_of(text: str) -> date | None:
    """Read a day as people write it: 24-11-2026, 24/11/2026, 24 November 2026, 2026-11-24; None for anything else."""
    worded = re.fullmatch(r"(\d{1,2})[ -]([a-z]+)[ -](\d{4})", text.strip().lower())
    if worded and worded[2][:3] in _MONTHS:
        text = f"{worded[1]}-{_MONTHS.index(worded[2][:3]) + 1}-{worded[3]}"
    plain = re.sub(r"[/. ]", "-", text.strip())
    for form in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _column_of(head: str) -> str:
    plain = folded(head)
    return _OTHER_HEADS.get(plain, plain.replace(" ", "_"))


def _cell(cell: str) -> str:
    return "" if cell in {"-", "–"} else cell


def _read_person(line: Line, cells: Mapping[str, str]) -> None:
    if not line.name:
        line.problems.append(_("Namanya kosong."))
    elif len(line.name) > LONGEST_NAME or not folded(line.name).replace(" ", "").isalnum() or folded(line.name).isdecimal():
        line.problems.append(_("Namanya tidak wajar. Tulis nama orangnya saja."))
    honorific = _HONORIFICS.get(folded(cells.get("sapaan", "")))
    if honorific is None:
        line.problems.append(_("Sapaan “%(text)s” tidak dikenal. Pakai ibu atau bapak.", text=cells["sapaan"]))
    line.honorific = honorific or Honorific.NONE
    number, year = cells.get("whatsapp", ""), cells.get("tahun_lahir", "")
    line.whatsapp = mobile_number(number) if number else None
    if number and not line.whatsapp:
        line.problems.append(_("Nomor WhatsApp “%(text)s” belum benar. Contoh: 0812 3456 7890.", text=number))
    line.birth_year = int(year) if year.isdecimal() and int(year) in BIRTH_YEARS else None
    if year and line.birth_year is None:
        line.problems.append(_("Tahun lahir “%(text)s” belum benar. Contoh: 1962.", text=year))


def _read_term(line: Line, cells: Mapping[str, str], on: date) -> None:
    position = _POSITIONS.get(folded(cells.get("jabatan", "")))
    if position is None:
        known = ", ".join(_POSITIONS)
        words = _("Jabatan “%(text)s” tidak dikenal. Pakai salah satu: %(known)s.", text=cells.get("jabatan", ""), known=known)
        line.problems.append(words if cells.get("jabatan") else _("Jabatannya kosong. Pakai salah satu: %(known)s.", known=known))
    line.position = position or Position.MEMBER
    days = {head: day_of(cells.get(head, "")) for head in ("mulai", "sampai", "tanggal_sk")}
    for head, day in days.items():
        if cells.get(head) and day is None:
            text = _("Tanggal di kolom %(name)s tidak terbaca: “%(text)s”. Contoh: 24-11-2026.", name=head, text=cells[head])
            line.problems.append(text)
    line.starts_on, line.ends_on = days["mulai"] or date.min, periods.end_of(days["sampai"])
    line.decree_number, line.decree_on = cells.get("nomor_sk") or None, days["tanggal_sk"]
    if not cells.get("mulai"):
        line.problems.append(_("Tanggal mulainya kosong."))
    elif days["mulai"] and not periods.is_believable(days["mulai"], on=on):
        line.problems.append(_("Tanggal mulainya tidak wajar. Periksa tahunnya."))
    elif days["mulai"] and days["sampai"] and days["sampai"] < days["mulai"]:
        line.problems.append(_("Masa baktinya berakhir sebelum mulai."))


def _read_bodies(line: Line, cells: Mapping[str, str]) -> None:
    line.rt, line.rw = number_of(cells.get("rt", "")), number_of(cells.get("rw", ""))
    for words in re.split(r"[,;/&]| dan ", cells.get("lembaga", "")):
        body = _BODIES.get(folded(words))
        if body:
            line.bodies.append(body)
        elif words.strip():
            line.problems.append(
                _("Lembaga “%(text)s” tidak dikenal. Pakai RT, RW, PKK, LPM, atau Karang Taruna.", text=words.strip())
            )
    if Body.RT in line.bodies and not line.rt:
        line.problems.append(_("Lembaganya RT, tetapi kolom rt kosong."))
    if Body.RW in line.bodies and not line.rw:
        line.problems.append(_("Lembaganya RW, tetapi kolom rw kosong."))
