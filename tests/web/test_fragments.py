"""Pieces of pages kept in memory, and the holes that are one person's own."""

import pytest
from markupsafe import Markup

from lms.web import fragments
from tests.factories.people import an_officer


@pytest.fixture
def request_of_a_page(app):
    fragments.forget()
    with app.test_request_context("/belajar"):
        yield
    fragments.forget()


def test_a_piece_is_rendered_once_for_the_same_key(request_of_a_page):
    made = iter([Markup("satu"), Markup("dua")])

    assert [fragments.kept("x", 1, caller=lambda: next(made)) for _ in range(3)] == ["satu"] * 3
    assert fragments.kept("x", 2, caller=lambda: next(made)) == "dua"


def test_a_form_is_no_piece(request_of_a_page):
    with pytest.raises(ValueError, match="holds a form"):
        fragments.kept("x", caller=lambda: Markup('<input name="csrf_token">'))


def test_an_address_that_does_not_exist_fills_no_memory(app):
    fragments.forget()
    with app.test_request_context("/hilang"):
        fragments.kept("x", caller=lambda: Markup("a"))
    with app.test_request_context("/belajar"):
        assert fragments.kept("x", caller=lambda: Markup("b")) == "b"
    fragments.forget()


def test_the_memory_has_a_limit(request_of_a_page):
    for number in range(40):
        fragments.kept("x", number, caller=lambda: Markup("a" * 100_000))

    assert fragments._kept.size <= fragments.LARGEST
    assert len(fragments._kept.pieces) == 30


def test_holes_are_filled_for_each_reader(request_of_a_page):
    def render(**values):
        return f"<b>{values['token']}</b>"

    pages = [fragments.page_with_holes(("p",), render, token=token) for token in ("one", "two")]

    assert pages == ["<b>one</b>", "<b>two</b>"]


def test_two_people_of_the_same_progress_share_the_page_and_nothing_of_their_own(visit, vlog, wates):
    one, two = visit(an_officer(wates, "Endang Lestari")), visit(an_officer(wates, "Tini Suharti"))
    path = "/kursus/vlog/siapkan-hp-anda"

    first, second, again = one.get(path), two.get(path), one.get(path)

    def own(page):
        return {item.get("name"): item.get("value") for item in page.all("input")}

    assert own(first)["kunci"] == own(again)["kunci"] != own(second)["kunci"]
    assert own(first)["csrf_token"] != own(second)["csrf_token"]
    assert fragments._SENTINEL not in first.html + second.html + again.html
    second.submit("Saya sudah paham, lanjut")
    assert "Sudah tersimpan" in two.get(path).text
    assert "Sudah tersimpan" not in one.get(path).text
