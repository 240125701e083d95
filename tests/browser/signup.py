"""Answering the questions of the sign-up in a browser."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from lms.clock import now
from tests.browser.conftest import press

ADULT, MINOR = 20, 16


def questions(page: Page, *, name: str, age: int) -> Iterator[str]:
    """Open one question after the other and answer it; the name of each comes before its answer, last the check."""
    answers = {
        "kelurahan": {"choose": ["Wates"]},
        "lahir": {"type": {"birth_year": str(now().year - age)}},
        "waktu": {"choose": ["Sabtu", "Minggu"]},
        "bantu": {"choose": ["Membuat video pendek"]},
        "nama": {"type": {"name": name}},
        "wa": {"type": {"whatsapp": "0812 3456 7890"}},
        "wali": {"type": {"guardian_name": "Bu Tini", "guardian_whatsapp": "0812-3456-7891"}},
        "persetujuan": {"choose": ["Ya, saya setuju"]},
    }
    page.goto("/relawan")
    press(page, "Daftar jadi relawan")
    while (step := page.url.partition("/daftar/")[2]) != "periksa":
        yield step
        answer(page, **answers.pop(step))
    yield step


def answer(page: Page, *, choose: list[str] = (), type: dict[str, str] | None = None) -> None:  # noqa: A002
    """Fill in the question that is open and go on."""
    for words in choose:
        page.get_by_label(re.compile(f"^{re.escape(words)}")).check()
    for field, text in (type or {}).items():
        page.locator(f"[name={field}]").fill(text)
    press(page, "Lanjutkan")


def sign_up(page: Page, *, name: str, age: int = ADULT) -> None:
    """Answer everything and send it; leaves the status page open."""
    for _ in questions(page, name=name, age=age):
        pass
    press(page, "Kirim pendaftaran")
