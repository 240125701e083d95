"""`flask outreach …`: what a nightly job does."""

import click
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.outreach.actions import carrying

cli = AppGroup("outreach", help="Who carries the word to which RT.")


@cli.command("tidy")
def tidy() -> None:
    """End what nobody carries any longer: people who left their office, RT that were closed. For every night."""
    ended = carrying.tidy(on=now().date())
    db.session.commit()
    click.echo(f"Carriers ended: {ended}.")
