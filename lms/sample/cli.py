"""`flask sample …`: a city of invented people to look at, and the links into it."""

import json
import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.regions.queries import the_city_id
from lms.reporting.actions import take_missing_snapshots
from lms.reporting.rules.yardsticks import Yardsticks
from lms.sample import queries
from lms.sample.actions import loading as actions

log = logging.getLogger(__name__)
cli = AppGroup("sample", help="A city of invented people.")


@cli.command("load")
def load() -> None:
    """Fill an empty site with invented people; refused in production and where anybody is already."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("The sample city is never loaded in production.")
    try:
        people = actions.load_sample_city(at=now(), secret=current_app.config["SECRET_KEY"])
        take_missing_snapshots(the_city_id(), by=Yardsticks.of(current_app.config), at=now())
    except actions.CannotLoadSample as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    log.info("sample city loaded: people=%s", people)
    click.echo(f"{people} invented people.")


@cli.command("links")
def links() -> None:
    """Print the sign-in links of the sample city, by role, as JSON and nothing else."""
    if not queries.is_sample_city():
        raise click.ClickException("No sample city is loaded. Run `flask sample load` first.")
    found = actions.sample_links(current_app.config["SITE_URL"], current_app.config["SECRET_KEY"])
    click.echo(json.dumps(found, indent=2))
