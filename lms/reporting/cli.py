"""`flask reporting …`: keeping the figures of every month."""

import logging
from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from lms.clock import now
from lms.db import db
from lms.regions.queries import the_city_id
from lms.reporting import actions
from lms.reporting.rules.months import read_month, written
from lms.reporting.rules.yardsticks import Yardsticks

log = logging.getLogger(__name__)
cli = AppGroup("reporting", help="Figures of the months.")


def _month(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    month = read_month(text) if text is not None else None
    if text is not None and month is None:
        raise click.BadParameter("Write the month like 2026-10.")
    return month


@cli.command("snapshot")
@click.option("--month", callback=_month, help="Look at this month anew, like 2026-10, and add what has been corrected.")
def snapshot(month: date | None) -> None:
    """Keep the figures of finished months; what was kept is never changed, a correction is added beside it."""
    by = Yardsticks.of(current_app.config)
    try:
        if month:
            taken = [actions.take_snapshot(the_city_id(), month, by=by, at=now())]
        else:
            taken = actions.take_missing_snapshots(the_city_id(), by=by, at=now())
    except actions.CannotTakeSnapshot as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    for one in taken:
        log.info("snapshot taken: month=%s added=%s corrected=%s", written(one.month), one.added, one.corrected)
        click.echo(f"{written(one.month)}: {one.added} figures kept, {one.corrected} corrected.")
    if not taken:
        click.echo("Every finished month is kept already.")
