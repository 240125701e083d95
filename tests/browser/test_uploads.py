"""A photo and a film on a small phone: shrunk, in pieces, over a line that breaks."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, press, shown
from tests.factories.files import a_film, a_photo

pytestmark = pytest.mark.browser

TASK = "/tugas/vlog/siapkan-hp-anda"
CLIPS = "/tugas/vlog/pegang-mantap-dekati-objek"
BROKEN_WORDS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}.,]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top)));
      if (lines.size > 1) { broken.push(word[0]); }
    }
  }
  return broken;
}"""
"""Words of a page that stand on two lines."""
NEWEST = "SELECT id FROM submissions_version ORDER BY handed_in_at DESC LIMIT 1"
PATIENCE = 60_000
"""Milliseconds: shrinking a large photo takes a busy machine its time."""
PIECE = re.compile(r"/unggah/[0-9a-f-]{36}/\d+$")


@pytest.fixture
def phone(browser, site):
    """A phone whose line may break: what it then complains about is meant."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", base_url=site.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(site.links["member_other"])
    press(page, "Ya, ini saya")
    yield page
    context.close()


def open_form(phone, path):
    """Open the page of a task with its form in sight, whether or not something was handed in before."""
    phone.goto(path)
    phone.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def large_photo():
    """A photo that is hard to compress, 3 MB or more."""
    kept = BytesIO()
    Image.effect_noise((3000, 2200), 90).convert("RGB").save(kept, "JPEG", quality=90)
    return kept.getvalue()


def test_a_photo_is_shrunk_and_a_film_survives_a_broken_line(phone, site):
    photo, sent = large_photo(), []

    def over_a_bad_line(route):
        sent.append(route.request.url)
        if len(sent) in {2, 4}:
            route.abort()
        else:
            route.continue_()

    open_form(phone, TASK)
    phone.get_by_label("Foto", exact=True).set_input_files({"name": "IMG 1.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(phone.locator("#kemajuan")).to_contain_text("IMG 1.jpg sudah tersimpan.", timeout=PATIENCE)
    expect(phone.get_by_role("img", name="Foto yang sudah tersimpan")).to_be_visible()

    phone.route(PIECE, over_a_bad_line)
    film = {"name": "VID.mp4", "mimeType": "video/mp4", "buffer": a_film(mdat=bytes(900_000))}
    phone.get_by_label("Video", exact=True).set_input_files(film)
    expect(phone.locator("#kemajuan")).to_contain_text("Sambungan putus", timeout=PATIENCE)
    expect(phone.locator("#kemajuan")).to_contain_text("VID.mp4 sudah tersimpan.", timeout=PATIENCE)
    phone.get_by_label("Tidak ada orang yang bisa dikenali").check()
    press(phone, "Kirim tugas", kind="button")

    assert len(photo) > 3_000_000
    assert int(site.find("SELECT max(size) FROM submissions_upload WHERE kind = 'photo'")) <= 200 * 1024
    assert len(sent) == 6, "four pieces, two of them twice"
    assert "Tugas terkirim" in shown(phone)
    assert "Menunggu penilaian" in shown(phone)
    assert site.find(f"SELECT count(*) FROM submissions_attachment WHERE version_id = ({NEWEST})") == "2"
    assert not site.bugs()


def test_what_the_server_refuses_is_said_at_the_field_like_any_other_error(phone):
    open_form(phone, CLIPS)
    video = phone.get_by_label("Video", exact=True)
    video.set_input_files({"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"<svg/>"})

    said = phone.get_by_role("alert")
    expect(said).to_contain_text("Kesalahan: a.mp4: Berkas ini bukan foto atau video.", timeout=PATIENCE)
    expect(said).to_have_class("error")
    expect(phone.locator(".field.has-error", has=video)).to_be_visible()
    expect(video).to_have_attribute("aria-invalid", "true")
    expect(video).to_have_accessible_description(re.compile("Kesalahan: a.mp4"))

    video.set_input_files({"name": "b.mp4", "mimeType": "video/mp4", "buffer": a_film()})
    expect(phone.locator("#kemajuan")).to_contain_text("b.mp4 sudah tersimpan.", timeout=PATIENCE)
    expect(said).to_have_count(0)
    expect(video).not_to_have_attribute("aria-invalid", "true")


def test_what_is_wrong_is_in_sight_and_has_the_focus(phone):
    phone.goto("/tugas/aplikasi/data-kelurahan-saya")
    press(phone, "Kirim tugas", kind="button")

    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    summary.get_by_role("link", name="Belum ada yang dikirim").click()
    expect(phone.get_by_label("Tulisan")).to_be_focused()


def test_no_word_breaks_inside_at_twice_the_size(phone):
    for path in (TASK, CLIPS):
        open_form(phone, path)
        phone.evaluate("document.documentElement.style.fontSize = '200%'")

        assert phone.evaluate(BROKEN_WORDS) == []


def test_a_photo_is_taken_out_and_the_words_typed_so_far_stay(phone):
    open_form(phone, TASK)
    phone.get_by_label("Foto", exact=True).set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo()})
    expect(phone.locator("#kemajuan")).to_contain_text("a.jpg sudah tersimpan.", timeout=PATIENCE)
    phone.get_by_label("Ada orang dewasa, dan semua sudah setuju").check()
    phone.get_by_label("Sebutkan siapa").fill("Bu Tini")

    phone.get_by_role("button", name="Buang foto ini").click()

    expect(phone.get_by_role("img", name="Foto yang sudah tersimpan")).to_have_count(0)
    expect(phone.get_by_label("Sebutkan siapa")).to_have_value("Bu Tini")
    phone.reload()
    expect(phone.get_by_role("img", name="Foto yang sudah tersimpan")).to_have_count(0)
