"""`flask kim …`: the groups of the city."""

import logging

import click
import msgspec
from flask import current_app
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.kim.actions import groups as actions
from lms.kim.actions import lists
from lms.regions.queries import the_city
from lms.regions.rules import BrokenCityFile, read_city_file

log = logging.getLogger(__name__)
cli = AppGroup("kim", help="The groups of the city.")


@cli.command("load")
def load() -> None:
    """Add the groups that the city file (setting CITY_FILE) names and that are missing."""
    try:
        new = actions.load_groups(the_city(), read_city_file(current_app.config["CITY_FILE"]).kim)
    except (BrokenCityFile, msgspec.ValidationError) as broken:
        raise click.ClickException(f"The groups cannot be loaded: {broken}") from broken
    db.session.commit()
    log.info("groups loaded: new=%s", new)
    click.echo(f"{new} new groups.")


@cli.command("tidy")
def tidy() -> None:
    """Empty the lists of people that were read more than seven days ago, taken over or not."""
    emptied = lists.tidy(at=now())
    db.session.commit()
    log.info("lists tidied: %s", emptied)
    click.echo(f"{emptied} lists emptied.")
