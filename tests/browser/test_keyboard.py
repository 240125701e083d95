"""Everything can be done without a finger on the glass, and one always sees where one is."""

from pathlib import Path

import pytest

from lms.clock import now
from tests.browser.conftest import heading, shown
from tests.browser.tours import FIRST_LESSON

pytestmark = pytest.mark.browser
MEASURING = Path(__file__).with_name("measuring.js")
FOCUSED = "document.activeElement"


def tab_to(page, wanted):
    """Press Tab until something that matches has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({wanted!r})"):
            return
    raise AssertionError(f"Tab never came to {wanted} on {page.url}")


def go_on(page):
    """Press the button of a question from the keyboard."""
    tab_to(page, "main form button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("path", ["/", "/masuk", FIRST_LESSON, "/relawan", "/capaian"])
def test_the_first_tab_comes_to_the_link_that_skips_the_menu(open_page, path):
    page = open_page()
    page.goto(path)

    page.keyboard.press("Tab")
    is_skip, is_visible = page.evaluate(f"{FOCUSED}.matches('a.skip')"), page.locator("a.skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")

    assert is_skip
    assert is_visible
    assert page.evaluate(f"{FOCUSED}.id") == "isi"


@pytest.mark.parametrize(
    ("role", "path"),
    [(None, "/"), (None, "/relawan"), (None, "/masuk"), ("member", "/beranda"), ("member", FIRST_LESSON), ("agency", "/dasbor")],
)
def test_the_focus_is_seen_wherever_it_comes(open_page, role, path):
    page = open_page(role)
    page.add_init_script(path=MEASURING)
    page.goto(path)
    unseen, stops = [], 0

    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        stops += 1
        unseen += page.evaluate("measuring.withoutFocus()")

    assert stops > 5
    assert not unseen


def test_somebody_signs_up_without_touching_the_screen(open_page):
    page = open_page()
    page.goto("/relawan/daftar")

    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    go_on(page)
    tab_to(page, "[name=birth_year]")
    page.keyboard.type(str(now().year - 20))
    go_on(page)
    for _ in ("times", "skills"):
        tab_to(page, "input[type=checkbox]")
        page.keyboard.press("Space")
        go_on(page)
    for field, text in (("name", "Sari"), ("whatsapp", "081234567890")):
        tab_to(page, f"[name={field}]")
        page.keyboard.type(text)
        go_on(page)
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    go_on(page)
    checked = shown(page)
    go_on(page)

    assert "Sari" in checked
    assert heading(page) == "Pendaftaranmu sudah masuk"


def test_a_mistake_takes_the_reader_to_its_field(open_page):
    page = open_page()
    page.goto("/relawan/daftar/kelurahan")
    go_on(page)

    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")

    assert page.get_by_role("alert").is_visible()
    assert page.evaluate(f"{FOCUSED}.type") == "radio"
