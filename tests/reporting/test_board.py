"""A coordinator's board on a phone: who waits for what, oldest first, with a button and a text for each."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.clock import now
from lms.db import db
from lms.mentoring.models import Incident, PairState
from lms.volunteering.actions import staying
from lms.volunteering.models import Application, Cohort, CohortKind, CohortMember, Reason, State
from lms.volunteering.queries.applications import application_of
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_application, an_officer
from tests.factories.recognition import met, paired

pytestmark = pytest.mark.usefixtures("steady_catalog")

BOARD = "/kelurahan/wates/papan"


@pytest.fixture
def slamet(visit, wates):
    return visit(a_coordinator(wates))


def rows(page):
    return [item for item in page.all("li") if any(child.tag == "b" for child in item.iter())]


def words(row):
    return " ".join("".join(row.itertext()).split())


def couple(kelurahan, number=0, **changes):
    return paired(a_volunteer(kelurahan, f"Rani{number}"), an_officer(kelurahan, f"Joko Susilo{number}"), kelurahan, **changes)


def test_an_empty_board_says_so_and_home_too(slamet):
    page = slamet.get(BOARD)

    assert page.heading == "0 langkah menunggu"
    assert "Tidak ada yang menunggu" in page.text
    assert "Papan relawan: 0 langkah menunggu" in slamet.get("/beranda").text


@pytest.fixture
def applicants(wates, cacaban):
    an_application(wates, "Fajar", age=16, state=State.GUARDIAN, hours_ago=24 * 4)
    an_application(wates, "Dimas", hours_ago=80)
    talk = an_application(wates, "Intan", state=State.INTERVIEW, hours_ago=300)
    talk.interview_at = now() - timedelta(hours=2)
    an_application(wates, "Bagas", state=State.ORIENTATION, hours_ago=24 * 15)
    a_volunteer(wates, "Gita")
    finished = an_application(wates, "Hana", state=State.FINISHED, hours_ago=10)
    finished.person_id = a_person("Hana", wates).id
    an_application(cacaban, "Orang lain")


@pytest.fixture
def pairs(wates):
    couple(wates, 1, state=PairState.PROPOSED)
    couple(wates, 2, state=PairState.AGREED)
    couple(wates, 3, days_ago=2)
    quiet = couple(wates, 4, days_ago=20)
    met(quiet, days_ago=15)
    met(quiet, days_ago=3).disputed_at = now() - timedelta(days=2)
    in_cohort(couple(wates, 5, days_ago=30).volunteer_id)
    reported(quiet, quiet.senior_id)


def in_cohort(person_id):
    today = now().date()
    kkn = Cohort(code="KKN1", kind=CohortKind.CAMPUS, institution="Untidar", name="KKN 12", starts_on=today - timedelta(days=40))
    kkn.ends_on, kkn.made_at, kkn.made_by_id = today + timedelta(days=3), now(), person_id
    db.session.add(kkn)
    db.session.flush()
    db.session.add(CohortMember(cohort_id=kkn.id, person_id=person_id, member_ref="", joined_at=now()))


def reported(pair, reporter_id):
    report = Incident(key=uuid4(), pair_id=pair.id, reporter_id=reporter_id, words="rahasia", reported_at=now(), closing="")
    report.review_due_at = now() + timedelta(days=3)
    db.session.add(report)


def test_every_step_has_a_row_with_the_oldest_on_top_and_safety_first(slamet, applicants, pairs):
    page = slamet.get(BOARD)

    found = [words(row) for row in rows(page)]
    assert found[0].startswith("KeamananLaporan keamanan menunggu")
    for tag in ("Izin waliFajar", "JawabDimas", "Setelah ngobrolIntan", "BelajarBagas", "Cari pasanganGita", "SuratHana"):
        assert any(row.startswith(tag) for row in found), tag
    for tag in ("Menunggu setuju", "SahkanRani2 dan Bu Joko", "Pertemuan pertamaRani3", "14 hari sepiRani4", "28 hari sepiRani5"):
        assert any(row.startswith(tag) for row in found), tag
    assert any(row.startswith("Beda catatanRani4") for row in found)
    assert any(row.startswith("Kelompok berakhirKKN 12") for row in found)
    assert len(found) == 14
    assert page.heading == "14 langkah menunggu"
    assert "rahasia" not in page.html
    assert "Orang lain" not in page.html
    assert "Giliran" in next(row for row in found if row.startswith("Jawab"))
    assert "Papan relawan: 14 langkah menunggu" in slamet.get("/beranda").text


def test_each_row_leads_to_its_page_and_to_a_prepared_text(slamet, wates):
    minor = an_application(wates, "Fajar", age=16, state=State.GUARDIAN, hours_ago=24 * 4)
    waiting = an_application(wates, "Dimas")
    finished = an_application(wates, "Hana", state=State.FINISHED)
    finished.person_id = a_person("Hana", wates).id

    page = slamet.get(BOARD)

    hrefs = [item.get("href") for row in rows(page) for item in row.iter("a")]
    assert f"/kelola/relawan/{waiting.id}" in hrefs
    assert f"/kelola/surat/{finished.person_id}" in hrefs
    [guardians] = [href for href in hrefs if href.startswith("https://wa.me/6281234567891")]
    assert minor.guardian_token in guardians
    assert any(href.startswith("https://wa.me/6281234567890?text=Halo%20Dimas") for href in hrefs)
    slamet.get(f"/kelola/surat/{finished.person_id}")


def test_who_left_with_hours_in_no_letter_waits_for_one(slamet, wates):
    pair = couple(wates, 1)
    met(pair, days_ago=10)
    staying.leave(application_of(pair.volunteer_id), reason=Reason.TIME, by_id=None, at=now())
    staying.leave(application_of(a_volunteer(wates, "Gita").id), reason=Reason.MOVED, by_id=None, at=now())

    [row] = rows(slamet.get(BOARD))
    [sign, chat] = [item.get("href") for item in row.iter("a")]
    letter = {"purpose": "campus", "institution": "Universitas Tidar", "sentence": "Sabar."}
    slamet.get(sign).submit("Lihat suratnya dulu", status=200, **letter).submit("Tanda tangani surat")

    assert words(row).startswith("Surat perpisahanRani1")
    assert "terima%20kasih" in chat
    assert rows(slamet.get(BOARD)) == []


def test_who_may_look(visit, slamet, wates, magelang, cacaban):
    slamet.get(BOARD)
    visit(an_agency_officer(magelang)).get(BOARD)
    visit(a_coordinator(cacaban, "Ani")).get(BOARD, status=403)
    visit(a_volunteer(wates)).get(BOARD, status=403)
    slamet.get("/kelurahan/tidak-ada/papan", status=404)
    assert "Papan relawan" not in visit(an_officer(wates, "Joko")).get("/beranda").text


def test_nobody_of_a_pair_reads_that_it_was_reported(visit, wates):
    coordinator = a_coordinator(wates)
    pair = paired(a_volunteer(wates), coordinator, wates, days_ago=1)
    met(pair, days_ago=0.5)
    reported(pair, pair.volunteer_id)

    assert "Keamanan" not in visit(coordinator).get(BOARD).text


def test_ten_times_the_people_take_the_same_statements(slamet, wates):
    def grow(first, last):
        for number in range(first, last):
            an_application(wates, f"Dimas{number}")
            couple(wates, number, days_ago=20)

    grow(0, 2)
    slamet.get(BOARD)
    few = slamet.get(BOARD).statements
    grow(2, 20)

    assert slamet.get(BOARD).statements == few <= 10
    assert db.session.query(Application).count() == 40
