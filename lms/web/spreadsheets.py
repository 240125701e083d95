"""Files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from flask import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LITERALLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_NARROWEST, _WIDEST = 9, 60
"""Columns are as wide as what stands in them, within these, in letters."""
_LONGEST = 32_767
"""Letters that a cell can hold."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: a head that stays in sight, and rows under it."""

    title: str
    """At most 31 letters, none of them [ ] : * ? / or a backslash."""
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    """Numbers stay numbers, days stay days, everything else is text as it stands, None an empty cell."""


def spreadsheet(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """Answer with rows as CSV, the head first, to be saved as `<name>.csv`; no text in it is taken for a formula."""
    return _file(csv_of(rows), "text/csv; charset=utf-8", f"{name}.csv")


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV that spreadsheets read as UTF-8; no text in it is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def workbook(name: str, sheets: Iterable[Sheet]) -> Response:
    """Answer with sheets as XLSX, to be saved as `<name>.xlsx`; no text in it is taken for a formula."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _LITERALLY)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        page.freeze_panes(1, 1)
        for row, cells in enumerate([sheet.head, *sheet.rows]):
            for column, cell in enumerate(cells):
                _write(page, (row, column), cell, (day, words if row else head))
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
    book.close()
    return _file(content.getvalue(), _WORKBOOK, f"{name}.xlsx")


def _write(page: Worksheet, place: tuple[int, int], cell: object, looks: tuple[Format, Format]) -> None:
    day, words = looks
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        page.write_number(*place, cell)
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, day)
    elif cell is not None:
        page.write_string(*place, str(cell)[:_LONGEST], words)


def _widths(sheet: Sheet) -> list[int]:
    """Give the width of each column: that of its longest text."""
    columns = [[str(row[number]) for row in (sheet.head, *sheet.rows) if number < len(row)] for number in range(len(sheet.head))]
    return [min(_WIDEST, max(_NARROWEST, *(len(text) + 2 for text in column))) for column in columns]


def _file(content: str | bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
