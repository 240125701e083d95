"""Setting up, again and again, and what it says when it cannot."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from config import PROJECT
from lms.catalog.models import Release
from lms.db import Model, db
from lms.kim.models import Group
from lms.regions.models import Kelurahan, Rt
from lms.regions.rules import read_city_file
from lms.upkeep.actions import setting_up
from lms.upkeep.queries import has_no_rows, revision
from tests.upkeep.conftest import MIGRATIONS, NOON, Site


def counts(site: Site) -> list[int]:
    with site.app.app_context():
        return [db.session.scalar(select(func.count()).select_from(model)) for model in (Kelurahan, Rt, Group, Release)]


@pytest.fixture
def courses(tmp_path) -> Path:
    """A copy of the courses, to break."""
    return shutil.copytree(PROJECT / "courses", tmp_path / "courses")


def test_setting_up_twice_changes_nothing(site):
    first = site.run("set-up")
    after_one = counts(site)
    second = site.run("set-up")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    file = read_city_file(site.app.config["CITY_FILE"])
    assert after_one[:3] == [17, sum(kelurahan.rt for kelurahan in file.kelurahan), 18]
    assert counts(site) == after_one


def test_the_migrations_make_exactly_the_tables_of_the_models(site):
    with site.app.app_context():
        setting_up.migrate(MIGRATIONS)

        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []


def test_a_broken_course_pack_loads_nothing(make_site, database_kind, courses):
    site = make_site(database_kind, COURSES=str(courses))
    (courses / "vlog" / "course.toml").write_text("id = ")

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: vlog/course.toml: ")
    assert refused.output.count("\n") == 1
    with site.app.app_context():
        assert has_no_rows()


def test_several_problems_are_counted(make_site, courses):
    site = make_site("sqlite", COURSES=str(courses))
    for lesson in sorted((courses / "vlog" / "lessons").iterdir())[:3]:
        lesson.write_text("no front matter")

    refused = site.run("set-up")

    assert refused.output.endswith("There are 2 more problems: flask catalog lint lists them.\n")


def test_without_course_packs_nothing_is_loaded(make_site, tmp_path):
    site = make_site("sqlite", COURSES=str(tmp_path))

    refused = site.run("set-up")

    assert refused.output == f"Error: There is no course pack in {tmp_path}.\n"


def test_a_city_file_with_broken_groups_loads_nothing(make_site, tmp_path):
    city_file = tmp_path / "city.toml"
    city_file.write_text((PROJECT / "lms/regions/data/kota-magelang.toml").read_text().replace("seats = ", "seats_ = "))
    site = make_site("sqlite", CITY_FILE=str(city_file))

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: The groups in the city file city.toml cannot be used: ")
    with site.app.app_context():
        assert has_no_rows()


def test_a_city_file_that_breaks_after_the_start_loads_nothing(make_site, tmp_path):
    city_file = tmp_path / "city.toml"
    shutil.copy(PROJECT / "lms/regions/data/kota-magelang.toml", city_file)
    site = make_site("sqlite", CITY_FILE=str(city_file))
    city_file.write_text("city = ")

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: The city file city.toml cannot be used: ")


def test_a_revision_nobody_knows_is_refused(site):
    with site.app.app_context():
        setting_up.migrate(MIGRATIONS)
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output == "Error: The database is at revision 9999, which this version of the program does not know.\n"


@pytest.mark.parametrize("has_ini", [True, False])
def test_missing_migrations_are_said(site, tmp_path, has_ini):
    if has_ini:
        for name in ("alembic.ini", "env.py"):
            shutil.copy(MIGRATIONS / name, tmp_path)
    folder = tmp_path if has_ini else tmp_path / "nowhere"

    with site.app.app_context(), pytest.raises(setting_up.CannotMigrate, match="migration"):
        setting_up.migrate(folder)


def test_two_newest_revisions_are_refused(site, tmp_path):
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    first = next(folder.glob("versions/0001*.py"))
    for name in ("a", "b"):
        (folder / "versions" / f"{name}.py").write_text(
            f"revision = '{name}'\ndown_revision = '0001'\nupgrade = downgrade = lambda: None\n"
        )
    assert first.exists()

    with site.app.app_context(), pytest.raises(setting_up.CannotMigrate, match="single newest"):
        setting_up.migrate(folder)


def test_a_step_that_fails_leaves_the_database_as_it_was(site, tmp_path):
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    with site.app.app_context():
        head = setting_up.newest_revision(MIGRATIONS)
    (folder / "versions" / "next.py").write_text(
        "from alembic import op\nfrom alembic.util import CommandError\n"
        f"revision = 'next'\ndown_revision = {head!r}\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (id integer)')\n    raise CommandError('halfway')\n"
    )

    with site.app.app_context():
        with pytest.raises(setting_up.CannotMigrate, match="halfway"):
            setting_up.migrate(folder)

        assert revision() is None


def test_a_step_that_orphans_rows_is_refused_on_sqlite(make_site, tmp_path):
    site = make_site("sqlite")
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    with site.app.app_context():
        head = setting_up.migrate(MIGRATIONS)
        setting_up.load_files(site.app.config["CITY_FILE"], site.app.config["COURSES"], at=NOON)
        db.session.commit()
        (folder / "versions" / "next.py").write_text(
            f"from alembic import op\nrevision = 'next'\ndown_revision = {head!r}\n"
            "def upgrade():\n    op.execute('DELETE FROM regions_kecamatan')\n"
        )

        with pytest.raises(setting_up.CannotMigrate, match="point nowhere"):
            setting_up.migrate(folder)

        assert revision() == head
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_file_that_is_no_database_is_one_sentence(make_site):
    site = make_site("sqlite")
    (site.data / "sinau.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 100)

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output == f"Error: The database sqlite:///{site.data}/sinau.sqlite3 cannot be used: file is not a database.\n"


def test_a_database_that_cannot_be_written_is_refused_before_a_learner_finds_out(make_site):
    site = make_site("sqlite")
    site.run("set-up")
    reader = make_site("sqlite", DATABASE_URL=f"sqlite:///file:{site.data}/sinau.sqlite3?mode=ro&uri=true")

    refused = reader.run("set-up")

    assert refused.exit_code == 1
    assert refused.output.endswith("cannot be used: attempt to write a readonly database.\n")


def test_a_server_that_is_not_there_is_one_sentence_without_the_password(make_site):
    site = make_site("sqlite", DATABASE_URL="postgresql://sinau:hunter2@127.0.0.1:1/sinau")

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output.startswith(
        "Error: The database postgresql://sinau:***@127.0.0.1:1/sinau cannot be used: connection failed"
    )
    assert refused.output.count("\n") == 1
    assert "hunter2" not in refused.output


def test_a_folder_that_cannot_be_made_is_one_sentence(make_site, tmp_path):
    (tmp_path / "file").write_text("in the way")
    site = make_site("sqlite", SINAU_DATA=str(tmp_path / "file" / "data"), SECRET_KEY="secret", DATABASE_URL="sqlite:///:memory:")

    refused = site.run("set-up")

    assert refused.exit_code == 1
    assert refused.output == f"Error: {tmp_path / 'file' / 'data'} cannot be used: Not a directory.\n"
