"""The facilitator opens a session, reads out the code, ticks people and closes it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Role, RoleGrant
from lms.attendance import actions
from lms.attendance.models import Attendance, Session
from lms.clock import now
from lms.db import db
from lms.learning.models import Event
from tests.factories.attendance import a_mentor, a_session
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_assessor, an_officer
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")


def the_session():
    db.session.expire_all()
    return db.session.scalars(select(Session)).one()


def test_a_mentor_opens_a_session_ticks_and_closes(visit, vlog, wates):
    mentor, sri, endang = a_mentor(wates), a_person("Sri Wahyuni", wates), a_person("Endang Lestari", wates)
    visitor = visit(mentor)
    form = visitor.get("/sesi").click("Buka sesi")

    page = form.submit("Buka sesi sekarang", lesson="V1", hours="3").follow()

    session = the_session()
    assert (session.facilitator_id, session.kelurahan_id, session.lesson_id) == (mentor.id, wates.id, "V1")
    assert session.ends_at - session.opened_at == timedelta(hours=3)
    assert f"{session.code[:3]} {session.code[3:]}" in page.text
    assert "Ibu Sri Wahyuni" in page.text

    ticked = page.submit("Catat yang dicentang", orang=[str(sri.id), str(endang.id)]).follow()
    assert "2 orang dicatat hadir." in ticked.status_message
    assert "Sudah hadir (2)" in ticked.text
    assert "Semua warga yang terdaftar di sini sudah tercatat." in ticked.text

    asked = ticked.click("Tutup sesi ini")
    assert asked.heading == "Tutup sesi ini sekarang?"
    assert "2 orang sudah tercatat hadir." in asked.text
    assert the_session().closed_at is None
    closed = asked.submit("Ya, tutup sesi").follow()
    assert "Kodenya tidak berlaku lagi" in closed.status_message
    assert session.code[:3] not in closed.text
    assert not closed.all("form")
    assert "2 hadir" in visitor.get("/sesi").text


def test_the_code_on_the_wall_shows_no_name_of_those_present(visit, vlog, wates):
    mentor, sri = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(vlog, mentor, wates)
    actions.enter(session, sri.id, helper_id=None, at=now())
    visitor = visit(mentor)

    page = visitor.get(f"/sesi/{session.id}").click("Tampilkan atau cetak kodenya")

    assert page.path == f"/sesi/{session.id}/kode"
    assert session.code[:3] in page.text
    assert "Sri" not in page.html
    assert page.all("{http://www.w3.org/2000/svg}path")
    visitor.get(f"/sesi/{session.id}").click("Tutup sesi ini").submit("Ya, tutup sesi")
    for page in ("kode", "tutup"):
        assert visitor.get(f"/sesi/{session.id}/{page}", status=303).location == f"/sesi/{session.id}"


def test_pressing_twice_opens_one_session(visit, vlog, wates):
    visitor = visit(a_mentor(wates))
    form = visitor.get("/sesi/buka")

    first = form.submit("Buka sesi sekarang", lesson="V1")
    second = form.submit("Buka sesi sekarang", lesson="V1")
    other = form.submit("Buka sesi sekarang", status=422, lesson="V2")

    assert first.location == second.location == f"/sesi/{the_session().id}"
    assert "sudah dipakai membuka sesi lain" in other.alert
    assert other.submit("Buka sesi sekarang", lesson="V2").location != first.location


def test_the_lesson_can_be_named_in_the_address(visit, vlog, wates):
    page = visit(a_mentor(wates)).get("/sesi/buka?pelajaran=V3")

    assert [item.get("value") for item in page.all("option") if "selected" in item.attrib] == ["V3"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lesson": ""}, "Pilih satu pelajaran"),
        ({"lesson": "ADA-ADA-SAJA"}, "Pilih satu pelajaran"),
        ({"lesson": "V1", "hours": "24"}, "Pilih salah satu jawaban"),
        ({"lesson": "V1", "place": "9999"}, "Pilih salah satu jawaban"),
        ({"lesson": "V1", "place": "kota"}, "Pilih salah satu jawaban"),
    ],
)
def test_what_cannot_be_chosen_is_refused(visit, vlog, wates, fields, words):
    page = visit(a_mentor(wates)).get("/sesi/buka").submit("Buka sesi sekarang", status=422, **fields)

    assert words in page.alert
    assert db.session.scalars(select(Session)).all() == []


def test_a_broken_key_is_refused(visit, vlog, wates):
    visit(a_mentor(wates)).get("/sesi/buka").submit("Buka sesi sekarang", status=400, lesson="V1", kunci="bukan")


def test_who_leads_in_two_kelurahan_chooses_one(visit, vlog, wates, cacaban):
    mentor = a_mentor(wates)
    grant_role(mentor, Role.MENTOR, cacaban, by_id=None, on=now().date())
    form = visit(mentor).get("/sesi/buka")

    missing = form.submit("Buka sesi sekarang", status=422, lesson="V1")
    form.submit("Buka sesi sekarang", lesson="V1", place=str(cacaban.id))

    assert "Pilih satu tempat." in missing.alert
    assert the_session().kelurahan_id == cacaban.id


def test_the_agency_opens_in_the_city_and_ticks_by_kelurahan(visit, vlog, magelang, wates):
    sri = a_person("Sri Wahyuni", wates)
    visitor = visit_agency(visit, magelang)
    page = visitor.get("/sesi/buka").submit("Buka sesi sekarang", lesson="V1").follow()
    assert "Sri" not in page.text

    ticked = page.click("Wates").submit("Catat yang dicentang", orang=[str(sri.id)]).follow()

    assert (the_session().city_id, the_session().kelurahan_id) == (magelang.id, None)
    assert "1 orang dicatat hadir." in ticked.status_message
    assert ticked.path.endswith("?kelurahan=wates")
    assert "Catat yang dicentang" not in visitor.get(f"/sesi/{the_session().id}?kelurahan=hilang").text


def visit_agency(visit, city):
    return visit(an_agency_officer(city))


@pytest.mark.parametrize("sent", [[], ["0"], ["abc"], ["-1"], ["99999999999999999999"], ["٣٣"]])
def test_nobody_and_nonsense_are_refused_in_plain_words(visit, vlog, wates, sent):
    mentor = a_mentor(wates)
    a_person("Sri Wahyuni", wates)
    session = a_session(vlog, mentor, wates)

    page = visit(mentor).get(f"/sesi/{session.id}").submit("Catat yang dicentang", status=422, orang=sent)

    assert "paling sedikit satu" in page.alert or "bukan warga" in page.alert
    assert db.session.scalars(select(Attendance)).all() == []


def test_somebody_of_another_kelurahan_is_not_ticked(visit, vlog, wates, cacaban):
    mentor, sri, foreign = a_mentor(wates), a_person("Sri Wahyuni", wates), a_person("Joko", cacaban)
    session = a_session(vlog, mentor, wates)

    page = visit(mentor).get(f"/sesi/{session.id}")
    page = page.submit("Catat yang dicentang", status=422, orang=[str(sri.id), str(foreign.id)])

    assert "Belum ada yang dicatat" in page.alert
    assert "Joko" not in page.text
    assert db.session.scalars(select(Event)).all() == []


def test_ticking_after_the_end_is_refused(visit, vlog, wates):
    mentor, sri = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(vlog, mentor, wates)
    page = visit(mentor).get(f"/sesi/{session.id}")
    session.closed_at = now()
    db.session.commit()

    late = page.submit("Catat yang dicentang", status=422, orang=[str(sri.id)])

    assert "sudah berakhir" in late.alert
    assert db.session.scalars(select(Attendance)).all() == []


def test_the_same_people_ticked_again_are_said_to_be_there(visit, vlog, wates):
    mentor, sri = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(vlog, mentor, wates)
    page = visit(mentor).get(f"/sesi/{session.id}")
    page.submit("Catat yang dicentang", orang=[str(sri.id)])

    again = page.submit("Catat yang dicentang", orang=[str(sri.id)]).follow()

    assert "sudah tercatat" in again.status_message
    assert len(db.session.scalars(select(Event)).all()) == 2


def test_who_sees_sessions(visit, vlog, magelang, wates, cacaban):
    opener = a_mentor(wates)
    session = a_session(vlog, opener, wates)
    token = {"csrf_token": "x"}
    cast = {
        "mentor": (opener, 200, 200),
        "other mentor": (a_mentor(wates, "Rina"), 200, 200),
        "coordinator": (a_coordinator(wates), 200, 200),
        "mentor elsewhere": (a_mentor(cacaban, "Bagas"), 200, 404),
        "coordinator elsewhere": (a_coordinator(cacaban, "Bambang"), 200, 404),
        "agency": (an_agency_officer(magelang), 200, 404),
        "assessor": (an_assessor(magelang), 403, 404),
        "learner": (an_officer(wates, "Endang Lestari"), 403, 404),
    }
    for who, (person, listed, shown) in cast.items():
        visitor = visit(person)
        token = {"csrf_token": csrf(visitor)}
        assert visitor.status_of("GET", "/sesi") == listed, who
        assert visitor.status_of("GET", "/sesi/buka") == listed, who
        assert visitor.status_of("GET", f"/sesi/{session.id}") == shown, who
        assert visitor.status_of("GET", f"/sesi/{session.id}/kode") == shown, who
        for path in ("centang", "tutup", f"batal/{opener.id}") if shown == 404 else ():
            assert visitor.status_of("POST", f"/sesi/{session.id}/{path}", data=token) == 404, who
    assert visit().status_of("GET", f"/sesi/{session.id}") == 303
    assert the_session().closed_at is None


def csrf(visitor):
    return next(item.get("value") for item in visitor.get("/saya").all("input") if item.get("name") == "csrf_token")


def test_a_role_that_ended_shows_no_names_any_more(visit, vlog, wates):
    mentor = a_mentor(wates)
    session = a_session(vlog, mentor, wates)
    visitor = visit(mentor)
    db.session.scalars(select(RoleGrant)).one().ends_on = now().date()

    visitor.get(f"/sesi/{session.id}", status=404)
    visitor.get("/sesi", status=403)


def test_numbers_that_cannot_be_sessions(visit, vlog, wates):
    visitor = visit(a_mentor(wates))

    for number in ("0", "99999999999999999999", "2147483647"):
        visitor.get(f"/sesi/{number}", status=404)


def test_the_lists_take_few_statements_whatever_their_length(visit, vlog, wates):
    mentor = a_mentor(wates)
    visitor = visit(mentor)
    session = a_session(vlog, mentor, wates)
    visitor.get("/sesi")
    small = visitor.get("/sesi").statements, visitor.get(f"/sesi/{session.id}").statements
    for number in range(12):
        a_session(vlog, mentor, wates)
        person = a_person(f"Orang {number}", wates)
        a_person(f"Belum {number}", wates)
        actions.enter(session, person.id, helper_id=None, at=now())

    large = visitor.get("/sesi").statements, visitor.get(f"/sesi/{session.id}").statements

    assert large == small
    assert max(large) <= 5


def test_a_form_without_its_token_changes_nothing(visit, vlog, wates):
    mentor = a_mentor(wates)
    session = a_session(vlog, mentor, wates)
    page = visit(mentor).get(f"/sesi/{session.id}/tutup")
    fields = filled_in(page.form("Ya, tutup sesi")) | {"csrf_token": "x"}

    page.visitor.post(f"/sesi/{session.id}/tutup", fields, status=400)

    assert the_session().closed_at is None
    assert re.fullmatch(r"[A-Z0-9]{6}", session.code)


def test_the_form_sent_again_after_the_session_is_over_says_so_and_opens_the_next_when_pressed_again(visit, vlog, wates):
    visitor = visit(a_mentor(wates))
    form = visitor.get("/sesi/buka?pelajaran=V1")
    form.submit("Buka sesi sekarang")
    the_session().closed_at = now()
    db.session.commit()

    again = form.submit("Buka sesi sekarang", status=422)

    assert "sudah berakhir" in again.alert
    assert len(db.session.scalars(select(Session)).all()) == 1
    assert "Bacakan pelan-pelan" in again.submit("Buka sesi sekarang").follow().text
