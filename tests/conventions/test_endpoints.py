"""Closed by default, known by name, and looked at by a test."""

import ast
import re
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import UUIDConverter

from config import PROJECT
from lms.accounts.access import is_public
from tests.conventions.sources import files_of_tests, templates, tree_of

PUBLIC = {
    "accounts.card",
    "accounts.sign_in",
    "achievements.city",
    "achievements.kelurahan",
    "catalog.media",
    "deeds.confirm",
    "front.accessibility",
    "front.front",
    "front.help_page",
    "front.meanings",
    "front.privacy",
    "needs.index",
    "needs.place",
    "screens.show",
    "sources.scan",
    "funnel.in_public",
    "guardians.consent",
    "handouts.course",
    "handouts.facilitator",
    "handouts.lesson",
    "learning.course",
    "learning.courses",
    "learning.lesson",
    "rt_links.page",
    "open_data.about",
    "open_data.as_csv",
    "open_data.as_json",
    "signup.begin",
    "signup.invitation",
    "signup.question",
    "signup.too_young",
    "status.enter",
    "status.find",
    "status.show",
    "upkeep.health",
    "verification.check",
    "verification.credential",
    "verification.enter",
    "verification.key_document",
    "verification.profile",
    "verification.withdrawn",
    "web.asset",
    "web.gallery",
    "web.language",
    "web.sparing",
    "web.text_size",
}
"""Whoever adds a line here opens a page to everybody: say in the review why it holds no personal data."""


def test_the_public_pages_are_exactly_those_written_here(app):
    opened = {endpoint for endpoint in app.view_functions if is_public(endpoint)}

    assert opened == PUBLIC, f"mark the view @public and add it to PUBLIC, or neither: {sorted(opened ^ PUBLIC)}"


def test_every_other_page_sends_a_visitor_to_the_sign_in_page(app, visit):
    visitor = visit()
    token = next(item.get("value") for item in visitor.get("/masuk").all("input") if item.get("name") == "csrf_token")

    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        path = rule.build({name: value_for(rule, name) for name in rule._converters}, append_unknown=False)[1]
        for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            answer = visitor._send(method, path, status=303, data={"csrf_token": token} if method == "POST" else None)
            assert answer.location == "/masuk", f"{method} {path} ({rule.endpoint}) leads a visitor to {answer.location}"


def value_for(rule, name):
    """Something an address can hold in this place."""
    if name in (rule.defaults or {}):
        return rule.defaults[name]
    return UUID(int=1) if isinstance(rule._converters[name], UUIDConverter) else "1"


def test_every_endpoint_belongs_to_a_view_that_says_what_it_does(app):
    silent = [endpoint for endpoint, view in app.view_functions.items() if not (view.__doc__ or "").strip()]

    assert not silent, f"give these views a sentence: {silent}"


def test_every_page_is_opened_by_some_test(app):
    texts = texts_in_tests()
    visited = {endpoint for text in texts for endpoint in endpoints_at(app, text)}
    pressed = {endpoint for endpoint in PRESSED if any(PRESSED[endpoint] in text for text in texts)}
    unvisited = set(app.view_functions) - visited - pressed

    assert not unvisited, f"write a test that opens these, naming the address in it: {sorted(unvisited)}"


def test_the_buttons_that_stand_for_a_page_are_on_a_page(app):
    words = "".join(path.read_text("utf-8") for path in templates())

    assert set(PRESSED) <= set(app.view_functions), "PRESSED names an endpoint that is gone"
    assert not [button for button in PRESSED.values() if button not in words], "PRESSED names a button that is gone"


PRESSED = {
    "applications.accept": "Terima ",
    "applications.decline": "Kirim penolakan",
    "applications.paper_consent": "Catat izin wali di kertas",
    "learning.finish": "Saya sudah paham, lanjut",
    "status.enter": "Masuk di HP ini",
}
"""Endpoints that only a form leads to, with the words on its button: a test that presses it opens the endpoint."""


def endpoints_at(app, text):
    """The endpoints a text is an address of, by any method; none when it is no address of the site."""
    if not re.match(r"/[^/\s]|/$", text):
        return
    adapter = app.url_map.bind("localhost")
    for method in ("GET", "POST"):
        try:
            yield adapter.match(urlsplit(text).path, method=method)[0]
        except HTTPException:
            continue


def texts_in_tests():
    """Every text in the tests but these; what is filled in while they run becomes 1, and a key where an address needs one."""
    own = PROJECT / "tests" / "conventions"
    return {text for path in files_of_tests() if own not in path.parents for text in texts_of(tree_of(path))}


def texts_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            for filling in ("1", str(UUID(int=1))):
                yield "".join(part.value if isinstance(part, ast.Constant) else filling for part in node.values)


@pytest.mark.parametrize("address", ["/masuk", "/kelurahan/wates/kartu"])
def test_an_address_written_in_a_test_is_recognised(app, address):
    assert list(endpoints_at(app, address))
