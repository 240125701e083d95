"""`flask set-up`, `flask serve`, `flask backup`, `flask restore`: the life of one installation."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.files.storage import UPLOADS, storage
from lms.regions.queries import the_city_id
from lms.reporting.actions import take_missing_snapshots
from lms.reporting.rules.yardsticks import Yardsticks
from lms.sample.actions.loading import CannotLoadSample, load_sample_city, sample_links
from lms.sample.queries import has_people, is_sample_city
from lms.upkeep.actions import backing_up, restoring, serving, setting_up

log = logging.getLogger(__name__)


@click.command("set-up")
@with_appcontext
def set_up() -> None:
    """Bring the database up to date and load places, groups and courses; safe to run at any time."""
    with _one_sentence():
        _set_up()
    click.echo("The site is set up.")


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Set up, then serve the site at HOST and PORT until Ctrl-C; a new local site gets the sample city."""
    settings = current_app.config
    pid_file = settings["DATA"] / "sinau.pid"
    with _one_sentence():
        serving.refuse_taken_address(settings["HOST"], settings["PORT"])
        _set_up()
        if not settings["PRODUCTION"] and not storage().url and not has_people():  # a bucket is opened in the workers only
            _load_sample()
        _greet()
        serving.write_pid(pid_file)
    db.session.remove()
    db.engine.dispose()
    sys.stdout.flush()
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    serving.serve(application, host=settings["HOST"], port=settings["PORT"], workers=settings["WORKERS"], pid_file=pid_file)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything the site keeps into FILE, a new .tar.gz; the site may go on running meanwhile."""
    with _one_sentence():
        manifest = backing_up.write_backup(file, uploads=_uploads(), at=now())
    log.info("backup written: tables=%s rows=%s uploads=%s", len(manifest.tables), manifest.rows, len(manifest.uploads))
    click.echo(f"{file}: {manifest.rows} rows and {len(manifest.uploads)} uploads at revision {manifest.revision}.")
    _say_what_is_elsewhere()


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the backup FILE into a new, empty installation; refuses any other."""
    with _one_sentence():
        _data_folder()
        manifest = restoring.restore_backup(file, uploads=_uploads(), migrations=_migrations())
        db.session.commit()
    log.info("backup restored: tables=%s rows=%s uploads=%s", len(manifest.tables), manifest.rows, len(manifest.uploads))
    click.echo(f"{manifest.rows} rows and {len(manifest.uploads)} uploads of {manifest.made_at:%Y-%m-%d %H:%M} UTC are back.")
    _say_what_is_elsewhere()


def _say_what_is_elsewhere() -> None:
    if storage().url:
        click.echo(f"Files that people sent are in {storage().url}, not in the archive: keep copies of that bucket as well.")


def _set_up() -> None:
    _data_folder()
    storage().check()
    head = setting_up.migrate(_migrations())
    loaded = setting_up.load_files(current_app.config["CITY_FILE"], current_app.config["COURSES"], at=now())
    db.session.commit()
    log.info(
        "site set up: revision=%s kelurahan=%s groups=%s releases=%s", head, loaded.kelurahan, loaded.groups, len(loaded.releases)
    )


def _load_sample() -> None:
    try:
        people = load_sample_city(at=now(), secret=current_app.config["SECRET_KEY"])
        take_missing_snapshots(the_city_id(), by=Yardsticks.of(current_app.config), at=now())
    except CannotLoadSample as refusal:
        db.session.rollback()
        click.echo(f"The site starts without people: {refusal}")
    else:
        db.session.commit()
        log.info("sample city loaded: people=%s", people)


def _greet() -> None:
    settings = current_app.config
    click.echo(f"\nSinau KIM: {settings['SITE_URL']}   (stop with Ctrl-C)")
    if not settings["PRODUCTION"] and is_sample_city():
        click.echo("The people here are invented. Sign in as one of them:")
        for role, link in sample_links(settings["SITE_URL"], settings["SECRET_KEY"]).items():
            click.echo(f"  {role:<20}{link}")


def _data_folder() -> None:
    current_app.config["DATA"].mkdir(parents=True, exist_ok=True)


def _uploads() -> Path:
    return Path(current_app.config["DATA"], UPLOADS)


def _migrations() -> Path:
    return Path(current_app.extensions["migrate"].directory)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what an operator can mend into one sentence and exit code 1; with LOG_LEVEL=DEBUG the trace is logged."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except DBAPIError as error:
        log.debug("database failed", exc_info=error)
        address = db.engine.url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise click.ClickException(f"The database {address} cannot be used: {reason.rstrip('.')}.") from error
    except OSError as error:
        log.debug("file failed", exc_info=error)
        raise click.ClickException(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.") from error
