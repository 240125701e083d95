"""Two telephones of one person at the same moment, and a telephone while the record is made anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from lms.db import db
from lms.learning import actions
from lms.learning.models import CourseCompletion, Event, LessonState
from tests.conftest import NOON
from tests.factories.packs import publish_lessons
from tests.factories.people import a_person


def test_the_last_two_lessons_sent_at_once_complete_the_course(app, tmp_path):
    course = publish_lessons(tmp_path, at=NOON - timedelta(days=1))
    person = a_person()
    db.session.commit()
    person_id, gate = person.id, Barrier(3)
    db.session.rollback()

    def send(lesson):
        with app.app_context():
            gate.wait(timeout=10)
            actions.finish_lesson(course, lesson, person_id, answer=actions.Answer(uuid4(), lesson.revision_number), at=NOON)
            db.session.commit()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send, course.lessons))

    assert len(db.session.scalars(select(LessonState)).all()) == 3
    assert len(db.session.scalars(select(CourseCompletion)).all()) == 1


def test_the_same_answer_sent_five_times_at_once_is_one(app, tmp_path):
    course = publish_lessons(tmp_path, at=NOON - timedelta(days=1))
    person = a_person()
    db.session.commit()
    person_id, gate, key = person.id, Barrier(5), uuid4()
    db.session.rollback()

    def send(_number):
        with app.app_context():
            gate.wait(timeout=10)
            lesson = course.lessons[0]
            actions.finish_lesson(course, lesson, person_id, answer=actions.Answer(key, 1), at=NOON)
            db.session.commit()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(send, range(5)))

    assert len(db.session.scalars(select(Event)).all()) == 1


@pytest.mark.parametrize(
    "moment",
    ["DELETE FROM learning_lesson_state", "SELECT learning_event.person_id", "INSERT INTO learning_lesson_state"],
)
def test_a_lesson_saved_while_the_record_is_made_anew_keeps_its_state(app, tmp_path, moment):
    course = publish_lessons(tmp_path, at=NOON - timedelta(days=1))
    person, telephones = a_person(), []
    actions.finish_lesson(course, course.lessons[1], person.id, answer=actions.Answer(uuid4(), 1), at=NOON)
    db.session.commit()
    person_id = person.id
    db.session.rollback()

    def send():
        with app.app_context():
            actions.finish_lesson(course, course.lessons[0], person_id, answer=actions.Answer(uuid4(), 1), at=NOON)
            db.session.commit()

    def interrupt(_connection, _cursor, statement, *_rest):
        if statement.startswith(moment) and not telephones:
            telephones.append(Thread(target=send))
            telephones[0].start()
            telephones[0].join(0.5)  # it is done by then, unless it has to wait

    event.listen(db.engine, "before_cursor_execute", interrupt)
    try:
        actions.rebuild()
        db.session.commit()
        telephones[0].join(10)
    finally:
        event.remove(db.engine, "before_cursor_execute", interrupt)

    assert set(db.session.scalars(select(Event.lesson_id))) == {"A1", "A2"}
    assert set(db.session.scalars(select(LessonState.lesson_id))) == {"A1", "A2"}


def test_the_later_of_two_moments_completes_the_course_whoever_comes_first(app, tmp_path):
    course = publish_lessons(tmp_path, at=NOON - timedelta(days=1))
    person = a_person()
    for lesson, minutes in zip(course.lessons, (3, 2, 1), strict=True):  # the last one arrives with the earliest moment
        answer, at = actions.Answer(uuid4(), 1), NOON + timedelta(minutes=minutes)
        actions.finish_lesson(course, lesson, person.id, answer=answer, at=at)
    db.session.commit()

    assert db.session.scalars(select(CourseCompletion)).one().completed_at == NOON + timedelta(minutes=3)
