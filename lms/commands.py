"""Every command of every feature, and the migrations: loaded for the command line only."""

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from config import PROJECT
from lms.accounts import cli as accounts_cli
from lms.catalog import cli as catalog_cli
from lms.certification import cli as certification_cli
from lms.db import db
from lms.kim import cli as kim_cli
from lms.learning import cli as learning_cli
from lms.mentoring import cli as mentoring_cli
from lms.outreach import cli as outreach_cli
from lms.regions import cli as regions_cli
from lms.reporting import cli as reporting_cli
from lms.sample import cli as sample_cli
from lms.submissions import cli as submissions_cli
from lms.upkeep import cli as upkeep_cli
from lms.volunteering import cli as volunteering_cli

COMMANDS: tuple[AppGroup | click.Command, ...] = (
    regions_cli.cli,
    kim_cli.cli,
    accounts_cli.cli,
    catalog_cli.cli,
    learning_cli.cli,
    volunteering_cli.cli,
    mentoring_cli.cli,
    outreach_cli.cli,
    submissions_cli.cli,
    certification_cli.cli,
    reporting_cli.cli,
    sample_cli.cli,
    upkeep_cli.serve,
    upkeep_cli.set_up,
    upkeep_cli.backup,
    upkeep_cli.restore,
)


def set_up(app: Flask) -> None:
    """Give an application its commands."""
    Migrate(app, db, directory=str(PROJECT / "migrations"), render_as_batch=True)
    for command in COMMANDS:
        app.cli.add_command(command)
