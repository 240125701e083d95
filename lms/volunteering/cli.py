"""`flask volunteering …`: what a nightly job does."""

import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.volunteering.actions.erasing import erase_what_is_over
from lms.volunteering.actions.signup import erase_old_drafts

log = logging.getLogger(__name__)
cli = AppGroup("volunteering", help="Volunteers.")


@cli.command("tidy")
def tidy() -> None:
    """Erase what has had its time: old drafts, sign-ups no guardian answered, and people who were declined or left long ago."""
    drafts = erase_old_drafts(kept_days=current_app.config["DRAFT_DAYS"], at=now())
    people = erase_what_is_over(at=now())
    db.session.commit()
    log.info("volunteers tidied: drafts=%s people=%s", drafts, people)
    click.echo(f"{drafts} drafts and {people} people erased.")
