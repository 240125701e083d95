"""Reading lists as spreadsheets and hands write them."""

import io
from datetime import datetime

import pytest
import xlsxwriter

from lms.files.kinds import UnfitFile
from lms.files.tables import MOST_LINES, is_formula, read_table

LIST = "nama;whatsapp\nSri Wahyuni;0812\n"


@pytest.fixture(autouse=True)
def _words(app):
    """Refusals are sentences in the reader's language."""


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.encode("utf-16-le"),
        LIST.encode("utf-16-be"),
        LIST.encode("cp1252"),
        LIST.replace(";", ",").encode(),
        LIST.replace(";", "\t").encode(),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace("\n", "\n\n;\n").encode(),
        b'nama;whatsapp\n"Sri\nWahyuni";0812\n',
    ],
    ids=["utf-8", "mark", "utf-16", "le", "be", "windows", "comma", "tab", "crlf", "empty lines", "line end in a cell"],
)
def test_every_way_of_writing_the_same_list(content):
    table = read_table(content)

    assert table.head == ["nama", "whatsapp"]
    assert [cells for _number, cells in table.rows] == [["Sri Wahyuni", "0812"]]


def test_the_separator_excel_names_itself():
    assert read_table(b"sep=|\nnama|whatsapp\nSri|0812\n").rows == [(3, ["Sri", "0812"])]


def test_letters_of_windows():
    assert read_table("nama\nRené\n".encode("cp1252")).rows == [(2, ["René"])]


def test_lines_are_numbered_as_in_the_file():
    assert [number for number, _cells in read_table(b'nama\n"a\nb"\n\nc\n').rows] == [2, 5]


def excel(cells):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for (row, column), value in cells.items():
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value, day)
        elif isinstance(value, tuple):
            sheet.write_formula(row, column, value[0], None, value[1])
        else:
            sheet.write(row, column, value)
    book.close()
    return content.getvalue()


def test_excel_gives_days_whole_numbers_and_results_of_formulas():
    day, moment = datetime(2024, 1, 2), datetime(2024, 1, 2, 9, 30)  # noqa: DTZ001 (a cell has no zone)
    content = excel(
        {(0, 0): "nama", (0, 1): "mulai", (0, 2): "wa", (0, 3): "x", (1, 0): "Sri", (1, 1): day}
        | {(1, 2): 81234567890, (1, 3): ("=1+1", 2), (2, 0): 1.5, (2, 1): moment}
    )

    assert read_table(content).rows == [(2, ["Sri", "2024-01-02", "81234567890", "2"]), (3, ["1.5", "2024-01-02", "", ""])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filenya kosong."),
        (b" \n ", "Filenya kosong."),
        (b";;\n;;", "Filenya kosong."),
        (b"%PDF-1.7 isi", "bukan daftar CSV atau XLSX"),
        (b"nama\n\x81\x8d", "bukan daftar CSV atau XLSX"),
        (b"a\0\0b\0", "bukan daftar CSV atau XLSX"),
        (b"PK\x03\x04 rusak", "tidak bisa dibuka"),
        (b"\xd0\xcf\x11\xe0 rusak", "tidak bisa dibuka"),
        (b"nama\n" + b"a\n" * (MOST_LINES + 1), "lebih dari 10.000 baris"),
        (b'nama\n"' + b"a" * 200_000 + b'"', "tidak bisa dibaca"),
    ],
    ids=["empty", "blank", "only separators", "pdf", "no letters", "half utf-16", "zip", "old excel", "too long", "huge cell"],
)
def test_what_is_no_list_is_refused_with_what_to_do(content, words):
    with pytest.raises(UnfitFile, match=words):
        read_table(content)


def test_ten_thousand_lines_are_taken():
    assert len(read_table(b"nama\n" + b"a\n" * MOST_LINES).rows) == MOST_LINES


def test_an_excel_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("lms.files.tables.MOST_UNPACKED", 100)

    with pytest.raises(UnfitFile, match="terlalu besar"):
        read_table(excel({(0, 0): "nama"}))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("=1+1", True), ("@SUM(A1)", True), ("+62 812-3456", False), ("-1", False), ("+A1", True), ("Sri", False)],
)
def test_a_formula_is_told_from_a_number(cell, expected):
    assert is_formula(cell) is expected
