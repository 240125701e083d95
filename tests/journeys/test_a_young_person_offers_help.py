"""Journey 3: from the first question to the coordinator's answer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.clock import now
from lms.db import db
from lms.volunteering.models import Application, Draft, State
from tests.factories.people import a_coordinator, an_application

pytestmark = pytest.mark.journey


def sign_up(visitor, *, age=20, name="Dimas"):
    """Answer every question and send."""
    page = visitor.get("/relawan/daftar?kelurahan=wates")
    page = page.submit("Lanjutkan", kelurahan="wates").follow()
    page = page.submit("Lanjutkan", birth_year=str(now().year - age)).follow()
    if age >= 17:
        page = page.submit("Lanjutkan", times=["sabtu", "minggu"]).follow()
        page = page.submit("Lanjutkan", skills=["video"]).follow()
    page = page.submit("Lanjutkan", name=name).follow()
    if age >= 17:
        page = page.submit("Lanjutkan", whatsapp="0812 3456 7890").follow()
    if age < 18:
        page = page.submit("Lanjutkan", guardian_name="Bu Tini", guardian_whatsapp="081234567891").follow()
    return page.submit("Lanjutkan", agreed="y").follow()


def invite(page):
    """Ask the applicant of a page to a talk tomorrow."""
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    return page.submit("Simpan ajakan", invite__day=tomorrow, invite__clock="16.00", invite__place="balai kelurahan").follow()


def test_an_adult_signs_up_and_is_accepted(visit, vlog, wates):
    young, coordinator = visit(), visit(a_coordinator(wates))

    check = sign_up(young)
    status = check.submit("Kirim pendaftaran").follow()
    listed = coordinator.get("/kelurahan/wates").click("Jawab pendaftar")
    invited = invite(listed.click("Dimas"))
    talk = young.get(status.path)
    answered = invited.submit(
        "Terima Dimas", accept__talked="y", accept__reference="Ketua RT 03", accept__reply="Sampai jumpa Sabtu!"
    ).follow()
    told = young.get(status.path)
    home = told.submit("Masuk di HP ini").follow()

    assert "+6281234567890" in check.text
    assert status.heading == "Pendaftaranmu sudah masuk"
    assert "Slamet Riyadi dari KIM Wates menjawab paling lambat" in status.text
    assert "Dimas diajak ngobrol" in invited.status_message
    assert talk.heading == "Ayo ngobrol sebentar"
    assert "balai kelurahan" in talk.text
    assert "Dimas diterima" in answered.status_message
    assert told.heading == "Selamat, kamu diterima!"
    assert "Sampai jumpa Sabtu!" in told.text
    assert home.heading.endswith("Dimas")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_is_declined_with_a_reason_and_reads_it(visit, vlog, wates):
    young, coordinator = visit(), visit(a_coordinator(wates))
    status = sign_up(young).submit("Kirim pendaftaran").follow()
    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas")

    silent = page.submit("Kirim penolakan", status=422)
    page.submit("Kirim penolakan", decline__reason="full", decline__reply="Coba Cacaban ya.")
    told = young.get(status.path)

    assert "Pilih satu alasan." in silent.alert
    assert told.heading == "Kali ini belum bisa diterima"
    assert "Relawan di kelurahan ini sudah cukup" in told.text
    assert "Coba Cacaban ya." in told.text


def test_under_18_waits_for_the_guardian(visit, vlog, wates):
    young, coordinator, guardian = visit(), visit(a_coordinator(wates)), visit()

    status = sign_up(young, age=16).submit("Kirim pendaftaran").follow()
    application = db.session.scalars(select(Application)).one()
    refused = coordinator.get("/kelurahan/wates/relawan").click("Dimas")
    consent = guardian.get(f"/relawan/wali/{application.guardian_token}")
    thanks = consent.submit("Ya, saya mengizinkan").follow()
    again = guardian.post(consent.path, {"jawaban": "ya"} | csrf(consent))

    assert status.heading == "Tinggal izin walimu"
    assert "Simpan ajakan" not in refused.text
    assert consent.heading == "Apakah Dimas boleh menjadi relawan KIM?"
    assert "izin Bapak/Ibu sudah tercatat" in thanks.heading
    assert again.location == consent.path
    assert young.get(status.path).heading == "Pendaftaranmu sudah masuk"


def csrf(page):
    return {item.get("name"): item.get("value") for item in page.all("input") if item.get("name") == "csrf_token"}


def test_a_guardians_no_erases_the_young_person(visit, wates):
    application = an_application(wates, age=16, state=State.GUARDIAN)
    token = application.guardian_token

    visit().get(f"/relawan/wali/{token}").submit("Tidak, hapus pendaftarannya")

    left = db.session.scalars(select(Application)).one()
    assert left.state is State.ERASED
    assert (left.name, left.whatsapp, left.guardian_name, left.guardian_whatsapp) == ("", "", None, None)


def test_the_slip_of_paper_counts_as_well(visit, wates):
    coordinator = visit(a_coordinator(wates))
    an_application(wates, age=16, state=State.GUARDIAN)

    page = coordinator.get("/kelurahan/wates/relawan").click("Dimas").submit("Catat izin wali di kertas").follow()

    assert "Izin wali tercatat." in page.status_message
    assert "Simpan ajakan" in page.text


def test_answers_are_kept_when_going_back(visit, vlog, magelang):
    visitor = visit()
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()
    page = page.submit("Lanjutkan", birth_year="2000").follow()

    back = page.click("Kembali")
    first = visitor.get("/relawan/daftar/kelurahan")

    assert back.form("Lanjutkan").find(".//input[@name='birth_year']").get("value") == "2000"
    chosen = [item.get("value") for item in first.all("input") if "checked" in item.attrib]
    assert chosen == ["wates"]


def test_a_bad_answer_keeps_what_was_typed_and_says_what_to_do(visit, magelang):
    visitor = visit()
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()

    wrong = page.submit("Lanjutkan", status=422, birth_year="08")

    assert "Tulis empat angka" in wrong.alert
    assert wrong.form("Lanjutkan").find(".//input[@name='birth_year']").get("value") == "08"


def test_sending_twice_is_sending_once(visit, vlog, magelang):
    visitor = visit()
    check = sign_up(visitor)

    once = check.submit("Kirim pendaftaran")
    again = check.submit("Kirim pendaftaran")

    assert once.location == again.location
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_changing_one_answer_leads_back_to_the_check(visit, vlog, magelang):
    visitor = visit()
    check = sign_up(visitor)

    changed = check.click("Ubah Nama").submit("Lanjutkan", name="Dimas Arya").follow()

    assert changed.heading == "Sudah benar semua?"
    assert "Dimas Arya" in changed.text


def test_children_under_15_are_not_kept(visit, magelang):
    visitor = visit()
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()

    refused = page.submit("Lanjutkan", birth_year=str(now().year - 12)).follow()

    assert "belum bisa mendaftar sendiri" in refused.text
    assert "Cara menghubungi Diskominsta Kota Magelang" in refused.links()
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.parametrize(("birthday", "asks_guardian"), [("ya", False), ("belum", True)])
def test_the_year_one_turns_18_asks_for_the_birthday(visit, magelang, birthday, asks_guardian):
    visitor = visit()
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()
    page = page.submit("Lanjutkan", birth_year=str(now().year - 18)).follow()

    assert page.heading == "Apakah tahun ini kamu sudah berulang tahun?"
    page.submit("Lanjutkan", had_birthday=birthday)

    guardian = visitor.get("/relawan/daftar/wali", status=200 if asks_guardian else 303)
    assert (guardian.status == 200) is asks_guardian


def test_two_coordinators_at_once_the_second_is_told(visit, wates):
    first, second = visit(a_coordinator(wates)), visit(a_coordinator(wates, "Rini Astuti"))
    an_application(wates)
    page_one = first.get("/kelurahan/wates/relawan").click("Dimas")
    page_two = second.get("/kelurahan/wates/relawan").click("Dimas")

    invite(page_one).submit("Terima Dimas", accept__talked="y", accept__reference="Ketua RT 03")
    late = page_two.submit("Kirim penolakan", decline__reason="full").follow()

    assert "Langkah ini tidak bisa dari keadaan sekarang" in late.status_message
    assert db.session.scalars(select(Application)).one().state is State.ORIENTATION


def test_at_17_the_guardian_is_told_and_may_object(visit, vlog, wates):
    young, guardian = visit(), visit()
    page = young.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()
    page = page.submit("Lanjutkan", birth_year=str(now().year - 17)).follow()
    page = page.submit("Lanjutkan", had_birthday="ya").follow()
    page = page.submit("Lanjutkan", times=["sabtu"]).follow().submit("Lanjutkan", skills=["video"]).follow()
    page = page.submit("Lanjutkan", name="Rani").follow().submit("Lanjutkan", whatsapp="081234567890").follow()
    page = page.submit("Lanjutkan", guardian_name="Bu Tini", guardian_whatsapp="081234567891").follow()
    status = page.submit("Lanjutkan", agreed="y").follow().submit("Kirim pendaftaran").follow()
    application = db.session.scalars(select(Application)).one()

    told = guardian.get(f"/relawan/wali/{application.guardian_token}")
    told.submit("Tidak, hapus pendaftarannya")

    assert status.heading == "Pendaftaranmu sudah masuk"
    assert "Beri tahu walimu" in status.text
    assert told.heading == "Rani mendaftar menjadi relawan KIM"
    assert young.get(status.path).heading == "Data ini sudah dihapus"
