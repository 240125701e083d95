"""Questions under lessons, replies and reports, as if sent some time ago."""

from datetime import timedelta

from lms.accounts.models import Person, Role
from lms.accounts.models import RoleGrant as Grant
from lms.catalog.queries import PublishedLesson
from lms.clock import now
from lms.db import db
from lms.discussion.models import Question, Reply, Report
from lms.regions.models import Kelurahan
from lms.web.pages import stable_key
from tests.factories.people import a_volunteer


def a_mentor(kelurahan: Kelurahan, name: str = "Dimas Prasetyo") -> Person:
    person = a_volunteer(kelurahan, name)
    starts_on = now().date() - timedelta(days=20)
    db.session.add(Grant(person_id=person.id, role=Role.MENTOR, kelurahan_id=kelurahan.id, starts_on=starts_on))
    db.session.flush()
    return person


def a_question(lesson: PublishedLesson, asker: Person, text: str = "Bagaimana menaruh HP?", *, hours_ago: float = 5) -> Question:
    question = Question(
        key=str(stable_key("question", asker.id, lesson.id, text, hours_ago)),
        course_id=lesson.course_id,
        lesson_id=lesson.id,
        person_id=asker.id,
        kelurahan_id=asker.kelurahan_id,
        text=text,
        asked_at=now() - timedelta(hours=hours_ago),
    )
    db.session.add(question)
    db.session.flush()
    return question


def a_reply(question: Question, by: Person, text: str = "Sandarkan di gelas.") -> Reply:
    reply = Reply(
        key=str(stable_key("reply", by.id, question.id, text)),
        question_id=question.id,
        person_id=by.id,
        text=text,
        replied_at=now() - timedelta(hours=1),
    )
    db.session.add(reply)
    db.session.flush()
    return reply


def a_report(target: Question | Reply, by: Person, reason: str = "Kasar.") -> Report:
    about = {"question_id": target.id} if isinstance(target, Question) else {"reply_id": target.id}
    report = Report(**about, person_id=by.id, reason=reason, reported_at=now())
    db.session.add(report)
    db.session.flush()
    return report
