"""A learner says that a screen looks different; staff look at the feature and say what they found."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.audit.models import Entry
from lms.catalog.actions.features import CannotCheck, CannotReport, check_feature, report_screen
from lms.catalog.models import Feature, FeatureStatus, ScreenReport
from lms.catalog.queries import open_reports
from lms.db import db
from tests.conftest import NOON
from tests.factories.features import a_feature
from tests.factories.packs import release
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")

REPORT = "/kursus/coba/pelajaran-a1/berbeda/mc-berita"
STAFF = "/kelola/fitur/mc-berita"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def feature(app, magelang, tmp_path) -> Feature:
    found = a_feature()
    a_feature("mc-harga", name="harga kebutuhan pokok")
    release(tmp_path, ("A1", "Buka [berita](feature:mc-berita)."), ("A2", "Dua."), at=NOON)
    return found


def reported(feature, *people, at=NOON, note="Tombolnya tidak ada."):
    for person in people:
        report_screen(feature, "A1", person_id=person.id, note=note, at=at)
    db.session.commit()


def reports():
    return db.session.scalar(select(func.count()).select_from(ScreenReport).where(ScreenReport.settled_at.is_(None)))


def test_a_learner_reports_once(visit, feature, wates):
    member = visit(an_officer(wates))

    page = member.get(REPORT)
    sent = page.submit("Kirim laporan", note="Tombolnya tidak ada.").follow()
    again = page.submit("Kirim laporan", note="Masih tidak ada.").follow()

    assert sent.path == "/kursus/coba/pelajaran-a1"
    assert sent.status_message == "Terima kasih. Kalau beberapa orang melaporkan hal yang sama, petugas kota memeriksanya."
    assert again.status_message == "Terima kasih. Laporan ini sudah kami terima."
    assert [row.note for row in open_reports("mc-berita")] == ["Tombolnya tidak ada."]


def test_a_note_may_be_left_out_but_not_be_long(visit, feature, wates):
    page = visit(an_officer(wates)).get(REPORT)

    refused = page.submit("Kirim laporan", note="a" * 301, status=422)
    page.submit("Kirim laporan")

    assert "Cukup 300 huruf." in refused.alert
    assert [row.note for row in open_reports("mc-berita")] == [""]


@pytest.mark.parametrize(
    "path",
    [
        "/kursus/coba/pelajaran-a2/berbeda/mc-berita",
        "/kursus/coba/pelajaran-a1/berbeda/mc-harga",
        "/kursus/coba/pelajaran-a1/berbeda/hilang",
        "/kursus/coba/hilang/berbeda/mc-berita",
        "/kursus/hilang/pelajaran-a1/berbeda/mc-berita",
    ],
)
def test_only_what_the_lesson_relies_on_can_be_reported(visit, feature, wates, path):
    member = visit(an_officer(wates))
    token = member.get(REPORT).form().find("input").get("value")

    member.get(path, status=404)
    member.post(path, {"csrf_token": token}, status=404)

    assert reports() == 0


def test_a_feature_that_is_gone_needs_no_report(visit, feature, wates):
    person = an_officer(wates)
    page = visit(person).get(REPORT)
    feature.status = FeatureStatus.RETIRED

    refused = page.submit("Kirim laporan", note="Tidak ada.", status=422)

    assert refused.alert.endswith("Bagian ini memang sudah tidak ada. Lewati langkahnya.")
    assert reports() == 0
    with pytest.raises(CannotReport):
        report_screen(feature, "A1", person_id=person.id, note="", at=NOON)


def test_after_staff_have_looked_the_same_person_may_report_again(feature, magelang, wates):
    person, officer = an_officer(wates), an_agency_officer(magelang)
    reported(feature, person)
    check_feature(feature, FeatureStatus.VERIFIED, note="", by_id=officer.id, seen=(None, NOON), at=LATER)

    is_new = report_screen(feature, "A1", person_id=person.id, note="Berubah lagi.", at=LATER + timedelta(days=1))

    assert is_new
    assert [row.note for row in open_reports("mc-berita")] == ["Berubah lagi."]


def test_three_reports_put_a_feature_on_top(visit, feature, magelang, wates):
    staff = visit(an_agency_officer(magelang))
    reported(feature, a_person("Satu", wates), a_person("Dua", wates))
    staff.get("/kelola/fitur")

    before = staff.get("/kelola/fitur")
    reported(feature, a_person("Tiga", wates))
    after = staff.get("/kelola/fitur")

    assert "Belum ada fitur dengan 3 laporan terbuka." in before.text
    assert "3 orang atau lebih melaporkan layar yang berbeda." in after.text
    assert [text for text in after.links() if text == "berita daerah"]
    assert after.text.count("berita daerah") == before.text.count("berita daerah") + 1
    assert after.statements == before.statements


def test_the_list_asks_as_much_for_many_features_as_for_few(visit, feature, magelang):
    staff = visit(an_agency_officer(magelang))
    staff.get("/kelola/fitur")
    few = staff.get("/kelola/fitur")
    for number in range(15):
        a_feature(f"fitur-{number}", f"Layanan {number % 4}", f"menu {number}")

    many = staff.get("/kelola/fitur")

    assert many.statements == few.statements <= 4
    assert "menu 14" in many.text


def test_an_empty_registry_is_said(visit, magelang):
    assert "Daftar fitur masih kosong." in visit(an_agency_officer(magelang)).get("/kelola/fitur").text


def test_staff_read_reports_without_names_and_save_what_they_found(visit, feature, magelang, wates):
    officer = an_agency_officer(magelang)
    reported(feature, a_person("Bu Rahasia", wates), note="Tombolnya pindah.")
    reported(feature, a_person("Pak Rahasia", wates), note="")
    staff = visit(officer)

    page = staff.get(STAFF)
    saved = page.visitor.post(STAFF, fields(page) | {"status": "verified", "note": "Versi 3.2."}).follow()
    db.session.expire_all()

    assert "Tombolnya pindah." in page.text
    assert "Layarnya berbeda, tanpa catatan." in page.text
    assert "Pelajaran A1, kursus Kursus coba" in page.text
    assert "Rahasia" not in page.html
    assert saved.status_message == "Tersimpan. Laporan yang selesai: 2."
    assert (feature.status, feature.note, feature.checked_by_id, reports()) == ("verified", "Versi 3.2.", officer.id, 0)
    entry = db.session.scalars(select(Entry).where(Entry.object_kind == "feature")).one()
    assert (entry.action, entry.object_id, entry.actor_id) == ("check", "mc-berita", officer.id)
    assert entry.details == {"came_from": "unverified", "to": "verified", "reports": 2}
    assert "Petugas Dinas" in staff.get(STAFF).text
    assert "Versi 3.2." in staff.get(STAFF).text


def test_of_two_officers_the_second_is_told_what_the_first_did(visit, feature, magelang):
    one, two = visit(an_agency_officer(magelang)).get(STAFF), visit(an_agency_officer(magelang, "dinas2")).get(STAFF)

    one.visitor.post(STAFF, fields(one) | {"status": "retired", "note": "Dihapus."})
    refused = two.visitor.post(STAFF, fields(two) | {"status": "verified", "note": "Ada di HP saya."}, status=422)

    assert "Petugas lain baru saja menyimpan." in refused.alert
    assert "Tidak ada lagi" in refused.text
    assert "Dihapus." in refused.text
    assert "Ada di HP saya." in refused.html  # what was typed is not lost
    assert db.session.scalar(select(Feature.status).where(Feature.id == "mc-berita")) is FeatureStatus.RETIRED
    refused.visitor.post(STAFF, fields(refused) | {"status": "verified"})
    assert db.session.scalar(select(Feature.status).where(Feature.id == "mc-berita")) is FeatureStatus.VERIFIED


def fields(page):
    form = page.form("Simpan hasil")
    values = {item.get("name"): item.get("value", "") for item in form.iter("input") if item.get("type") == "hidden"}
    return values | {"note": form.find(".//textarea").text or ""}


def test_a_report_that_came_after_the_page_was_opened_stays_open(feature, magelang, wates):
    officer = an_agency_officer(magelang)
    reported(feature, a_person("Satu", wates), at=NOON)
    reported(feature, a_person("Dua", wates), at=LATER)

    settled = check_feature(feature, FeatureStatus.VERIFIED, note="", by_id=officer.id, seen=(None, NOON), at=LATER)

    assert (settled, reports()) == (1, 1)


def test_the_action_refuses_an_old_page(feature, magelang):
    officer = an_agency_officer(magelang)
    check_feature(feature, FeatureStatus.VERIFIED, note="", by_id=officer.id, seen=(None, None), at=NOON)

    with pytest.raises(CannotCheck):
        check_feature(feature, FeatureStatus.RETIRED, note="", by_id=officer.id, seen=(None, None), at=LATER)
    settled = check_feature(feature, FeatureStatus.RETIRED, note="", by_id=officer.id, seen=(NOON, None), at=LATER)

    assert settled == 0


@pytest.mark.parametrize("moment", ["kemarin", "2026-11-24T05:00:00"])
def test_a_form_nobody_was_shown_is_refused(visit, feature, magelang, moment):
    page = visit(an_agency_officer(magelang)).get(STAFF)

    page.visitor.post(STAFF, fields(page) | {"status": "verified", "checked_at": moment}, status=400)

    db.session.expire_all()
    assert feature.status is FeatureStatus.UNVERIFIED


def test_a_result_has_to_be_chosen_among_those_there_are(visit, feature, magelang):
    page = visit(an_agency_officer(magelang)).get(STAFF)

    refused = page.visitor.post(STAFF, fields(page) | {"status": "baru"}, status=422)
    long = page.visitor.post(STAFF, fields(page) | {"status": "verified", "note": "a" * 501}, status=422)

    assert "Pilih" in refused.alert
    assert "Cukup 500 huruf." in long.alert


def test_reports_of_a_lesson_that_is_gone_are_still_read(visit, feature, magelang, wates, tmp_path):
    reported(feature, a_person("Satu", wates))
    release(tmp_path, ("A2", "Dua."), at=LATER, retired=["A1"])

    page = visit(an_agency_officer(magelang)).get(STAFF)

    assert "pelajaran yang sudah tidak dipakai" in page.text


def test_only_the_agency_looks_after_features(visit, feature, wates):
    for person in (an_officer(wates), a_coordinator(wates)):
        visitor = visit(person)
        visitor.get("/kelola/fitur", status=403)
        visitor.get(STAFF, status=403)


def test_an_unknown_feature_is_not_found(visit, magelang):
    visit(an_agency_officer(magelang)).get("/kelola/fitur/hilang", status=404)
