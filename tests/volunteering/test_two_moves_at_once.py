"""Every arrow, taken by two people at the same moment: one of them goes along it, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from lms.db import db, only_reading
from lms.volunteering.actions.moving import CannotMove, move
from lms.volunteering.models import Application, State, Transition
from lms.volunteering.queries.applications import application_of
from lms.volunteering.rules.states import TAKEN_IN, following
from tests.conftest import NOON
from tests.factories.people import a_volunteer, an_application

ARROWS = [(state, to) for state in State for to in sorted(following(state, before=State.WAITING))]


def test_no_arrow_is_left_out():
    assert {state for state, _to in ARROWS} == set(State) - {State.ERASED}
    assert (State.SUSPENDED, State.WAITING) in ARROWS
    assert len(ARROWS) >= 40


@pytest.mark.parametrize(("before", "to"), ARROWS, ids=[f"{before}-{to}" for before, to in ARROWS])
def test_of_two_at_once_one_moves_and_one_is_told(app, wates, before, to):
    if before in TAKEN_IN:
        found = application_of(a_volunteer(wates, state=before).id)
    else:
        found = an_application(wates, age=16 if before is State.GUARDIAN else 20, state=before)
    application_id, kept = found.id, moves_of(found.id)
    db.session.commit()
    gate = Barrier(2)

    def press(_number):
        with app.app_context():
            application = as_the_page_showed_it(application_id)
            gate.wait(timeout=10)  # both have seen the state before
            try:
                move(application, to, by_id=None, at=NOON)
            except CannotMove as refusal:
                db.session.rollback()
                return str(refusal)
            db.session.commit()
            return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, range(2)))

    db.session.expire_all()
    assert answers[0] == ""
    assert answers[1]
    assert moves_of(application_id) == [*kept, (before, to)]
    assert db.session.get(Application, application_id).state is to


def as_the_page_showed_it(application_id):
    """Read an application in a transaction that is over, so that what is known of it may have grown old."""
    token = only_reading.set(True)
    application = db.session.get(Application, application_id)
    db.session.expunge(application)
    db.session.rollback()
    only_reading.reset(token)
    db.session.add(application)
    return application


def moves_of(application_id):
    trail = select(Transition.came_from, Transition.moved_to).where(Transition.application_id == application_id)
    return [tuple(row) for row in db.session.execute(trail.order_by(Transition.id))]
