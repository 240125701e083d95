"""The project belongs to no machine and calls no one: no address but the listed ones, no path of somebody's home."""

import re
from pathlib import Path

from tests.conventions.sources import kept_files, named

ADDRESS = re.compile(r"\b(?:https?|ftp|git|ssh)://\w[^\s\"'<>)}\]`\\]*")
ALLOWED = (
    "http://127.0.0.1",
    "http://localhost",
    "http://testserver",
    "http://www.w3.org/",  # the name of SVG, never opened
    "https://wa.me/",  # a link that a person presses
    "https://creativecommons.org/licenses/",  # where the licence of the open data can be read
    "https://www.w3.org/ns/",  # names of JSON-LD contexts, kept as files and never opened
    "https://w3id.org/security/",
    "https://purl.imsglobal.org/spec/ob/v3p0/",
)
IN_LESSONS = (
    "https://youtu.be/",
    "https://www.youtube.com/",
    *(f"{scheme}://{host}" for scheme in ("http", "https") for host in ("cekrekening.id", "www.cekrekening.id")),
)
"""Links that a learner presses or types; nothing of them is loaded by the page."""
AS_TYPED = {"assessment", "browser", "competency", "submissions"}
"""Tests of addresses that people type, good and hostile ones: read, never opened."""
EXAMPLE = re.compile(r"https?://(?:[\w-]+\.)*example(?:\.\w+)*(?:[:/].*)?|https?://[\w.-]+\.(?:invalid|test)\b.*")
LOCAL_PATH = re.compile(r"(?<![\w.\-~$}*])/(?:home|work|root|Users)/\w[\w./-]*|\b[A-Z]:\\\\?(?:Users|work)")
OWN = Path(__file__)


def test_only_allowed_addresses_are_written_anywhere():
    strange = {}
    for path in kept_files():
        if path == OWN:
            continue
        parts = set(path.parts)
        if "tests" in parts and AS_TYPED & parts:
            continue
        allowed = ALLOWED + (IN_LESSONS if {"courses", "catalog"} & parts else ())
        found = [
            item for item in ADDRESS.findall(path.read_text("utf-8")) if not item.startswith(allowed) and not EXAMPLE.match(item)
        ]
        strange |= {named(path): found} if found else {}

    assert not strange, f"use a relative address or an .example one, or add it to ALLOWED with the reason: {strange}"


def test_no_path_of_one_machine_is_written_anywhere():
    found = {
        named(path): paths for path in kept_files() if path != OWN and (paths := LOCAL_PATH.findall(path.read_text("utf-8")))
    }

    assert not found, f"write the path from the project's folder on: {found}"


def test_the_files_that_are_read_are_the_projects_own():
    names = {named(path) for path in kept_files()}

    assert {"README.md", "config.py", "lms/app.py", "lms/web/static/css/tokens.css", "requirements.txt"} <= names
    assert not [name for name in names if name.startswith((".venv/", "var/", ".git/"))]
