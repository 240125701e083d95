"""Cells that a spreadsheet would take for a formula."""

import pytest

from lms.web.spreadsheets import _safe


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@cmd", "\tx", "\rx"])
def test_formulas_are_made_text(text):
    assert _safe(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Wates", 80, 0])
def test_everything_else_stays(cell):
    assert _safe(cell) == cell
