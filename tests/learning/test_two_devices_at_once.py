"""Two telephones of one person at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

from sqlalchemy import select

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
