"""Status and guardian pages in the corners."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.clock import now
from lms.db import db
from lms.volunteering.forms import answering
from lms.volunteering.models import Application, State
from lms.volunteering.queries import applications as queries
from lms.web.limits import spend
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_application
from tests.journeys.test_a_young_person_offers_help import invite, sign_up


def test_a_code_may_be_typed_any_way(visit, wates):
    application = an_application(wates)
    code = application.code

    page = visit().get("/relawan/status").submit("Lihat", code=code.lower().replace("-", " ")).follow()

    assert page.path == f"/relawan/status/{code}"


def test_an_empty_code_says_what_to_write(visit, wates):
    assert "Tulis kode" in visit().get("/relawan/status").submit("Lihat", status=422).alert


def test_guessing_codes_is_slowed_down(visit, wates):
    visitor = visit()
    for number in range(30):
        visitor.get(f"/relawan/status/AAAA-BBBB-22{number:02}", status=404)

    visitor.get("/relawan/status/AAAA-BBBB-CCCC", status=429)


def test_guessing_guardian_links_is_slowed_down(visit, wates):
    visitor = visit()
    for number in range(30):
        visitor.get(f"/relawan/wali/tebakan{number}", status=404)

    visitor.get("/relawan/wali/tebakan", status=429)


def test_where_no_coordinator_is_the_agency_answers(visit, wates):
    page = visit().get(f"/relawan/status/{an_application(wates).code}")

    assert "Diskominsta Kota Magelang menjawab paling lambat" in page.text


def test_the_status_page_signs_in_once(visit, vlog, wates):
    a_coordinator(wates)
    visit_one, visit_two = visit(), visit()
    volunteer = a_volunteer(wates)
    code = db.session.scalars(select(Application.code).where(Application.person_id == volunteer.id)).one()
    page = visit_one.get(f"/relawan/status/{code}")
    late = visit_two.get(f"/relawan/status/{code}")

    page.submit("Masuk di HP ini")
    refused = late.submit("Masuk di HP ini").follow()
    same = page.submit("Masuk di HP ini", status=400)

    assert "sudah pernah masuk" in refused.text
    assert same.status == 400  # the page of before signing in; going back and reloading works
    assert visit_two.get("/beranda", status=303).location == "/masuk"


def test_nobody_signs_in_before_being_accepted(visit, wates):
    application = an_application(wates)
    visitor = visit()
    token = next(item.get("value") for item in visitor.get("/masuk").all("input") if item.get("name") == "csrf_token")

    visitor.post(f"/relawan/status/{application.code}/masuk", {"csrf_token": token}, status=409)


@pytest.mark.parametrize("reason", list(answering.REASONS))
def test_every_reason_reads_well(visit, wates, reason):
    application = an_application(wates, state=State.DECLINED)
    application.reason, application.decided_at, application.reply = reason, now(), "Semangat!"

    page = visit().get(f"/relawan/status/{application.code}")

    assert page.heading == "Kali ini belum bisa diterima"
    assert "Semangat!" in page.text


def test_a_closed_guardian_page_says_so(visit, wates):
    application = an_application(wates, age=16, state=State.GUARDIAN)
    page = visit().get(f"/relawan/wali/{application.guardian_token}")
    page.submit("Tidak, hapus pendaftarannya")

    late = page.submit("Ya, saya mengizinkan", status=409)

    assert late.heading == "Pendaftaran ini sudah ditutup"


def test_ages_of_waiting_are_told_in_words(visit, wates):
    coordinator = visit(a_coordinator(wates))
    for hours, name in ((0, "Ani"), (5, "Budi"), (75, "Citra")):
        an_application(wates, name, hours_ago=hours)
    an_application(wates, "Doni", age=16, state=State.GUARDIAN)

    page = coordinator.get("/kelurahan/wates/relawan")

    for words in ("baru saja masuk", "menunggu 5 jam", "menunggu 3 hari", "menunggu izin wali"):
        assert words in page.text
    assert page.text.index("Citra") < page.text.index("Budi") < page.text.index("Ani")
    assert "Menunggu jawaban (3)" in page.text
    assert "Menunggu izin wali (1)" in page.text


def test_sixty_sign_ups_an_hour_from_one_address_are_enough(app, visit, vlog, wates):
    with app.test_request_context():
        for _ in range(60):
            spend("SIGN_UP_LIMIT_ADDRESS", "address:127.0.0.1")
    visitor = visit()
    refused = sign_up(visitor).submit("Kirim pendaftaran", status=429)

    assert "Tidak ada yang hilang" in refused.text
    assert visitor.get("/relawan/daftar/periksa").heading == "Sudah benar semua?"


def test_an_unknown_question_is_not_found(visit, wates):
    visit().get("/relawan/daftar/hilang", status=404)


def test_the_last_page_waits_for_all_answers(visit, wates):
    assert visit().get("/relawan/daftar/periksa", status=303).location == "/relawan/daftar/kelurahan"


def test_an_answer_that_is_too_long_keeps_what_was_typed(visit, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas")

    wrong = invite(page).submit("Terima Dimas", status=422, accept__talked="y", accept__reference="Guru", accept__reply="x" * 501)

    assert "Pesannya terlalu panjang." in wrong.alert
    assert "x" * 501 in wrong.html


def test_another_reason_asks_for_words_on_the_page(visit, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas")

    wrong = page.submit("Kirim penolakan", status=422, decline__reason="other")

    assert "Tulis alasannya dengan kata-kata sendiri." in wrong.alert


def test_an_answer_given_twice_is_told_to_the_second(visit, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    page = invite(coordinator.get("/kelurahan/wates/relawan").click("Dimas"))
    page.submit("Terima Dimas", accept__talked="y", accept__reference="Ketua RT 03")

    again = page.submit("Terima Dimas", accept__talked="y", accept__reference="Ketua RT 03").follow()

    assert "Langkah ini tidak bisa dari keadaan sekarang" in again.status_message
    assert len(db.session.scalars(select(Person).where(Person.name == "Dimas")).all()) == 1


def test_a_talk_in_the_past_and_a_wrong_time_are_told_on_the_page(visit, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas")

    past = page.submit("Simpan ajakan", status=422, invite__day="2020-01-01", invite__clock="16:00", invite__place="Balai")
    wrong = page.submit("Simpan ajakan", status=422, invite__day="2030-01-01", invite__clock="25.99", invite__place="Balai")

    assert "sudah lewat" in past.alert
    assert "Jamnya belum benar" in wrong.alert


def test_the_same_number_is_told_to_the_officer_alone(visit, vlog, wates):
    an_application(wates, "Rani")
    status = sign_up(visit()).submit("Kirim pendaftaran").follow()

    page = visit(a_coordinator(wates)).get("/kelurahan/wates/relawan").click("Dimas")

    assert "sudah terdaftar" not in status.text
    assert "Nomor WhatsApp ini juga dipakai pendaftar lain" in page.text
    assert "Rani" in page.text


def test_the_next_one_answers_when_the_first_let_the_time_pass(visit, wates, magelang):
    a_coordinator(wates)
    other = a_person("Joko Susilo", None, Honorific.BAPAK)
    grant_role(other, Role.COORDINATOR, magelang, by_id=None, on=now().date())
    late = an_application(wates, hours_ago=80)
    young = an_application(wates, "Rani", hours_ago=5)

    page = visit().get(f"/relawan/status/{late.code}")
    city = visit(other)

    assert "Joko Susilo" in page.text
    assert "diteruskan, tidak hilang" in page.text
    assert "Dimas" in city.get("/kelola/relawan").text
    city.get(f"/kelola/relawan/{late.id}")
    city.get(f"/kelola/relawan/{young.id}", status=404)


def test_a_reminder_to_the_guardian_is_offered_after_three_days(visit, wates):
    coordinator = visit(a_coordinator(wates))
    application = an_application(wates, age=16, state=State.GUARDIAN, hours_ago=80)
    page = coordinator.get(f"/kelola/relawan/{application.id}")

    told = page.submit("Catat: wali sudah diingatkan").follow()

    assert "sudah diingatkan" in told.status_message
    assert "Catat: wali sudah diingatkan" not in told.text
    assert "wa.me/6281234567891" in told.html


def test_a_guardian_takes_the_consent_back_on_the_same_page(visit, wates):
    volunteer = a_volunteer(wates, state=State.ACTIVE, age=16)
    application = queries.application_of(volunteer.id)
    application.guardian_agreed_at = now()
    page = visit().get(f"/relawan/wali/{application.guardian_token}")

    closed = page.submit("Tarik izin dan hapus datanya").follow()

    assert closed.heading == "Pendaftaran ini sudah ditutup"
    assert queries.application_of(volunteer.id).state is State.ERASED


def test_an_expired_guardian_link_says_so(visit, wates):
    application = an_application(wates, age=16, state=State.GUARDIAN, hours_ago=15 * 24)

    assert visit().get(f"/relawan/wali/{application.guardian_token}").heading == "Pendaftaran ini sudah ditutup"


def test_a_slip_of_paper_for_an_adult_is_refused(visit, wates):
    coordinator = visit(a_coordinator(wates))
    application = an_application(wates)
    token = next(
        item.get("value")
        for item in coordinator.get(f"/kelola/relawan/{application.id}").all("input")
        if (item.get("name") or "").endswith("csrf_token")
    )

    page = coordinator.post(f"/kelola/relawan/{application.id}/izin-wali", {"csrf_token": token}).follow()

    assert "tidak diperlukan" in page.status_message


def test_foreign_answers_are_refused(visit, wates):
    page = visit().get("/relawan/daftar")

    wrong = page.submit("Lanjutkan", status=422, kelurahan="bandung")

    assert "Pilih salah satu jawaban di halaman ini." in wrong.alert


def test_words_instead_of_a_year_are_refused(visit, wates):
    page = visit().get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()

    wrong = page.submit("Lanjutkan", status=422, birth_year="dua ribu")

    assert "angka" in wrong.alert
    assert "integer" not in wrong.alert


def test_foreign_times_are_refused(visit, wates):
    visitor = visit()
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()
    page = page.submit("Lanjutkan", birth_year="2000").follow()

    wrong = page.submit("Lanjutkan", status=422, times=["tengah-malam"])

    assert "Pilih jawaban yang ada di halaman ini." in wrong.alert


def test_a_guardians_form_without_an_answer_erases_nothing(visit, wates):
    application = an_application(wates, age=16, state=State.GUARDIAN)
    visitor = visit()
    page = visitor.get(f"/relawan/wali/{application.guardian_token}")
    token = next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")

    visitor.post(page.path, {"csrf_token": token}, status=400)

    left = db.session.scalars(select(Application)).one()
    assert (left.state, left.name) == (State.GUARDIAN, "Dimas")


def test_who_is_too_young_finds_a_leader_and_the_leader_finds_the_office(app, visit, wates, monkeypatch):
    a_coordinator(wates)
    monkeypatch.setitem(app.config, "HELP_WHATSAPP", "+6281211112222")
    page = visit().get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()

    told = page.submit("Lanjutkan", birth_year=str(now().year - 12)).follow()

    links = told.links()
    assert quote("/relawan/belum-cukup-umur?kelurahan=wates") in links["Kirim ke guru atau pembina"]
    assert links["Daftarkan kelompok lewat WhatsApp"].startswith("https://wa.me/6281211112222?text=Selamat%20siang.")
    assert "Yang menyambut di Wates: Slamet, koordinator KIM." in told.text
    assert "Yang menyambut" not in visit().get("/relawan/belum-cukup-umur?kelurahan=luar-kota").text
