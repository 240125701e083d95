"""What a page costs in bytes over the air, headers included: the first visit, the next page, and the same page again."""

import re
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.tours import FIRST_LESSON

pytestmark = pytest.mark.browser
KB = 1024
AGAIN = 1 * KB
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) Chrome/138.0.0.0 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "id-ID,id;q=0.9",
}
# The page, as whom, and the most KB of a first visit and of the page alone, when style and icon are there already.
PAGES = [
    ("/", None, 45, 8),
    ("/belajar", None, 45, 8),
    ("/capaian", None, 30, 10),
    ("/relawan", None, 45, 8),
    ("/relawan/daftar/kelurahan", None, 16, 3),
    ("/masuk", None, 16, 4),
    (FIRST_LESSON, None, 25, 8),
    (FIRST_LESSON, "member", 25, 8),
    ("/kursus/vlog", "member", 20, 6),
    ("/beranda", "member", 20, 6),
    ("/kelurahan/wates", "coordinator", 30, 10),
    ("/dasbor", "agency", 40, 12),
]


@dataclass
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def weight(self) -> int:
        """Bytes of status line, headers and body."""
        head = sum(len(name) + len(value) + 4 for name, value in self.headers)
        return len("HTTP/1.1 200 OK\r\n\r\n") + head + len(self.body)

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


@dataclass
class Wire:
    """A browser as far as bytes are concerned."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """Send a request, keep the cookies, and give the answer as it came."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = BROWSER | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if fields:
            asking.request("POST", path, urlencode(fields), sent | {"Content-Type": "application/x-www-form-urlencoded"})
        else:
            asking.request("GET", path, headers=sent)
        got = asking.getresponse()
        answer = Answer(got.status, got.getheaders(), got.read())
        asking.close()
        for line in [value for name, value in answer.headers if name.lower() == "set-cookie"]:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def read(self, path: str) -> str:
        """Give the text of a page, uncompressed."""
        return self.ask(path, Accept_Encoding="identity").body.decode()


@pytest.fixture
def wire(site):
    """Give a browser that knows nothing yet; with a role, one that is signed in as that person."""

    def wire(role=None):
        browser = Wire(site.port)
        if role:
            card = urlsplit(site.links[role]).path
            token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.read(card))[1]
            assert browser.ask(card, {"csrf_token": token}).status == 303
        return browser

    return wire


def parts_of(html):
    """The files a browser fetches for a page without being asked to: styles, icons, scripts, pictures in view."""
    tags = re.findall(r"<(?:link|script|img|source)\b[^>]*>", html)
    found = [re.search(r'\b(?:href|src|srcset)="([^"]+)"', tag) for tag in tags if 'loading="lazy"' not in tag]
    return {unescape(one[1]) for one in found if one}


@pytest.mark.parametrize(("path", "role", "first", "alone"), PAGES)
def test_a_page_stays_within_its_bytes(wire, path, role, first, alone):
    browser = wire(role)
    parts = parts_of(browser.read(path))

    page = browser.ask(path)
    again = browser.ask(path, If_None_Match=page.header("ETag"))
    files = [browser.ask(part) for part in parts]

    assert page.status == 200
    assert page.header("Content-Encoding") == "br"
    assert all(part.startswith("/") and not part.startswith("//") for part in parts)
    assert all("immutable" in file.header("Cache-Control") and not file.header("Set-Cookie") for file in files)
    assert page.weight <= alone * KB
    assert page.weight + sum(file.weight for file in files) <= first * KB
    assert (again.status, again.body, again.header("Set-Cookie")) == (304, b"", "")
    assert again.weight <= AGAIN


def test_the_text_of_the_whole_course_fits_into_sixty_kilobytes(wire, site):
    browser = wire("member")
    lessons = re.findall(r'href="(/kursus/vlog/[\w-]+)"', browser.read("/kursus/vlog"))

    weights = [browser.ask(path).weight for path in set(lessons) if not path.endswith(("/cetak", "/panduan"))]

    assert len(weights) == 8
    assert sum(weights) <= 60 * KB
