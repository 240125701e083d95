"""`flask accounts …`: the first officer of the agency, and sign-in links from the command line."""

import logging

import click
from flask import current_app
from flask.cli import AppGroup

from lms.accounts import actions
from lms.accounts.models import Honorific, Person
from lms.clock import now
from lms.db import db
from lms.regions.queries import the_city

log = logging.getLogger(__name__)
cli = AppGroup("accounts", help="Staff accounts and sign-in links.")


@cli.command("add-staff")
@click.argument("name")
@click.argument("username")
@click.option("--honorific", type=click.Choice([item.value for item in Honorific]), default="none")
@click.password_option()
def add_staff(name: str, username: str, honorific: str, password: str) -> None:
    """Add an officer of the agency; the password is asked for."""
    try:
        person = actions.add_staff(name, username, password, honorific=Honorific(honorific), city=the_city(), at=now())
    except actions.CannotAddStaff as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    log.info("staff added: person=%s", person.id)
    click.echo(f"Added person {person.id}.")


@cli.command("link")
@click.argument("person_id", type=int)
def link(person_id: int) -> None:
    """Make a new sign-in link for a person; older cards and links of theirs stop working."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise click.ClickException(f"There is no person {person_id}.")
    if person.left_at:
        raise click.ClickException(f"Person {person_id} has left, and could not sign in with a link.")
    token = actions.issue_card(person, by_id=None, at=now())
    db.session.commit()
    log.info("card issued: person=%s", person_id)
    click.echo(f"{current_app.config['SITE_URL']}/k/{token}")
