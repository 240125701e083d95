"""After a lesson or an event: "siapa yang akan Bapak/Ibu ajari?"."""

from flask import Blueprint

from lms.outreach.models.visits import Pledge  # noqa: F401  # until a page uses it

bp = Blueprint("pledges", __name__, template_folder="../templates")
