"""Publishing: once, numbered, nothing lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from config import PROJECT
from lms.catalog.actions.publishing import publish
from lms.catalog.models import Media, Release, Revision
from lms.catalog.queries import catalog, check, lesson_id_at, look_again, quiz_of
from lms.catalog.rules.pack import BrokenPack, read_pack
from lms.db import db
from tests.conftest import NOON
from tests.factories.packs import SPELLINGS, release, write_pack
from tests.statements import Statements

THREE = (("A1", "Satu."), ("A2", "Dua."), ("A3", "Tiga."))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_publishing_the_same_pack_again_does_nothing(app, tmp_path):
    first, again = release(tmp_path, at=NOON), release(tmp_path, at=NOON + timedelta(days=1))

    assert (first.release, first.changed) == (1, ("A1", "A2", "A3"))
    assert (again.release, again.changed) == (None, ())
    assert (count(Release), count(Revision)) == (1, 3)


def test_only_what_changed_gets_a_new_revision(app, tmp_path):
    release(tmp_path, at=NOON)

    published = release(tmp_path, ("A1", "Satu, lebih baik."), *THREE[1:], at=NOON + timedelta(days=1))

    assert (published.release, published.changed) == (2, ("A1",))
    assert [lesson.revision_number for lesson in catalog().course("coba").lessons] == [2, 1, 1]


def test_renaming_a_file_is_a_release_without_a_new_revision_and_the_old_address_lives(app, tmp_path):
    release(tmp_path, at=NOON)

    published = release(tmp_path, at=NOON, slugs={"A1": "baru"})

    assert (published.release, published.changed) == (2, ())
    assert catalog().course("coba").lesson("baru").id == "A1"
    assert lesson_id_at("coba", "pelajaran-a1") == "A1"


@pytest.mark.parametrize(("change", "counts_from", "new_since"), [("wording", 1, 1), ("content", 1, 2), ("redo", 2, 2)])
def test_the_publisher_says_what_a_change_means(app, tmp_path, change, counts_from, new_since):
    release(tmp_path, at=NOON)

    release(tmp_path, ("A1", "Lain."), *THREE[1:], at=NOON, change=change)

    lesson = catalog().course("coba").lessons[0]
    assert (lesson.counts_from, lesson.new_since) == (counts_from, new_since)


@pytest.mark.parametrize("picture", SPELLINGS)
@pytest.mark.parametrize("page", ["lessons/01-pelajaran-a1.md", "facilitator.md"])
def test_a_changed_drawing_is_published_however_it_is_shown(app, tmp_path, picture, page):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    text = (pack / page).read_text() if (pack / page).exists() else ""
    (pack / page).write_text(f"{text}\n{picture}\n")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="{}" height="9"/></svg>'

    done = []
    for width in (1, 1, 2):
        (pack / "media" / "p.svg").write_text(drawing.format(width))
        done.append(publish(read_pack(pack), at=NOON).release)

    assert done == [1, None, 2]


def test_a_lesson_that_was_retired_and_comes_back_still_has_to_be_done_again(app, tmp_path):
    release(tmp_path, at=NOON)
    again = (("A1", "Satu, baru."), *THREE[1:])
    release(tmp_path, *again, at=NOON, change="redo")
    release(tmp_path, *THREE[1:], at=NOON, retired=["A1"])

    release(tmp_path, *again, at=NOON)
    back = catalog().course("coba").lessons[0]
    release(tmp_path, *THREE[1:], at=NOON, retired=["A1"])
    release(tmp_path, ("A1", "Satu, lain."), *THREE[1:], at=NOON, change="content")
    changed = catalog().course("coba").lessons[0]

    assert (back.id, back.revision_number, back.counts_from, back.new_since) == ("A1", 2, 2, 2)
    assert (changed.id, changed.revision_number, changed.counts_from, changed.new_since) == ("A1", 3, 2, 3)


def test_a_vanished_lesson_stops_the_release_until_it_is_retired(app, tmp_path):
    release(tmp_path, at=NOON)

    with pytest.raises(BrokenPack, match="A3 was published and has vanished"):
        release(tmp_path, *THREE[:2], at=NOON)
    db.session.rollback()
    retired = release(tmp_path, *THREE[:2], at=NOON, retired=["A3"])

    assert retired.release == 2
    assert [lesson.id for lesson in catalog().course("coba").lessons] == ["A1", "A2"]


def test_a_lesson_id_belongs_to_one_course(app, tmp_path):
    release(tmp_path, at=NOON)

    with pytest.raises(BrokenPack, match="A1 belongs to another course"):
        release(tmp_path, at=NOON, course="lain")


def test_a_broken_pack_writes_nothing(app, tmp_path):
    with pytest.raises(BrokenPack):
        release(tmp_path, ("A1", "![](x.svg)"), at=NOON)
    db.session.rollback()

    assert (count(Release), count(Revision)) == (0, 0)


def test_the_tree_is_read_once_per_release(app, vlog):
    catalog()
    look_again()

    with Statements(db.engine) as counted:
        catalog()
        catalog()

    assert len(counted) == 1  # one small look a second


def test_the_real_course_is_whole(app, vlog):
    assert [lesson.minutes for lesson in vlog.lessons] == [25, 35, 25, 30, 30, 45, 35, 60]
    assert [lesson.id for lesson in vlog.required] == ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "VX"]
    assert count(Media) == 20
    assert {criterion["id"] for criterion in vlog.lessons[-1].task["criteria"]} == {"isi", "gambar", "suara", "etika", "terbit"}


def test_a_quiz_is_found_by_its_revision_and_a_check_by_its_id(app, vlog):
    with_quiz = vlog.lesson("izin-anak-dan-musik")

    assert quiz_of(with_quiz.revision_id) == with_quiz.quiz
    assert quiz_of(vlog.lessons[0].revision_id) is None
    assert check(vlog.check_id) == read_pack(PROJECT / "courses" / "vlog").check
    with pytest.raises(NoResultFound):
        check("hilang")


def test_the_next_lesson_follows_and_after_the_last_there_is_none(app, vlog):
    assert vlog.after(vlog.lessons[0]) is vlog.lessons[1]
    assert vlog.after(vlog.lessons[-1]) is None


def test_the_command_publishes_then_says_unchanged(app, tmp_path):
    app.config["COURSES"], kept = tmp_path, app.config["COURSES"]
    write_pack(tmp_path)
    run = app.test_cli_runner().invoke

    try:
        first, second = run(args=["catalog", "load"]), run(args=["catalog", "load", "--only", "coba", "--change", "wording"])
    finally:
        app.config["COURSES"] = kept

    assert (first.output, second.output) == ("coba: release 1\n", "coba: unchanged\n")


def test_the_command_refuses_all_when_one_pack_is_broken(app, tmp_path):
    app.config["COURSES"], kept = tmp_path, app.config["COURSES"]
    write_pack(tmp_path)
    broken = write_pack(tmp_path, course="rusak", lessons=[("R1", "![](x.svg)")])
    run = app.test_cli_runner().invoke

    try:
        linted = run(args=["catalog", "lint"])
        problem = run(args=["catalog", "load"])
        (broken / "course.toml").write_text("id = ")
        unreadable = run(args=["catalog", "load"])
        missing = run(args=["catalog", "load", "--only", "hilang"])
    finally:
        app.config["COURSES"] = kept

    assert (linted.exit_code, problem.exit_code, unreadable.exit_code, missing.exit_code) == (1, 1, 1, 1)
    assert "rusak/lessons/01-pelajaran-r1.md: the picture x.svg has no alternative text." in linted.output
    assert "Nothing was published." in problem.output
    assert "rusak/course.toml" in unreadable.output
    assert "There is no course pack hilang" in missing.output
    db.session.rollback()
    assert count(Release) == 0
