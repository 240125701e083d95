"""Attempts in the database: frozen at their start, two telephones, helpers, releases that come in between."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.assessment import actions
from lms.assessment.models import Attempt, GivenAnswer
from lms.assessment.queries.attempts import failures_left, latest_attempts, sitting
from lms.catalog import queries as catalog_queries
from lms.catalog.rules.quiz import Question
from lms.db import db
from lms.learning.actions import rebuild
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from lms.learning.queries import progress_in
from tests.conftest import NOON, empty_tables
from tests.factories.assessment import (
    EVERY_KIND,
    ORDER,
    RIGHT,
    SEVERAL,
    SINGLE,
    TRUE_FALSE,
    answer,
    begin,
    learner_of,
    option,
    quiz_course,
    quiz_lesson,
    take,
)
from tests.factories.packs import publish_lessons
from tests.factories.people import a_person

THREE = (SINGLE, SEVERAL, TRUE_FALSE)
OTHER = Question("Q9", SINGLE.kind, "Pertanyaan baru?", [option("Ya", right=True), option("Tidak")])


@pytest.fixture
def course(app, tmp_path):
    return quiz_course(tmp_path, THREE, at=NOON - timedelta(days=30))


@pytest.fixture
def sri(app):
    person = a_person()
    db.session.commit()
    return person


@pytest.fixture
def dimas(app):
    person = a_person("Dimas")
    db.session.commit()
    return person


def events(kind):
    return db.session.scalars(select(Event).where(Event.kind == kind)).all()


def plain(attempt):
    """What another thread may look at, without the session of this one."""
    return SimpleNamespace(id=attempt.id, person_id=attempt.person_id)


def at_once(app, work: Callable[[int], None], times: int) -> None:
    """Do something several times at the same moment, each with a session of its own."""
    gate = Barrier(times)
    db.session.rollback()

    def do(number):
        with app.app_context():
            gate.wait(timeout=10)
            work(number)
            db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(do, range(times)))


def test_an_attempt_keeps_its_questions_when_a_release_comes_and_finishes_its_own_revision(course, sri, tmp_path):
    attempt = begin(course, sri, at=NOON)
    answer(course, attempt, "Q1", RIGHT["Q1"], at=NOON)
    newer = quiz_course(tmp_path, (OTHER, TRUE_FALSE), at=NOON + timedelta(hours=1), change="content")

    assert sitting(attempt, quiz_lesson(newer)).question(2).id == "Q2"
    answer(newer, attempt, "Q2", RIGHT["Q2"], at=NOON + timedelta(hours=2))
    answer(newer, attempt, "Q3", RIGHT["Q3"], at=NOON + timedelta(hours=2))

    state = db.session.scalars(select(LessonState)).one()
    assert (attempt.right, attempt.total, attempt.passed) == (3, 3, True)
    assert state.revision_number == 1 < quiz_lesson(newer).revision_number
    assert events(EventKind.DONE)[0].revision_id == attempt.revision_id
    assert progress_in(newer, sri.id).is_new(quiz_lesson(newer))


def test_a_quiz_passed_in_a_revision_that_no_longer_counts_is_told_so(course, sri, tmp_path, visit):
    attempt = begin(course, sri, at=NOON)
    newer = quiz_course(tmp_path, (OTHER,), at=NOON + timedelta(hours=1), change="redo")
    for one in THREE:
        answer(newer, attempt, one.id, RIGHT[one.id], at=NOON + timedelta(hours=2))

    page = visit(sri).get(f"/kursus/coba/pelajaran-a1/kuis/{attempt.id}")

    assert "Pelajaran ini sudah diperbarui, jadi kuisnya perlu diulang." in page.text
    assert "Pertanyaan baru?" in page.submit("Ulangi kuis").follow().text


def test_after_a_release_only_what_was_missed_or_has_changed_is_asked(course, sri, tmp_path):
    take(course, sri, at=NOON, wrong=("Q2", "Q3"))
    newer = quiz_course(tmp_path, (*THREE, OTHER), at=NOON + timedelta(hours=1))

    again = begin(newer, sri, at=NOON + timedelta(hours=2))

    assert again.question_ids == ["Q2", "Q3", "Q9"]
    assert again.total == 4


def test_a_lesson_that_no_longer_has_a_quiz_lets_an_open_attempt_finish_and_begins_no_other(course, sri, tmp_path):
    attempt = begin(course, sri, at=NOON)
    reading = publish_lessons(tmp_path, ("A1", "Satu, dibaca."), ("A2", "Dua."), ("A3", "Tiga."), at=NOON + timedelta(hours=1))
    lesson = reading.lessons[0]
    for one in THREE:
        held = sitting(attempt, lesson)
        actions.answer_quiz(reading, lesson, held, reply=actions.Reply(one, RIGHT[one.id], None), at=NOON + timedelta(hours=2))
        db.session.commit()

    assert attempt.passed
    assert db.session.scalars(select(LessonState)).one().revision_number == 1
    with pytest.raises(actions.CannotBegin, match="tidak memakai kuis"):
        actions.begin_quiz(reading, lesson, learner_of(sri), key=uuid4(), at=NOON + timedelta(hours=3))


def test_a_retired_lesson_says_so_and_nothing_given_is_lost(course, sri, tmp_path, visit):
    member = visit(sri)
    page = member.get("/kursus/coba/pelajaran-a1/kuis").submit("Mulai kuis").follow()
    page.submit("Belum tahu")
    form = {item.get("name"): item.get("value") for item in page.all("input") if item.get("type") == "hidden"}
    publish_lessons(tmp_path, ("A2", "Dua."), ("A3", "Tiga."), at=NOON, retired=["A1"])

    gone = member.get("/kursus/coba/pelajaran-a1/kuis", status=410)
    refused = member.post("/kursus/coba/pelajaran-a1/kuis/jawab", form | {"belum_tahu": "1"}, status=410)

    assert gone.heading == refused.heading == "Pelajaran ini sudah tidak dipakai"
    assert len(db.session.scalars(select(GivenAnswer)).all()) == 1


def test_a_lesson_that_moved_keeps_its_quiz_at_the_old_address(course, sri, tmp_path, visit):
    member = visit(sri)
    page = member.get("/kursus/coba/pelajaran-a1/kuis").submit("Mulai kuis").follow()
    quiz_course(tmp_path, THREE, at=NOON, slugs={"A1": "nama-baru"})

    said = page.submit("Belum tahu")

    assert said.location.startswith("/kursus/coba/nama-baru/kuis/")
    assert "Pertanyaan 2 dari 3" in member.get("/kursus/coba/pelajaran-a1/kuis").text


def test_what_must_be_done_before_is_asked_for_and_nothing_begins(app, tmp_path, sri, visit):
    quiz_course(tmp_path, THREE, at=NOON, number=2, after={"A2": ["A1"]})
    member = visit(sri)

    page = member.get("/kursus/coba/pelajaran-a2/kuis")

    assert "Selesaikan dulu pelajaran “Pelajaran A1”." in page.text
    assert not page.all("form")
    course = catalog_queries.catalog().course("coba")
    with pytest.raises(actions.CannotBegin, match="Selesaikan dulu"):
        begin(course, sri, at=NOON)


def test_with_a_helper_the_record_names_both_and_the_page_says_so(course, sri, dimas):
    attempt = take(course, sri, at=NOON, helper=dimas)

    assert attempt.helper_id == dimas.id
    assert {event.helper_id for event in db.session.scalars(select(Event))} == {dimas.id}


def test_one_answer_with_a_helper_makes_the_whole_attempt_aided(course, sri, dimas, visit):
    attempt = begin(course, sri, at=NOON)
    answer(course, attempt, "Q1", RIGHT["Q1"], at=NOON, helper=dimas)
    answer(course, attempt, "Q2", RIGHT["Q2"], at=NOON)

    assert attempt.helper_id == dimas.id
    assert "dengan pendamping" in visit(sri).get("/kursus/coba/pelajaran-a1/kuis").text


def test_answers_kept_from_an_aided_attempt_stay_aided(course, sri, dimas):
    take(course, sri, at=NOON, wrong=("Q3",), helper=dimas)
    alone = take(course, sri, at=NOON + timedelta(hours=1))

    assert alone.question_ids == ["Q3"]
    assert alone.helper_id == dimas.id


def test_after_an_aided_attempt_without_a_right_answer_the_next_one_is_ones_own(course, sri, dimas):
    take(course, sri, at=NOON, wrong=("Q1", "Q2", "Q3"), helper=dimas)

    assert take(course, sri, at=NOON + timedelta(hours=1)).helper_id is None


def test_two_telephones_beginning_at_once_share_one_attempt(app, course, sri):
    begun, learner = [], learner_of(sri)
    at_once(app, lambda _number: begun.append(begin(course, learner, at=NOON).id), 4)

    assert len(set(begun)) == 1
    assert len(db.session.scalars(select(Attempt)).all()) == 1


def test_the_last_answers_from_three_telephones_at_once_finish_once(app, course, sri):
    attempt = plain(begin(course, sri, at=NOON))
    at_once(app, lambda number: answer(course, attempt, THREE[number].id, RIGHT[THREE[number].id], at=NOON), 3)

    db.session.expire_all()
    assert db.session.scalars(select(Attempt)).one().right == 3
    assert len(events(EventKind.QUIZ)) == len(events(EventKind.DONE)) == 1


def test_one_question_answered_on_two_telephones_at_once_has_one_answer(app, course, sri):
    attempt = plain(begin(course, sri, at=NOON))
    given = [{"chosen": [0]}, {"chosen": [1]}, {"chosen": [2]}]
    at_once(app, lambda number: answer(course, attempt, "Q1", given[number], at=NOON), 3)

    assert len(db.session.scalars(select(GivenAnswer)).all()) == 1


def test_a_question_of_another_quiz_is_refused(course, sri):
    attempt = begin(course, sri, at=NOON)

    with pytest.raises(actions.CannotAnswer, match="bukan bagian"):
        actions.answer_quiz(course, quiz_lesson(course), sitting(attempt), reply=actions.Reply(ORDER, RIGHT["Q4"], None), at=NOON)


def test_open_and_last_attempts_are_found(course, sri, dimas):
    assert latest_attempts(sri.id, "A1") == (None, None)
    first = take(course, sri, at=NOON, wrong=("Q1",))
    second = begin(course, sri, at=NOON + timedelta(hours=1))

    assert latest_attempts(sri.id, "A1") == (second, first)
    assert latest_attempts(dimas.id, "A1") == (None, None)


def test_failures_are_counted_until_the_quiz_is_passed(course, sri, dimas):
    take(course, dimas, at=NOON, wrong=("Q1", "Q2", "Q3"))
    take(course, sri, at=NOON, wrong=("Q1", "Q2", "Q3"))
    assert failures_left([sri.id]) == {sri.id: {"A1": 1}}

    take(course, sri, at=NOON + timedelta(hours=1), wrong=("Q2", "Q3"))
    assert failures_left([sri.id, dimas.id]) == {sri.id: {"A1": 2}, dimas.id: {"A1": 1}}

    take(course, sri, at=NOON + timedelta(hours=2))
    assert failures_left([sri.id, dimas.id]) == {dimas.id: {"A1": 1}}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from([one.id for one in EVERY_KIND])), min_size=1, max_size=4), st.randoms())
def test_any_history_of_tries_keeps_rights_and_the_record_can_be_made_anew(app, tmp_path_factory, histories, random):
    """Whatever is wrong in each try, in whatever order the answers come: rights stay, nothing is counted twice."""
    db.session.remove()
    empty_tables()
    catalog_queries.__dict__["_kept"].__init__()
    course = quiz_course(tmp_path_factory.mktemp("quiz"), EVERY_KIND, at=NOON - timedelta(days=1), pass_mark=80)
    person, best = a_person(), 0
    db.session.commit()
    for hour, wrong in enumerate(histories):
        attempt = begin(course, person, at=NOON + timedelta(hours=hour))
        asked = list(attempt.question_ids)
        for question_id in random.sample(asked, len(asked)) * 2:
            given_answer = {} if question_id in wrong else RIGHT[question_id]
            answer(course, attempt, question_id, given_answer, at=NOON + timedelta(hours=hour))
        assert attempt.right == attempt.total - len(set(asked) & wrong) <= attempt.total
        assert attempt.right >= best or len(asked) == attempt.total
        best = 0 if attempt.passed else attempt.right

    _holds_together(person, len(histories))


def _holds_together(person, tries):
    db.session.expire_all()
    finished = db.session.scalars(select(Attempt)).all()
    assert len(finished) == len(events(EventKind.QUIZ)) == tries
    assert len(events(EventKind.DONE)) == sum(attempt.passed for attempt in finished)
    before = [tuple(row) for row in db.session.execute(select(LessonState.__table__))]
    rebuild()
    db.session.commit()
    assert [tuple(row) for row in db.session.execute(select(LessonState.__table__))] == before
    assert len(before) == any(attempt.passed for attempt in finished)
    assert not db.session.scalars(select(CourseCompletion)).all()
