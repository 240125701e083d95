"""What a record of a level names as evidence is what it rests on, and nothing else."""

from datetime import timedelta

import pytest

from lms.certification.models import CertificateKind
from lms.certification.queries.certificates import possible
from lms.clock import now
from lms.competency.actions.appraising import appraise
from lms.competency.models import Domain
from lms.competency.rules.grounds import CHECK, DEEDS, OBSERVED, QUIZ, WORK, grounds
from lms.db import db
from tests.factories.attendance import a_mentor
from tests.factories.competency import ALL_ALONE, a_check, a_finished_quiz, at_level, passed_final_work
from tests.factories.people import an_assessor


def look(person):
    found = appraise(person.id, Domain.K2, by_id=None, at=now())
    db.session.commit()
    return found


def badge_of(person):
    return possible(CertificateKind.LEVEL, "K2", person.id, at=now(), months=24).subject.criteria


@pytest.mark.parametrize(
    ("level", "evidence", "words"),
    [
        (1, {"checks": ["a"]}, [CHECK]),
        (1, {"versions": ["a"]}, [OBSERVED]),
        (2, {"versions": ["a"], "attempts": ["b"]}, [WORK, QUIZ]),
        (2, {"versions": ["a"], "attempts": ["b"], "checks": ["c"]}, [WORK, QUIZ, CHECK]),
        (3, {"versions": ["a"], "attempts": ["b"], "deeds": ["c", "d"]}, [WORK, QUIZ, DEEDS]),
        (1, {"checks": []}, []),
    ],
)
def test_each_kind_that_is_there_and_no_other(level, evidence, words):
    assert grounds(level, evidence) == words


def test_the_badge_of_a_level_reached_by_a_check_names_the_check(sri, wates, vlog):
    a_check(sri, a_mentor(wates))
    look(sri)

    assert badge_of(sri) == f"Bukti yang dinilai: {CHECK}."


def test_a_check_that_shows_an_old_level_still_holds_is_named(sri, wates, magelang, vlog):
    assessor = an_assessor(magelang)
    version = passed_final_work(vlog, sri, assessor, hours_ago=24 * 500)
    attempt = a_finished_quiz(vlog, sri, at=now() - timedelta(days=500))
    at_level(sri, 2, months_ago=15)
    check = a_check(sri, a_mentor(wates), ALL_ALONE)

    renewed = look(sri)

    assert renewed.level == 2
    assert renewed.evidence == {"versions": [str(version.id)], "attempts": [str(attempt.id)], "checks": [str(check.id)]}


def test_a_check_is_not_named_where_the_level_does_not_need_it(sri, wates, magelang, vlog):
    passed_final_work(vlog, sri, an_assessor(magelang), hours_ago=48)
    a_finished_quiz(vlog, sri, at=now() - timedelta(days=2))
    a_check(sri, a_mentor(wates), ALL_ALONE)

    assert set(look(sri).evidence) == {"versions", "attempts"}
