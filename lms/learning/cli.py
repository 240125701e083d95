"""`flask learning …`: the folds of the record, and taking something back."""

import logging

import click
from flask.cli import AppGroup

from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.learning import actions

log = logging.getLogger(__name__)
cli = AppGroup("learning", help="The learning record.")


@cli.command("rebuild")
def rebuild() -> None:
    """Make all lesson states and course completions anew from the events; on an intact record nothing changes."""
    done = actions.rebuild()
    db.session.commit()
    log.info("learning rebuilt: states=%s completions=%s", done.states, done.completions)
    click.echo(f"{done.states} lesson states, {done.completions} course completions.")


@cli.command("revoke")
@click.argument("person_id", type=int)
@click.argument("course_slug")
@click.argument("lesson_slug")
@click.option("--reason", required=True, help="Why; kept with the event.")
def revoke(person_id: int, course_slug: str, lesson_slug: str, reason: str) -> None:
    """Take back that a person has finished a lesson; fails when there is nothing to take back."""
    course = catalog().course(course_slug)
    lesson = course.lesson(lesson_slug) if course else None
    if course is None or lesson is None:
        raise click.ClickException(f"There is no lesson {course_slug}/{lesson_slug}.")
    try:
        actions.revoke_lesson(course, lesson, person_id, reason=reason, by_id=None, at=now())
    except actions.CannotRecord as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    log.info("lesson revoked: person=%s lesson=%s", person_id, lesson.id)
    click.echo("Done.")
