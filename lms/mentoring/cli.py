"""`flask mentoring …`: what a nightly job does."""

import logging

import click
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.mentoring.actions import closing
from lms.mentoring.queries.pairs import running_pairs

log = logging.getLogger(__name__)
cli = AppGroup("mentoring", help="Pairs of volunteers and seniors.")


@cli.command("tend")
def tend() -> None:
    """Ask pairs that are silent, end those silent for 42 days, take up those whose pause is over. Safe to run twice."""
    done = closing.tend(running_pairs(), at=now())
    db.session.commit()
    log.info("pairs tended: %s", done)
    click.echo(", ".join(f"{name}: {count}" for name, count in done.items()))
