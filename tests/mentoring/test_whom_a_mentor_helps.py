"""A volunteer helps the senior of their own pair and who is with them at an officer's session, and browses nobody."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.attendance.models import Attendance
from lms.clock import now
from lms.db import db
from lms.mentoring.actions import safety
from lms.mentoring.models import Pair, PairState
from lms.submissions.queries.queue import has_helped
from tests.factories.attendance import a_mentor, a_session
from tests.factories.mentoring import a_meeting
from tests.factories.people import a_coordinator, an_agency_officer, an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")


@pytest.fixture
def sri(vlog, wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def mentor(sri, wates):
    return a_mentor(wates, beside=sri)


def begin(phone, person):
    return phone.get(f"/dampingi/{person.id}").submit("Mulai mendampingi", agreed="y").follow()


def pair_of(mentor):
    return db.session.scalars(select(Pair).where(Pair.volunteer_id == mentor.id)).one()


def in_the_hall(session, *people):
    """Let people stand on the list of a session, as if they had entered its code."""
    for person in people:
        db.session.add(Attendance(session_id=session.id, person_id=person.id, recorded_at=now()))
    db.session.commit()


def test_a_volunteer_is_not_shown_the_seniors_of_the_kelurahan(visit, mentor, sri, wates):
    endang, phone = an_officer(wates, "Endang Lestari"), visit(mentor)

    page = phone.get("/dampingi")

    assert "Sri Wahyuni" in page.text
    assert "Endang" not in page.text
    for path in (f"/dampingi/{endang.id}", f"/cek-praktik/{endang.id}", f"/kemampuan/{endang.id}"):
        phone.get(path, status=404)
    assert "Endang" not in phone.get("/cek-praktik").text
    assert "Belum ada yang didampingi" in visit(a_mentor(wates, "Rina")).get("/dampingi").text


def test_a_coordinator_helps_everybody_of_the_kelurahan(visit, sri, wates, cacaban):
    elsewhere, phone = an_officer(cacaban, "Tutik Rahayu"), visit(a_coordinator(wates))
    an_officer(wates, "Endang Lestari")

    listed = phone.get("/dampingi").text

    assert "Sri Wahyuni" in listed
    assert "Endang Lestari" in listed
    assert "pasanganmu" not in listed
    phone.get(f"/dampingi/{elsewhere.id}", status=404)


@pytest.mark.parametrize("state", [state for state in PairState if state is not PairState.RUNNING])
def test_a_pair_that_does_not_run_gives_no_right_to_help(visit, mentor, sri, state):
    phone = visit(mentor)
    begin(phone, sri)
    pair_of(mentor).state = state

    assert "Izin mendampingi sudah berakhir" in phone.get("/belajar").status_message
    phone.get(f"/dampingi/{sri.id}", status=404)


def test_the_stand_in_helps_during_the_pause_and_not_while_a_report_is_open(visit, mentor, sri, wates):
    rani, pair = a_mentor(wates, "Rani"), pair_of(mentor)
    pair.state, pair.stand_in_id = PairState.PAUSED, rani.id
    phone = visit(rani)
    phone.get(f"/dampingi/{sri.id}")

    safety.report(pair, "", key=uuid4(), reporter_id=sri.id, at=now())

    phone.get(f"/dampingi/{sri.id}", status=404)


def test_at_an_officers_session_they_help_who_is_there_and_only_while_it_is_open(visit, vlog, wates, magelang):
    endang, joko, rani = an_officer(wates, "Endang Lestari"), an_officer(wates, "Joko"), a_mentor(wates, "Rani")
    phone = visit(rani)
    session, of_the_city = a_session(vlog, a_coordinator(wates), wates), a_session(vlog, an_agency_officer(magelang), magelang)
    in_the_hall(session, endang)
    phone.get(f"/dampingi/{endang.id}", status=404)
    in_the_hall(session, rani)

    assert "Belajar bersama Bu Endang" in begin(phone, endang).text
    phone.get(f"/dampingi/{joko.id}", status=404)
    phone.get(f"/dampingi/{rani.id}", status=404)
    in_the_hall(of_the_city, rani, joko)
    phone.get(f"/dampingi/{joko.id}")
    for one in (session, of_the_city):
        one.closed_at = now()
    assert "Izin mendampingi sudah berakhir" in phone.get("/belajar").status_message
    phone.get(f"/dampingi/{joko.id}", status=404)


def test_a_session_that_a_mentor_opened_opens_nobody(visit, vlog, wates):
    endang, rani, rina = an_officer(wates, "Endang Lestari"), a_mentor(wates, "Rani"), a_mentor(wates, "Rina")
    in_the_hall(a_session(vlog, rina, wates), endang, rani)

    visit(rani).get(f"/dampingi/{endang.id}", status=404)


def test_who_was_ever_paired_with_somebody_does_not_judge_them(mentor, sri, wates):
    pair_of(mentor).state = PairState.ENDED
    stood_in = a_mentor(wates, "Rani")
    a_meeting(pair_of(mentor), volunteer=stood_in)

    assert [has_helped(one.id, sri.id) for one in (mentor, stood_in, a_mentor(wates, "Rina"))] == [True, True, False]
