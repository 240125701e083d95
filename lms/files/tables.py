"""Tables people send: CSV as spreadsheets and hands write it, and Excel. Everything becomes rows of plain texts."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from flask_babel import gettext as _
from python_calamine import CalamineError, load_workbook

from lms.files.kinds import UnfitFile, kind_of

MOST_LINES = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes an Excel file may unpack to; a list of 10,000 people needs a tenth of it."""
FORMULA = ("=", "@")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",;\t"

Row = tuple[int, list[str]]
"""The number of a line in the file, counted from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in a file: the head, and the lines below it that hold anything."""

    head: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Read a CSV or Excel file of at most 10,000 lines. Raises UnfitFile with what to do instead."""
    if not content.strip():
        raise UnfitFile(_("Filenya kosong. Pilih file yang berisi daftar."))
    is_excel = kind_of(content) == "zip" or content.startswith(_OLD_EXCEL)
    rows = _excel(content) if is_excel else _csv(content)
    filled = [(number, [_plain(cell) for cell in cells]) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise UnfitFile(_("Filenya kosong. Pilih file yang berisi daftar."))
    if len(filled) - 1 > MOST_LINES:
        raise UnfitFile(_("Daftarnya lebih dari 10.000 baris. Bagi menjadi beberapa file."))
    return Table(filled[0][1], filled[1:])


def is_formula(cell: str) -> bool:
    """Whether a cell is a formula instead of its result; a telephone number may begin with +."""
    return cell.startswith(FORMULA) or (cell[:1] in {"+", "-"} and not cell[1:].replace(" ", "").replace("-", "").isdecimal())


def _plain(cell: str) -> str:
    return " ".join(cell.replace("\0", "").split())[:LONGEST_CELL]


def _csv(content: bytes) -> list[Row]:
    text = _text(content)
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # what Excel writes to name its separator
        return _split(rest, first.strip()[4], starts=2)
    return _split(text, max(_SEPARATORS, key=first.count), starts=1)


def _split(text: str, separator: str, *, starts: int) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, number = [], starts
    try:
        for cells in islice(reader, 2 * MOST_LINES):
            rows.append((number, cells[:MOST_COLUMNS]))
            number = starts + reader.line_num
    except csv.Error as error:
        raise UnfitFile(_("Baris %(number)s tidak bisa dibaca. Simpan lagi sebagai CSV atau XLSX.", number=number)) from error
    return rows


def _text(content: bytes) -> str:
    """Decode a text: by its mark, else as UTF-8, else as UTF-16 without a mark, else as Windows-1252."""
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    if marked:
        guesses: tuple[str, ...] = (marked,)
    elif b"\0" in content:
        guesses = ("utf-16-le",) if content[1:2] == b"\0" else ("utf-16-be",)
    else:
        guesses = ("utf-8", "cp1252")
    for guess in guesses:
        try:
            text = content.decode(guess)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and kind_of(content) not in {"pdf", "jpeg", "png", "gif"}:
            return text
    raise UnfitFile(_("File ini bukan daftar CSV atau XLSX. Simpan dulu dari Excel sebagai salah satunya."))


def _excel(content: bytes) -> list[Row]:
    """Read the first sheet; a formula gives the result that was last shown."""
    try:
        if content.startswith(b"PK") and _unpacked(content) > MOST_UNPACKED:
            raise UnfitFile(_("Daftarnya terlalu besar. Bagi menjadi beberapa file."))
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        found = islice(sheet.iter_rows(), 2 * MOST_LINES)
        return [(number, [_written(cell) for cell in cells[:MOST_COLUMNS]]) for number, cells in enumerate(found, start=1)]
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError) as error:
        raise UnfitFile(_("File Excel ini tidak bisa dibuka. Simpan lagi sebagai XLSX tanpa kata sandi.")) from error


def _unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def _written(cell: float | str | bool | time | date | datetime | timedelta) -> str:  # noqa: FBT001 (what a cell may hold)
    """Write a cell as people see it: a whole number without a point, a day without its midnight."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
