"""Two presses of a button that arrive together, and two people who answer together."""

from sqlalchemy import select

from lms.db import db
from lms.discussion.models import Question, Reply
from tests.factories.discussion import a_mentor, a_question
from tests.factories.people import a_coordinator, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

TANYA = "/kursus/vlog/siapkan-hp-anda/tanya"


def test_two_presses_ask_once(app, visit, vlog, wates):
    visitor = visit(an_officer(wates))
    fields = filled_in(visitor.get(TANYA).form("Kirim pertanyaan")) | {"text": "Kenapa gelap?"}

    answers = press_together(app, TANYA, [(visitor, fields)] * 2)

    assert answers == [303, 303]
    assert len(db.session.scalars(select(Question)).all()) == 1


def test_two_people_answer_at_once_and_both_answers_stand(app, visit, vlog, wates):
    asked = a_question(vlog.lessons[0], an_officer(wates))
    presses = []
    for person in (a_mentor(wates), a_coordinator(wates)):
        visitor = visit(person)
        form = visitor.get(f"/tanya/{asked.id}").form("Kirim jawaban")
        presses.append((visitor, filled_in(form) | {f"q{asked.id}-text": "Sandarkan."}))

    answers = press_together(app, f"/tanya/{asked.id}/jawab", presses)

    assert answers == [303, 303]
    assert len(db.session.scalars(select(Reply)).all()) == 2
