"""The learning record in the database: live and rebuilt are the same, whatever happens to it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lms.audit.models import Entry
from lms.catalog import queries as catalog_queries
from lms.db import db
from lms.learning import actions
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from lms.learning.queries import progress_in
from tests.conftest import NOON, empty_tables
from tests.factories.packs import publish_lessons, release
from tests.factories.people import a_person

THREE = (("A1", "Satu."), ("A2", "Dua."), ("A3", "Tiga."))


def snapshot():
    """Everything that follows from the events."""
    db.session.expire_all()
    states = db.session.execute(select(LessonState.__table__).order_by(LessonState.person_id, LessonState.lesson_id)).all()
    completions = db.session.execute(select(CourseCompletion.__table__).order_by(CourseCompletion.person_id)).all()
    return [tuple(row) for row in states], [tuple(row) for row in completions]


def finish(course, lesson_id, person, *, key=None, at=NOON, **kwargs):
    lesson = next(item for item in course.lessons if item.id == lesson_id)
    kwargs.setdefault("revision_number", lesson.revision_number)
    answer = actions.Answer(key or uuid4(), **kwargs)
    recorded = actions.finish_lesson(course, lesson, person.id, answer=answer, at=at)
    db.session.commit()
    return recorded


def revoke(course, lesson_id, person, *, at):
    lesson = next(item for item in course.lessons if item.id == lesson_id)
    actions.revoke_lesson(course, lesson, person.id, reason="Keliru orang.", by_id=None, at=at)
    db.session.commit()


@pytest.fixture
def course(app, tmp_path):
    return publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))


@pytest.fixture
def sri(app):
    person = a_person()
    db.session.commit()
    return person


def test_the_same_answer_twice_is_one(course, sri):
    key = uuid4()

    first, second = finish(course, "A1", sri, key=key), finish(course, "A1", sri, key=key, at=NOON + timedelta(hours=1))

    assert (first.is_new, second.is_new) == (True, False)
    assert len(db.session.scalars(select(Event)).all()) == 1
    assert db.session.scalars(select(LessonState)).one().last_done_at == NOON


def test_an_answer_from_an_offline_phone_keeps_its_own_time(course, sri):
    finish(course, "A1", sri, happened_at=NOON - timedelta(days=2))

    state = db.session.scalars(select(LessonState)).one()
    assert state.first_done_at == NOON - timedelta(days=2)


def test_a_phone_whose_clock_runs_ahead_is_set_right(course, sri):
    finish(course, "A1", sri, happened_at=NOON + timedelta(days=400))

    assert db.session.scalars(select(LessonState)).one().first_done_at == NOON


def test_the_key_of_somebody_else_is_refused_and_changes_nothing(course, sri):
    other, key = a_person("Endang Lestari"), uuid4()
    finish(course, "A1", other, key=key)

    with pytest.raises(actions.CannotRecord, match="tidak cocok"):
        finish(course, "A1", sri, key=key)

    assert db.session.scalars(select(LessonState)).one().person_id == other.id


def test_the_key_of_another_lesson_is_refused(course, sri):
    key = uuid4()
    finish(course, "A1", sri, key=key)

    with pytest.raises(actions.CannotRecord):
        finish(course, "A2", sri, key=key)


def test_a_revision_that_never_was_is_refused(course, sri):
    with pytest.raises(actions.CannotRecord, match="sudah berubah"):
        finish(course, "A1", sri, revision_number=7)

    assert db.session.scalars(select(Event)).all() == []


def test_the_helper_stands_in_the_event(course, sri):
    helper = a_person("Dimas")
    db.session.commit()

    finish(course, "A1", sri, helper_id=helper.id)

    assert db.session.scalars(select(Event)).one().helper_id == helper.id


def test_taking_back_needs_a_reason(course, sri):
    with pytest.raises(actions.CannotRecord, match="alasan"):
        actions.revoke_lesson(course, course.lessons[0], sri.id, reason=" ", by_id=None, at=NOON)


def test_taking_a_lesson_back_ends_the_completion_and_it_can_be_earned_again(course, sri):
    keys = {lesson_id: uuid4() for lesson_id, _ in THREE}
    for lesson_id, key in keys.items():
        finish(course, lesson_id, sri, key=key)
    assert db.session.scalars(select(CourseCompletion)).one()

    revoke(course, "A2", sri, at=NOON + timedelta(hours=1))
    after = snapshot()
    again = finish(course, "A2", sri, key=keys["A2"], at=NOON + timedelta(hours=2))

    assert after[1] == []
    assert (again.is_new, again.has_completed) == (True, True)
    assert db.session.scalars(select(CourseCompletion)).one().completed_at == NOON + timedelta(hours=2)


def test_a_replayed_old_answer_does_not_undo_a_revocation(course, sri):
    key = uuid4()
    finish(course, "A1", sri, key=key)
    revoke(course, "A1", sri, at=NOON + timedelta(hours=1))

    finish(course, "A1", sri, key=key, happened_at=NOON, at=NOON + timedelta(hours=2))

    assert snapshot()[0] == []


def test_a_change_of_content_keeps_what_is_done_and_marks_what_is_new(course, sri, tmp_path):
    for lesson_id, _ in THREE:
        finish(course, lesson_id, sri)

    changed = publish_lessons(tmp_path, ("A1", "Satu lagi."), *THREE[1:], at=NOON + timedelta(days=1), change=None)

    progress = progress_in(changed, sri.id)
    assert (progress.done, progress.next_lesson, progress.completed_at) == (3, None, NOON)
    assert [progress.is_new(lesson) for lesson in changed.lessons] == [True, False, False]


def test_a_change_of_wording_marks_nothing(course, sri, tmp_path):
    finish(course, "A1", sri)

    release(tmp_path, ("A1", "Satu, tanpa salah ketik."), *THREE[1:], at=NOON + timedelta(days=1), change="wording")

    progress = progress_in(catalog_queries.catalog().course("coba"), sri.id)
    assert (progress.done, progress.is_new(progress.course.lessons[0])) == (1, False)


def test_a_lesson_to_be_done_again_is_open_and_the_completion_stays_as_history(course, sri, tmp_path):
    for lesson_id, _ in THREE:
        finish(course, lesson_id, sri)

    release(tmp_path, ("A1", "Satu, cara baru."), *THREE[1:], at=NOON + timedelta(days=1), change="redo")

    progress = progress_in(catalog_queries.catalog().course("coba"), sri.id)
    assert (progress.done, progress.total, progress.next_lesson.id, progress.completed_at) == (2, 3, "A1", NOON)


def test_a_retired_lesson_completes_who_has_done_the_rest(course, sri, tmp_path):
    finish(course, "A1", sri)
    finish(course, "A2", sri)

    release(tmp_path, *THREE[:2], at=NOON + timedelta(days=1), retired=["A3"])

    assert db.session.scalars(select(CourseCompletion)).one().completed_at == NOON + timedelta(days=1)


def test_renaming_and_reordering_change_nobodys_progress(course, sri, tmp_path):
    finish(course, "A1", sri)

    release(tmp_path, THREE[2], THREE[0], THREE[1], at=NOON + timedelta(days=1), slugs={"A1": "nama-baru"})

    progress = progress_in(catalog_queries.catalog().course("coba"), sri.id)
    assert progress.done == 1
    assert progress.is_done(progress.course.lesson("nama-baru"))


LESSON = st.sampled_from(["A1", "A2", "A3"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("finish"), LESSON, st.integers(0, 1), st.integers(0, 3), st.integers(0, 90)),
        st.tuples(st.just("repeat"), st.integers(0, 30)),
        st.tuples(st.just("revoke"), LESSON, st.integers(0, 1)),
        st.tuples(st.just("note"), LESSON, st.integers(0, 1), st.sampled_from([EventKind.QUIZ, EventKind.ATTENDED])),
        st.tuples(st.just("release"), st.sampled_from(["wording", "content", "redo"]), st.sets(LESSON), st.booleans()),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_a_rebuild_changes_nothing(app, tmp_path_factory, steps):
    """Events new, repeated and late, attempts, revocations, releases, renamed and retired lessons, of two people."""
    folder = tmp_path_factory.mktemp("packs")
    story = Story(folder)
    try:
        for number, step in enumerate(steps):
            story.take(step, NOON + timedelta(minutes=number))
            story.check()
        live = snapshot()
        actions.rebuild()
        db.session.commit()
        assert snapshot() == live
    finally:
        db.session.rollback()
        db.session.expunge_all()
        empty_tables()
        catalog_queries.__dict__["_kept"].__init__()


class Story:
    """Two people in one course whose releases change."""

    def __init__(self, folder):
        self.folder, self.texts, self.retired, self.sent = folder, dict(THREE), set(), []
        self.completed = set()
        release(folder, *THREE, at=NOON - timedelta(days=1))
        self.people = [a_person(), a_person("Endang Lestari")]
        db.session.commit()

    @property
    def course(self):
        return catalog_queries.catalog().course("coba")

    def take(self, step, at):
        getattr(self, step[0])(*step[1:], at=at)

    def finish(self, lesson_id, who, late, key, *, at):
        lesson = next((item for item in self.course.lessons if item.id == lesson_id), None)
        if lesson is None:
            return
        values = {"key": UUID(int=key + 1), "happened_at": at - timedelta(minutes=late), "lesson_id": lesson_id, "who": who}
        if any(item["key"] == values["key"] and (item["who"], item["lesson_id"]) != (who, lesson_id) for item in self.sent):
            return
        self.sent.append(values | {"revision_number": lesson.revision_number})
        self.send(self.sent[-1], at)

    def send(self, values, at):
        finish(
            self.course,
            values["lesson_id"],
            self.people[values["who"]],
            key=values["key"],
            at=at,
            happened_at=values["happened_at"],
            revision_number=values["revision_number"],
        )

    def repeat(self, which, *, at):
        if self.sent:
            values = self.sent[which % len(self.sent)]
            if any(lesson.id == values["lesson_id"] for lesson in self.course.lessons):
                self.send(values, at)

    def revoke(self, lesson_id, who, *, at):
        if not any(lesson.id == lesson_id for lesson in self.course.lessons):
            return
        if db.session.get(LessonState, (self.people[who].id, lesson_id)) is None:
            with pytest.raises(actions.CannotRecord, match="belum menyelesaikan"):
                revoke(self.course, lesson_id, self.people[who], at=at)
            db.session.rollback()
            return
        revoke(self.course, lesson_id, self.people[who], at=at)
        self.completed = {pair for pair in self.completed if pair != who}

    def note(self, lesson_id, who, kind, *, at):
        lesson = next((item for item in self.course.lessons if item.id == lesson_id), None)
        if lesson:
            answer = actions.Answer(uuid4(), lesson.revision_number, data={"passed": False})
            place = actions.Place("coba", lesson_id, lesson.revision_id)
            actions.note(place, self.people[who].id, kind, answer=answer, at=at)
            db.session.commit()

    def release(self, change, changed, retire, *, at):
        for lesson_id in changed & set(self.texts):
            self.texts[lesson_id] += " Lagi."
        if retire and len(self.texts) > 1:
            gone = max(self.texts)
            del self.texts[gone]
            self.retired.add(gone)
        release(self.folder, *self.texts.items(), at=at, change=change, retired=self.retired)

    def check(self):
        """Nothing above its whole, nobody twice, no completion lost but by a revocation."""
        for who, person in enumerate(self.people):
            progress = progress_in(self.course, person.id)
            assert 0 <= progress.done <= progress.total
            if db.session.get(CourseCompletion, (person.id, "coba")):
                self.completed.add(who)
            else:
                assert who not in self.completed, "a completion was lost"


def test_a_rebuild_repairs_a_damaged_fold(course, sri):
    for lesson_id, _ in THREE:
        finish(course, lesson_id, sri)
    intact = snapshot()
    db.session.execute(delete(LessonState))
    db.session.execute(delete(CourseCompletion))

    rebuilt = actions.rebuild()
    db.session.commit()

    assert (rebuilt.states, rebuilt.completions) == (3, 1)
    assert snapshot() == intact


def test_the_command_rebuilds(app, course, sri):
    finish(course, "A1", sri)

    result = app.test_cli_runner().invoke(args=["learning", "rebuild"])

    assert result.output == "1 lesson states, 0 course completions.\n"


def test_the_command_takes_back(app, course, sri):
    finish(course, "A1", sri, at=datetime(2026, 1, 1, tzinfo=UTC))

    result = app.test_cli_runner().invoke(
        args=["learning", "revoke", str(sri.id), "coba", "pelajaran-a1", "--reason", "Keliru orang."]
    )

    assert result.exit_code == 0
    assert snapshot()[0] == []
    assert {event.kind for event in db.session.scalars(select(Event))} == {EventKind.DONE, EventKind.REVOKED}


def test_the_command_names_a_lesson_that_is_not_there(app, course, sri):
    result = app.test_cli_runner().invoke(args=["learning", "revoke", "1", "coba", "hilang", "--reason", "x"])

    assert result.exit_code == 1
    assert "There is no lesson coba/hilang." in result.output


@pytest.mark.parametrize(
    ("who", "reason", "words"),
    [("99999", "Keliru orang.", "tidak ada"), (None, "Keliru orang.", "belum menyelesaikan"), (None, " ", "alasan")],
)
def test_the_command_says_when_there_is_nothing_to_take_back(app, course, sri, who, reason, words):
    result = app.test_cli_runner().invoke(
        args=["learning", "revoke", who or str(sri.id), "coba", "pelajaran-a1", "--reason", reason]
    )

    db.session.rollback()
    assert (result.exit_code, "Done." in result.output) == (1, False)
    assert words in result.output
    assert db.session.scalars(select(Event)).all() == db.session.scalars(select(Entry)).all() == []


def test_taking_back_what_was_done_again_later_keeps_the_later(course, sri):
    finish(course, "A1", sri, at=NOON + timedelta(days=2))

    revoke(course, "A1", sri, at=NOON)  # it happened before; only what was before it is taken back

    assert len(snapshot()[0]) == 1


def test_taking_back_a_lesson_outside_the_completion_keeps_it(course, sri, tmp_path):
    for lesson_id, _ in THREE:
        finish(course, lesson_id, sri)
    release(tmp_path, *THREE, ("A4", "Empat."), at=NOON + timedelta(days=1))
    more = catalog_queries.catalog().course("coba")
    finish(more, "A4", sri, at=NOON + timedelta(days=2))

    revoke(more, "A4", sri, at=NOON + timedelta(days=3))

    assert db.session.scalars(select(CourseCompletion)).one().completed_at == NOON
