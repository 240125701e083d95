"""The short memory in front of public pages."""

import pytest
from werkzeug.test import Client, TestResponse

from lms.db import commits
from lms.web.caching import PublicPages


class Site:
    """A WSGI application that counts its answers."""

    def __init__(self, *, shared=True, cookie=False):
        self.asked, self.shared, self.cookie = 0, shared, cookie

    def __call__(self, environ, start_response):
        self.asked += 1
        headers = [("Content-Type", "text/html"), ("ETag", 'W/"x"')]
        headers += [("X-Sinau-Shared", "1")] if self.shared else []
        headers += [("Set-Cookie", "a=b")] if self.cookie else []
        start_response("200 OK", headers)
        return [f"answer {self.asked}".encode()]


def opened(site, seconds=10):
    return Client(
        PublicPages(site, seconds=seconds, session_cookie="sinau", choices=("bahasa",)), TestResponse, use_cookies=False
    )


def test_the_second_visitor_is_answered_from_memory():
    site = Site()
    browser = opened(site)

    first, second = browser.get("/"), browser.get("/")

    assert (first.text, second.text, site.asked) == ("answer 1", "answer 1", 1)
    assert "X-Sinau-Shared" not in first.headers
    assert "X-Sinau-Shared" not in second.headers


def test_an_unchanged_page_costs_nothing():
    browser = opened(Site())
    browser.get("/")

    again = browser.get("/", headers={"If-None-Match": 'W/"x"'})

    assert (again.status_code, again.text) == (304, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "POST"},
        {"query_string": {"a": "b"}},
        {"headers": {"Cookie": "sinau=somebody"}},
        {"headers": {"Cookie": "bahasa=en"}},
        {"headers": {"Accept-Encoding": "br"}},
        {"path": "/lain"},
    ],
)
def test_another_request_is_another_answer(changes):
    site = Site()
    browser = opened(site)
    browser.get("/")

    browser.open(**({"path": "/", "method": "GET"} | changes))

    assert site.asked == 2


@pytest.mark.parametrize("cookies", ["a/b=1", "user@x=1", "(a)=1", "x:y=2; bahasa=en"])
def test_cookies_of_others_with_odd_names_are_left_to_the_application(cookies):
    site = Site()
    browser = opened(site)

    answers = [browser.get("/", headers={"Cookie": cookies}).text for _number in range(2)]

    assert answers[0] == "answer 1"


@pytest.mark.parametrize("site", [Site(shared=False), Site(cookie=True)])
def test_what_is_not_for_everyone_is_not_kept(site):
    browser = opened(site)
    browser.get("/")
    browser.get("/")

    assert site.asked == 2


def test_a_commit_empties_the_memory():
    site = Site()
    browser = opened(site)
    browser.get("/")

    commits.count += 1

    assert browser.get("/").text == "answer 2"


def test_time_empties_the_memory():
    site = Site()
    browser = opened(site, seconds=0)
    browser.get("/")

    assert browser.get("/").text == "answer 2"


def test_the_memory_has_a_limit():
    site = Site()
    browser = opened(site)
    for number in range(500):
        browser.get(f"/{number}")

    assert len(browser.application.kept) == 400
