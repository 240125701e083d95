"""Somebody sits beside the learner: the work is the learner's, and says who helped."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from config import PROJECT
from lms.catalog.actions.publishing import publish
from lms.catalog.queries import catalog
from lms.catalog.rules.pack import read_pack
from lms.db import db
from lms.submissions.models import Version
from tests.factories.attendance import a_mentor
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in

OBSERVED = "/tugas/aman/kunci-hp-dan-akun"
CLIPS = "/tugas/vlog/pegang-mantap-dekati-objek"
FINAL = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"


@pytest.fixture
def aman(app):
    publish(read_pack(PROJECT / "courses" / "aman"), at=datetime(2025, 11, 24, tzinfo=UTC))
    db.session.commit()
    return catalog().course("aman")


@pytest.fixture
def member(wates):
    return an_officer(wates)


@pytest.fixture
def mentor(wates, member):
    return a_mentor(wates, beside=member)


@pytest.fixture
def beside(visit, member, mentor):
    """The mentor's telephone, recording for the member."""
    visitor = visit(mentor)
    visitor.get(f"/dampingi/{member.id}").submit("Mulai mendampingi", agreed="y")
    return visitor


def only_version():
    db.session.expire_all()
    return db.session.scalars(select(Version)).one()


def test_an_observation_is_for_somebody_who_sits_beside(aman, visit, member):
    page = visit(member).get(OBSERVED)

    assert "ditunjukkan langsung kepada pendamping. Pendamping melihat, lalu mencentang di HP pendamping." in page.text
    assert "Kirim tugas" not in page.text
    assert "Pilih yang didampingi" not in page.links()


def test_a_mentor_is_led_from_an_observation_to_whom_they_sit_beside(aman, visit, mentor, member):
    page = visit(mentor).get(OBSERVED)

    assert page.links()["Pilih yang didampingi"] == "/dampingi"
    assert member.name in page.click("Pilih yang didampingi").text


def test_a_film_may_be_shown_to_somebody_beside_instead(vlog, visit, member, beside):
    page = visit(member).get(CLIPS)
    assert "boleh ditunjukkan langsung kepada pendamping" in page.text

    beside.get(CLIPS).submit("Kirim tugas", ticked=["0", "1"])

    assert only_version().observation == {"ticked": [0, 1], "note": ""}


def test_an_observation_is_not_asked_who_can_be_seen(aman, beside):
    names = {item.get("name") for item in beside.get(OBSERVED).form("Kirim tugas").iter("input")}

    assert "ticked" in names
    assert not {"people", "people_note"} & names


def test_the_helper_ticks_what_was_seen(aman, beside, member, mentor):
    page = beside.get(OBSERVED)

    page.submit("Kirim tugas", ticked=["0", "2"], note="Lancar, sekali lihat catatan.")

    version = only_version()
    assert version.work.person_id == member.id
    assert version.helper_id == mentor.id
    assert version.observation == {"ticked": [0, 2], "note": "Lancar, sekali lihat catatan."}
    assert "Terlihat." in beside.get(OBSERVED).text


def test_a_line_the_checklist_does_not_have_is_refused(aman, beside):
    page = beside.get(OBSERVED).submit("Kirim tugas", status=422, ticked=["99"])

    assert "Pilih jawaban yang ada" in page.alert


def test_the_page_says_for_whom_it_sends(vlog, beside, member):
    page = beside.get(FINAL)

    assert "atas nama Bu Sri" in page.text
    page.submit("Kirim tugas", link="https://video.example/abc", people="nobody")
    assert only_version().work.person_id == member.id
    assert beside.get("/tugas").heading == "Tugas Bu Sri"


def test_a_page_opened_before_helping_began_is_refused(vlog, visit, member, mentor):
    visitor = visit(mentor)
    own = visitor.get(FINAL)
    visitor.get(f"/dampingi/{member.id}").submit("Mulai mendampingi", agreed="y")

    answer = own.submit("Kirim tugas", status=422, link="https://video.example/abc", people="nobody")

    assert "dibuka untuk orang lain" in answer.alert
    assert db.session.scalars(select(Version)).all() == []


def test_who_helped_sees_the_work_after_helping_ended(vlog, visit, member, mentor):
    version = handed_in(member, vlog.lessons[-1], helper=mentor)

    page = visit(mentor).get(f"/tugas/{version.work_id}")

    assert page.heading == "Tugas yang dikirim"
    assert "Versi 1" in page.text
