"""The Chromium for the browser tests: CHROMIUM, the one on the path, Debian's, or Playwright's own, in this order.

`python -m tests.chromium` finds or installs it before the tests run, so that their workers do not try it all at once.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromium(RuntimeError):
    """The browser tests find no Chromium; the message is one sentence."""


def installed_chromium() -> str | None:
    """Give the path of a Chromium that is here already."""
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise NoChromium(f"CHROMIUM names {named}, which is not a program.")
    return named or next((path for path in map(shutil.which, NAMES) if path), None) or _of_playwright()


def chromium() -> str:
    """Give the path of a Chromium, installing one when there is none; raises NoChromium."""
    found = installed_chromium()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _try("apt-get", "update", environ=quiet)
        _try("apt-get", "install", "-y", "--no-install-recommends", "chromium", environ=quiet)
    if not installed_chromium():
        _try(sys.executable, "-m", "playwright", "install", "chromium", environ=dict(os.environ))
    found = installed_chromium()
    if not found:
        raise NoChromium("There is no Chromium for the browser tests: install the package chromium, or set CHROMIUM to its path.")
    return found


def arguments() -> list[str]:
    """Give what Chromium needs on its command line: root cannot use its sandbox, and /dev/shm may be small."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _try(*command: str, environ: dict[str, str]) -> None:
    subprocess.run(command, check=False, env=environ, stdin=subprocess.DEVNULL, stdout=sys.stderr)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{chromium()}\n")
    except NoChromium as refusal:
        raise SystemExit(str(refusal)) from refusal
