"""A practical check is looked at before it is saved, and corrected in a new record afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.certification.queries.certificates import shelf_of
from lms.clock import now
from lms.competency.actions.appraising import appraise
from lms.competency.models import Domain, LevelRecord, PracticalCheck
from lms.db import db
from lms.web.pages import stable_key
from tests.factories.attendance import a_mentor
from tests.factories.certification import a_certificate
from tests.factories.competency import ALL_ALONE, MOST_HELPED, a_check, a_finished_quiz, passed_final_work
from tests.factories.people import a_coordinator, an_assessor, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

REVIEW, SAVE, CHANGE = "Periksa isian", "Simpan cek praktik", "Ubah isian"
ANSWERS = {"agreed": "y", "step_1": "alone", "step_2": "helped", "step_3": "helped", "step_4": "not_yet", "step_5": "not_yet"}
FEWER = {"step_2": "not_yet", "step_3": "not_yet"}


@pytest.fixture
def dimas(wates, sri):
    return a_mentor(wates, "Dimas Aditya", beside=sri)


@pytest.fixture
def mentor(visit, dimas, sri):
    return visit(dimas)


def path(person, *more):
    return "/".join(("/cek-praktik", str(person.id), "K2", *more))


def record(mentor, person, **others):
    return mentor.get(path(person)).submit(REVIEW, status=200, **(ANSWERS | others)).submit(SAVE)


def checks():
    db.session.expire_all()
    return db.session.scalars(select(PracticalCheck).order_by(PracticalCheck.corrected_at)).all()


def levels():
    return db.session.scalars(select(LevelRecord.level).order_by(LevelRecord.id)).all()


def test_nothing_is_saved_before_it_was_looked_at(mentor, sri):
    page = mentor.get(path(sri)).submit(REVIEW, status=200, note="Baris satu.\nBaris dua.", **ANSWERS)

    assert page.heading == "Periksa dulu isiannya"
    assert page.text.count("Bisa dengan bantuan") == 2
    assert "Baris dua." in page.text
    assert checks() == []


def test_going_back_keeps_every_answer(mentor, sri):
    review = mentor.get(path(sri)).submit(REVIEW, status=200, note="HP lama.", **ANSWERS)

    sheet = review.submit(CHANGE, status=200)

    kept = filled_in(sheet.form(REVIEW))
    assert {name: kept[name] for name in ANSWERS} == ANSWERS | {"agreed": ["y"]}
    assert kept["note"] == "HP lama."
    assert sheet.submit(REVIEW, status=200).submit(SAVE).location == path(sri)
    assert checks()[0].note == "HP lama."


def test_other_entries_under_the_same_key_are_refused_in_words_and_become_a_correction(mentor, sri):
    stale = mentor.get(path(sri)).submit(REVIEW, status=200, **(ANSWERS | {"step_4": "helped"}))
    record(mentor, sri)

    refused = stale.submit(SAVE, status=422)

    assert "Cek ini sudah tersimpan dengan isian lain" in refused.alert
    assert refused.heading == "Perbaiki cek awal bersama Bu Sri"
    assert len(checks()) == 1
    refused.submit(REVIEW, status=200).submit(SAVE)
    assert [check.outcomes["K2-4"] for check in checks() if check.supersedes_id] == ["helped"]


def test_another_note_is_not_lost_either(mentor, sri):
    stale = mentor.get(path(sri)).submit(REVIEW, status=200, note="Lebih lengkap.", **ANSWERS)
    record(mentor, sri)

    assert "isian lain" in stale.submit(SAVE, status=422).alert


def test_a_correction_is_a_new_record_and_the_level_follows_it(mentor, sri, dimas):
    record(mentor, sri)
    sheet = mentor.get(path(sri)).click("Perbaiki isian cek ini")
    assert sheet.path == f"/cek-praktik/{sri.id}/K2/perbaiki"
    assert filled_in(sheet.form(REVIEW))["step_2"] == "helped"

    after = sheet.submit(REVIEW, status=200, note="Salah tekan.", **FEWER).submit(SAVE).follow()

    assert "Isiannya diperbaiki" in after.text
    assert "4 langkah kita pelajari lagi bersama." in after.text
    old, new = sorted(checks(), key=lambda one: one.supersedes_id is not None)
    assert (new.supersedes_id, new.done_at, new.occasion) == (old.id, old.done_at, old.occasion)
    assert old.outcomes["K2-2"] == "helped", "the old record stays as it was"
    assert levels() == [1, 0]
    current = db.session.scalars(select(LevelRecord).where(LevelRecord.is_current)).one()
    assert current.evidence == {"checks": [str(new.id)]}
    entries = db.session.scalars(select(Entry.action).where(Entry.object_kind == "practical_check").order_by(Entry.id)).all()
    assert entries == ["check", "correct"]


def test_a_correction_upwards_raises_the_level(mentor, sri):
    record(mentor, sri, **FEWER)

    mentor.get(path(sri, "perbaiki")).submit(REVIEW, status=200, step_2="alone", step_3="alone").submit(SAVE)

    assert levels() == [0, 1]


def test_the_coordinator_corrects_too_and_another_mentor_does_not(visit, mentor, sri, wates, cacaban):
    record(mentor, sri)
    other, elsewhere = visit(a_mentor(wates, "Bagas")), visit(a_mentor(cacaban, "Rina"))
    for stranger in (other, elsewhere):
        stranger.get(path(sri), status=404)
        stranger.get(path(sri, "perbaiki"), status=404)

    coordinator = visit(a_coordinator(wates))
    coordinator.get(path(sri, "perbaiki")).submit(REVIEW, status=200, **FEWER).submit(SAVE)

    assert len(checks()) == 2
    mentor.get(path(sri, "perbaiki"), status=403)


def test_two_corrections_of_the_same_record(app, visit, mentor, sri, wates):
    record(mentor, sri)
    own = mentor.get(path(sri, "perbaiki")).submit(REVIEW, status=200, **FEWER)
    late = visit(a_coordinator(wates)).get(path(sri, "perbaiki")).submit(REVIEW, status=200, step_1="not_yet")
    fields = filled_in(own.form(SAVE)) | {"langkah": "simpan"}

    assert press_together(app, path(sri, "perbaiki"), [(mentor, fields)] * 2) == [303, 303]

    assert "dicatat oleh pendamping lain" in late.submit(SAVE, status=422).alert
    assert len(checks()) == 2


def test_there_is_nothing_to_correct(mentor, sri, dimas, wates):
    mentor.get(path(sri, "perbaiki"), status=404)
    tini = an_officer(wates, "Tini")
    foreign = a_check(tini, dimas)
    a_check(sri, dimas)
    page = mentor.get(path(sri, "perbaiki"))

    page.submit(REVIEW, status=404, catatan=str(foreign.id))
    page.submit(REVIEW, status=404, catatan=str(stable_key("tidak ada")))


def test_a_correction_makes_no_level_younger(mentor, sri, dimas, wates):
    then = now() - timedelta(days=31 * 25)
    old = a_check(sri, dimas, MOST_HELPED, at=then)
    appraise(sri.id, Domain.K2, by_id=None, at=then)

    mentor.get(path(sri, "perbaiki")).submit(REVIEW, status=200, step_1="alone").submit(SAVE)

    newest = db.session.scalars(select(LevelRecord).where(LevelRecord.is_current)).one()
    assert newest.recorded_at == old.done_at
    assert not shelf_of(sri.id, at=now(), months=24).open


def test_what_a_corrected_check_no_longer_shows_is_as_old_as_the_rest(vlog, mentor, sri, dimas, magelang):
    passed_final_work(vlog, sri, an_assessor(magelang), hours_ago=24 * 31 * 26)
    a_finished_quiz(vlog, sri, at=now() - timedelta(days=31 * 26))
    appraise(sri.id, Domain.K2, by_id=None, at=now() - timedelta(days=31 * 26 - 1))
    a_check(sri, dimas, ALL_ALONE, at=now() - timedelta(days=2))
    appraise(sri.id, Domain.K2, by_id=None, at=now() - timedelta(days=2))

    taken_back = {f"step_{number}": "not_yet" for number in range(1, 6)}
    mentor.get(path(sri, "perbaiki")).submit(REVIEW, status=200, **taken_back).submit(SAVE)

    newest = db.session.scalars(select(LevelRecord).where(LevelRecord.is_current)).one()
    assert newest.level == 2
    assert newest.recorded_at < now() - timedelta(days=31 * 24)


def test_an_item_that_came_after_the_check_is_asked_for(mentor, sri, dimas):
    old = a_check(sri, dimas)
    old.outcomes = dict(list(old.outcomes.items())[:4])

    sheet = mentor.get(path(sri, "perbaiki"))

    assert "Pilih" in sheet.submit(REVIEW, status=422).alert


def test_a_correction_that_leaves_the_level_opens_no_second_certificate(mentor, sri, dimas):
    then = now() - timedelta(days=40)
    a_check(sri, dimas, MOST_HELPED, at=then)
    appraise(sri.id, Domain.K2, by_id=None, at=then)
    certificate = a_certificate(None, sri)

    mentor.get(path(sri, "perbaiki")).submit(REVIEW, status=200, step_1="alone").submit(SAVE)

    shelf = shelf_of(sri.id, at=now(), months=24)
    assert (shelf.certificates, shelf.open) == ([certificate], [])
    assert a_certificate(None, sri) is certificate
