"""All of courses/ is fit to be published, and publishing it twice is publishing it once."""

from collections import Counter
from datetime import timedelta

import pytest

from config import PROJECT
from lms.catalog.actions.features import load_features
from lms.catalog.actions.publishing import publish_all
from lms.catalog.queries import catalog
from lms.catalog.rules.features import read_features
from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import read_pack
from lms.catalog.rules.requirements import requirement_problems
from lms.db import db
from tests.conftest import NOON

COURSES = PROJECT / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/course.toml"))
FEATURES = {row.id for row in read_features(COURSES)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_course_has_no_problems(folder):
    problems = lint(read_pack(folder), FEATURES).problems

    assert not problems, "mend these (`flask catalog lint` lists them too): " + " ".join(problems)


def test_every_folder_holds_a_course():
    empty = [path.name for path in COURSES.iterdir() if path.is_dir() and path not in FOLDERS]

    assert FOLDERS
    assert not empty, f"no course.toml in courses/{empty}"


def test_nothing_that_must_be_unique_is_there_twice():
    packs = [read_pack(folder) for folder in FOLDERS]
    lessons = Counter(lesson.head.id for pack in packs for lesson in pack.lessons)

    for field in ("id", "slug", "order"):
        values = [getattr(pack.manifest, field) for pack in packs]
        assert len(values) == len(set(values)), f"two courses have the same {field}: {values}"
    assert not [key for key, count in lessons.items() if count > 1], f"two lessons have the same id: {lessons}"


def test_courses_require_courses_that_can_be_done():
    wanted = {pack.manifest.id: pack.manifest.requires for pack in map(read_pack, FOLDERS)}

    assert list(requirement_problems(wanted, set(wanted))) == []


def test_every_feature_is_used_by_a_lesson_or_says_why_not():
    texts = [path.read_text("utf-8") for path in COURSES.glob("*/**/*.md")]
    idle = [row.id for row in read_features(COURSES) if not row.note and not any(f"(feature:{row.id})" in text for text in texts)]

    assert not idle, f"no lesson relies on these; say why in the column note: {idle}"


def test_all_courses_are_published_once(app):
    packs = [read_pack(folder) for folder in FOLDERS]

    load_features(read_features(COURSES))
    first = publish_all(packs, at=NOON)
    db.session.commit()
    again = publish_all(packs, at=NOON + timedelta(days=1))
    db.session.commit()

    assert [item.release for item in first] == [1] * len(packs)
    assert [item.release for item in again] == [None] * len(packs)
    assert {course.id for course in catalog().courses} == {pack.manifest.id for pack in packs}
