"""Walks through every kind of page, one walk for each kind of reader; each stop has a name and can be measured."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from playwright.sync_api import Page

from lms.reporting.queries.lists import LISTED
from tests.browser.conftest import Site, press
from tests.browser.signup import MINOR, questions

FIRST_LESSON = "/kursus/vlog/siapkan-hp-anda"
OF_STATE = "SELECT {} FROM volunteering_application WHERE state = ?"
IN_WATES = " AND kelurahan_id = (SELECT id FROM regions_kelurahan WHERE slug = 'wates')"


def visitor(page: Page, site: Site) -> Iterator[str]:
    """What anybody finds without an account, errors included."""
    for path in (
        *("/", "/belajar", "/kursus/vlog", FIRST_LESSON, "/relawan", "/relawan/belum-cukup-umur", "/relawan/status"),
        *("/relawan/lowongan", "/relawan/lowongan/wates", "/capaian/relawan"),
        *("/capaian", "/capaian/wates", "/capaian/tidar-utara", "/bantuan", "/privasi", "/aksesibilitas", "/arti-ukuran"),
        *("/capaian/data", "/capaian?peta=pengurus"),
        *("/masuk", "/tidak-ada", "/k/kartu-lama", "/_components"),
    ):
        page.goto(path)
        yield path
    page.goto(site.find("SELECT '/kursus/vlog/' || slug FROM catalog_release_lesson ORDER BY position DESC"))
    yield "the last lesson, with its task"
    page.goto("/relawan/status")
    press(page, "Lihat")
    yield "a status code left out"
    page.goto("/masuk")
    press(page, "Masuk", kind="button")
    yield "a sign-in left empty"
    page.get_by_label("Nama pengguna").fill("siapa")
    page.get_by_label("Kata sandi", exact=True).fill("bukan ini")
    press(page, "Masuk", kind="button")
    yield "a sign-in that does not fit"


def applicant(page: Page, site: Site) -> Iterator[str]:
    """The sign-up of somebody under 18, every question once left out and once answered, and the answers to others."""
    for step in questions(page, name="Rani", age=MINOR):
        yield f"question {step}"
        if step != "periksa":
            press(page, "Lanjutkan")
            yield f"question {step} left out"
    for state in ("guardian", "waiting", "orientation", "declined"):
        page.goto(f"/relawan/status/{site.find(OF_STATE.format('code'), state)}")
        yield f"status {state}"
    for state in ("guardian", "waiting"):
        token = site.find(OF_STATE.format("guardian_token") + " AND guardian_token IS NOT NULL", state)
        page.goto(f"/relawan/wali/{token}")
        yield f"guardian's page, {state}"
    page.goto(site.links["volunteer"])
    yield "card"


def learner(page: Page, site: Site) -> Iterator[str]:
    """A member's own pages; nothing is done on the way."""
    for path in ("/beranda", "/belajar", "/kursus/vlog", FIRST_LESSON, "/saya"):
        page.goto(path)
        yield path
    page.goto("/kursus/vlog")
    following = page.get_by_role("link", name=re.compile("Mulai pelajaran|Lanjutkan pelajaran"))
    if following.count():
        press(page, "Mulai pelajaran", "Lanjutkan pelajaran")
        yield "a lesson to do"
    page.goto(f"{FIRST_LESSON}?tersimpan=siapkan-hp-anda")
    yield "a lesson saved"
    for path in ("/tugas", "/tugas/vlog/siapkan-hp-anda", "/tugas/vlog/tugas-akhir-kabar-kelurahanku"):
        page.goto(path)
        yield path
    page.goto("/tugas/vlog/cerita-lima-kalimat")
    press(page, "Kirim tugas", kind="button")
    yield "a task handed in empty"
    page.goto("/dasbor")
    yield "a page for others"


def coordinator(page: Page, site: Site) -> Iterator[str]:
    """The pages of a kelurahan; new cards are made for plain members, so that the sample's links live on."""
    for path in ("/beranda", "/kelurahan/wates", "/kelurahan/wates/relawan", "/kelurahan/wates/kartu"):
        page.goto(path)
        yield path
    month = date.today().strftime("%Y-%m")  # noqa: DTZ011
    for path in ("papan", "corong", "lowongan", "lowongan/mentor", "poster", "pasangan", f"laporan/{month}"):
        page.goto(f"/kelurahan/wates/{path}")
        yield path
    for state in ("guardian", "waiting", "orientation"):
        page.goto(f"/kelola/relawan/{site.find(OF_STATE.format('id') + IN_WATES, state)}")
        yield f"application {state}"
    page.goto(f"/kelola/relawan/{site.find(OF_STATE.format('id') + IN_WATES, 'waiting')}")
    page.locator("summary", has_text="Belum bisa menerima?").click()
    press(page, "Kirim penolakan")
    yield "a no without a reason"
    choose_for_cards(page, 0)
    yield "cards for nobody"
    choose_for_cards(page, 2)
    yield "sheet of cards"


def choose_for_cards(page: Page, people: int, place: str = "wates") -> None:
    """Ask for cards of the last few people of a kelurahan."""
    page.goto(f"/kelurahan/{place}/kartu")
    boxes = page.get_by_role("checkbox").all()
    for number, box in enumerate(boxes, start=1):
        box.set_checked(number > len(boxes) - people)
    press(page, "Buat kartu")


def agency(page: Page, site: Site) -> Iterator[str]:
    """The city's pages, down to the lists behind the figures."""
    for path in ("/laporan", f"/laporan/{date.today():%Y-%m}"):  # noqa: DTZ011
        page.goto(path)
        yield path
    for path in ("/dasbor", "/dasbor?peta=k2", "/kelola/relawan", "/kelurahan/tidar-utara", "/kelurahan/cacaban/kartu"):
        page.goto(path)
        yield path
    for measure in LISTED:
        page.goto(f"/dasbor/rincian/{measure}?kelurahan=wates&kursus=vlog")
        yield f"list {measure}"
    page.goto("/dasbor/rincian/pengurus")
    yield "list of the city"
    page.goto(f"/kelola/relawan/{site.find(OF_STATE.format('id'), 'declined')}")
    yield "application declined"


def volunteer(page: Page, site: Site) -> Iterator[str]:
    """What a volunteer finds beyond the lessons: where they stand, the code of conduct, pairs, letters."""
    del site
    for path in ("", "/kode-etik", "/bisa-bantu", "/kelompok", "/berhenti", "/hapus"):
        page.goto(f"/saya/relawan{path}")
        yield f"volunteer{path}"
    for path in ("/pasangan", "/saya/surat", "/beranda"):
        page.goto(path)
        yield path


Tour = Callable[[Page, Site], Iterator[str]]
TOURS: dict[str, tuple[str | None, Tour]] = {
    "visitor": (None, visitor),
    "applicant": (None, applicant),
    "learner": ("assessor", learner),
    "volunteer": ("volunteer_other", learner),
    "volunteer, own pages": ("volunteer", volunteer),
    "coordinator": ("coordinator", coordinator),
    "agency": ("agency", agency),
}
"""Who walks where: the sample's person to sign in as, and the walk. Assessors have no lesson done at first."""
LEARNERS = ("visitor", "applicant", "learner", "volunteer", "volunteer, own pages", "coordinator")
"""The walks over pages for people who may be old, in a hurry, or on a small phone; the agency's pages are denser."""
