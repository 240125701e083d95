"""Records of levels: added when evidence supports more, never lowered by evidence, once for two at once."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Purpose
from lms.audit.models import Entry
from lms.clock import now
from lms.competency.actions import appraising
from lms.competency.actions.appraising import CannotLower, appraise, lower
from lms.competency.models import DeedKind, Domain, LevelRecord, Occasion
from lms.competency.queries.evidence import people_helped_by
from lms.db import db
from lms.submissions.models import Verdict, work_judged
from tests.factories.attendance import a_mentor
from tests.factories.competency import (
    ALL_ALONE,
    MOST_NOT_YET,
    a_check,
    a_deed,
    a_finished_quiz,
    at_level,
    passed_final_work,
)
from tests.factories.people import a_person
from tests.factories.submissions import handed_in, judged
from tests.statements import Statements


@pytest.fixture
def mentor(wates):
    return a_mentor(wates)


def records(person, domain=Domain.K2):
    wanted = select(LevelRecord).where(LevelRecord.person_id == person.id, LevelRecord.domain == domain)
    return db.session.scalars(wanted.order_by(LevelRecord.id)).all()


def look(person, domain=Domain.K2):
    found = appraise(person.id, domain, by_id=None, at=now())
    db.session.commit()
    return found


def test_from_nothing_to_the_highest_level(sri, mentor, assessor, vlog):
    assert look(sri) is None

    a_check(sri, mentor, MOST_NOT_YET)
    assert look(sri).level == 0
    a_check(sri, mentor, ALL_ALONE, occasion=Occasion.THREE_MONTHS)
    assert look(sri).level == 1
    version = passed_final_work(vlog, sri, assessor)
    assert look(sri) is None, "level 2 also asks for a quiz"
    attempt = a_finished_quiz(vlog, sri)
    assert look(sri).level == 2
    people = [a_person(name) for name in ("Tini", "Joko", "Tono")]
    for title in ("Satu", "Dua"):
        a_deed(sri, *people[:2], title=title, accepted_by=assessor)
    assert look(sri).level == 3

    zero, one, two, three = records(sri)
    assert [record.is_current for record in (zero, one, two, three)] == [False, False, False, True]
    assert [record.supersedes_id for record in (zero, one, two, three)] == [None, zero.id, one.id, two.id]
    assert two.evidence == {"versions": [str(version.id)], "attempts": [str(attempt.id)]}
    assert (one.assessor_id, two.assessor_id) == (mentor.id, assessor.id)
    assert set(three.evidence) == {"versions", "attempts", "deeds"}
    trail = db.session.scalars(select(Entry.details).where(Entry.action == "appraise").order_by(Entry.id)).all()
    assert trail[-1] == {"domain": "K2", "level": 3, "before": 2}


def test_looking_again_adds_nothing(sri, mentor):
    a_check(sri, mentor)
    look(sri)

    assert look(sri) is None
    assert len(records(sri)) == 1


def test_evidence_of_another_domain_does_not_count(sri, mentor, assessor, vlog):
    a_check(sri, mentor, domain=Domain.K5)
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)

    assert look(sri, Domain.K3) is None
    assert look(sri, Domain.K5).level == 1


@pytest.mark.parametrize("points", [2, 3])
def test_the_share_of_the_rubric(sri, assessor, vlog, points):
    passed_final_work(vlog, sri, assessor, points=points)  # 10 or 15 of 15
    a_finished_quiz(vlog, sri, purpose=Purpose.AFTER)

    found = look(sri)

    assert (found.level if found else None) == (2 if points == 3 else None)


def test_a_second_look_and_a_repair_prove_nothing(sri, assessor, vlog):
    final = vlog.lessons[7]
    judged(handed_in(sri, final), assessor, verdict=Verdict.REPAIR, points=3)
    judged(handed_in(sri, final), assessor, points=3, place=2)
    a_finished_quiz(vlog, sri)

    assert look(sri) is None


def test_who_ever_helped_is_no_independent_assessor(sri, mentor, vlog):
    a_check(sri, mentor, MOST_NOT_YET)  # a day ago
    passed_final_work(vlog, sri, mentor)
    a_finished_quiz(vlog, sri)

    assert look(sri).level == 0


def test_the_check_before_a_course_does_not_count(sri, assessor, vlog):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri, purpose=Purpose.BEFORE)

    assert look(sri) is None


def test_who_judged_her_own_work_proves_nothing(sri, vlog):
    passed_final_work(vlog, sri, sri)
    a_finished_quiz(vlog, sri)

    assert look(sri) is None


def test_who_helps_after_judging_takes_nothing_back(sri, assessor, vlog):
    passed_final_work(vlog, sri, assessor, hours_ago=5)
    a_finished_quiz(vlog, sri)
    a_check(sri, assessor, MOST_NOT_YET, at=now())

    assert look(sri).level == 2


def test_work_with_help_and_an_observation_sheet(sri, mentor, assessor, vlog):
    passed_final_work(vlog, sri, assessor, helper=mentor, observation={"ticked": [1, 2], "note": ""})
    a_finished_quiz(vlog, sri)

    assert look(sri).level == 1


def test_an_accepted_deed_needs_confirmations_of_others(sri, assessor, vlog):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)
    tini, joko = a_person("Tini"), a_person("Joko")
    a_deed(sri, sri, tini, title="Satu", accepted_by=assessor)
    a_deed(sri, accepted_by=assessor, title="Dua")
    a_deed(sri, tini, joko, title="Tiga", accepted_by=assessor, kind=DeedKind.GUIDED)

    assert look(sri).level == 2


def test_a_check_that_shows_less_changes_nothing(sri, mentor):
    at_level(sri, 2)
    a_check(sri, mentor, MOST_NOT_YET)

    assert look(sri) is None
    assert records(sri)[-1].level == 2


def test_newer_evidence_records_an_old_level_anew(sri, mentor):
    at_level(sri, 1, months_ago=13)
    a_check(sri, mentor)

    renewed = look(sri)

    assert (renewed.level, renewed.is_current) == (1, True)
    assert len(records(sri)) == 2


def test_a_young_level_is_not_recorded_anew(sri, mentor):
    at_level(sri, 1, months_ago=6)
    a_check(sri, mentor)

    assert look(sri) is None


def test_old_evidence_records_nothing_anew(sri, mentor):
    a_check(sri, mentor, at=now() - timedelta(days=800))
    at_level(sri, 1, months_ago=25)

    assert look(sri) is None


def test_staff_take_a_level_back_and_only_newer_evidence_counts(sri, mentor, assessor, vlog):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)
    look(sri)

    lowered = lower(sri.id, Domain.K2, level=1, reason=" Bukan karyanya. ", by_id=assessor.id, at=now())
    db.session.commit()

    assert (lowered.level, lowered.evidence, lowered.assessor_id) == (1, {"lowered": "Bukan karyanya."}, assessor.id)
    assert look(sri) is None, "what it rested on no longer counts"
    entry = db.session.scalars(select(Entry).where(Entry.action == "lower")).one()
    assert (entry.actor_id, entry.details) == (assessor.id, {"domain": "K2", "level": 1, "before": 2})


@pytest.mark.parametrize(("level", "reason"), [(2, "Keliru."), (3, "Keliru."), (-1, "Keliru."), (0, "  ")])
def test_no_lowering_without_a_higher_level_and_a_reason(sri, assessor, level, reason):
    at_level(sri, 2)

    with pytest.raises(CannotLower):
        lower(sri.id, Domain.K2, level=level, reason=reason, by_id=assessor.id, at=now())


def test_nobody_is_lowered_who_was_never_assessed(sri, assessor):
    with pytest.raises(CannotLower):
        lower(sri.id, Domain.K2, level=0, reason="Keliru.", by_id=assessor.id, at=now())


def test_the_signal_of_passed_work_leads_to_a_level(sri, assessor, vlog):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)

    work_judged.send(sri.id, course_id="vlog", by_id=assessor.id, at=now())
    work_judged.send(sri.id, course_id="relawan", by_id=assessor.id, at=now())
    db.session.commit()

    assert [record.level for record in records(sri)] == [2]


def test_a_quiz_after_the_work_leads_to_a_level(sri, assessor, vlog, steady_catalog):
    a_finished_quiz(vlog, sri)
    vlog.lessons  # noqa: B018 (the catalogue is read before counting)
    with Statements(db.engine) as counted:
        appraising.appraise_after_quiz(sri.id, course_id="vlog", at=now())
    asked = [line for line in counted if "catalog_feature" not in line]
    assert len(asked) <= 2, "without passed work it is two statements"
    assert "accounts_person" in asked[0], "who passes work just now is waited for before asking whether there is any"

    passed_final_work(vlog, sri, assessor)
    appraising.appraise_after_quiz(sri.id, course_id="vlog", at=now())
    appraising.appraise_after_quiz(sri.id, course_id="relawan", at=now())
    db.session.commit()

    assert [record.level for record in records(sri)] == [2]


def test_those_somebody_watched_are_known_to_the_queue(sri, mentor, vlog):
    tini = a_person("Tini")
    a_check(sri, mentor)
    a_finished_quiz(vlog, tini, helper=mentor)

    assert set(db.session.scalars(people_helped_by(mentor.id))) == {sri.id, tini.id}


def test_two_at_once_make_one_record(app, sri, mentor):
    a_check(sri, mentor)
    person_id, gate = sri.id, Barrier(2)
    db.session.commit()

    def look_once(_number):
        with app.app_context():
            gate.wait(timeout=10)
            found = appraise(person_id, Domain.K2, by_id=None, at=now())
            db.session.commit()
            db.session.remove()
            return found is not None

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda number: Context().run(look_once, number), range(2)))

    assert sorted(made) == [False, True]
    assert db.session.scalar(select(func.count()).select_from(LevelRecord)) == 1


def test_ten_times_the_evidence_takes_the_same_statements(sri, mentor, assessor, vlog, steady_catalog):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)

    def asked():
        db.session.commit()
        with Statements(db.engine) as counted:
            appraise(sri.id, Domain.K2, by_id=None, at=now())
        return len(counted)

    asked()
    few = asked()
    for number in range(10):
        a_finished_quiz(vlog, sri, right=number)
        a_check(sri, mentor, at=now() - timedelta(days=number))
        a_deed(sri, a_person(f"Orang {number}"), title=f"Karya {number}")

    assert asked() <= few <= 8
