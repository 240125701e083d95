"""A volunteer's own page, and the officer's side of the last rungs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.kim.models import Position
from lms.kim.queries import membership_of
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Reason, State, Transition
from lms.volunteering.queries.applications import application_of
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_application, an_officer

PAGE = "/saya/relawan"


@pytest.fixture
def dimas(wates):
    return a_volunteer(wates, state=State.ORIENTATION)


def test_a_new_volunteer_reads_what_comes_next(visit, vlog, dimas):
    page = visit(dimas).get(PAGE)

    assert "Selesaikan kursus relawan dan baca kode etik" in page.text
    assert "Belajar menjadi relawansekarang" in page.text.replace(" sekarang", "sekarang")
    assert "Baca kode etik" in page.links()
    assert page.statements <= 6


def test_the_page_leads_to_pairs_with_their_pause_and_to_letters(visit, vlog, dimas):
    page = visit(dimas).get(PAGE)

    assert page.click("Pasanganmu").path == "/pasangan"
    assert page.click("Suratmu").path == "/saya/surat"


def test_who_has_stopped_still_finds_letters_and_erasing(visit, vlog, dimas):
    move(application_of(dimas.id), State.LEFT, by_id=None, at=now(), reason=Reason.TIME)
    page = visit(dimas).get(PAGE)

    assert page.click("Suratmu").path == "/saya/surat"
    assert page.click("Hapus dataku").heading == "Hapus dataku"
    assert "/saya/relawan/berhenti" not in page.links().values()


def test_the_officers_page_leads_to_letters_where_the_officer_signs_them(visit, vlog, wates, cacaban, magelang):
    chair, away = visit(a_coordinator(wates)), application_of(a_volunteer(cacaban, "Rani").id)
    found = application_of(a_volunteer(wates).id)
    city = a_person("Joko Susilo")
    grant_role(city, Role.COORDINATOR, magelang, by_id=None, on=now().date())

    page = chair.get(f"/kelola/relawan/{found.id}")

    assert page.click("Jam dan surat keterangan").path == f"/kelola/surat/{found.person_id}"
    assert page.click("Pasangan di Wates").path == "/kelurahan/wates/pasangan"
    assert "Jam dan surat" not in visit(city).get(f"/kelola/relawan/{away.id}").text


def test_the_code_of_conduct_and_a_finished_course_make_ready(visit, vlog, dimas):
    page = visit(dimas).get("/saya/relawan/kode-etik")

    forgotten = page.submit("Simpan persetujuan", status=422)
    told = page.submit("Simpan persetujuan", agreed="y").follow()
    page.submit("Simpan persetujuan", agreed="y")

    assert "centang kalau setuju" in forgotten.alert
    assert "sudah kamu setujui" in told.status_message
    assert application_of(dimas.id).state is State.READY  # no course for volunteers is published here
    assert "Kamu menyetujuinya pada" in visit(dimas).get("/saya/relawan/kode-etik").text


def test_times_skills_and_languages_are_changed(visit, vlog, dimas):
    page = visit(dimas).get("/saya/relawan/bisa-bantu")

    page.submit("Simpan", times=["minggu"], skills=["hp"], languages=["jv"])

    found = application_of(dimas.id)
    assert (found.times, found.skills, found.languages) == (["minggu"], ["hp"], ["jv"])
    assert "Pilih paling sedikit satu." in page.submit("Simpan", status=422, times=[], skills=["hp"]).alert


def test_stopping_asks_why_and_ends_it_once(visit, vlog, dimas):
    page = visit(dimas).get("/saya/relawan/berhenti")

    silent = page.submit("Ya, saya berhenti", status=422)
    page.submit("Ya, saya berhenti", reason="school")
    again = page.submit("Ya, saya berhenti", reason="school").follow()

    assert "Pilih satu." in silent.alert
    assert "Langkah ini tidak bisa" in again.status_message
    assert (application_of(dimas.id).state, application_of(dimas.id).reason) == (State.LEFT, Reason.SCHOOL)


def test_somebody_who_is_erased_is_out_and_their_link_says_so(visit, vlog, dimas):
    visitor = visit(dimas)
    page = visitor.get("/saya/relawan/hapus")

    unsure = page.submit("Hapus sekarang", status=422)
    gone = page.submit("Hapus sekarang", sure="y").follow()

    assert "Centang kalau kamu yakin." in unsure.alert
    assert gone.heading == "Data ini sudah dihapus"
    assert visitor.get("/beranda", status=303).location == "/masuk"
    assert (dimas.name, dimas.whatsapp) == ("", None)


def test_the_way_from_volunteer_to_officer(visit, vlog, wates):
    dimas = a_volunteer(wates, state=State.FINISHED)
    found = application_of(dimas.id)
    for state in (State.PAIRED, State.ACTIVE, State.FINISHED):
        move(found, state, by_id=None, at=now())
    young, chair = visit(dimas), visit(a_coordinator(wates))

    asked = young.get(PAGE).submit("Saya mau jadi pengurus").follow()
    page = chair.get(f"/kelola/relawan/{found.id}").submit("Setuju: calon pengurus").follow()
    nothing = page.submit("Catat sebagai pengurus").follow()
    later = (now() + timedelta(days=9)).date().isoformat()
    early = page.submit("Catat sebagai pengurus", decree__number="7/2026", decree__starts_on=later).follow()
    today = now().date().isoformat()
    done = page.submit("Catat sebagai pengurus", decree__number="7/2026", decree__starts_on=today).follow()

    assert "Kamu sudah meminta menjadi pengurus" in asked.text
    assert "Tulis nomor surat keputusannya." in nothing.status_message
    assert "belum tiba" in early.status_message
    assert "sekarang pengurus KIM" in done.status_message
    assert membership_of(dimas.id, on=now().date()).position is Position.OFFICER
    assert db.session.scalars(select(Transition.moved_to).order_by(Transition.id.desc())).first() is State.OFFICER


def test_nobody_climbs_without_asking_or_from_elsewhere(visit, vlog, wates, cacaban):
    found = application_of(a_volunteer(wates, state=State.FINISHED).id)
    chair, stranger = visit(a_coordinator(wates)), visit(a_coordinator(cacaban))
    token = next(item.get("value") for item in chair.get("/saya").all("input") if item.get("name") == "csrf_token")

    told = chair.post(f"/kelola/relawan/{found.id}/calon-pengurus", {"csrf_token": token}).follow()
    other = next(item.get("value") for item in stranger.get("/saya").all("input") if item.get("name") == "csrf_token")
    stranger.post(f"/kelola/relawan/{found.id}/pengurus", {"csrf_token": other}, status=404)

    assert "belum meminta" in told.status_message


def test_whoever_is_no_volunteer_has_no_such_page(visit, vlog, wates):
    member = visit(an_officer(wates))

    for path in ("", "/kode-etik", "/bisa-bantu", "/berhenti", "/hapus"):
        member.get(PAGE + path, status=404)


def test_the_officers_buttons_of_other_kelurahan_are_not_there(visit, vlog, wates, cacaban):
    found = an_application(wates, age=16, state=State.GUARDIAN)
    stranger = visit(a_coordinator(cacaban))
    token = next(item.get("value") for item in stranger.get("/saya").all("input") if item.get("name") == "csrf_token")

    for action in ("ajak", "terima", "tolak", "izin-wali", "ingatkan-wali", "pendamping", "calon-pengurus", "pengurus"):
        stranger.post(f"/kelola/relawan/{found.id}/{action}", {"csrf_token": token}, status=404)
    visit(an_officer(wates)).post("/saya/relawan/calon-pengurus", {"csrf_token": token}, status=400)


def test_an_invitation_needs_its_answers_and_a_reminder_its_token(visit, vlog, wates):
    found = an_application(wates)
    chair = visit(a_coordinator(wates))

    chair.post(f"/kelola/relawan/{found.id}/ajak", {}, status=400)
    chair.post(f"/kelola/relawan/{found.id}/ingatkan-wali", {}, status=400)

    assert application_of(found.id) is None
