"""`flask catalog …`: checking and publishing course packs."""

import logging
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from lms.catalog import actions
from lms.catalog.models import Change
from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import BrokenPack, Pack, read_pack
from lms.clock import now
from lms.db import db

log = logging.getLogger(__name__)
cli = AppGroup("catalog", help="Check and publish the courses.")


@cli.command("load")
@click.option("--change", type=click.Choice([item.value for item in Change]), help="What the difference means to learners.")
@click.option("--only", metavar="COURSE", help="One course instead of all.")
def load(change: str | None, only: str | None) -> None:
    """Publish every pack in the courses folder that differs from its published release."""
    packs = _read_all(only)
    try:
        done = [actions.publish(pack, at=now(), change=Change(change) if change else None) for pack in packs]
    except BrokenPack as broken:
        raise click.ClickException("Nothing was published. " + " ".join(broken.problems)) from broken
    db.session.commit()
    for published in done:
        log.info("course published: course=%s release=%s", published.course_id, published.release)
        state = f"release {published.release}" if published.release else "unchanged"
        click.echo(f"{published.course_id}: {state}")


@cli.command("lint")
@click.option("--only", metavar="COURSE", help="One course instead of all.")
def lint_all(only: str | None) -> None:
    """Check every pack in the courses folder without publishing anything."""
    broken = False
    for pack in _read_all(only):
        report = lint(pack)
        broken = broken or bool(report.problems)
        for line in [*report.problems, *(f"warning: {warning}" for warning in report.warnings)]:
            click.echo(line)
    if not broken:
        click.echo("The course packs are in order.")
    else:
        raise click.ClickException("At least one course pack has problems.")


def _read_all(only: str | None) -> list[Pack]:
    folder: Path = current_app.config["COURSES"]
    found = sorted(path.parent for path in folder.glob("*/course.toml") if only in (None, path.parent.name))
    if not found:
        raise click.ClickException(f"There is no course pack {only or ''} in {folder}.".replace("  ", " "))
    packs, problems = [], []
    for path in found:
        try:
            packs.append(read_pack(path))
        except BrokenPack as broken:
            problems += broken.problems
    if problems:
        raise click.ClickException("Nothing was published. " + " ".join(problems))
    return packs
