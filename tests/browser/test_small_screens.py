"""Nothing is cut off on the smallest phone or in large letters, and everything is big enough to read and to press."""

from pathlib import Path

import pytest

from tests.browser.conftest import PHONE
from tests.browser.tours import LEARNERS, TOURS

pytestmark = pytest.mark.browser
MEASURING = Path(__file__).with_name("measuring.js")
SMALLEST = {"width": 320, "height": 640}
LEAST_TARGET, LEAST_BUTTON, LEAST_LETTERS = 48, 56, 16
TWICE = "document.documentElement.style.fontSize = '200%'"
ONCE = "document.documentElement.style.fontSize = ''"


@pytest.fixture
def walk(open_page, site):
    """Walk a tour with the measuring tools at hand; gives the page and the name of each stop."""

    def walk(who, letters=1):
        role, tour = TOURS[who]
        page = open_page(role)
        page.context.add_cookies([{"name": "huruf", "value": str(letters), "url": site.url}])
        page.add_init_script(path=MEASURING)
        for stop in tour(page, site):
            yield page, stop

    return walk


def found_by(page, question):
    return page.evaluate(f"measuring.{question}")


@pytest.mark.parametrize("who", TOURS)
def test_no_page_scrolls_sideways(walk, who):
    found = []
    for page, stop in walk(who):
        page.set_viewport_size(SMALLEST)
        found += [f"{stop}: {problem}" for problem in found_by(page, "tooWide()")]
        page.set_viewport_size(PHONE)
        page.evaluate(TWICE)
        found += [f"{stop}, enlarged twice: {problem}" for problem in found_by(page, "tooWide()")]
        page.evaluate(ONCE)

    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("who", TOURS)
def test_no_page_scrolls_sideways_in_the_largest_letters(walk, who):
    found = [f"{stop}: {problem}" for page, stop in walk(who, letters=3) for problem in found_by(page, "tooWide()")]

    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("who", LEARNERS)
def test_everything_is_big_enough_to_read_and_to_press(walk, who):
    questions = (f"tooSmallToPress({LEAST_TARGET}, {LEAST_BUTTON})", f"tooSmallToRead({LEAST_LETTERS})")

    found = [
        f"{stop}: {problem}"
        for page, stop in walk(who)
        if stop != "/_components"  # shows the office's parts as well
        for question in questions
        for problem in found_by(page, question)
    ]

    assert not found, "\n".join(["", *sorted(set(found))])
