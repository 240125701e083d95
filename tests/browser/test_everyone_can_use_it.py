"""Every kind of page against axe-core: WCAG 2.2 A and AA, on a phone and on a desk, in the light and in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE
from tests.browser.tours import TOURS

pytestmark = pytest.mark.browser
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
RULES_OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that can differ between light and dark."""
DESK = {"width": 1280, "height": 800}
LOOKS = [("light", PHONE), ("dark", PHONE), ("dark", DESK), ("light", DESK)]


@pytest.mark.parametrize("who", TOURS)
def test_no_page_keeps_anybody_out(open_page, site, who):
    role, tour = TOURS[who]
    page, axe = open_page(role, reduced_motion="reduce"), Axe()

    found = [
        f"{stop}, {scheme} at {screen['width']}: {problem}"
        for stop in tour(page, site)
        for scheme, screen in LOOKS
        for problem in violations(page, axe, scheme, screen)
    ]

    assert not found, "\n".join(["", *found])


def violations(page, axe, scheme, screen):
    """What axe-core finds on the page that is open, in one look."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(screen)
    rules = ALL_RULES if scheme == "light" else RULES_OF_COLOUR
    response = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]
