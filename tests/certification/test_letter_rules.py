"""How letters are numbered and worded."""

from datetime import date

import pytest

from lms.certification.rules import letters
from lms.volunteering.models import CohortKind

DAY = date(2026, 11, 24)
DEEDS = letters.Deeds(90, 2, 6, date(2026, 10, 3), DAY, ())


def test_numbers_look_as_offices_write_them():
    assert letters.number(14, "Wates", DAY) == "014/KIM-WATES/XI/2026"
    assert letters.number(1000, "Tidar Utara", date(2027, 1, 1)) == "1000/KIM-TIDAR-UTARA/I/2027"


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 menit"), (45, "45 menit"), (60, "1 jam"), (570, "9 jam 30 menit")])
def test_time_is_written_to_the_minute(minutes, words):
    assert letters.hours(minutes) == words


def test_a_single_day_is_written_once():
    assert letters.span(DAY, DAY) == "24 November 2026"
    assert letters.span(date(2026, 10, 3), DAY) == "3 Oktober 2026 sampai 24 November 2026"


def test_seniors_are_counted_not_named():
    assert letters.gain(1, "x") == "Seorang anggota KIM yang didampingi x."
    assert letters.gain(3, "x") == "3 anggota KIM yang didampingi x."


@pytest.mark.parametrize(
    ("purpose", "label"),
    [
        (CohortKind.CAMPUS, "NIM"),
        (CohortKind.SCHOOL, "NIS atau kelas"),
        (CohortKind.SCOUTS, "Nomor anggota"),
        (None, "Nomor anggota"),
    ],
)
def test_each_reader_finds_its_own_words_and_never_a_promise(purpose, label):
    lines = dict(letters.facts("Dimas", DEEDS, letters.Addressee(purpose, "Lembaga", "17"), group="Wates"))

    assert lines[label] == "17"
    assert lines["Pertemuan"] == "2 terlaksana dari 6 yang direncanakan"
    note = letters.note(purpose)
    assert bool(note) is (purpose is not None)
    assert not note or "ditentukan oleh" in note


def test_what_is_empty_is_left_out():
    lines = dict(letters.facts("Dimas", DEEDS, letters.Addressee(None, "", ""), group="Wates"))

    assert "Lembaga" not in lines
    assert "Nomor anggota" not in lines


def test_a_name_that_is_no_markup_and_has_no_drawing_is_printed_all_the_same():
    lines = letters.facts("#panic() ꦱꦿꦶ Dimas", DEEDS, letters.Addressee(None, "", ""), group="Wates")
    who = "Slamet", "KIM Wates", DAY, "Kota Magelang", "K7QM2XRD9FTB8HJN", "https://sinau.example"

    content = letters.paper(letters.LetterSheet("001/KIM-WATES/XI/2026", lines, (), "Baik.", "", *who))

    assert content.startswith(b"%PDF")
    assert b"pdfuaid" not in content
