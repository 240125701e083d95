"""Whatever people press, in whatever order: nobody leaves the arrows, and the trail tells the whole way."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions import answering, erasing, guardians, moving, staying, training
from lms.volunteering.models import Application, Reason, State, Transition
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules import states
from tests.conftest import NOON
from tests.factories.people import a_coordinator, a_volunteer, an_application

PRESSES = {
    "guardian_yes": lambda found, _by, at: guardians.agree(found, at=at),
    "guardian_no": lambda found, _by, at: guardians.refuse(found, at=at),
    "invite": lambda found, by, at: answering.invite(
        found, by_id=by, talk_at=at + timedelta(days=1), place="Balai kelurahan", at=at
    ),
    "accept": lambda found, by, at: answering.accept(found, by_id=by, reference="Ketua RT", reply="", at=at),
    "decline": lambda found, by, at: answering.decline(found, by_id=by, reason=Reason.FULL, reply="", at=at),
    "conduct": lambda found, _by, at: training.agree_to_conduct(found, at=at),
    "pause": lambda found, by, at: staying.pause(found, back_on=at.date() + timedelta(days=9), by_id=by, at=at),
    "come_back": lambda found, by, at: staying.come_back(found, by_id=by, at=at),
    "leave": lambda found, by, at: staying.leave(found, reason=Reason.TIME, by_id=by, at=at),
    "suspend": lambda found, by, at: staying.suspend(found, by_id=by, at=at),
    "restore": lambda found, by, at: staying.restore(found, by_id=by, at=at),
    "erase": lambda found, by, at: erasing.erase(found, reason=Reason.REQUEST, by_id=by, at=at),
    "paired": lambda found, by, at: moving.move(found, State.PAIRED, by_id=by, at=at),
    "met": lambda found, by, at: moving.move(found, State.ACTIVE, by_id=by, at=at),
    "finished": lambda found, by, at: moving.move(found, State.FINISHED, by_id=by, at=at),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.sampled_from(sorted(PRESSES)), max_size=12), age=st.sampled_from([16, 17, 20]))
def test_no_order_of_presses_leaves_the_arrows_or_loses_history(wates, presses, age):
    by = a_coordinator(wates).id
    found = an_application(wates, age=age, state=State.GUARDIAN if age < 17 else State.WAITING)
    found.sent_at = NOON
    kept = moves_of(found)
    for number, press in enumerate(presses):
        savepoint = db.session.begin_nested()
        try:
            PRESSES[press](found, by, NOON + timedelta(minutes=number + 1))
        except Refused:
            savepoint.rollback()
        else:
            savepoint.commit()
        told = moves_of(found)

        assert told[: len(kept)] == kept
        assert states.standing(told) is stored_state(found)
        kept = told


@pytest.mark.parametrize("to", [State.INTERVIEW, State.DECLINED, State.LEFT, State.SUSPENDED])
def test_of_two_who_move_at_once_the_second_is_told_and_writes_nothing(wates, to):
    found = an_application(wates)
    assert moving.step(found.id, State.WAITING, State.INTERVIEW, by_id=None, at=NOON)
    before = moves_of(found)

    with pytest.raises(moving.CannotMove, match="baru saja dijawab"):
        moving.move(found, to, by_id=None, at=NOON)

    assert moves_of(found) == before


def test_a_guardian_no_longer_decides_for_somebody_aged_18(wates):
    found = queries.application_of(a_volunteer(wates, age=17).id)
    found.birth_year -= 2

    with pytest.raises(answering.CannotDecide, match="18 tahun"):
        guardians.refuse(found, at=found.sent_at)

    assert found.state is State.READY


@pytest.mark.parametrize("stop", ["suspend", "leave", "erase"])
def test_a_status_page_no_longer_signs_in_who_is_stopped(visit, vlog, wates, stop):
    found = queries.application_of(a_volunteer(wates).id)
    visitor = visit()
    page = visitor.get(f"/relawan/status/{found.code}")
    PRESSES[stop](found, None, found.sent_at + timedelta(days=1))

    page.submit("Masuk di HP ini", status=409)

    assert visitor.get("/beranda", status=303).location == "/masuk"


def moves_of(found):
    trail = select(Transition.came_from, Transition.moved_to).where(Transition.application_id == found.id)
    return [tuple(row) for row in db.session.execute(trail.order_by(Transition.id))]


def stored_state(found):
    return db.session.scalar(select(Application.state).where(Application.id == found.id))
