"""A backup holds everything, and comes back as it was, on either database."""

import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, insert, select, text

from lms.accounts.actions import add_person
from lms.accounts.models import Honorific, Person
from lms.assessment.models import Attempt, Purpose
from lms.catalog.queries import catalog
from lms.db import db
from lms.upkeep.actions import backing_up, restoring, setting_up
from lms.upkeep.queries import has_no_rows, tables
from lms.upkeep.rules import BrokenBackup, Manifest, links_within
from tests.upkeep.conftest import MIGRATIONS, NOON, Site

Change = Callable[[dict[str, bytes]], None]


def written(site: Site, file: Path) -> Manifest:
    with site.app.app_context():
        return backing_up.write_backup(file, uploads=site.uploads, at=NOON)


def rewritten(backup: Path, file: Path, change: Change) -> Path:
    """Write the archive again after changing its files."""
    with tarfile.open(backup, "r:gz") as old:
        files = {member.name: old.extractfile(member).read() for member in old}
    change(files)
    with tarfile.open(file, "w:gz") as new:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return file


def test_what_is_restored_is_what_was_backed_up(make_site, database_kind, sample_backup, tmp_path):
    there, back = make_site(database_kind), make_site("sqlite")
    before = restoring.check_backup(sample_backup)

    first = there.run("restore", sample_backup)
    again = written(there, tmp_path / "again.tar.gz")
    second = back.run("restore", tmp_path / "again.tar.gz")
    last = written(back, tmp_path / "last.tar.gz")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert (again.dialect, last.dialect) == (database_kind, "sqlite")
    assert before.tables == again.tables == last.tables
    assert before.uploads == again.uploads == last.uploads
    assert before.tables["learning_event"].lines > 100
    assert (back.uploads / "ab" / "picture").read_bytes() == bytes(range(256)) * 40


def test_a_row_may_point_at_one_of_its_table_that_comes_later(make_site, database_kind, tmp_path):
    there, back = make_site("sqlite"), make_site(database_kind)
    there.run("set-up")
    first, again, third = UUID(int=9), UUID(int=1), UUID(int=5)  # rows go into a backup in the order of their keys
    with there.app.app_context():
        person = add_person("Tutik", honorific=Honorific.IBU, kelurahan_id=None, at=NOON)
        db.session.flush()
        course = next(course for course in catalog().courses if any(lesson.quiz for lesson in course.lessons))
        lesson = next(lesson for lesson in course.lessons if lesson.quiz)
        known = {"person_id": person.id, "purpose": Purpose.LESSON, "course_id": course.id, "lesson_id": lesson.id}
        known |= {"revision_id": lesson.revision_id, "question_ids": ["x"], "started_at": NOON, "total": 1}
        for key, repeats in ((first, None), (again, first), (third, again)):
            db.session.add(Attempt(id=key, repeats_id=repeats, **known))
            db.session.flush()
        db.session.commit()
    before = written(there, tmp_path / "b.tar.gz")

    restored = back.run("restore", tmp_path / "b.tar.gz")

    assert restored.exit_code == 0, restored.output
    assert written(back, tmp_path / "again.tar.gz").tables == before.tables
    assert before.tables["assessment_attempt"].lines == 3


def test_every_row_may_at_first_point_at_no_other_of_its_table():
    links = {f"{table.name}.{name}": table.c[name].nullable for table in tables() for name in links_within(table)}

    assert links["assessment_attempt.repeats_id"]
    assert all(links.values()), f"a restore fills these only when all rows are there, so they must be nullable: {links}"


def test_after_a_restore_new_rows_continue_the_numbers(site, sample_backup):
    site.run("restore", sample_backup)

    with site.app.app_context():
        highest = db.session.scalar(select(func.max(Person.id)))
        person = add_person("Tutik", honorific=Honorific.IBU, kelurahan_id=None, at=NOON)
        db.session.commit()

        assert person.id == highest + 1


def test_a_site_without_uploads_comes_back_without_them(make_site, tmp_path):
    there, back = make_site("sqlite"), make_site("sqlite")
    there.run("set-up")

    there.run("backup", tmp_path / "b.tar.gz")
    done = back.run("restore", tmp_path / "b.tar.gz")

    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in back.data.iterdir() if "sqlite" not in path.name) == ["secret-key"]


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_unfinished(sample_site, tmp_path):
    done = sample_site.run("backup", tmp_path / "b.tar.gz")

    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["b.tar.gz"]
    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600


def test_a_backup_sees_one_moment_while_others_write(site, sample_backup, tmp_path, monkeypatch):
    site.run("restore", sample_backup)
    people = restoring.check_backup(sample_backup).tables["accounts_person"].lines
    real, writes = backing_up.rows_of, []

    def write_meanwhile(part, connection):
        if not writes:  # after the first question of the backup, before it reads the people
            writes.append(part)
            with db.engine.begin() as other:
                other.execute(insert(Person), [{"name": "Tutik", "joined_at": NOON}])
        return real(part, connection)

    monkeypatch.setattr(backing_up, "rows_of", write_meanwhile)
    manifest = written(site, tmp_path / "b.tar.gz")

    assert writes
    assert manifest.tables["accounts_person"].lines == people


def test_a_backup_replaces_no_file(sample_site, tmp_path):
    (tmp_path / "b.tar.gz").write_text("older")

    refused = sample_site.run("backup", tmp_path / "b.tar.gz")

    assert refused.exit_code == 1
    assert "exists already" in refused.output
    assert (tmp_path / "b.tar.gz").read_text() == "older"


def test_a_backup_of_nothing_is_refused(site, tmp_path):
    refused = site.run("backup", tmp_path / "b.tar.gz")

    assert refused.exit_code == 1
    assert refused.output == "Error: The database has not been set up: there is nothing to back up.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_backup_needs_a_folder_that_exists(sample_site, tmp_path):
    refused = sample_site.run("backup", tmp_path / "nowhere" / "b.tar.gz")

    assert refused.exit_code == 1
    assert "cannot be used: No such file or directory." in refused.output


def test_a_restore_refuses_a_database_with_rows(site, sample_backup):
    site.run("restore", sample_backup)
    shutil.rmtree(site.uploads)

    refused = site.run("restore", sample_backup)

    assert refused.exit_code == 1
    assert refused.output == "Error: The database is not empty: a backup is restored into a new database only.\n"


def test_a_restore_refuses_a_folder_with_uploads(site, sample_backup):
    site.uploads.mkdir()
    (site.uploads / "other").write_text("kept")

    refused = site.run("restore", sample_backup)

    assert refused.exit_code == 1
    assert "is not empty" in refused.output
    assert [path.name for path in site.uploads.iterdir()] == ["other"]


def test_a_restore_refuses_the_backup_of_another_revision(site, sample_backup, tmp_path):
    def change(files):
        files["manifest.json"] = files["manifest.json"].replace(b'"revision": "', b'"revision": "9')

    refused = site.run("restore", rewritten(sample_backup, tmp_path / "b.tar.gz", change))

    assert refused.exit_code == 1
    assert "restore it with its own version" in refused.output


def test_a_restore_refuses_a_database_of_another_revision(site, sample_backup):
    with site.app.app_context():
        setting_up.migrate(MIGRATIONS)
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'other'"))

    refused = site.run("restore", sample_backup)

    assert refused.exit_code == 1
    assert "is not at revision" in refused.output


def without_manifest(files):
    del files["manifest.json"]


def unreadable_manifest(files):
    files["manifest.json"] = b"{}"


def other_form(files):
    files["manifest.json"] = files["manifest.json"].replace(b'"format": 1', b'"format": 2')


def changed_row(files):
    files["tables/regions_city.jsonl"] = files["tables/regions_city.jsonl"].replace(b"Magelang", b"Semarang")


def vanished_table(files):
    del files["tables/kim_term.jsonl"]


def unannounced_upload(files):
    files["uploads/more"] = b"?"


def leading_elsewhere(files):
    files["uploads/../../elsewhere"] = b"?"


def absolute(files):
    files["/uploads/elsewhere"] = b"?"


def forgotten_table(files):
    del files["tables/kim_term.jsonl"]
    manifest = json.loads(files["manifest.json"])
    del manifest["tables"]["kim_term"]
    files["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change",
    [
        without_manifest,
        unreadable_manifest,
        other_form,
        changed_row,
        vanished_table,
        unannounced_upload,
        leading_elsewhere,
        absolute,
        forgotten_table,
    ],
)
def test_a_restore_refuses_a_changed_archive_before_it_writes(site, sample_backup, tmp_path, change):
    refused = site.run("restore", rewritten(sample_backup, tmp_path / "b.tar.gz", change))

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert refused.output.count("\n") == 1
    assert not site.uploads.exists()
    assert setting_up_is_untouched(site)


def setting_up_is_untouched(site: Site) -> bool:
    with site.app.app_context():
        engine = create_engine(db.engine.url)
        with engine.connect() as connection:
            untouched = not engine.dialect.get_table_names(connection)
        engine.dispose()
    return untouched


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


def no_archive(content: bytes) -> bytes:
    return b"Sinau" + content[5:]


@pytest.mark.parametrize("damage", [truncated, flipped, no_archive])
def test_a_restore_refuses_a_damaged_file(site, sample_backup, tmp_path, damage):
    (tmp_path / "b.tar.gz").write_bytes(damage(sample_backup.read_bytes()))

    refused = site.run("restore", tmp_path / "b.tar.gz")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_a_restore_refuses_anything_but_plain_files(site, tmp_path, kind):
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("uploads/link")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)

    with pytest.raises(BrokenBackup, match="does not belong there"):
        restoring.check_backup(tmp_path / "b.tar.gz")


@pytest.mark.parametrize("name", ["uploads/one", "manifest.json"])
def test_a_restore_refuses_a_file_that_comes_twice(tmp_path, name):
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
        archive.addfile(tarfile.TarInfo(name))

    with pytest.raises(BrokenBackup, match="does not belong there"):
        restoring.check_backup(tmp_path / "b.tar.gz")


def test_a_row_that_does_not_fit_takes_everything_back(site, sample_backup, tmp_path):
    def change(files):
        manifest = json.loads(files["manifest.json"])
        files["tables/kim_term.jsonl"] = files["tables/kim_term.jsonl"].replace(b'"group_id":', b'"group_id":"a","x":')
        part = backing_up.measure(io.BytesIO(files["tables/kim_term.jsonl"]))
        manifest["tables"]["kim_term"] = {"sha256": part.sha256, "lines": part.lines}
        files["manifest.json"] = json.dumps(manifest).encode()

    refused = site.run("restore", rewritten(sample_backup, tmp_path / "b.tar.gz", change))

    assert refused.exit_code == 1
    assert "does not fit its table" in refused.output
    assert list(site.data.glob("*uploads*")) == []
    with site.app.app_context():
        assert has_no_rows()


def test_a_missing_file_is_one_sentence(site, tmp_path):
    refused = site.run("restore", tmp_path / "none.tar.gz")

    assert refused.exit_code == 1
    assert refused.output == f"Error: {tmp_path / 'none.tar.gz'} cannot be used: No such file or directory.\n"
