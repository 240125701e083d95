"""From the assessor's judgement and the last answer of a quiz to a level, through the signals of those features."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.assessment import actions as quizzes
from lms.assessment.queries import attempts
from lms.clock import now
from lms.competency.models import LevelRecord
from lms.db import db
from lms.learning.current import Learner
from lms.submissions.actions import judging
from lms.submissions.models import Verdict
from tests.factories.people import an_assessor, an_officer
from tests.factories.submissions import handed_in


def judge(course, person, assessor):
    version = handed_in(person, course.lessons[7])
    points = {item["id"]: 3 for item in course.lessons[7].task["criteria"]}
    judgement = judging.Judgement(uuid4(), 1, Verdict.PASSED, points, "Ceritanya jelas.", "Lain kali lebih dekat.")
    judging.judge(version, judgement, by_id=assessor.id, at=now())
    db.session.commit()


def take_quiz(course, person, _assessor):
    lesson = next(lesson for lesson in course.lessons if lesson.quiz)
    attempt = quizzes.begin_quiz(course, lesson, Learner(person.id, "Bu Sri", None), key=uuid4(), at=now())
    db.session.commit()
    for question in lesson.quiz.questions:
        sitting = attempts.sitting(attempts.attempt_to_answer(person.id, attempt.id), lesson)
        given = {"chosen": [number for number, option in enumerate(question.options) if option.right]}
        quizzes.answer_quiz(course, lesson, sitting, reply=quizzes.Reply(question, given, None), at=now())
        db.session.commit()


@pytest.mark.parametrize("steps", [(judge, take_quiz), (take_quiz, judge)], ids=["work first", "quiz first"])
def test_the_last_piece_of_evidence_brings_the_level(vlog, magelang, wates, steps):
    sri, assessor = an_officer(wates), an_assessor(magelang)
    first, second = steps

    first(vlog, sri, assessor)
    assert db.session.scalars(select(LevelRecord)).all() == []
    second(vlog, sri, assessor)

    record = db.session.scalars(select(LevelRecord)).one()
    assert (record.level, record.assessor_id, set(record.evidence)) == (2, assessor.id, {"versions", "attempts"})
