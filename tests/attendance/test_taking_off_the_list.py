"""The facilitator takes a wrong name off the list on the same day; the record keeps both."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role
from lms.attendance import actions, queries
from lms.attendance.models import Attendance
from lms.attendance.rules import Reason, is_same_day
from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson, rebuild
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from tests.attendance.test_several_at_once import press_together
from tests.conftest import NOON
from tests.factories.attendance import a_mentor, a_session, publish_course
from tests.factories.people import a_person, an_officer
from tests.visitor import filled_in

MINUTE = timedelta(minutes=1)
WRONG = Reason.WRONG_NAME


@pytest.fixture
def course(tmp_path, magelang):
    return publish_course(tmp_path, at=NOON - timedelta(days=1))


@pytest.fixture
def mentor(course, wates):
    return a_mentor(wates)


@pytest.fixture
def sri(course, wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def session(course, mentor, wates):
    return a_session(course, mentor, wates, lesson=1, at=NOON)


def leader(person, kelurahan):
    grant = Grant(Role.MENTOR, None, kelurahan.id, kelurahan.slug, kelurahan.name)
    return Viewer(person.id, 1, person.name, Honorific.NONE, kelurahan.id, (grant,))


def tick(session, person, mentor, wates, *, minutes):
    return actions.tick(session, [person.id], by=leader(mentor, wates), at=NOON + minutes * MINUTE)


def withdraw(session, person, mentor, *, minutes, reason=WRONG):
    done = actions.withdraw(session, person.id, reason=reason, by_id=mentor.id, at=NOON + minutes * MINUTE)
    db.session.commit()
    return done


def kinds(person):
    wanted = select(Event.kind).where(Event.person_id == person.id).order_by(Event.received_at, Event.kind)
    return list(db.session.scalars(wanted))


def finished(person):
    return set(db.session.scalars(select(LessonState.lesson_id).where(LessonState.person_id == person.id)))


@contextmanager
def at_moment(moment):
    class Still(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Still)
        yield


def test_a_wrong_name_is_taken_off_and_the_lesson_is_open_again(visit, session, mentor, sri, wates):
    with at_moment(NOON):
        page = visit(mentor).get(f"/sesi/{session.id}")
        page = page.submit("Catat yang dicentang", orang=[str(sri.id)]).follow()
        asked = page.click("Ibu Sri Wahyuni")
        assert asked.path == f"/sesi/{session.id}/batal/{sri.id}"
        assert asked.heading == "Batalkan kehadiran Ibu Sri Wahyuni?"
        assert "Pilih satu alasan." in asked.submit("Ya, batalkan", status=422).alert
        assert finished(sri) == {"A2"}

        after = asked.submit("Ya, batalkan", reason="salah-nama").follow()
        again = asked.submit("Ya, batalkan", reason="salah-nama").follow()

    assert after.status_message == "Kehadiran Ibu Sri Wahyuni dibatalkan."
    assert "Sudah hadir (0)" in again.text
    assert finished(sri) == set()
    assert kinds(sri) == [EventKind.ATTENDED, EventKind.DONE, EventKind.REVOKED]
    trail = {entry.action: entry for entry in db.session.scalars(select(Entry))}
    assert trail["withdraw"].details == {"person": sri.id, "reason": "salah-nama"}
    assert trail["withdraw"].actor_id == trail["revoke"].actor_id == mentor.id


def test_ticked_again_they_are_there_again_as_often_as_it_takes(session, mentor, sri, wates):
    for round_ in (0, 10, 20):
        assert tick(session, sri, mentor, wates, minutes=round_) == 1
        assert tick(session, sri, mentor, wates, minutes=round_ + 1) == 0
        assert finished(sri) == {"A2"}
        assert withdraw(session, sri, mentor, minutes=round_ + 5) is True
        assert withdraw(session, sri, mentor, minutes=round_ + 6) is False
        assert finished(sri) == set()

    assert tick(session, sri, mentor, wates, minutes=30) == 1
    assert finished(sri) == {"A2"}
    assert queries.was_there(session.id, sri.id)
    assert kinds(sri).count(EventKind.ATTENDED) == 4
    rebuild()
    assert finished(sri) == {"A2"}


def test_the_code_does_not_bring_back_who_was_taken_off(visit, session, mentor, sri):
    actions.enter(session, sri.id, helper_id=None, at=NOON)
    withdraw(session, sri, mentor, minutes=1, reason=Reason.NOT_HERE)

    with at_moment(NOON + 2 * MINUTE):
        page = visit(sri).get(f"/hadir/{session.code}").submit("Ya, catat kehadiran", status=422)

    assert "membatalkan kehadiran ini" in page.alert
    assert db.session.scalars(select(Attendance)).all() == []


@pytest.mark.parametrize("first", ["alone", "other session"])
def test_what_was_finished_otherwise_stays(course, session, mentor, sri, wates, first):
    if first == "alone":
        finish_lesson(course, course.lessons[1], sri.id, answer=Answer(uuid4(), 1), at=NOON - MINUTE)
    else:
        tick(a_session(course, mentor, wates, lesson=1, at=NOON - MINUTE), sri, mentor, wates, minutes=0)
    tick(session, sri, mentor, wates, minutes=1)

    assert withdraw(session, sri, mentor, minutes=2) is True

    assert finished(sri) == {"A2"}
    assert EventKind.REVOKED not in kinds(sri)


def test_a_course_completed_by_it_is_not_complete_any_more(course, session, mentor, sri, wates):
    for lesson in (course.lessons[0], course.lessons[2]):
        finish_lesson(course, lesson, sri.id, answer=Answer(uuid4(), 1), at=NOON - MINUTE)
    tick(session, sri, mentor, wates, minutes=1)
    assert db.session.scalars(select(CourseCompletion.person_id)).all() == [sri.id]

    withdraw(session, sri, mentor, minutes=2)

    assert db.session.scalars(select(CourseCompletion)).all() == []


def test_the_next_day_the_list_stands(visit, session, mentor, sri, wates):
    tick(session, sri, mentor, wates, minutes=0)
    db.session.commit()
    with at_moment(NOON):
        form = visit(mentor).get(f"/sesi/{session.id}/batal/{sri.id}")
    with at_moment(NOON + timedelta(days=1)):
        page = form.visitor.get(f"/sesi/{session.id}")
        late = form.submit("Ya, batalkan", status=422, reason="pulang-awal")

    assert "Batalkan" not in page.text
    assert "pada hari yang sama" in late.alert
    assert finished(sri) == {"A2"}


def test_a_lesson_retired_meanwhile_is_left_to_the_agency(tmp_path, session, mentor, sri, wates):
    tick(session, sri, mentor, wates, minutes=0)
    db.session.commit()
    publish_course(tmp_path, at=NOON + MINUTE, lessons=(("A1", "Satu."), ("A3", "Tiga.")), retired=("A2",))

    with pytest.raises(actions.CannotWithdraw, match="sudah diganti"):
        withdraw(session, sri, mentor, minutes=2)

    db.session.rollback()
    assert queries.was_there(session.id, sri.id)


def test_where_a_quiz_or_task_finishes_only_the_presence_goes(vlog, mentor, sri, wates):
    number = next(number for number, lesson in enumerate(vlog.lessons) if lesson.completion == "quiz")
    session = a_session(vlog, mentor, wates, lesson=number, at=NOON)
    tick(session, sri, mentor, wates, minutes=0)

    assert withdraw(session, sri, mentor, minutes=1) is True

    assert kinds(sri) == [EventKind.ATTENDED]
    assert db.session.scalars(select(Attendance)).all() == []


def test_a_name_that_is_not_on_the_list_leads_back_to_it(visit, session, mentor, wates):
    visitor = visit(mentor)

    for person_id in (a_person("Joko", wates).id, 2147483647):
        assert visitor.get(f"/sesi/{session.id}/batal/{person_id}", status=303).location == f"/sesi/{session.id}"


def test_pressed_twice_at_once_it_is_taken_back_once(app, visit, course, mentor, sri, wates):
    session = a_session(course, mentor, wates, lesson=1)
    actions.enter(session, sri.id, helper_id=None, at=now())
    page = visit(mentor).get(f"/sesi/{session.id}/batal/{sri.id}")
    fields = filled_in(page.form("Ya, batalkan")) | {"reason": "salah-nama"}

    assert press_together(app, [(page, page.path, fields)] * 2) == [303, 303]

    db.session.expire_all()
    assert kinds(sri).count(EventKind.REVOKED) == 1
    assert [entry.action for entry in db.session.scalars(select(Entry))].count("withdraw") == 1


def test_a_day_is_the_citys_day():
    late = datetime.fromisoformat("2026-11-24T23:30:00+07:00")

    assert is_same_day(late.astimezone(NOON.tzinfo), late + 29 * MINUTE)
    assert not is_same_day(late.astimezone(NOON.tzinfo), late + 30 * MINUTE)
