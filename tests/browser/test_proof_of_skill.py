"""A senior's vlog, from the form to a level and to a badge that a stranger's program accepts."""

import json
from urllib.request import urlopen

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from config import PROJECT
from lms.catalog.rules.pack import read_pack
from tests.browser.conftest import heading, press, shown

pytestmark = pytest.mark.browser

TASK = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"
QUIZ = "/kursus/vlog/izin-anak-dan-musik/kuis"
BEST = 3


def test_a_vlog_becomes_a_level_and_a_badge(open_page, site):
    member = open_page("member_other", java_script_enabled=False)
    take_quiz(member)
    hand_in(member)
    assert "Menunggu penilaian" in shown(member)

    assessor = open_page("assessor", java_script_enabled=False)
    person = site.find("SELECT person_id FROM submissions_version v JOIN submissions_work w ON w.id = v.work_id "
                       "WHERE w.lesson_id = 'VX' AND v.waiting_since IS NOT NULL")  # fmt: skip
    judge(assessor, site, person)

    member.goto("/beranda")
    assert "Ceritanya jelas" in shown(member)
    member.goto("/kemampuan")
    assert site.find(
        "SELECT level FROM competency_level_record WHERE person_id = ? AND domain = 'K2' AND is_current", int(person)
    ) == "2"  # fmt: skip
    assert "Mandiri" in shown(member)

    code = certificate(member)
    badge = read(f"{site.url}/sertifikat/{code}.json")
    found = OB3LdpVerifier().verify(json.loads(badge), download=download(site), check_status=True, verify_status_list=False)
    assert "tingkat 2: mandiri" in found.achievement.name.lower()

    stranger = open_page()
    stranger.goto(f"/s/{code}")
    assert "Berlaku" in shown(stranger)


def take_quiz(page):
    """Answer the quiz of the lesson on consent, all of it right."""
    pack = read_pack(PROJECT / "courses" / "vlog")
    questions = next(lesson.head.questions for lesson in pack.lessons if lesson.head.id == "V5")
    page.goto(QUIZ)
    press(page, "Mulai kuis", kind="button")
    for _number in questions:
        asked = next(one for one in questions if one.text in shown(page))
        for option in asked.options:
            if option.right:
                page.get_by_label(option.text, exact=True).check()
        press(page, "Kirim jawaban", "Jawab", kind="button")
        press(page, "Pertanyaan berikutnya", "Lihat hasil", "Lanjut")
    assert "lulus" in shown(page).lower()


def hand_in(page):
    """Fill in the form of the final task."""
    page.goto(TASK)
    page.get_by_label("Tautan", exact=True).fill("https://www.youtube.com/watch?v=contoh")
    page.get_by_label("Tulisan", exact=True).fill("Kabar kerja bakti di RT 03, dikirim ke RT 03 dan RT 05.")
    page.get_by_label("Ada orang dewasa, dan semua sudah setuju").check()
    page.get_by_label("Sebutkan siapa").fill("Bu Tini, sudah setuju.")
    press(page, "Kirim tugas", kind="button")


def judge(page, site, person):
    """Give the best points to what somebody waits with."""
    version = site.find(
        "SELECT v.id FROM submissions_version v JOIN submissions_work w ON w.id = v.work_id "
        "WHERE w.person_id = ? AND w.lesson_id = 'VX' AND v.waiting_since IS NOT NULL",
        int(person),
    )
    page.goto("/antrean")
    assert heading(page) == "Antrean penilaian"
    page.locator(f'main a[href*="{version[:8]}"]').click()
    for best in page.locator(f"input[name^=butir-][value='{BEST}']").all():
        best.check()
    page.locator("input[name=verdict][value=passed]").check()
    page.locator("textarea[name=good_words]").fill("Ceritanya jelas.")
    page.locator("textarea[name=following_words]").fill("Ajari satu teman.")
    press(page, "Kirim penilaian", kind="button")


def certificate(page):
    """Make the certificate of the level, and give its code."""
    page.goto("/sertifikat")
    press(page, "tingkat 2: mandiri", kind="link")
    press(page, "Buat sertifikat", kind="button")
    return page.url.rpartition("/")[2]


def read(address):
    with urlopen(address, timeout=30) as answer:
        return answer.read()


def download(site):
    """The web as a verifier sees it: only our site is on it, and it asks for https there."""

    def download(address):
        path = "/" + address.partition("://")[2].partition("/")[2]
        return read(site.url + path)

    return download
