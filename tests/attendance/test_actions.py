"""Opening sessions and recording who was there, where the pages do not reach."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role
from lms.attendance import actions, queries, rules
from lms.attendance.models import Attendance, Session
from lms.audit.models import Entry
from lms.db import db
from lms.learning.actions import rebuild
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from tests.conftest import NOON
from tests.factories.attendance import a_mentor, a_session, publish_course
from tests.factories.people import a_coordinator, a_person

SOON = NOON + timedelta(minutes=10)


@pytest.fixture
def course(tmp_path, magelang):
    return publish_course(tmp_path, at=NOON - timedelta(days=1))


def leader(person, kelurahan):
    """The viewer that a mentor of a kelurahan is."""
    grant = Grant(Role.MENTOR, None, kelurahan.id, kelurahan.slug, kelurahan.name)
    return Viewer(person.id, 1, person.name, Honorific.NONE, kelurahan.id, (grant,))


def events(person):
    found = db.session.execute(
        select(Event.kind, Event.helper_id, Event.data).where(Event.person_id == person.id).order_by(Event.kind)
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize("lesson", [0, 1], ids=["read", "attend"])
def test_entering_the_code_finishes_what_attending_finishes(course, wates, lesson):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(course, facilitator, wates, lesson=lesson, at=NOON)

    assert actions.enter(session, person.id, helper_id=None, at=SOON) is True

    assert events(person) == [
        (EventKind.ATTENDED, facilitator.id, {"session": session.id, "by": "code"}),
        (EventKind.DONE, facilitator.id, {"by": "attend", "session": session.id}),
    ]
    assert db.session.scalars(select(LessonState.lesson_id)).all() == [course.lessons[lesson].id]
    assert db.session.scalars(select(Attendance.ticked_by_id)).all() == [None]


def test_the_last_lesson_completes_the_course(course, wates):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)

    for lesson in range(3):
        actions.enter(a_session(course, facilitator, wates, lesson=lesson, at=NOON), person.id, helper_id=None, at=SOON)

    assert db.session.scalars(select(CourseCompletion.person_id)).all() == [person.id]
    before = db.session.execute(select(LessonState.__table__)).all()
    rebuild()
    assert db.session.execute(select(LessonState.__table__)).all() == before


@pytest.mark.parametrize("lesson", [4, 7], ids=["quiz", "task"])
def test_a_quiz_or_a_task_is_still_to_be_done(vlog, wates, lesson):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)

    actions.enter(a_session(vlog, facilitator, wates, lesson=lesson, at=NOON), person.id, helper_id=None, at=SOON)

    assert [kind for kind, _, _ in events(person)] == [EventKind.ATTENDED]
    assert db.session.scalars(select(LessonState)).all() == []


def test_who_held_the_telephone_is_the_helper(course, wates):
    facilitator, helper, person = a_mentor(wates), a_mentor(wates, "Rina"), a_person("Sri Wahyuni", wates)

    actions.enter(a_session(course, facilitator, wates, at=NOON), person.id, helper_id=helper.id, at=SOON)

    assert {helped_by for _, helped_by, _ in events(person)} == {helper.id}


def test_code_and_tick_are_one_attendance(course, wates):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(course, facilitator, wates, at=NOON)
    actions.enter(session, person.id, helper_id=None, at=SOON)

    again = actions.enter(session, person.id, helper_id=None, at=SOON)
    new = actions.tick(session, {person.id}, by=leader(a_mentor(wates, "Rina"), wates), at=SOON)

    assert (again, new) == (False, 0)
    assert len(events(person)) == 2
    assert len(db.session.scalars(select(Attendance)).all()) == 1


def test_tick_and_then_code_are_one_attendance(course, wates):
    session, person = a_session(course, a_mentor(wates), wates, at=NOON), a_person("Sri Wahyuni", wates)
    other = leader(a_mentor(wates, "Rina"), wates)

    new = actions.tick(session, {person.id}, by=other, at=SOON)
    again = actions.enter(session, person.id, helper_id=None, at=SOON)

    assert (new, again) == (1, False)
    assert events(person)[0] == (EventKind.ATTENDED, other.id, {"session": session.id, "by": "ticked"})
    assert db.session.scalars(select(Attendance.ticked_by_id)).all() == [other.id]


@pytest.mark.parametrize("late", [timedelta(hours=2), timedelta(days=3)])
def test_the_end_ends_codes_and_ticks(course, wates, late):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(course, facilitator, wates, hours=2, at=NOON)

    with pytest.raises(actions.CannotRecord, match="berakhir"):
        actions.enter(session, person.id, helper_id=None, at=NOON + late)
    with pytest.raises(actions.CannotRecord, match="berakhir"):
        actions.tick(session, {person.id}, by=leader(facilitator, wates), at=NOON + late)

    assert events(person) == []


def test_the_moment_before_the_end_still_counts(course, wates):
    session, person = a_session(course, a_mentor(wates), wates, hours=2, at=NOON), a_person("Sri Wahyuni", wates)

    assert actions.enter(session, person.id, helper_id=None, at=NOON + timedelta(hours=2, microseconds=-1))


def test_closing_ends_it_at_once_and_once(course, wates):
    facilitator, person = a_mentor(wates), a_person("Sri Wahyuni", wates)
    session = a_session(course, facilitator, wates, at=NOON)
    actions.close(session, by_id=facilitator.id, at=SOON)
    actions.close(session, by_id=facilitator.id, at=SOON + timedelta(minutes=5))
    db.session.commit()

    with pytest.raises(actions.CannotRecord, match="berakhir"):
        actions.enter(session, person.id, helper_id=None, at=SOON)

    assert session.closed_at == SOON
    assert db.session.scalars(select(Entry.action).order_by(Entry.id)).all() == ["open", "close"]


def test_who_was_there_stays_there_after_the_end(course, wates):
    session, person = a_session(course, a_mentor(wates), wates, at=NOON), a_person("Sri Wahyuni", wates)
    actions.enter(session, person.id, helper_id=None, at=SOON)

    assert actions.enter(session, person.id, helper_id=None, at=NOON + timedelta(days=1)) is False


def test_facilitators_do_not_record_themselves(course, wates):
    facilitator, other = a_mentor(wates), a_mentor(wates, "Rina")
    session = a_session(course, facilitator, wates, at=NOON)

    with pytest.raises(actions.CannotRecord, match="fasilitator"):
        actions.enter(session, facilitator.id, helper_id=None, at=SOON)
    for by, whom in ((facilitator, facilitator), (other, other), (other, facilitator)):
        with pytest.raises(actions.CannotRecord, match="dirinya sendiri"):
            actions.tick(session, {whom.id}, by=leader(by, wates), at=SOON)


def test_one_foreign_person_stops_the_whole_tick(course, wates, cacaban):
    facilitator, own, foreign = a_mentor(wates), a_person("Sri", wates), a_person("Joko", cacaban)
    session = a_session(course, facilitator, wates, at=NOON)

    with pytest.raises(actions.CannotRecord, match="Belum ada yang dicatat"):
        actions.tick(session, {own.id, foreign.id}, by=leader(facilitator, wates), at=SOON)

    assert db.session.scalars(select(Event)).all() == []
    assert db.session.scalars(select(Attendance)).all() == []


@pytest.mark.parametrize("what", ["left", "moved", "unknown"])
def test_somebody_who_is_not_there_any_more_is_not_ticked(course, wates, cacaban, what):
    facilitator, person = a_mentor(wates), a_person("Sri", wates)
    session = a_session(course, facilitator, wates, at=NOON)
    if what == "left":
        person.left_at = NOON
    if what == "moved":
        person.kelurahan_id = cacaban.id
    db.session.flush()

    with pytest.raises(actions.CannotRecord, match="bukan warga"):
        actions.tick(session, {0 if what == "unknown" else person.id}, by=leader(facilitator, wates), at=SOON)


def test_nobody_ticked_is_said(course, wates):
    facilitator = a_mentor(wates)

    with pytest.raises(actions.CannotRecord, match="paling sedikit"):
        actions.tick(a_session(course, facilitator, wates, at=NOON), set(), by=leader(facilitator, wates), at=SOON)


def test_the_city_ticks_people_of_every_kelurahan_and_nobody_else(course, magelang, wates, cacaban):
    facilitator, one, two, outside = a_person("Petugas"), a_person("Sri", wates), a_person("Joko", cacaban), a_person("Tamu")
    session = a_session(course, facilitator, magelang, at=NOON)
    agency = Viewer(facilitator.id, 1, "Petugas", Honorific.NONE, None, (Grant(Role.AGENCY, magelang.id, None, None, None),))

    assert actions.tick(session, {one.id, two.id}, by=agency, at=SOON) == 2
    with pytest.raises(actions.CannotRecord, match="bukan warga"):
        actions.tick(session, {outside.id}, by=agency, at=SOON)


def test_a_form_opens_one_session(course, wates):
    facilitator = a_mentor(wates)
    wanted = actions.Wanted(uuid4(), course.lessons[0], rules.Place(None, wates.id, wates.name), 3)

    first = actions.open_session(wanted, facilitator.id, at=NOON)
    second = actions.open_session(wanted, facilitator.id, at=SOON)

    assert first.id == second.id
    assert first.ends_at == NOON + timedelta(hours=3)
    assert db.session.scalars(select(Entry.action)).all() == ["open"]


def test_a_form_that_was_used_opens_nothing_else(course, wates):
    facilitator = a_mentor(wates)
    wanted = actions.Wanted(uuid4(), course.lessons[0], rules.Place(None, wates.id, wates.name), 2)
    actions.open_session(wanted, facilitator.id, at=NOON)

    with pytest.raises(actions.CannotOpen, match="sesi lain"):
        actions.open_session(replace(wanted, lesson=course.lessons[1]), facilitator.id, at=NOON)
    with pytest.raises(actions.CannotOpen, match="sesi lain"):
        actions.open_session(wanted, a_mentor(wates, "Rina").id, at=NOON)


def test_a_code_that_is_taken_is_drawn_again(course, wates, monkeypatch):
    first = a_session(course, a_mentor(wates), wates, at=NOON)
    letters = iter(first.code + "C" * 6)
    monkeypatch.setattr(rules.secrets, "choice", lambda _letters: next(letters))

    second = a_session(course, a_mentor(wates, "Rina"), wates, at=NOON)

    assert second.code == "CCCCCC"
    assert len(db.session.scalars(select(Session)).all()) == 2


def test_a_lesson_retired_meanwhile_is_attended_but_not_finished(tmp_path, course, wates):
    session, person = a_session(course, a_mentor(wates), wates, at=NOON), a_person("Sri", wates)
    publish_course(tmp_path, at=NOON, lessons=(("A2", "Dua."), ("A3", "Tiga.")), retired=("A1",))

    assert queries.published(session)[1] is None
    assert actions.enter(session, person.id, helper_id=None, at=SOON)
    assert [kind for kind, _, _ in events(person)] == [EventKind.ATTENDED]


def test_the_revision_of_the_session_is_the_one_finished(tmp_path, course, wates):
    session, person = a_session(course, a_mentor(wates), wates, at=NOON), a_person("Sri", wates)
    publish_course(tmp_path, at=NOON, lessons=(("A1", "Lain."), ("A2", "Dua."), ("A3", "Tiga.")), change="redo")

    actions.enter(session, person.id, helper_id=None, at=SOON)

    assert db.session.scalars(select(LessonState.revision_number)).all() == [1]
    assert set(db.session.scalars(select(Event.revision_id))) == {session.revision_id}


def test_what_stands_before_a_lesson_keeps_it_open(tmp_path, magelang, wates):
    course = publish_course(tmp_path, at=NOON - timedelta(days=1), front={"A2": 'after = ["A1"]'})
    facilitator, person = a_mentor(wates), a_person("Sri", wates)

    actions.enter(a_session(course, facilitator, wates, lesson=1, at=NOON), person.id, helper_id=None, at=SOON)
    assert [kind for kind, _, _ in events(person)] == [EventKind.ATTENDED]

    actions.enter(a_session(course, facilitator, wates, lesson=0, at=NOON), person.id, helper_id=None, at=SOON)
    actions.enter(a_session(course, facilitator, wates, lesson=1, at=NOON), person.id, helper_id=None, at=SOON)
    assert set(db.session.scalars(select(LessonState.lesson_id))) == {"A1", "A2"}


def test_visible_are_the_sessions_of_ones_places(course, magelang, wates, cacaban):
    here = a_session(course, a_coordinator(wates), wates, at=NOON)
    a_session(course, a_coordinator(cacaban, "Pak Bambang"), cacaban, at=NOON)
    city = a_session(course, a_person("Petugas"), magelang, at=NOON)
    mentor = a_mentor(wates)
    agency = Viewer(mentor.id, 1, "x", Honorific.NONE, None, (Grant(Role.AGENCY, magelang.id, None, None, None),))

    assert [found.id for found, _ in queries.listed_for(leader(mentor, wates))] == [here.id]
    assert [found.id for found, _ in queries.listed_for(agency)] == [city.id]
