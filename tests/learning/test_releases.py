"""What a new release means to somebody at the beginning, in the middle, and at the end of a course, or just then."""

import time
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.catalog import queries as catalog_queries
from lms.catalog.actions.publishing import publish
from lms.catalog.queries import catalog
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from lms.db import db
from lms.learning import actions
from lms.learning.models import CourseCompletion
from lms.learning.queries import progress_in
from tests.conftest import NOON
from tests.factories.packs import publish_lessons, release, write_pack
from tests.factories.people import a_person, an_officer

THREE = (("A1", "Satu."), ("A2", "Dua."), ("A3", "Tiga."))
BEGINNING, MIDDLE, FINISHED = 0, 2, 3


@pytest.mark.parametrize(
    ("change", "done_before", "done", "following", "is_new", "keeps_completion"),
    [
        ("wording", BEGINNING, 0, "A1", False, False),
        ("wording", MIDDLE, 2, "A3", False, False),
        ("wording", FINISHED, 3, None, False, True),
        ("content", BEGINNING, 0, "A1", False, False),
        ("content", MIDDLE, 2, "A3", True, False),
        ("content", FINISHED, 3, None, True, True),
        ("redo", BEGINNING, 0, "A1", False, False),
        ("redo", MIDDLE, 1, "A1", False, False),
        ("redo", FINISHED, 2, "A1", False, True),
    ],
)
def test_the_first_lesson_is_published_anew(app, tmp_path, change, done_before, done, following, is_new, keeps_completion):
    course = publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))
    person = a_person()
    for lesson in course.lessons[:done_before]:
        actions.finish_lesson(course, lesson, person.id, answer=actions.Answer(uuid4(), 1), at=NOON)
    db.session.commit()

    release(tmp_path, ("A1", "Satu, ditulis lagi."), *THREE[1:], at=NOON + timedelta(days=1), change=change)

    progress = progress_in(catalog().course("coba"), person.id)
    assert (progress.done, progress.total) == (done, 3)
    assert getattr(progress.next_lesson, "id", None) == following
    assert progress.is_new(progress.course.lessons[0]) is is_new
    assert progress.completed_at == (NOON if keeps_completion else None)


@pytest.mark.parametrize("change", ["wording", "content", "redo"])
def test_a_lesson_of_a_release_to_be_done_again_completes_nothing_twice(app, tmp_path, change):
    course = publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))
    person = a_person()
    for lesson in course.lessons:
        actions.finish_lesson(course, lesson, person.id, answer=actions.Answer(uuid4(), 1), at=NOON)
    db.session.commit()
    release(tmp_path, ("A1", "Satu, ditulis lagi."), *THREE[1:], at=NOON + timedelta(days=1), change=change)
    now_published = catalog().course("coba")

    again = actions.Answer(uuid4(), 2)
    actions.finish_lesson(now_published, now_published.lessons[0], person.id, answer=again, at=NOON + timedelta(days=2))
    db.session.commit()

    progress = progress_in(now_published, person.id)
    assert (progress.done, progress.next_lesson, progress.completed_at) == (3, None, NOON)
    assert not progress.is_new(now_published.lessons[0])


class TestWhileSomebodyLearns:
    """A release comes from another process: whoever saves just then is judged as a rebuild would judge."""

    SECOND = timedelta(seconds=1)

    @pytest.fixture
    def sri(self, app, magelang):
        person = a_person()
        db.session.commit()
        return person.id

    def done(self, course, number, person_id, at):
        lesson = course.lessons[number]
        return actions.finish_lesson(course, lesson, person_id, answer=actions.Answer(uuid4(), lesson.revision_number), at=at)

    def completions(self):
        db.session.rollback()
        return [tuple(row) for row in db.session.execute(select(CourseCompletion.__table__))]

    def rebuilt(self):
        actions.rebuild()
        db.session.commit()
        return self.completions()

    def test_a_lesson_that_was_added_is_still_wanted(self, sri, tmp_path):
        old = publish_lessons(tmp_path, *THREE[:2], at=NOON - timedelta(days=30))
        self.done(old, 0, sri, NOON)
        release(tmp_path, *THREE, at=NOON + self.SECOND)

        recorded = self.done(old, 1, sri, NOON + 2 * self.SECOND)
        db.session.commit()

        assert not recorded.has_completed
        assert self.completions() == self.rebuilt() == []

    def test_a_lesson_that_went_is_wanted_no_longer(self, sri, tmp_path):
        old = publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))
        self.done(old, 0, sri, NOON)
        release(tmp_path, *THREE[:2], at=NOON + self.SECOND, retired=["A3"])

        recorded = self.done(old, 1, sri, NOON + 2 * self.SECOND)
        db.session.commit()

        assert recorded.has_completed
        assert len(self.completions()) == 1
        assert self.completions() == self.rebuilt()

    def test_the_page_never_says_all_is_done_without_a_completion(self, visit, wates, tmp_path):
        publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))
        member = visit(an_officer(wates))
        member.get("/kursus/coba/pelajaran-a1").submit("Saya sudah paham, lanjut")
        page, known = member.get("/kursus/coba/pelajaran-a2"), catalog()
        release(tmp_path, *THREE[:2], at=now(), retired=["A3"])
        kept = catalog_queries.__dict__["_kept"]
        kept.catalog, kept.until = known, time.monotonic() + 60  # as in a process that did not publish

        page.submit("Saya sudah paham, lanjut")
        catalog_queries.look_again()

        assert "2 dari 2 pelajaran selesai" in member.get("/kursus/coba").text
        assert "Kursus ini selesai pada" in member.get("/kursus/coba").text

    def test_who_saves_while_it_is_being_published_waits_for_it(self, app, sri, tmp_path):
        old = publish_lessons(tmp_path, *THREE, at=NOON - timedelta(days=30))
        self.done(old, 0, sri, NOON)
        db.session.commit()

        def save():
            with app.app_context():
                self.done(old, 1, sri, NOON + self.SECOND)
                db.session.commit()

        publish(read_pack(write_pack(tmp_path, THREE[:2], retired=["A3"])), at=NOON + 2 * self.SECOND)
        telephone = Thread(target=save)
        telephone.start()
        telephone.join(0.3)
        db.session.commit()
        telephone.join(10)

        assert len(self.completions()) == 1
        assert self.completions() == self.rebuilt()

    def test_it_counts_from_after_what_was_saved_while_it_waited(self, app, sri, tmp_path):
        old = publish_lessons(tmp_path, *THREE[:2], at=NOON - timedelta(days=30))
        self.done(old, 0, sri, NOON)
        db.session.commit()

        def load():
            with app.app_context():
                publish(read_pack(write_pack(tmp_path, THREE)), at=NOON + self.SECOND)
                db.session.commit()

        self.done(old, 1, sri, NOON + 2 * self.SECOND)
        other = Thread(target=load)
        other.start()
        other.join(0.3)
        db.session.commit()
        other.join(10)

        assert len(self.completions()) == 1
        assert self.completions() == self.rebuilt()
