"""`flask catalog …`: checking, publishing, taking out and bringing in course packs."""

import logging
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from lms.catalog.actions import features, files, publishing
from lms.catalog.models import Change
from lms.catalog.queries import catalog, source_files
from lms.catalog.rules.features import read_features
from lms.catalog.rules.gift.reading import read_gift
from lms.catalog.rules.gift.text import BrokenGift
from lms.catalog.rules.gift.writing import write_gift
from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import SLUG, BrokenPack, Pack, read_pack
from lms.catalog.rules.requirements import doubled_packs, requirement_problems
from lms.clock import now
from lms.db import db

log = logging.getLogger(__name__)
cli = AppGroup("catalog", help="Check and publish the courses.")

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@cli.command("load")
@click.option("--change", type=click.Choice([item.value for item in Change]), help="What the difference means to learners.")
@click.option("--only", metavar="COURSE", help="One course instead of all.")
def load(change: str | None, only: str | None) -> None:
    """Load the registry of features, and publish every pack in the courses folder that differs from its release."""
    packs = _read_all(only)
    try:
        features.load_features(read_features(_courses()))
        done = publishing.publish_all(packs, at=now(), change=Change(change) if change else None)
    except BrokenPack as broken:
        raise _nothing_published(broken.problems) from broken
    db.session.commit()
    _tell(done)


@cli.command("lint")
@click.option("--only", metavar="COURSE", help="One course instead of all.")
def lint_all(only: str | None) -> None:
    """Check every pack in the courses folder without publishing anything."""
    try:
        known = {row.id for row in read_features(_courses())}
    except BrokenPack as broken:
        raise click.ClickException(" ".join(broken.problems)) from broken
    packs = _read_all(only)
    reports = [lint(pack, known) for pack in packs]
    problems = [*doubled_packs(packs), *(problem for report in reports for problem in report.problems)]
    if only is None:  # a single course may require others, which are not read then
        wanted = {pack.manifest.id: pack.manifest.requires for pack in packs}
        problems += requirement_problems(wanted, set(wanted))
    warnings = [warning for report in reports for warning in report.warnings]
    for line in [*problems, *(f"warning: {warning}" for warning in warnings)]:
        click.echo(line)
    if problems:
        raise click.ClickException("At least one course pack has problems.")
    click.echo("The course packs are in order.")


@cli.command("export")
@click.argument("slug")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="A new or empty folder; by default one named like the course."
)
def export(slug: str, folder: Path | None) -> None:
    """Write the published pack of the course SLUG into a folder, every file as it was read."""
    course = catalog().course(slug)
    if course is None:
        raise click.ClickException(f"There is no published course {slug}.")
    if folder is None and not SLUG.fullmatch(slug):
        raise click.ClickException(f"{slug!r} cannot be the name of a folder; name one with --to.")
    found, folder = source_files(course.id), folder or Path(slug)
    try:
        files.export_files(found, folder)
    except files.CannotWrite as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from error
    click.echo(f"{folder}: {len(found)} files of release {course.release_number}.")


@cli.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--change", type=click.Choice([item.value for item in Change]), help="What the difference means to learners.")
def import_pack(folder: Path, change: str | None) -> None:
    """Publish the pack in FOLDER, wherever it is; everything or nothing."""
    try:
        done = publishing.publish(read_pack(folder.resolve()), at=now(), change=Change(change) if change else None)
    except BrokenPack as broken:
        raise _nothing_published(broken.problems) from broken
    db.session.commit()
    _tell([done])


@cli.command("gift-export")
@click.argument("course_slug", metavar="COURSE")
@click.argument("lesson_slug", metavar="LESSON")
def gift_export(course_slug: str, lesson_slug: str) -> None:
    """Print the published quiz of a lesson as Moodle GIFT; COURSE and LESSON are the words in the address."""
    course = catalog().course(course_slug)
    lesson = course.lesson(lesson_slug) if course else None
    if lesson is None or lesson.quiz is None:
        raise click.ClickException(f"There is no published quiz at {course_slug}/{lesson_slug}.")
    try:
        click.echo(write_gift(lesson.quiz.questions), nl=False)
    except BrokenGift as broken:
        raise click.ClickException("Nothing was written. " + "\n".join(broken.problems)) from broken


@cli.command("gift-import")
@click.argument("gift", type=FILE, metavar="FILE")
@click.option("--into", "lesson", type=FILE, required=True, help="The lesson's file, courses/…/lessons/….md.")
def gift_import(gift: Path, lesson: Path) -> None:
    """Put the questions of the GIFT text FILE into a lesson's file in place of its own; every question or none."""
    try:
        questions = read_gift(gift.read_bytes().decode("utf-8"))
        files.replace_questions(lesson, questions)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"Nothing was changed. {gift.name}: the file is not UTF-8 text.") from error
    except BrokenGift as broken:
        raise click.ClickException(
            "\n".join(["Nothing was changed.", *(f"{gift.name}, {one}" for one in broken.problems)])
        ) from broken
    except (files.CannotWrite, OSError) as error:
        raise click.ClickException(f"Nothing was changed. {error}") from error
    click.echo(f"{lesson.name}: {len(questions)} questions. Look at them, then publish with flask catalog load.")


def _courses() -> Path:
    folder: Path = current_app.config["COURSES"]
    return folder


def _tell(done: list[publishing.Published]) -> None:
    for published in done:
        log.info("course published: course=%s release=%s", published.course_id, published.release)
        state = f"release {published.release}" if published.release else "unchanged"
        click.echo(f"{published.course_id}: {state}")


def _nothing_published(problems: list[str]) -> click.ClickException:
    return click.ClickException("Nothing was published. " + " ".join(problems))


def _read_all(only: str | None) -> list[Pack]:
    found = sorted(path.parent for path in _courses().glob("*/course.toml") if only in (None, path.parent.name))
    if not found:
        raise click.ClickException(f"There is no course pack {only or ''} in {_courses()}.".replace("  ", " "))
    packs, problems = [], []
    for path in found:
        try:
            packs.append(read_pack(path))
        except BrokenPack as broken:
            problems += broken.problems
    if problems:
        raise _nothing_published(problems)
    return packs
