"""A visitor of the site: opens pages, checks each one, fills in the forms that are really on it."""

import re
import warnings
from contextvars import Context
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, Response, session
from werkzeug.http import parse_cookie
from werkzeug.test import Client, TestResponse

from lms.accounts import actions, queries
from lms.accounts.current import open_session
from lms.clock import now
from lms.db import db
from lms.web.assets import style_sheet
from tests.statements import Statements

FROM_HERE = {"REMOTE_ADDR": "127.0.0.1"}
FIGURES = set(re.findall(r"\.([a-z][\w-]+)", style_sheet("figures").decode())) - set(
    re.findall(r"\.([a-z][\w-]+)", style_sheet("sinau").decode())
)
"""Classes that only the second style sheet knows."""
LABELLED = {"text", "tel", "password", "radio", "checkbox", "email", "number", "search"}


class Page:
    """One answer of the site, already checked for what every page must be."""

    def __init__(self, visitor: "Visitor", path: str, response: TestResponse, statements: int) -> None:
        self.visitor, self.path, self.response, self.statements = visitor, path, response, statements
        self.status: int = response.status_code
        self.html = response.get_data(as_text=True)
        self.tree: Element | None = None
        if response.mimetype == "text/html" and self.status not in {301, 303, 304}:
            self.tree = parse(self.html)

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path."""
        return urlsplit(self.response.headers["Location"]).path

    @property
    def heading(self) -> str:
        """The one h1."""
        return text_of(self.all("h1")[0])

    @property
    def text(self) -> str:
        """Everything a reader sees in the main part."""
        return text_of(self.all("main")[0])

    @property
    def alert(self) -> str:
        """What the error summary says."""
        return " ".join(text_of(item) for item in self.all() if item.get("role") == "alert")

    @property
    def status_message(self) -> str:
        """What the page says was just done."""
        return " ".join(text_of(item) for item in self.all() if item.get("role") == "status")

    def all(self, tag: str | None = None) -> list[Element]:
        """Every element, or every one with this tag."""
        assert self.tree is not None, f"{self.path} answered {self.status} without a page"
        return [item for item in self.tree.iter() if isinstance(item.tag, str) and (tag is None or item.tag == tag)]

    def links(self) -> dict[str, str]:
        """The texts of all links with their addresses."""
        return {text_of(item): item.get("href", "") for item in self.all("a")}

    def follow(self) -> "Page":
        """Go where the redirect leads."""
        assert self.status in {301, 303}, f"{self.path} answered {self.status}: {self.alert or self.html[:300]}"
        return self.visitor.get(self.response.headers["Location"])

    def click(self, text: str) -> "Page":
        """Press the link that holds these words."""
        for words, href in self.links().items():
            if text in words:
                return self.visitor.get(urljoin(self.path, href))
        raise AssertionError(f"no link with {text!r} on {self.path}: {list(self.links())}")

    def form(self, button: str | None = None) -> Element:
        """The form with this button, or the only one."""
        forms = [item for item in self.all("form") if button is None or button in text_of(item)]
        assert len(forms) == 1, f"{len(forms)} forms with {button!r} on {self.path}"
        return forms[0]

    def submit(self, button: str | None = None, *, status: int = 303, **fields: Any) -> "Page":
        """Send the form with this button, with what it holds and the given fields on top."""
        form = self.form(button)
        values = filled_in(form)
        for argument, value in fields.items():
            name = argument.replace("__", "-")
            known = values | dict.fromkeys(names_in(form))
            assert name in known, f"no field {name} in the form on {self.path}: {sorted(known)}"
            values[name] = value
        pressed = next((item for item in form.iter("button") if button and button in text_of(item)), None)
        if pressed is not None and pressed.get("name"):
            values[pressed.get("name", "")] = pressed.get("value", "")
        return self.visitor.post(form.get("action") or self.path, values, status=status)


class Visitor:
    """A browser of somebody, signed in or not."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = Client(app, TestResponse)

    def sign_in(self, card: str) -> None:
        """Be who a card belongs to, without the two pages of signing in, which have tests of their own."""
        db.session.commit()
        Context().run(self._sign_in, card)

    def _sign_in(self, card: str) -> None:
        with self.app.test_request_context("/masuk", environ_base=FROM_HERE):
            found = queries.card_with(card)
            assert found
            device = actions.sign_in_with_card(found, remembered=timedelta(days=180), at=now())
            db.session.commit()
            open_session(device)
            answer = self.app.make_response("")
            self.app.session_interface.save_session(self.app, session, answer)
            name, value = cookie_of(answer)
            self.client.set_cookie(name, value)
            db.session.remove()

    def get(self, path: str, *, status: int = 200, **kwargs: Any) -> Page:
        """Open a page and check it."""
        return self._send("GET", path, status, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 303, **kwargs: Any) -> Page:
        """Send a form as it is."""
        return self._send("POST", path, status, data=data or {}, **kwargs)

    def status_of(self, method: str, path: str, **kwargs: Any) -> int:
        """Only the status an address answers with."""
        db.session.commit()
        return Context().run(self.client.open, path, method=method, environ_base=FROM_HERE, **kwargs).status_code

    def _send(self, method: str, path: str, status: int, **kwargs: Any) -> Page:
        db.session.commit()  # what the test has made must be there for the request, which has its own session
        with Statements(db.engine) as counted:
            response = Context().run(self.client.open, path, method=method, environ_base=FROM_HERE, **kwargs)
        page = Page(
            self, urlsplit(path).path + ("?" + urlsplit(path).query if urlsplit(path).query else ""), response, len(counted)
        )
        if method == "GET":
            written = [line for line in counted if re.match(r"(INSERT|UPDATE|DELETE)\b", line)]
            if path.startswith("/r/"):  # a poster's address counts its visit, and writes nothing else (docs/adr/0022)
                written = [line for line in written if not line.startswith("INSERT INTO volunteering_visits")]
            assert not written, f"GET {path} writes: {written}"
        if page.status in {301, 303} and status == 200:
            return page.follow()
        assert page.status == status, f"{method} {path} answered {page.status}, not {status}: {text_of_page(page)}"
        if page.tree is not None:
            check(page)
        return page


def parse(html: str) -> Element:
    """Read a page strictly; raises when it is not valid HTML."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(html)


def check(page: Page) -> None:
    """Hold a page to what every page must be."""
    html = page.all("html")[0]
    assert html.get("lang") in {"id", "en"}
    headings = page.all("h1")
    assert len(headings) == 1, f"{page.path} has {len(headings)} h1"
    assert text_of(page.all("title")[0]) == f"{page.heading} · Sinau KIM", text_of(page.all("title")[0])
    ids = [item.get("id") for item in page.all() if item.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice on {page.path}: {[one for one in ids if ids.count(one) > 1]}"
    for link in page.all("a"):
        assert link.get("href"), f"a link without address on {page.path}"
        assert text_of(link) or link.get("aria-label"), f"an empty link on {page.path}"
    for item in page.all():
        assert item.get("style") is None, f"an inline style on {page.path}"
        assert not [name for name in item.attrib if str(name).startswith("on")], f"an inline script on {page.path}"
        address = item.get("src") or (item.get("href") if item.tag == "link" else None)
        assert not address or address.startswith("/"), f"something from elsewhere on {page.path}: {address}"
    check_labels(page)
    used = {name for item in page.all() for name in (item.get("class") or "").split()}
    assert not used & FIGURES or "/figures." in page.html, f"{page.path} needs figures.css for {used & FIGURES}"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in page.response.headers


def check_labels(page: Page) -> None:
    """Hold every field to having a label, every picture to having its words, every reference to an element."""
    ids = {item.get("id") for item in page.all()}
    labelled = {item.get("for") for item in page.all("label")}
    inside = {id(child) for label in page.all("label") for child in label.iter()}
    for field in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        if field.tag == "input" and field.get("type", "text") not in LABELLED:
            continue
        assert field.get("id") in labelled or id(field) in inside, f"{field.get('name')} has no label on {page.path}"
    for picture in page.all("img"):
        assert picture.get("alt") is not None, f"a picture without words on {page.path}"
    for item in page.all():
        for name in ("aria-describedby", "aria-labelledby"):
            for one in (item.get(name) or "").split():
                assert one in ids, f"{name}={one} leads nowhere on {page.path}"


def filled_in(form: Element) -> dict[str, Any]:
    """What a form would send if nothing were changed."""
    values: dict[str, Any] = {}
    for field in form.iter("input"):
        kind, name = field.get("type", "text"), field.get("name")
        if not name or (kind in {"radio", "checkbox"} and "checked" not in field.attrib):
            continue
        value = field.get("value", "")
        values[name] = [*values[name], value] if isinstance(values.get(name), list) else [value] if kind == "checkbox" else value
    for field in form.iter("textarea"):
        values[field.get("name", "")] = (field.text or "").lstrip("\n")
    return values


def names_in(form: Element) -> list[str]:
    """The names of all fields of a form."""
    return [item.get("name", "") for tag in ("input", "textarea", "select", "button") for item in form.iter(tag)]


def cookie_of(answer: Response) -> tuple[str, str]:
    """Give the name and the value of the one cookie an answer sets."""
    [(name, value)] = parse_cookie(answer.headers["Set-Cookie"].partition(";")[0]).items()
    return name, value


def text_of(item: Element) -> str:
    """The words of an element, with single blanks."""
    return " ".join("".join(item.itertext()).split())


def text_of_page(page: Page) -> str:
    """The words of a page, for a message."""
    return page.text if page.tree is not None else page.html[:400]
