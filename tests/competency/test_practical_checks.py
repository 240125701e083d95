"""Practical checks: who does them, when, what is refused, what is read aloud."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Honorific
from lms.clock import now
from lms.competency.actions.checking import CannotCheck, Seen, record_check
from lms.competency.models import Domain, LevelRecord, Occasion, PracticalCheck
from lms.competency.rules.levels import Outcome
from lms.db import db
from lms.web.pages import stable_key
from tests.factories.attendance import a_mentor
from tests.factories.competency import a_check
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

REVIEW, SAVE, CHANGE = "Periksa isian", "Simpan cek praktik", "Ubah isian"
ANSWERS = {"step_1": "alone", "step_2": "helped", "step_3": "helped", "step_4": "not_yet", "step_5": "not_yet"}


@pytest.fixture
def dimas(wates, sri):
    return a_mentor(wates, "Dimas Aditya", beside=sri)


@pytest.fixture
def mentor(visit, dimas, sri):
    return visit(dimas)


def reviewed(page, **fields):
    return page.submit(REVIEW, status=200, **({"agreed": "y"} | fields))


def recorded(page, **fields):
    return reviewed(page, **fields).submit(SAVE)


def count(model=PracticalCheck):
    return db.session.scalar(select(func.count()).select_from(model))


def test_from_the_list_to_the_result(mentor, sri, dimas):
    people = mentor.get("/cek-praktik")
    assert "Cek awal: 5 bidang" in people.text
    person = people.click("Ibu Sri Wahyuni")
    assert person.heading == "Cek praktik Ibu Sri Wahyuni"

    sheet = person.click("Video (vlog)")
    assert sheet.heading == "Cek awal bersama Bu Sri"
    assert "Merekam 10 detik tanpa goyang." in sheet.text
    result = recorded(sheet, note="HP lama.", **ANSWERS).follow()

    assert result.heading == "Hasil cek Bu Sri"
    assert "1 langkah sudah bisa sendiri. 2 langkah bisa dengan bantuan. 2 langkah kita pelajari lagi bersama." in result.text
    assert "HP lama." in result.text
    check = db.session.scalars(select(PracticalCheck)).one()
    assert (check.person_id, check.observer_id, check.occasion, check.domain) == (sri.id, dimas.id, Occasion.START, Domain.K2)
    assert check.outcomes == {f"K2-{number}": ANSWERS[f"step_{number}"] for number in range(1, 6)}
    record = db.session.scalars(select(LevelRecord)).one()
    assert (record.level, record.assessor_id, record.evidence) == (1, dimas.id, {"checks": [str(check.id)]})


def test_what_is_missing_is_said_and_nothing_is_lost(mentor, sri):
    sheet = mentor.get(f"/cek-praktik/{sri.id}/K2")

    again = sheet.submit(REVIEW, step_1="alone", note="Ingat ini.", status=422)

    assert "Centang setelah ia bilang ya." in again.alert
    assert again.alert.count("Pilih salah satu untuk langkah ini.") == 4
    assert "Ingat ini." in again.html
    assert recorded(again, **ANSWERS).location == f"/cek-praktik/{sri.id}/K2"


@pytest.mark.parametrize("answer", ["", "bisa", "0"])
def test_an_answer_that_is_none(mentor, sri, answer):
    mentor.get(f"/cek-praktik/{sri.id}/K2").submit(REVIEW, agreed="y", status=422, **(ANSWERS | {"step_5": answer}))

    assert not count()


def test_a_note_that_is_too_long(mentor, sri):
    page = mentor.get(f"/cek-praktik/{sri.id}/K2").submit(REVIEW, agreed="y", note="x" * 501, status=422, **ANSWERS)

    assert "Catatannya terlalu panjang" in page.alert


def test_an_occasion_that_is_none(mentor, sri):
    reviewed(mentor.get(f"/cek-praktik/{sri.id}/K2"), **ANSWERS).submit(SAVE, waktu="kapan-saja", status=400)

    assert not count()


def test_sent_twice_it_is_recorded_once(app, mentor, sri):
    path = f"/cek-praktik/{sri.id}/K2"
    fields = filled_in(reviewed(mentor.get(path), **ANSWERS).form(SAVE)) | {"langkah": "simpan"}

    assert press_together(app, path, [(mentor, fields)] * 2) == [303, 303]
    mentor.post(path, fields)

    assert (count(), count(LevelRecord)) == (1, 1)


def test_the_second_of_two_observers_is_told(visit, mentor, sri, wates):
    other = visit(a_coordinator(wates)).get(f"/cek-praktik/{sri.id}/K2")
    recorded(mentor.get(f"/cek-praktik/{sri.id}/K2"), **ANSWERS)

    late = reviewed(other, **(ANSWERS | {"step_1": "not_yet"})).submit(SAVE, status=422)

    assert "baru saja dicatat oleh pendamping lain" in late.alert
    assert db.session.scalars(select(PracticalCheck)).one().outcomes["K2-1"] == "alone"


def test_the_next_checks_come_after_three_and_twelve_months(mentor, sri, dimas):
    a_check(sri, dimas, at=now() - timedelta(days=80))
    assert "Cek berikutnya mulai" in mentor.get(f"/cek-praktik/{sri.id}/K2").text
    assert "Berikutnya mulai" in mentor.get(f"/cek-praktik/{sri.id}").text

    a_check(sri, dimas, domain=Domain.K3, at=now() - timedelta(days=95))
    recorded(mentor.get(f"/cek-praktik/{sri.id}/K3"), **ANSWERS)
    a_check(sri, dimas, domain=Domain.K4, at=now() - timedelta(days=370))
    recorded(mentor.get(f"/cek-praktik/{sri.id}/K4"), **ANSWERS)

    done = set(db.session.execute(select(PracticalCheck.domain, PracticalCheck.occasion)).all())
    assert {(Domain.K3, Occasion.THREE_MONTHS), (Domain.K4, Occasion.TWELVE_MONTHS)} <= done
    assert "Semua cek bidang ini sudah selesai." in mentor.get(f"/cek-praktik/{sri.id}/K4").text


def test_a_check_that_is_not_due_is_refused(app, mentor, sri):
    sheet = mentor.get(f"/cek-praktik/{sri.id}/K2")

    page = reviewed(sheet, **ANSWERS).submit(SAVE, waktu="twelve_months", status=422)

    assert "belum waktunya" in page.alert


def test_only_those_who_may_help_do_checks(visit, magelang, wates, cacaban, sri):
    outsider = a_person("Orang Luar", None, Honorific.NONE)
    for person in (sri, an_agency_officer(magelang), outsider):
        for path in ("/cek-praktik", f"/cek-praktik/{sri.id}", f"/cek-praktik/{sri.id}/K2"):
            visit(person).get(path, status=403)
    elsewhere = visit(a_mentor(cacaban, "Bagas"))
    for path in (f"/cek-praktik/{sri.id}", f"/cek-praktik/{sri.id}/K2", "/cek-praktik/999999"):
        elsewhere.get(path, status=404)
    assert "Sri" not in elsewhere.get("/cek-praktik").text


def test_no_domain_no_page(mentor, sri):
    mentor.get(f"/cek-praktik/{sri.id}/K9", status=404)


def test_nobody_checks_themselves(visit, wates):
    coordinator = a_coordinator(wates)

    visit(coordinator).get(f"/cek-praktik/{coordinator.id}/K2", status=404)
    with pytest.raises(CannotCheck, match="bukan sendiri"):
        see(coordinator, coordinator)


def test_foreign_items_are_refused(sri, dimas):
    with pytest.raises(CannotCheck, match="kelima langkahnya"):
        see(sri, dimas, {"K3-1": Outcome.ALONE})


def see(person, observer, outcomes=None):
    found = outcomes or {f"K2-{number}": Outcome.ALONE for number in range(1, 6)}
    key = stable_key("practical-check", person.id, Domain.K2, Occasion.START)
    seen = Seen(key, Domain.K2, Occasion.START, found, "")
    return record_check(seen, person.id, observer_id=observer.id, on=now().date(), at=now())


def test_ten_times_the_people_take_the_same_statements(visit, wates, dimas, steady_catalog):
    coordinator = visit(a_coordinator(wates))
    coordinator.get("/cek-praktik")
    few = coordinator.get("/cek-praktik").statements
    for number in range(20):
        a_check(an_officer(wates, f"Orang {number}"), dimas)

    assert coordinator.get("/cek-praktik").statements <= few <= 4
