"""The stories of the product on a small phone, once with script and once without."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.clock import now
from lms.sample.rules.cards import SAMPLE_PASSWORD
from tests.browser.conftest import heading, press, shown
from tests.browser.signup import MINOR, sign_up

pytestmark = pytest.mark.browser
DONE = "Saya sudah paham, lanjut"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request, open_page):
    """Open pages on a phone, with script or without."""

    def phone(role=None):
        return open_page(role, java_script_enabled=request.param)

    phone.suffix = "Adi" if request.param else "Budi"
    phone.learner = "member" if request.param else "member_other"
    return phone


def test_a_visitor_reads_a_lesson_before_registering(phone):
    page = phone()

    page.goto("/")
    doors = shown(page)
    press(page, "Belajar")
    press(page, "Membuat Video Pendek")
    press(page, "Mulai pelajaran 1")
    first = heading(page)
    press(page, "Pelajaran berikutnya")

    assert "49 pelajaran" in doors
    assert "KIM kelurahan aktif" in doors
    assert first == "Siapkan HP Anda"
    assert "Pelajaran 2 dari 8" in shown(page)
    assert page.get_by_role("link", name="Masuk untuk menyimpan kemajuan").is_visible()


def test_a_member_comes_in_by_card_and_no_press_counts_twice(phone):
    page = phone(phone.learner)
    home, number = shown(page), number_of_lesson(page)

    press(page, "Lanjutkan")
    opened = page.url
    page.get_by_role("button", name=DONE).dblclick()
    expect(page).not_to_have_url(opened)  # asks again; waiting for one navigation fails when the second press ends the first
    expect(page.get_by_role("status")).to_be_visible()
    after_two_presses = shown(page)
    page.goto(opened)
    done_before = shown(page)
    page.reload()
    page.goto("/beranda")

    assert re.search(r"Selamat (pagi|siang|sore|malam), (Bu|Pak) ", home)
    assert f"Pelajaran {number + 1} dari 8, {number} sudah selesai" in after_two_presses
    assert "Tersimpan. Pelajaran ini sudah selesai." in done_before
    assert number_of_lesson(page) == number + 1


def test_going_back_and_pressing_again_saves_once(phone):
    page = phone(phone.learner)
    number = number_of_lesson(page)
    press(page, "Lanjutkan")

    press(page, DONE)
    once = shown(page)
    page.go_back()
    press(page, DONE, "Pelajaran berikutnya")
    again = shown(page)
    page.goto("/beranda")

    assert "Tersimpan." in once
    assert f"{number} sudah selesai" in once
    assert f"Pelajaran {number + 1} dari 8, {number} sudah selesai" in again
    assert number_of_lesson(page) == number + 1


def test_a_young_person_signs_up_the_guardian_agrees_the_coordinator_accepts(phone):
    young, guardian, coordinator = phone(), phone(), phone("coordinator")
    name = f"Dimas {phone.suffix}"

    sign_up(young, name=name, age=MINOR)
    waiting_for_guardian, status = heading(young), young.url
    message = young.get_by_role("link", name="Kirim ke wali lewat WhatsApp").get_attribute("href")
    guardian.goto(re.search(r"/relawan/wali/[\w-]+", message.replace("%2F", "/"))[0])
    asked = heading(guardian)
    press(guardian, "Ya, saya mengizinkan")
    young.reload()
    waiting_for_answer = heading(young)
    accept(coordinator, name)
    young.goto(status)
    told = shown(young)
    press(young, "Masuk di HP ini")

    assert waiting_for_guardian == "Tinggal izin walimu"
    assert asked == f"Apakah {name} boleh menjadi relawan KIM?"
    assert heading(guardian) == "Terima kasih, izin Bapak/Ibu sudah tercatat"
    assert waiting_for_answer == "Pendaftaranmu sudah masuk"
    assert f"{name} diterima." in shown(coordinator)
    assert "Selamat, kamu diterima!" in told
    assert "Sampai jumpa Sabtu!" in told
    assert young.url.endswith("/beranda")
    assert heading(young).endswith(", Dimas")


def test_the_agency_signs_in_with_a_password_and_takes_the_figures_home(phone):
    page = phone()

    page.goto("/dasbor")
    page.get_by_label("Nama pengguna").fill("dinas")
    page.get_by_label("Kata sandi", exact=True).fill(SAMPLE_PASSWORD)
    press(page, "Masuk", kind="button")
    headline, address = heading(page), page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    file = download.value.path().read_text("utf-8-sig").splitlines()
    number = page.locator("a[href*='/dasbor/rincian/pengurus'][href*='kelurahan=wates']").first
    counted = number.inner_text()
    with page.expect_navigation():
        number.click()

    assert address.endswith("/dasbor")
    assert "sejak akhir" in headline
    assert len(file) == 18
    assert file[0].startswith("tanggal,kode,kelurahan,")
    assert download.value.suggested_filename.startswith("sinau-kim-")
    assert heading(page).startswith("Pengurus")
    assert heading(page).endswith(f"Wates ({counted})")
    assert page.locator(".rows > li").count() == int(counted)


def number_of_lesson(page):
    """Which lesson the home page offers next."""
    return int(re.search(r"Pelajaran (\d) dari 8", shown(page))[1])


def accept(coordinator, name):
    """Let the coordinator of Wates invite to a talk, and say yes."""
    coordinator.goto("/kelurahan/wates")
    press(coordinator, "Jawab pendaftar")
    press(coordinator, name)
    coordinator.locator("[name=invite-day]").fill((now() + timedelta(days=1)).date().isoformat())
    coordinator.locator("[name=invite-clock]").fill("16:00")
    coordinator.locator("[name=invite-place]").fill("Balai kelurahan")
    press(coordinator, "Simpan ajakan")
    coordinator.get_by_label("Kami sudah ngobrol").check()
    coordinator.locator("[name=accept-reference]").fill("Ketua RT 03")
    coordinator.get_by_label("Pesan untuk pendaftar (boleh kosong)").fill("Sampai jumpa Sabtu!")
    press(coordinator, f"Terima {name}")
