"""Style sheet, script and icons: read once at start, named by their content, compressed at first use."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Flask, Response, abort, url_for

from lms.web.pages import best_coding

STATIC = Path(__file__).parent / "static"
CSS = STATIC / "css"
SHEETS = {
    "sinau": [
        *(CSS / f"{name}.css" for name in ("tokens", "reset", "base", "layout")),
        *sorted((CSS / "components").glob("*.css")),
        CSS / "print.css",
    ],
    "figures": sorted((CSS / "figures").glob("*.css")),
}
"""The one style sheet of every page, and what only pages with figures and sheets to print load besides."""
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    kind: str
    plain: bytes

    @cached_property
    def as_brotli(self) -> bytes:
        """The file in the smallest form, made when it is first asked for."""
        return bytes(brotli.compress(self.plain))

    @cached_property
    def as_gzip(self) -> bytes:
        """The file for browsers that know no brotli."""
        return gzip.compress(self.plain, mtime=0)


def set_up(app: Flask) -> None:
    """Read the files and give templates `asset(name)`, the address that changes with the content."""
    sources = {f"{name}.css": style_sheet(name) for name in SHEETS} | {
        path.name: path.read_bytes()
        for folder in ("js", "images")
        for path in sorted((STATIC / folder).glob("*"))
        if path.is_file()
    }
    assets: dict[str, Asset] = {}
    addresses: dict[str, str] = {}
    for name, content in sources.items():
        stem, suffix = Path(name).stem, Path(name).suffix
        addresses[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}"
        assets[addresses[name]] = Asset(KINDS[suffix], content)
    app.extensions["assets"] = assets
    with app.test_request_context():
        urls = {name: url_for("web.asset", name=address) for name, address in addresses.items()}
    app.jinja_env.globals["asset"] = urls.__getitem__


def style_sheet(name: str) -> bytes:
    """Give a style sheet: its files in their order, without comments and needless blanks."""
    files = SHEETS[name]
    text = "\n".join(path.read_text("utf-8") for path in files)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text).replace(": ", ":").replace(";}", "}")
    return text.strip().encode()


def answer(assets: dict[str, Asset], name: str) -> Response:
    """Send a file in the smallest form the browser takes, to be kept for a year."""
    asset = assets.get(name)
    if asset is None:
        abort(404)
    coding = best_coding()
    body = {"br": asset.as_brotli, "gzip": asset.as_gzip, "": asset.plain}[coding]
    response = Response(body, content_type=asset.kind)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
