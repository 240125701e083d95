"""`flask submissions …`: what a nightly job does."""

import logging

import click
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.files.storage import CannotKeep, storage
from lms.submissions.actions import uploads

log = logging.getLogger(__name__)
cli = AppGroup("submissions", help="Practical work.")


@cli.command("tidy")
def tidy() -> None:
    """Erase what is two days old and was not handed in or was taken back, and files of a day that nothing leads to."""
    begun, names = uploads.tidy(at=now())
    db.session.commit()
    for upload_id in begun:
        uploads.erase_pieces(upload_id, storage())
    uploads.erase_quietly(names, storage())
    try:
        strays = uploads.strays(storage(), at=now())
        storage().erase(strays)
    except CannotKeep as refusal:
        raise click.ClickException(str(refusal)) from refusal
    log.info("files nobody needs erased: uploads=%s files=%s strays=%s", len(begun), len(names), len(strays))
    click.echo(f"{len(begun)} uploads, {len(names)} files and {len(strays)} strays erased.")
