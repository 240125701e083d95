"""The application factory: the only module that knows every feature."""

import logging
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import Flask, g, url_for
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix

from config import PROJECT, Config, Misconfigured, from_environment
from lms import logs
from lms.accounts import access, current
from lms.accounts.models import Role
from lms.assessment.models import attempt_finished
from lms.assessment.queries.attempts import tries_of
from lms.attendance.models import code_asked_about
from lms.blueprints import BLUEPRINTS
from lms.catalog.models import release_published
from lms.certification.actions.letters import erase_person as letters_of_erased
from lms.certification.actions.withdrawing import erase_person as certificates_of_erased
from lms.certification.actions.withdrawing import withdraw_above
from lms.clock import set_zone
from lms.competency.actions.appraising import appraise_after_quiz, appraise_after_work
from lms.competency.models import level_lowered
from lms.competency.queries.evidence import people_helped_by
from lms.db import db, prepare
from lms.files import storage
from lms.learning.actions import complete_after_release
from lms.learning.current import learner
from lms.learning.models import course_completed, helped_asked_about
from lms.learning.queries import task_asked_about, tries_asked_about
from lms.mentoring.actions.stopping import pair_ends_with
from lms.mentoring.queries.helping import beside, ever_beside
from lms.outreach.queries.presence import page_of_code
from lms.regions.rules import BrokenCityFile, read_city_file
from lms.reporting.views.shared import definitions
from lms.sample.queries import is_sample_city
from lms.submissions.models import people_helped, work_judged
from lms.submissions.queries.works import state_in
from lms.volunteering.actions.training import training_finished
from lms.volunteering.models import volunteer_erased, volunteer_stopped
from lms.web import assets, caching, errors, filters, fragments, languages, limits, pages, safety, sessions, tokens

log = logging.getLogger(__name__)

# Pages of the web package that visitors may open; everything else is marked at its view.
PUBLIC_WEB_VIEWS = ("web.asset", "web.text_size", "web.sparing", "web.language", "web.gallery")


def create_app(config: Config | None = None) -> Flask:
    """Build the application from a configuration, or from the environment.

    Raises SystemExit with one sentence when a setting is missing or wrong.
    """
    app = Flask("lms", static_folder=None, root_path=str(PROJECT / "lms"))
    try:
        app.config.from_object(config or from_environment())
        city = read_city_file(app.config["CITY_FILE"]).city
        limits.set_up(app)
    except (Misconfigured, BrokenCityFile, limits.UnusableLimit) as error:
        raise SystemExit(f"Sinau KIM does not start: {error}") from error
    app.config.update(
        {"CITY_NAME": city.name, "RT_SOURCE": f"{city.rt_source}, {city.rt_year}", "BABEL_DEFAULT_TIMEZONE": city.timezone}
    )
    set_zone(ZoneInfo(city.timezone))
    logs.set_up(app.config["LOG_LEVEL"])
    _set_up_database(app)
    storage.set_up(app)
    _set_up_requests(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint in PUBLIC_WEB_VIEWS:
        access.public(app.view_functions[endpoint])
    if app.testing or click.get_current_context(silent=True):
        _set_up_commands(app)
    assets.set_up(app)
    _put_behind_cache(app)
    return app


def _set_up_database(app: Flask) -> None:
    # Parameters may be names and numbers of people, so no error message shows them. A database server may have been
    # started anew since the last request, so its connections are tried before use; a file needs no trying.
    is_server = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"hide_parameters": True, "pool_pre_ping": is_server})
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    release_published.connect(complete_after_release)
    task_asked_about.connect(state_in)
    tries_asked_about.connect(tries_of)
    helped_asked_about.connect(beside)
    work_judged.connect(appraise_after_work)
    attempt_finished.connect(appraise_after_quiz)
    level_lowered.connect(withdraw_above)
    people_helped.connect(people_helped_by)
    people_helped.connect(ever_beside)
    code_asked_about.connect(page_of_code)
    course_completed.connect(training_finished)
    volunteer_stopped.connect(pair_ends_with)
    volunteer_erased.connect(letters_of_erased)
    volunteer_erased.connect(certificates_of_erased)


def _set_up_commands(app: Flask) -> None:
    """Bring in the commands and Alembic, which a worker of the server never needs: half of its start, 20 MiB."""
    from lms import commands  # noqa: PLC0415

    commands.set_up(app)


def _set_up_requests(app: Flask) -> None:
    safety.set_up(app)  # first: whether a request only reads must be known before anything asks the database
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = sessions.Sessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    current.login_manager.init_app(app)
    languages.set_up(app)
    filters.set_up(app)
    app.jinja_env.globals |= {"kept": fragments.kept, "url_for": pages.address}
    errors.set_up(app)
    tokens.Protection(app)
    app.before_request(access.require_sign_in)
    app.context_processor(lambda: _shared_words(app))


def _put_behind_cache(app: Flask) -> None:
    if app.config["PUBLIC_CACHE_SECONDS"]:
        app.wsgi_app = caching.PublicPages(  # type: ignore[method-assign]
            app.wsgi_app,
            seconds=app.config["PUBLIC_CACHE_SECONDS"],
            session_cookie=app.config["SESSION_COOKIE_NAME"],
            choices=(languages.COOKIE, pages.TEXT_SIZE_COOKIE, pages.SPARING_COOKIE),
        )


def _shared_words(app: Flask) -> dict[str, Any]:
    """Give every template what the layouts need to know."""
    viewer = None if g.get("has_failed") else current.signed_in()
    reader = learner() if viewer else None
    here = pages.page_here()
    language = languages.chosen_language()
    return {
        "viewer": viewer,
        "helped": reader.called if reader and reader.helper_id else None,
        "is_sample": not app.config["PRODUCTION"] and not g.get("has_failed") and is_sample_city(),
        "city_name": app.config["CITY_NAME"],
        "agency": app.config["AGENCY"],
        "definitions": definitions(),
        "kim_long_form": app.config["KIM_LONG_FORM"],
        "text_size": pages.chosen_text_size(),
        "here": here,
        "text_sizes": lambda: [(int(item), url_for("web.text_size", size=item, kembali=here)) for item in pages.TEXT_SIZES],
        "language": language,
        "other_languages": lambda: [
            (name, code, url_for("web.language", language=code, kembali=here))
            for code, name in languages.LANGUAGES.items()
            if code != language
        ],
        "nav_places": lambda: _places(viewer),
        "office_menu": _office_menu,
    }


MEMBERS_PLACES = 2
"""What everybody has, before what goes with a role."""


def _places(viewer: current.Viewer | None) -> list[tuple[str, str, str]]:
    """Give the places of the bar at the bottom: text, address, icon."""
    if viewer is None:
        return []
    places = [(_("Beranda"), url_for("home.home"), "home"), (_("Belajar"), url_for("learning.courses"), "book")]
    if coordinated := viewer.coordinated:
        places.append((_("Kelurahan"), url_for("kelurahan.overview", slug=coordinated.kelurahan_slug), "map"))
    if viewer.holds(Role.AGENCY):
        places.append((_("Dasbor"), url_for("dashboard.dashboard"), "map"))
    if len(places) == MEMBERS_PLACES:
        places.append((_("Kegiatan"), url_for("events.events"), "people"))
    return [*places, (_("Saya"), url_for("home.me"), "person")]


def _office_menu() -> list[tuple[str, str]]:
    return [
        (_("Beranda"), url_for("home.home")),
        (_("Ringkasan"), url_for("dashboard.dashboard")),
        (_("Semua KIM"), url_for("groups.index")),
        (_("Ajakan"), url_for("invitations.invitations")),
        (_("Relawan"), url_for("applications.city_list")),
        (_("Pertanyaan"), url_for("discussion.waiting")),
        (_("Sesi"), url_for("attendance.sessions")),
        (_("Kursus"), url_for("learning.courses")),
        (_("Kuis"), url_for("statistics.quizzes")),
        (_("Penilaian"), url_for("reviews.agreement")),
        (_("Sertifikat"), url_for("withdrawals.find")),
        (_("Fitur kota"), url_for("catalog.features")),
        (_("Laporan bulanan"), url_for("reports.index")),
        (_("Saya"), url_for("home.me")),
    ]
