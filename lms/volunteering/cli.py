"""`flask volunteering …`: what a nightly job does."""

import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.volunteering.actions.signup import erase_old_drafts

log = logging.getLogger(__name__)
cli = AppGroup("volunteering", help="Volunteers.")


@cli.command("erase-drafts")
def erase_drafts() -> None:
    """Erase unfinished sign-ups that nobody has touched for DRAFT_DAYS days."""
    erased = erase_old_drafts(kept_days=current_app.config["DRAFT_DAYS"], at=now())
    db.session.commit()
    log.info("drafts erased: %s", erased)
    click.echo(f"{erased} drafts erased.")
