"""`flask certification …`: the key that signs, and erasing whose certificates they were."""

import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.accounts.models import Person
from lms.certification.actions import keys, letters, withdrawing
from lms.clock import now
from lms.db import db

log = logging.getLogger(__name__)
cli = AppGroup("certification", help="Certificates and the key that signs them.")


@cli.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; what older keys signed stays checkable."""
    made = keys.rotate_key(current_app.config["SECRET_KEY"], at=now())
    db.session.commit()
    log.info("signing key rotated: key=%s", made.id)
    click.echo(f"New certificates are signed with {made.id}.")


@cli.command("erase")
@click.argument("person_id", type=int)
def erase(person_id: int) -> None:
    """Take a person's name out of all their certificates and letters, at their wish; these are withdrawn for good."""
    if db.session.get(Person, person_id) is None:
        raise click.ClickException(f"There is no person {person_id}.")
    count = withdrawing.erase_person(person_id, by_id=None, at=now()) + letters.erase_person(person_id, by_id=None, at=now())
    db.session.commit()
    log.info("certificates erased: person=%s count=%s", person_id, count)
    click.echo(f"Erased: {count}.")
