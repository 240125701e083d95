"""On paper: few pages, the work itself, and none of the buttons."""

import re
from pathlib import Path

import pytest

from tests.browser.tours import FIRST_LESSON, choose_for_cards

pytestmark = pytest.mark.browser
MEASURING = Path(__file__).with_name("measuring.js")
ONLY_ON_SCREEN = "nav, .places, .skip, button, a.button, form .button, .no-print"


def pages_of(page):
    """How many sheets of A4 the page that is open takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize(
    ("role", "path", "most"),
    [("agency", "/dasbor", 4), ("member", FIRST_LESSON, 4), (None, FIRST_LESSON, 4), ("coordinator", "/kelurahan/wates", 3)],
)
def test_a_page_prints_on_a_few_sheets_without_its_buttons(open_page, role, path, most):
    page = open_page(role)
    page.add_init_script(path=MEASURING)
    page.goto(path)

    page.emulate_media(media="print")
    printed = page.evaluate("selectors => measuring.shownOnPaper(selectors)", ONLY_ON_SCREEN)
    sheets = pages_of(page)

    assert printed == []
    assert 1 <= sheets <= most


def test_eight_cards_fill_one_sheet(open_page):
    page = open_page("agency")  # new cards end the old ones: in a kelurahan whose people have no link of the sample
    page.goto("/kelurahan/kemirirejo/kartu")
    people = page.get_by_role("checkbox").count()

    choose_for_cards(page, min(8, people), "kemirirejo")
    page.emulate_media(media="print")
    codes = page.locator("main svg:visible").count()

    assert codes >= min(8, people) > 5
    assert pages_of(page) == 1
