"""Telephone numbers as people type them."""

import pytest

from lms.web.forms import mobile_number
from lms.web.pages import as_uuid, safe_path


@pytest.mark.parametrize(
    "typed", ["0812 3456 7890", "081234567890", "+62 812-3456-7890", "62 81234567890", "(0812) 3456.7890", " +6281234567890 "]
)
def test_every_way_of_writing_a_number_is_one_number(typed):
    assert mobile_number(typed) == "+6281234567890"


@pytest.mark.parametrize(
    "typed", ["", "12", "0293 123456", "+1 202 555 0100", "nomor saya", "0812345678901234567890", "+60 12-345 6789"]
)
def test_what_is_no_indonesian_mobile_number_is_none(typed):
    assert mobile_number(typed) is None


@pytest.mark.parametrize("path", ["/beranda", "/kursus/vlog?x=1"])
def test_paths_of_this_site_are_safe(path):
    assert safe_path(path) == path


@pytest.mark.parametrize("path", [None, "", "beranda", "//example.org", "https://example.org", "/\\example.org", "/a\nb"])
def test_everything_else_is_not(path):
    assert safe_path(path) is None


def test_a_key_that_is_none():
    assert as_uuid("no key") is None
    assert as_uuid(None) is None
