"""What a new release means to somebody at the beginning, in the middle, and at the end of a course."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.catalog.queries import catalog
from lms.db import db
from lms.learning import actions
from lms.learning.queries import progress_in
from tests.conftest import NOON
from tests.factories.packs import publish_lessons, release
from tests.factories.people import a_person

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
