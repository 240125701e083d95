"""Cells that a spreadsheet would take for a formula."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from lms.web.spreadsheets import Sheet, _safe, workbook


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@cmd", "\tx", "\rx"])
def test_formulas_are_made_text(text):
    assert _safe(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Wates", 80, 0])
def test_everything_else_stays(cell):
    assert _safe(cell) == cell


def test_a_workbook_holds_numbers_days_and_texts_as_they_stand(app):
    row = ["=1+1", 3, 2.5, date(2026, 10, 31), None, "http://x.example", True, "7"]
    response = workbook("uji", [Sheet("Satu", ["a"] * len(row), [row]), Sheet("Kosong", ["b"], [])])
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.get_data()))

    assert book.get_sheet_by_name("Satu").to_python()[1] == [
        "=1+1",
        3.0,
        2.5,
        date(2026, 10, 31),
        "",
        "http://x.example",
        "True",
        "7",
    ]
    assert book.get_sheet_by_name("Kosong").to_python() == [["b"]]
    assert response.headers["Content-Disposition"] == 'attachment; filename="uji.xlsx"'
