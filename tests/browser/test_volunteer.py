"""A 16-year-old from the poster on the wall to a letter that verifies, and the coordinator who sees them through."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, timedelta
from urllib.parse import unquote

import pytest

from config import PROJECT
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from tests.browser.conftest import heading, press, shown
from tests.browser.signup import answer

pytestmark = pytest.mark.browser

NAME = "Kirana"
BEST = 3
MEETINGS = 6


def test_from_the_poster_to_a_letter_that_verifies(open_page, site):
    coordinator, young = open_page("coordinator"), open_page(java_script_enabled=False)
    status = sign_up_by_poster(young, make_poster(coordinator))
    let_the_guardian_agree(open_page(java_script_enabled=False), young, status)
    take_in(coordinator, site)

    young.goto(status)
    press(young, "Masuk di HP ini")
    learn_to_mentor(young, coordinator, open_page("assessor"), site)
    assert state_of(site) == "ready"

    pair = become_a_pair(coordinator, young, site)
    for number in range(1, MEETINGS + 1):
        meet(young, coordinator, pair, number=number, site=site)
    assert state_of(site) in {"active", "finished"}
    coordinator.goto(pair)
    assert f"{MEETINGS} dari {MEETINGS}" in shown(coordinator)

    code = sign_letter(coordinator, site)
    stranger = open_page()
    stranger.goto(f"/s/{code}")
    assert NAME in shown(stranger)
    assert "Berlaku" in shown(stranger)
    assert "6 jam" in shown(stranger)


def make_poster(coordinator):
    """Make a poster for a school; gives the address behind its square."""
    coordinator.goto("/kelurahan/wates/poster")
    coordinator.locator("#place").fill("SMA contoh")
    press(coordinator, "Buat poster", kind="button")
    return "/r/" + re.search(r"/r/(\w+)", shown(coordinator))[1]


def sign_up_by_poster(page, address):
    """Scan the poster, answer what somebody of 16 is asked, and send it; gives the address of the status page."""
    page.goto(address)
    press(page, "Daftar", kind="link")
    answers = {
        "kelurahan": {},
        "lahir": {"type": {"birth_year": str(now().year - 16)}},
        "nama": {"type": {"name": NAME}},
        "wali": {"type": {"guardian_name": "Bu Contoh", "guardian_whatsapp": "0812-3456-7891"}},
        "persetujuan": {"choose": ["Ya, saya setuju"]},
    }
    while (step := page.url.partition("/daftar/")[2].partition("?")[0]) != "periksa":
        answer(page, **answers.pop(step))
    assert not answers
    press(page, "Kirim pendaftaran")
    assert heading(page) == "Tinggal izin walimu"
    return page.url


def let_the_guardian_agree(guardian, young, status):
    """Open the link that goes to the guardian by WhatsApp, and say yes; a second yes changes nothing."""
    link = young.get_by_role("link", name="Kirim ke wali").get_attribute("href")
    guardian.goto(re.search(r"/relawan/wali/[\w-]+", unquote(link))[0])
    press(guardian, "Ya, saya mengizinkan")
    assert "izin Bapak/Ibu sudah tercatat" in heading(guardian)
    young.goto(status)
    assert heading(young) == "Pendaftaranmu sudah masuk"


def take_in(coordinator, site):
    """Find the applicant on the board, invite them to a talk, and take them in."""
    coordinator.goto("/kelurahan/wates/papan")
    assert NAME in shown(coordinator)
    coordinator.goto(f"/kelola/relawan/{application(site)}")
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    coordinator.locator("[name=invite-day]").fill(tomorrow)
    coordinator.locator("[name=invite-clock]").fill("16:00")
    coordinator.locator("[name=invite-place]").fill("Balai kelurahan")
    press(coordinator, "Simpan ajakan")
    coordinator.get_by_label("Kami sudah ngobrol").check()
    coordinator.locator("[name=accept-reference]").fill("Guru kelas")
    press(coordinator, f"Terima {NAME}")
    assert "diterima" in shown(coordinator)


def learn_to_mentor(young, coordinator, assessor, site):
    """Agree to the code of conduct and finish the volunteers' course: read, quizzes, a session, practical work."""
    young.goto("/saya/relawan/kode-etik")
    young.get_by_label("Saya sudah membaca").check()
    press(young, "Simpan persetujuan")
    for lesson in read_pack(PROJECT / "courses" / "relawan").lessons:
        slug = site.find("SELECT slug FROM catalog_release_lesson WHERE lesson_id = ? ORDER BY release_id DESC", lesson.head.id)
        page = f"/kursus/relawan/{slug}"
        rule = lesson.head.completion
        if rule == "quiz":
            take_quiz(young, f"{page}/kuis", lesson.head.questions)
        elif rule == "attend":
            attend(young, coordinator, lesson.head.id)
        elif rule == "task":
            hand_in(young, f"/tugas/relawan/{slug}")
            judge(assessor, site, lesson.head.id)
        else:
            young.goto(page)
            press(young, "Saya sudah paham")


def take_quiz(page, address, questions):
    """Answer a quiz, all of it right."""
    page.goto(address)
    press(page, "Mulai kuis", kind="button")
    for _number in questions:
        asked = next(one for one in questions if one.text in shown(page))
        for place, option in enumerate(asked.options, start=1):
            field = page.get_by_label(option.text, exact=True)
            if asked.kind in {"order", "match"}:
                field.select_option(label=option.match or str(place))
            elif option.right:
                field.check()
        press(page, "Kirim jawaban", "Jawab", kind="button")
        press(page, "Pertanyaan berikutnya", "Lihat hasil", "Lanjut")
    assert "lulus" in shown(page).lower()


def attend(young, coordinator, lesson_id):
    """Open a session in the hall and enter its code."""
    coordinator.goto("/sesi/buka")
    value = coordinator.locator(f"[name=lesson] option[value*='{lesson_id}']").first.get_attribute("value")
    coordinator.locator("[name=lesson]").select_option(value)
    press(coordinator, "Buka sesi sekarang")
    code = re.search(r"\b[A-Z0-9]{3}[ -]?[A-Z0-9]{3}\b", shown(coordinator))[0]
    young.goto("/hadir")
    young.locator("[name=code]").fill(code)
    press(young, "Lanjut", "Masukkan", "Saya hadir", "Cari", kind="button")
    if young.get_by_role("button", name=re.compile("hadir", re.IGNORECASE)).count():
        press(young, "hadir", "Hadir", kind="button")


def hand_in(page, address):
    """Hand in two logs as text."""
    page.goto(address)
    page.get_by_label("Tulisan", exact=True).fill("Sesi 1: menyalakan HP. Sesi 2: merekam video. Keduanya dibenarkan pengurus.")
    nobody = page.get_by_label("Tidak ada orang yang bisa dikenali")
    if nobody.count():
        nobody.check()
    press(page, "Kirim tugas", kind="button")


def judge(assessor, site, lesson_id):
    """Give the best points."""
    version = site.find(
        "SELECT v.id FROM submissions_version v JOIN submissions_work w ON w.id = v.work_id "
        "WHERE w.lesson_id = ? AND v.waiting_since IS NOT NULL ORDER BY v.waiting_since DESC",
        lesson_id,
    )
    assessor.goto("/antrean")
    while not assessor.locator(f'main a[href*="{version[:8]}"]').count():
        press(assessor, "Berikutnya", "Lebih baru", "Lanjut", kind="link")
    assessor.locator(f'main a[href*="{version[:8]}"]').click()
    for best in assessor.locator(f"input[name^=butir-][value='{BEST}']").all():
        best.check()
    assessor.locator("input[name=verdict][value=passed]").check()
    assessor.locator("textarea[name=good_words]").fill("Lognya lengkap.")
    assessor.locator("textarea[name=following_words]").fill("Teruskan.")
    press(assessor, "Kirim penilaian", kind="button")


def become_a_pair(coordinator, young, site):
    """Let the coordinator propose, write down the senior's yes, and confirm once both agree; gives the pair's address."""
    coordinator.goto("/kelurahan/wates/pasangan")
    offer = coordinator.locator("section.card", has_text=NAME)
    with coordinator.expect_navigation():
        offer.get_by_role("button", name=re.compile("Usulkan pasangan ini")).first.click()
    number = site.find("SELECT id FROM mentoring_pair WHERE volunteer_id = ? ORDER BY id DESC", int(person(site)))
    address = f"/pasangan/{number}"
    young.goto(address)
    press(young, "Ya, saya mau")
    coordinator.goto(address)
    press(coordinator, "bilang ya")
    press(coordinator, "Sahkan pasangan", kind="link")
    fill_in_meeting(coordinator, days=1)
    press(coordinator, "Sahkan pasangan", kind="button")
    return address


def fill_in_meeting(page, *, days):
    page.locator("[name=day]").fill((now() + timedelta(days=days)).date().isoformat())
    page.locator("[name=clock]").fill("16:00")
    page.locator("[name=place]").fill("Balai kelurahan")
    page.get_by_label("Ini tempat umum").check()


def meet(young, coordinator, pair, *, number, site):
    """Plan a meeting, let its day come, and have both say that it was: the officer for a senior without a telephone."""
    if number > 1:
        young.goto(pair)
        press(young, "Atur pertemuan", kind="link")
        fill_in_meeting(young, days=1)
        press(young, "Simpan", "Atur", kind="button")
    meeting = let_the_day_come(site, pair)
    address = f"{pair}/pertemuan/{meeting}"
    coordinator.goto(address)
    press(coordinator, "Tampilkan kode")
    code = re.search(r"\b[A-Z0-9]{3}[ -]?[A-Z0-9]{3}\b", shown(coordinator))[0]
    young.goto(address)
    young.locator("[name=code]").fill(code)
    press(young, "Masukkan kode")
    for page in (coordinator, young):
        page.goto(address)
        press(page, "Ya, kami bertemu", kind="button")


def let_the_day_come(site, pair):
    """Let a day pass for the meetings that were, and the newest one begin two hours ago; gives its number."""
    pair_id = pair.rpartition("/")[2]
    begins = (now() - timedelta(hours=2)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:00.000000")
    with closing(sqlite3.connect(site.data / "sinau.sqlite3", timeout=10)) as database:
        (newest,) = database.execute("SELECT max(id) FROM mentoring_meeting WHERE pair_id = ?", (pair_id,)).fetchone()
        database.execute(
            "UPDATE mentoring_meeting SET starts_at = strftime('%Y-%m-%d %H:%M:00.000000', starts_at, '-1 day') "
            "WHERE pair_id = ? AND id < ?",
            (pair_id, newest),
        )
        database.execute("UPDATE mentoring_meeting SET starts_at = ? WHERE id = ?", (begins, newest))
        database.commit()
    return newest


def sign_letter(coordinator, site):
    """Sign the letter for the school, and give the code it is checked by."""
    coordinator.goto(f"/kelola/surat/{person(site)}")
    coordinator.locator("input[name=purpose]").first.check()
    coordinator.locator("[name=institution]").fill("SMA contoh")
    coordinator.locator("[name=sentence]").fill("Kirana sabar dan selalu datang tepat waktu.")
    press(coordinator, "Lihat suratnya dulu")
    press(coordinator, "Tanda tangani surat")
    return site.find("SELECT code FROM certification_letter WHERE person_id = ?", int(person(site)))


def application(site):
    return site.find("SELECT id FROM volunteering_application WHERE name = ? ORDER BY id DESC", NAME)


def person(site):
    return site.find("SELECT person_id FROM volunteering_application WHERE name = ? ORDER BY id DESC", NAME)


def state_of(site):
    return site.find("SELECT state FROM volunteering_application WHERE name = ? ORDER BY id DESC", NAME)
