"""Sessions in a hall, and questions under lessons."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.attendance import actions as attendance
from lms.attendance.rules import Place
from lms.catalog.queries import PublishedLesson, catalog
from lms.db import db
from lms.discussion import actions as discussion
from lms.discussion.models import Question
from lms.learning.models import Event
from lms.sample.actions.groups import FilledGroup
from lms.sample.rules.people import Inventor
from lms.sample.rules.questions import QUESTIONS, Asked
from lms.web.pages import stable_key

HELD = {"wates": 17, "cacaban": 10, "magersari": 24}
"""How many days ago a kelurahan met for the first lesson of the first course."""
SESSION_HOURS = 2


def meet(inventor: Inventor, active: dict[str, FilledGroup]) -> None:
    """Hold one evening each in a few kelurahan, led by the chair; everybody who had come so far was there."""
    lesson = catalog().courses[0].lessons[0]
    for slug, days_ago in HELD.items():
        filled = active[slug]
        chair, moment = filled.officers[0], inventor.evening(days_ago)
        kelurahan = filled.group.kelurahan
        if kelurahan is None:
            continue
        place = Place(None, kelurahan.id, kelurahan.name)
        wanted = attendance.Wanted(stable_key("sample session", slug), lesson, place, SESSION_HOURS)
        session = attendance.open_session(wanted, chair.id, at=moment)
        done = select(Event.person_id).where(Event.lesson_id == lesson.id, Event.received_at < moment)
        present = set(db.session.scalars(done))
        for person in filled.officers[1:]:
            if person.id in present:
                attendance.enter(session, person.id, helper_id=None, at=moment + timedelta(minutes=5))
        attendance.close(session, by_id=chair.id, at=moment + timedelta(minutes=80))


def talk(active: dict[str, FilledGroup], *, at: datetime) -> None:
    """Ask what was asked, answer what was answered, and report what somebody found out of place."""
    lessons = {lesson.id: lesson for course in catalog().courses for lesson in course.lessons}
    for number, asked in enumerate(QUESTIONS):
        if asked.lesson_id in lessons:
            _ask(asked, lessons[asked.lesson_id], active[asked.place], number, at=at)


def _ask(asked: Asked, lesson: PublishedLesson, filled: FilledGroup, number: int, *, at: datetime) -> None:
    asker, chair = filled.officers[1 + number % 3], filled.officers[0]
    moment, key = at - timedelta(days=asked.days_ago), stable_key("sample question", number)
    discussion.ask(lesson, asker, text=asked.text, key=key, at=moment)
    question = _question(key)
    if asked.answer:
        later = moment + timedelta(hours=15)
        discussion.reply(question, by_id=chair.id, text=asked.answer, key=stable_key("sample reply", number), at=later)
    if asked.is_reported:
        discussion.report(question, by_id=_other(filled, asker).id, reason="Ini iklan.", at=moment + timedelta(hours=3))


def _question(key: UUID) -> Question:
    return db.session.scalars(select(Question).where(Question.key == str(key))).one()


def _other(filled: FilledGroup, asker: Person) -> Person:
    return next(person for person in filled.officers if person.id != asker.id)
