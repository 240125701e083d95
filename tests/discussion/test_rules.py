"""Telephone numbers in what everybody reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.discussion.rules import holds_phone_number
from lms.regions.rules import Area


@pytest.mark.parametrize(
    "text",
    [
        "0812 3456 7890",
        "WA saya 0812-3456-789 ya",
        "0812.3456.7890",
        "+62 812-3456-7890",
        "+62 (812) 3456 7890",
        "6281234567890",
        "wa.me/6281234567890",
        "(0293) 362525",
        "8123456789",
        "812 3456 7890",
        "0 8 1 2 3 4 5 6 7 8 9",
        "anak saya 2 081234567890",
        "hubungi081234567890ya",
        "０８１２３４５６７８９０",
    ],
)
def test_numbers_are_found_however_they_are_written(text):
    assert holds_phone_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rapat jam 08.30-10.00 tanggal 24-11-2026.",
        "24-11-2026 08.30",
        "Rp 850.000.000.000",
        "Rp. 8.520.000.000",
        "RT 08 RW 02, 62 orang, 812 suara",
        "Memori 128 GB, versi 8.1.2.3",
        "08 10 2026 2027 2028",
    ],
)
def test_other_figures_are_left_alone(text):
    assert not holds_phone_number(text)


@given(st.text(max_size=40), st.sampled_from(["0812", "0857", "+62812", "0293"]), st.integers(10**6, 10**8 - 1))
def test_a_plain_number_is_found_after_any_words(words, start, rest):
    assert holds_phone_number(f"{words} {start}{rest}")


def test_an_area_covers_its_places_and_the_agency_those_from_outside():
    mentor, agency, nobody = Area(frozenset({1}), frozenset()), Area(frozenset(), frozenset({9})), Area(frozenset(), frozenset())

    assert [mentor.covers(1, 9), mentor.covers(2, 9), mentor.covers(None, None)] == [True, False, False]
    assert [agency.covers(1, 9), agency.covers(1, 8), agency.covers(None, None)] == [True, False, True]
    assert not nobody
    assert mentor
    assert agency
