"""`flask regions …`: the places of the city."""

import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.db import db
from lms.regions import actions
from lms.regions.rules import BrokenCityFile, read_city_file

log = logging.getLogger(__name__)
cli = AppGroup("regions", help="The places of the city.")


@cli.command("load")
def load() -> None:
    """Add the places of the city file (setting CITY_FILE) that are missing."""
    try:
        file = read_city_file(current_app.config["CITY_FILE"])
    except BrokenCityFile as broken:
        raise click.ClickException(str(broken)) from broken
    new = actions.load_city(file)
    db.session.commit()
    log.info("places loaded: kelurahan=%s", new)
    click.echo(f"{file.city.name}: {new} new kelurahan.")
