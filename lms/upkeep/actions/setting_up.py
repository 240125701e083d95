"""Bringing a database up to date and filling it with what the files say."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import update

from lms.catalog.actions.features import load_features
from lms.catalog.actions.publishing import publish_all
from lms.catalog.rules.features import read_features
from lms.catalog.rules.pack import BrokenPack, Pack, read_pack
from lms.db import db
from lms.errors import Refused
from lms.kim.actions.groups import load_groups
from lms.regions.actions import load_city
from lms.regions.queries import the_city
from lms.regions.rules import BrokenCityFile, read_city_file
from lms.upkeep.queries import VERSION, revision


class CannotMigrate(Refused):
    """The database cannot be brought to the newest revision."""


class CannotLoad(Refused):
    """The city file or a course pack cannot be used."""


@dataclass(frozen=True)
class Loaded:
    """How much was new."""

    kelurahan: int
    groups: int
    releases: tuple[str, ...]
    """Ids of courses that got a new release."""


def newest_revision(migrations: Path) -> str:
    """Give the revision this version of the program works with; raises CannotMigrate."""
    return _head(_script(migrations))


def migrate(migrations: Path) -> str:
    """Bring the database to the newest revision and give it; does nothing when it is there. Raises CannotMigrate.

    Commits by itself, all steps or none: a schema cannot wait for the caller's commit.
    """
    script = _script(migrations)
    head, current = _head(script), revision()
    if current == head:
        return head
    if current and current not in {known.revision for known in script.walk_revisions()}:
        raise CannotMigrate(f"The database is at revision {current}, which this version of the program does not know.")
    try:
        command.upgrade(_config(migrations), "head")
    except CommandError as error:
        raise CannotMigrate(f"The database cannot be brought up to date: {error}.") from error
    return head


def load_files(city_file: Path, courses: Path, *, at: datetime) -> Loaded:
    """Load the places, the groups and the courses, as far as they are new; raises CannotLoad.

    Everything happens in the caller's transaction: after a refusal nothing of it is kept.
    """
    # Changes nothing, but waits for another server that is setting up, and fails where nobody may write.
    db.session.execute(update(VERSION).values(version_num=VERSION.c.version_num))
    try:
        file = read_city_file(city_file)
        packs = _read_packs(courses)
        kelurahan = load_city(file)
        groups = load_groups(the_city(), file.kim)
        load_features(read_features(courses))
        published = publish_all(packs, at=at)
    except BrokenCityFile as broken:
        raise CannotLoad(str(broken)) from broken
    except msgspec.ValidationError as broken:
        raise CannotLoad(f"The groups in the city file {city_file.name} cannot be used: {broken}.") from broken
    except BrokenPack as broken:
        raise CannotLoad(_first_of(broken.problems)) from broken
    return Loaded(kelurahan, groups, tuple(item.course_id for item in published if item.release))


def _config(migrations: Path) -> Config:
    config = Config(str(migrations / "alembic.ini"))
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def _script(migrations: Path) -> ScriptDirectory:
    try:
        return ScriptDirectory.from_config(_config(migrations))
    except CommandError as error:
        raise CannotMigrate(f"The migrations cannot be read: {error}.") from error


def _head(script: ScriptDirectory) -> str:
    try:
        head = script.get_current_head()
    except CommandError as error:
        raise CannotMigrate(f"The migrations have no single newest revision: {error}.") from error
    if head is None:
        raise CannotMigrate(f"There is no migration in {script.versions}.")
    return head


def _read_packs(courses: Path) -> list[Pack]:
    packs, problems = [], []
    for path in sorted(courses.glob("*/course.toml")):
        try:
            packs.append(read_pack(path.parent))
        except BrokenPack as broken:
            problems += broken.problems
    if not packs and not problems:
        problems.append(f"There is no course pack in {courses}.")
    if problems:
        raise BrokenPack(problems)
    return packs


def _first_of(problems: list[str]) -> str:
    more = f" There are {len(problems) - 1} more problems: flask catalog lint lists them." if len(problems) > 1 else ""
    return problems[0] + more
