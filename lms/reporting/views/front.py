"""The front door, and the pages that explain the site."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import public
from lms.accounts.current import signed_in
from lms.clock import now
from lms.reporting.rules.measures import MEASURES
from lms.reporting.rules.words import SPANS, UNITS
from lms.reporting.views.shared import coordinator_of, present_figures
from lms.volunteering.queries.needs import wanted_in
from lms.volunteering.rules.needs import Ratios
from lms.web.pages import shared

bp = Blueprint("front", __name__, template_folder="../templates")


@bp.get("/")
@public
@shared
def front() -> ResponseReturnValue:
    """Show the three doors, each with a figure from the database."""
    figures, wanted = present_figures(), wanted_in(None, Ratios.of(current_app.config), on=now().date())
    return render_template(
        "reporting/front.html",
        figures=figures,
        lessons=sum(len(course.lessons) for course in figures.courses),
        open_places=sum(one.missing for one in wanted if one.is_asked_for),
    )


@bp.get("/bantuan")
@public
@shared
def help_page() -> ResponseReturnValue:
    """Tell where help is to be had; who is signed in also reads who coordinates their KIM."""
    config = current_app.config
    return render_template(
        "reporting/help.html",
        phone=config["HELP_PHONE"],
        whatsapp=config["HELP_WHATSAPP"],
        address=config["HELP_ADDRESS"],
        coordinator=coordinator_of(signed_in()),
    )


@bp.get("/privasi")
@public
@shared
def privacy() -> ResponseReturnValue:
    """Tell what is kept of people, why, and for how long."""
    config = current_app.config
    return render_template("reporting/privacy.html", draft_days=config["DRAFT_DAYS"], device_days=config["DEVICE_DAYS"])


@bp.get("/aksesibilitas")
@public
@shared
def accessibility() -> ResponseReturnValue:
    """Tell how the site can be used by everyone, and where it still falls short."""
    return render_template("reporting/accessibility.html")


@bp.get("/arti-ukuran")
@public
@shared
def meanings() -> ResponseReturnValue:
    """Explain every figure: what is counted, over whom, from which source."""
    return render_template("reporting/meanings.html", measures=MEASURES, units=UNITS, spans=SPANS)
