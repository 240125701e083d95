"""Who sees what residents said, what waits, and what is counted of a period."""

from datetime import datetime, timedelta

import pytest

from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role
from lms.clock import now
from lms.db import db
from lms.outreach.models.visits import Channel
from lms.outreach.queries import aspirations as queries
from lms.outreach.rules.aspirations import Moments, Moved, Stage, days_open, moved, stage
from tests.conftest import NOON
from tests.factories.aspirations import STEPS, a_told_visit, an_aspiration, first_rt
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.statements import Statements

pytestmark = pytest.mark.usefixtures("steady_catalog")


@pytest.fixture
def officer(wates):
    return an_officer(wates, "Sri Wahyuni")


def a_viewer(person, *grants):
    return Viewer(person.id, 1, person.name, Honorific.IBU, person.kelurahan_id, grants)


def test_only_who_was_told_or_answers_for_the_place_reads_it(visit, wates, cacaban, officer, magelang):
    told = an_aspiration(first_rt(wates), officer)
    beside = a_person("Dimas")
    told.visit.beside_id = beside.id
    chair = a_coordinator(wates)
    path = f"/aspirasi/{told.id}"

    for person in (officer, beside, chair, an_agency_officer(magelang)):
        assert "Lampu jalan mati." in visit(person).get(path).text
    for person in (an_officer(wates, "Tutik"), a_coordinator(cacaban, "Joko")):
        visit(person).get(path, status=404)


def test_only_the_coordinator_and_the_agency_write_the_way_down(visit, wates, officer):
    told = an_aspiration(first_rt(wates), officer)
    sri = visit(officer)
    page = sri.get(f"/aspirasi/{told.id}")
    assert "<form" not in page.html
    assert "Cabut" not in page.text
    token = next(item.get("value") for item in sri.get("/saya").all("input") if item.get("name") == "csrf_token")
    for step in ("teruskan", "jawab", "ubah", "cabut"):
        sri.post(f"/aspirasi/{told.id}/{step}", {"csrf_token": token}, status=403)
    sri.post(f"/aspirasi/{told.id}/sampaikan", {"csrf_token": token}, status=422)
    sri.get("/kelurahan/wates/aspirasi", status=403)
    sri.get("/dasbor/aspirasi", status=403)
    visit(a_coordinator(wates)).get("/dasbor/aspirasi", status=403)
    sri.get("/kelurahan/tidak-ada/aspirasi", status=404)
    sri.post(f"/aspirasi/{told.id}/teruskan", {}, status=400)
    sri.get("/aspirasi/99999999999", status=404)


def test_the_addresses_of_steps_for_people_of_other_places_do_not_exist(visit, wates, cacaban, officer):
    told = an_aspiration(first_rt(wates), officer)
    joko = visit(a_coordinator(cacaban, "Joko"))
    token = next(item.get("value") for item in joko.get("/saya").all("input") if item.get("name") == "csrf_token")
    one = told.id
    for path in (f"/aspirasi/{one}/teruskan", f"/aspirasi/{one}/jawab", f"/aspirasi/{one}/sampaikan", f"/aspirasi/{one}/ubah"):
        joko.post(path, {"csrf_token": token}, status=404)
    joko.get(f"/aspirasi/{one}/cabut", status=404)


def test_the_agency_sees_what_its_offices_were_asked_and_what_waits_where(visit, wates, cacaban, officer, magelang):
    an_aspiration(first_rt(wates), officer, "forwarded", words="Selokan mampet.", channel=Channel.AGENCY, sent_to="Dinas Air")
    an_aspiration(first_rt(wates), officer, days=40)
    an_aspiration(first_rt(cacaban), officer, "returned")
    agency = visit(an_agency_officer(magelang))

    page = agency.get("/dasbor/aspirasi")

    assert page.heading == "2 suara warga menunggu, 1 sudah dijawab dan disampaikan"
    assert "Menunggu jawaban dinas (1)" in page.text
    assert "Dinas Air" in page.text
    assert "40 hari" in page.text
    assert len(page.all("tr")) == 1 + 17 + 1
    answered = page.click("Selokan mampet.").submit("Simpan jawaban", words="Besok dibersihkan.").follow()
    assert answered.links()["Aspirasi kota"] == "/dasbor/aspirasi"
    assert "Tidak ada yang diteruskan ke dinas" in agency.get("/dasbor/aspirasi").text


def test_what_was_told_at_a_denied_or_struck_out_visit_is_nowhere(visit, wates, officer, magelang):
    rt = first_rt(wates)
    for column in ("denied_at", "withdrawn_at"):
        setattr(an_aspiration(rt, officer).visit, column, now())
    an_aspiration(rt, officer, withdrawn_at=now())
    db.session.flush()

    assert queries.open_in(wates.id) == queries.of_rt(rt.id) == queries.at_agency(magelang.id) == []
    assert sum(row.told for row in queries.by_kelurahan(magelang.id)) == 0
    assert queries.aspirations_in(magelang.id, now() - timedelta(days=90), now())[wates.id] == Moved()
    assert queries.to_do(a_viewer(officer)) == queries.ToDo(0, 0)


def test_lists_put_the_oldest_first_and_what_is_done_latest_first(wates, officer):
    rt = first_rt(wates)
    young, old = an_aspiration(rt, officer, days=2), an_aspiration(rt, officer, "answered", days=20)
    early, late = an_aspiration(rt, officer, "returned", days=30), an_aspiration(rt, officer, "returned", days=12)

    assert queries.open_in(wates.id) == [old, young]
    assert queries.returned_in(wates.id) == [late, early]
    assert queries.of_rt(rt.id) == [young, late, old, early]


def test_what_waits_for_whom_on_the_home_page(app, wates, cacaban, officer, magelang):
    rt, chair = first_rt(wates), a_coordinator(wates)
    for step in STEPS:
        an_aspiration(rt, officer, step)
    an_aspiration(first_rt(cacaban), chair, "answered")
    leads = Grant(Role.COORDINATOR, None, wates.id, wates.slug, wates.name)

    with Statements(db.engine) as counted:
        assert queries.to_do(a_viewer(chair, leads)) == queries.ToDo(1, 2)
    assert len(counted) == 1
    assert queries.to_do(a_viewer(officer)) == queries.ToDo(0, 1)
    assert queries.to_do(a_viewer(an_agency_officer(magelang))) == queries.ToDo(0, 0)


def test_a_period_counts_each_move_once_for_every_kelurahan(wates, cacaban, officer, magelang):
    rt = first_rt(wates)
    visit = a_told_visit(rt, officer, 20)
    for number in (1, 2):  # told at the same moment
        an_aspiration(rt, officer, "returned", days=20, visit_id=visit.id, number=number, told_at=visit.recorded_at)
    an_aspiration(rt, officer, "forwarded", days=18)
    at = now()

    with Statements(db.engine) as counted:
        found = queries.aspirations_in(magelang.id, at - timedelta(days=30), at)
    assert len(counted) == 1
    assert len(found) == 17
    assert found[wates.id] == Moved(told=3, forwarded=3, answered=2, returned=2, waiting=1, median_days=3)
    assert found[cacaban.id] == Moved()
    middle = at - timedelta(days=18, hours=12)
    parts = [queries.aspirations_in(magelang.id, *some)[wates.id] for some in ((at - timedelta(days=30), middle), (middle, at))]
    for name in ("told", "forwarded", "answered", "returned"):
        assert sum(getattr(part, name) for part in parts) == getattr(found[wates.id], name)
    assert parts[0].waiting == 2


def test_the_counts_of_a_period_by_hand():
    day = timedelta(days=1)
    fast = Moments(NOON, NOON, NOON + day, NOON + 2 * day)
    slow = Moments(NOON, NOON + day, NOON + 4 * day, NOON + 5 * day)

    assert moved([fast, slow], NOON, NOON + 2 * day) == Moved(2, 2, 1, 0, 2, None), "the end is not in the period"
    assert moved([fast, slow], NOON + day, NOON + 6 * day) == Moved(0, 1, 2, 2, 0, 3.5)
    assert moved([Moments(NOON + 9 * day)], NOON, NOON + day) == Moved()


@pytest.mark.parametrize(("step", "wanted"), list(zip(STEPS, Stage, strict=True)))
def test_the_stage_follows_from_the_moments(wates, officer, step, wanted):
    found = an_aspiration(first_rt(wates), officer, step)

    assert stage(found) is wanted
    assert days_open(found, at=now() + timedelta(hours=1)) == (3 if step == "returned" else 10)


def test_an_rt_with_an_rw_is_named_with_it(visit, wates, officer):
    told = an_aspiration(first_rt(wates), officer)
    told.rt.rw = "4"

    assert f"RT {told.rt.label} RW 4, Wates" in visit(officer).get(f"/aspirasi/{told.id}").html
    assert isinstance(told.told_at, datetime)
