"""`flask submissions …`: what a nightly job does."""

import logging

import click
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.files.storage import storage
from lms.submissions.actions import uploads

log = logging.getLogger(__name__)
cli = AppGroup("submissions", help="Practical work.")


@cli.command("tidy")
def tidy() -> None:
    """Erase files that were sent for a task and not handed in within two days, whole or unfinished."""
    begun, names = uploads.tidy(at=now())
    db.session.commit()
    for upload_id in begun:
        uploads.erase_pieces(upload_id, storage())
    uploads.erase_quietly(names, storage())
    log.info("files never handed in erased: uploads=%s files=%s", len(begun), len(names))
    click.echo(f"{len(begun)} uploads and {len(names)} files erased.")
