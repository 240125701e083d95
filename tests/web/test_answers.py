"""What every answer carries, and the errors people meet."""

import gzip
import json

import brotli
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms import logs
from lms.accounts.models import Person
from lms.db import db
from lms.web import errors
from tests.factories.attendance import a_mentor, a_session
from tests.factories.people import a_coordinator, an_agency_officer, an_application, an_officer
from tests.visitor import filled_in


def test_an_unchanged_page_is_not_sent_again(visit, vlog, wates):
    member = visit(an_officer(wates))
    first = member.get("/kursus/vlog/siapkan-hp-anda")

    again = member.get("/kursus/vlog/siapkan-hp-anda", status=304, headers={"If-None-Match": first.response.headers["ETag"]})

    assert again.html == ""
    assert "Set-Cookie" not in again.response.headers


def test_a_changed_page_is_sent(visit, vlog, wates):
    member = visit(an_officer(wates))
    first = member.get("/kursus/vlog/siapkan-hp-anda")
    first.submit("Saya sudah paham, lanjut")

    member.get("/kursus/vlog/siapkan-hp-anda", status=200, headers={"If-None-Match": first.response.headers["ETag"]})


def test_two_people_never_share_a_page(visit, vlog, wates):
    one, two = visit(an_officer(wates, "Endang Lestari")), visit(an_officer(wates, "Tini Suharti"))

    first, second = one.get("/beranda"), two.get("/beranda")

    assert first.response.headers["ETag"] != second.response.headers["ETag"]
    assert first.response.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.response.headers["Vary"]


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_pages_are_compressed_for_whom_it_helps(visit, vlog, coding, unpack):
    raw = visit().client.get("/kursus/vlog", headers={"Accept-Encoding": coding})

    assert raw.headers["Content-Encoding"] == coding
    assert "Membuat Video Pendek" in unpack(raw.get_data()).decode()
    assert len(raw.get_data()) < 3_000


def test_scripts_and_frames_of_others_have_no_place(visit, vlog):
    policy = visit().get("/belajar").response.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_style_sheet_is_kept_for_a_year_and_compressed(visit, vlog):
    page = visit().get("/belajar")
    address = next(item.get("href") for item in page.all("link") if item.get("rel") == "stylesheet")

    answer = visit().client.get(address, headers={"Accept-Encoding": "br"})

    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.get_data()) <= 8 * 1024
    visit().get("/statis/hilang.css", status=404)


def test_a_page_that_is_not_there(visit, vlog):
    assert visit().get("/hilang", status=404).heading == "Halaman tidak ditemukan"


def test_a_form_that_is_too_large(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas")

    refused = page.submit("Simpan ajakan", status=413, invite__place="x" * 3_000_000)

    assert refused.heading == "Kiriman terlalu besar"


def test_a_collision_is_told_as_such(app):
    with app.test_request_context("/"):
        page, status = errors._collision(IntegrityError("INSERT", {}, Exception("unique")))

    assert status == 409
    assert "Baru saja ada perubahan lain" in page


def test_a_bug_is_told_without_asking_the_database_again(app, visit, vlog, wates, monkeypatch):
    member = visit(an_officer(wates))
    monkeypatch.setitem(app.view_functions, "home.home", lambda: 1 / 0)

    page = member.get("/beranda", status=500)

    assert page.heading == "Ada yang rusak di pihak kami"
    assert "ZeroDivisionError" not in page.html


def test_a_log_line_is_json_with_the_request_and_no_names(capsys):
    logs.set_up("INFO")
    token = logs.request_id.set("abc")
    try:
        logs.logging.getLogger("lms.test").info("signed in: person=%s", 7)
    finally:
        logs.request_id.reset(token)
        logs.set_up("WARNING")

    line = json.loads(capsys.readouterr().out.strip())
    assert (line["event"], line["level"], line["request"]) == ("signed in: person=7", "info", "abc")


def test_text_size_is_kept_and_used(visit, vlog):
    visitor = visit()
    lesson = visitor.get("/kursus/vlog/siapkan-hp-anda")
    larger = next(item for item in lesson.all("a") if item.get("aria-label") == "Huruf sangat besar")

    page = visitor.get(larger.get("href"))

    assert page.path == "/kursus/vlog/siapkan-hp-anda"
    assert page.all("html")[0].get("data-text-size") == "3"
    visitor.get("/tampilan/huruf/9", status=404)


def test_an_unknown_language_is_not_found(visit, vlog):
    visit().get("/tampilan/bahasa/xx", status=404)


def test_display_choices_never_lead_away(visit, vlog):
    answer = visit().client.get("/tampilan/huruf/2?kembali=//example.org")

    assert answer.headers["Location"] == "/"


def test_the_gallery_shows_every_component(visit, app):
    page = visit().get("/_components")

    assert page.heading
    assert len(page.all("section")) > 10


def test_a_redirect_is_not_an_error(app):
    from werkzeug.routing.exceptions import RequestRedirect

    moved = RequestRedirect("/belajar")

    assert errors._known(moved) is moved


@pytest.mark.parametrize(
    ("code", "words"), [(418, "belum bisa dikirim"), (503, "Belum bisa dibuka"), (409, "ada perubahan lain")]
)
def test_every_error_has_words(app, code, words):
    with app.test_request_context("/"):
        page, status = errors._page(code)

    assert status == code
    assert words in page


@pytest.mark.parametrize("path", ["/kursus/vlog/a%00b", "/kursus/vlog/a%00b/kuis", "/belajar?a=%00", "/sesi/1?kelurahan=a%00"])
def test_an_address_with_a_character_no_database_takes_leads_nowhere(visit, vlog, wates, path):
    for visitor in (visit(), visit(an_officer(wates))):
        assert visitor.get(path, status=404).heading == "Halaman tidak ditemukan"


def test_a_typed_character_no_database_takes_is_left_out(visit, magelang):
    an_agency_officer(magelang)

    assert visit().get("/masuk").submit("Masuk", status=422, username="din\0as", password="x" * 12).alert


def test_display_choices_on_a_form_that_was_refused_lead_back_to_its_page(visit, vlog, wates):
    phone = visit(a_mentor(wates))
    session = a_session(vlog, db.session.scalars(select(Person)).one(), wates)
    an_officer(wates)
    page = phone.get(f"/sesi/{session.id}")
    fields, here = filled_in(page.form("Catat yang dicentang")), {"Referer": f"http://localhost/sesi/{session.id}"}

    refused = phone.post(f"/sesi/{session.id}/centang", fields, status=422, headers=here)
    alone = phone.post(f"/sesi/{session.id}/centang", fields, status=422)
    foreign = phone.post(f"/sesi/{session.id}/centang", fields, status=422, headers={"Referer": "http://example.org/x"})

    assert phone.get(refused.links()["English"], status=303).location == f"/sesi/{session.id}"
    for page in (alone, foreign):
        assert phone.get(page.links()["English"], status=303).location == "/"
