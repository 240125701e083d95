"""Signing in by card and by password, and staying signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts import actions, views
from lms.accounts.models import Card, Device
from lms.accounts.queries import card_with
from lms.accounts.rules import new_token, token_hash
from lms.clock import now
from lms.db import db
from tests.factories.people import PASSWORD, a_card, a_person, an_agency_officer, an_officer


def test_a_token_has_at_least_128_bits_and_only_its_hash_is_kept(app, wates):
    person = a_person()

    token = actions.issue_card(person, by_id=None, at=now())
    db.session.commit()

    assert len(token) * 6 >= 128
    assert new_token() != new_token()
    assert db.session.scalars(select(Card)).one().token_hash == token_hash(token) != token


def test_a_new_card_kills_the_old_one_and_signs_its_phones_out(visit, vlog, wates):
    person = an_officer(wates)
    phone = visit(person)
    phone.get("/beranda")

    old = a_card(person)
    phone_with_old_card = visit()
    phone_with_old_card.get(f"/k/{old}").submit("Ya, ini saya")
    new = a_card(person)

    assert phone_with_old_card.get("/beranda", status=303).location == "/masuk"
    assert visit().get(f"/k/{old}", status=404).heading == "Kartu ini sudah tidak berlaku"
    assert visit().get(f"/k/{new}").heading == "Apakah ini Ibu Sri Wahyuni?"


def test_a_card_works_on_two_phones_and_looking_at_it_signs_nobody_in(visit, vlog, wates):
    token = a_card(an_officer(wates))
    one, two = visit(), visit()

    one.get(f"/k/{token}")
    assert one.get("/beranda", status=303).location == "/masuk"
    for phone in (one, two):
        assert phone.get(f"/k/{token}").submit("Ya, ini saya").location == "/beranda"


def test_a_phone_in_use_is_told_whose_it_is(visit, vlog, wates):
    phone = visit(an_officer(wates, "Endang Lestari"))

    page = phone.get(f"/k/{a_card(an_officer(wates, 'Tini Suharti'))}")

    assert "sedang dipakai oleh Bu Endang" in page.text


def test_a_device_is_remembered_180_days_and_no_longer(visit, vlog, wates):
    phone = visit(an_officer(wates))
    device = db.session.scalars(select(Device)).one()
    assert device.ends_at - device.signed_in_at == timedelta(days=180)

    device.ends_at = now() - timedelta(seconds=1)

    assert phone.get("/beranda", status=303).location == "/masuk"


def test_somebody_who_has_left_is_signed_out(visit, vlog, wates):
    person = an_officer(wates)
    phone = visit(person)

    person.left_at = now()

    assert phone.get("/beranda", status=303).location == "/masuk"
    assert card_with(a_card(person)) is None


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(visit, vlog, wates):
    page = visit().get(f"/k/{a_card(an_officer(wates))}").submit("Ya, ini saya")

    cookie = page.response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_does_not_say_what_was_wrong(visit, magelang):
    an_agency_officer(magelang)
    page = visit().get("/masuk")

    wrong = page.submit("Masuk", status=422, username="dinas", password="salah-salah-salah")
    unknown = page.submit("Masuk", status=422, username="siapa", password="salah-salah-salah")

    assert wrong.alert == unknown.alert
    assert "tidak cocok" in wrong.alert
    assert wrong.form("Masuk").find(".//input[@name='username']").get("value") == "dinas"


def test_an_empty_form_says_what_to_write(visit, magelang):
    page = visit().get("/masuk").submit("Masuk", status=422)

    assert "Tulis nama pengguna." in page.alert
    assert "Tulis kata sandi." in page.alert


def test_after_five_failures_an_account_rests_even_for_the_right_password(visit, magelang):
    an_agency_officer(magelang)
    an_agency_officer(magelang, "dinas2")
    visitor = visit()
    page = visitor.get("/masuk")

    for _ in range(5):
        page.submit("Masuk", status=422, username="dinas", password="salah-salah-salah")
    resting = page.submit("Masuk", status=429, username="DINAS", password=PASSWORD)
    other = page.submit("Masuk", username="dinas2", password=PASSWORD)

    assert resting.heading == "Terlalu sering dicoba"
    assert other.location == "/dasbor"
    visitor.get("/belajar")  # reading is never limited


def test_one_address_cannot_try_many_accounts(visit, magelang):
    page = visit().get("/masuk")

    for number in range(30):
        page.submit("Masuk", status=422, username=f"nama{number}", password="salah-salah-salah")

    page.submit("Masuk", status=429, username="lain", password="salah-salah-salah")


def test_guessing_cards_is_slowed_down(app, visit, magelang):
    visitor = visit()
    for number in range(30):
        visitor.get(f"/k/tebakan{number}", status=404)

    visitor.get("/k/tebakan", status=429)


def test_after_signing_in_one_goes_where_one_wanted(visit, magelang):
    an_agency_officer(magelang)
    visitor = visit()

    closed = visitor.get("/kelola/relawan", status=303)
    page = visitor.get(closed.response.headers["Location"])

    assert page.submit("Masuk", username="dinas", password=PASSWORD).location == "/kelola/relawan"


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_signing_in_never_leads_away_from_the_site(visit, magelang, elsewhere):
    an_agency_officer(magelang)
    page = visit().get("/masuk", query_string={"lanjut": elsewhere})

    page.path = "/masuk"
    sent = page.visitor.post(
        "/masuk",
        fields(page) | {"username": "dinas", "password": PASSWORD},
        query_string={"lanjut": elsewhere},
    )

    assert sent.response.headers["Location"] == "/dasbor"


def fields(page):
    return {item.get("name"): item.get("value") for item in page.all("input") if item.get("type") == "hidden"}


def test_a_form_without_its_token_is_refused_in_plain_words(app, visit, magelang):
    refused = visit().post("/masuk", {"username": "dinas", "password": PASSWORD}, status=400)

    assert refused.heading == "Halaman ini belum bisa dikirim"


def test_one_persons_token_is_no_use_to_another(visit, vlog, wates):
    one, two = visit(an_officer(wates, "Endang Lestari")), visit(an_officer(wates, "Tini Suharti"))
    stolen = fields(one.get("/kursus/vlog/siapkan-hp-anda"))

    two.get("/kursus/vlog/siapkan-hp-anda")
    two.post("/kursus/vlog/siapkan-hp-anda/selesai", stolen, status=400)


def test_signing_out_twice_is_the_same_as_once(visit, vlog, wates):
    phone = visit(an_officer(wates))
    page = phone.get("/saya")

    page.submit("Keluar dari HP ini")
    again = page.submit("Keluar dari HP ini", status=400)  # the old session's token died with it

    assert "Buka lagi halamannya" in again.text


def test_staff_are_added_from_the_command_line(app, magelang):
    run = app.test_cli_runner().invoke

    added = run(args=["accounts", "add-staff", "Petugas", "Dinas3", "--password", PASSWORD])
    twice = run(args=["accounts", "add-staff", "Petugas", "dinas3", "--password", PASSWORD])
    short = run(args=["accounts", "add-staff", "Petugas", "dinas4", "--password", "pendek"])

    assert added.exit_code == 0
    assert "sudah dipakai" in twice.output
    assert "paling sedikit 12 huruf" in short.output


def test_the_user_name_of_somebody_who_has_left_is_not_given_again(app, magelang):
    an_agency_officer(magelang).left_at = now()
    db.session.commit()

    said = app.test_cli_runner().invoke(args=["accounts", "add-staff", "Petugas", "Dinas", "--password", PASSWORD])

    assert (said.exit_code, "sudah dipakai" in said.output) == (1, True)


def test_no_link_is_made_for_somebody_who_has_left(app, wates):
    person = an_officer(wates)
    person.left_at = now()
    db.session.commit()

    said = app.test_cli_runner().invoke(args=["accounts", "link", str(person.id)])

    assert (said.exit_code, "has left" in said.output) == (1, True)


def test_a_link_is_made_from_the_command_line(app, visit, magelang, wates):
    person = an_officer(wates)
    db.session.commit()
    run = app.test_cli_runner().invoke

    link = run(args=["accounts", "link", str(person.id)]).output.strip()
    missing = run(args=["accounts", "link", "4711"])

    assert visit().get(link.removeprefix(app.config["SITE_URL"])).heading == "Apakah ini Ibu Sri Wahyuni?"
    assert "There is no person 4711." in missing.output


def test_a_page_asked_for_long_ago_is_not_opened_for_whoever_signs_in_next(visit, vlog, wates, monkeypatch):
    visitor = visit()
    visitor.get("/masuk?lanjut=/orang/7")
    monkeypatch.setattr(views, "REMEMBERED_SECONDS", 0)

    home = visitor.get(f"/k/{a_card(an_officer(wates))}").submit("Ya, ini saya").follow()

    assert home.path == "/beranda"
