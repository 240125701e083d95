"""Who carries the word to which RT, and the grid of what was reached."""

from flask import Blueprint

from lms.outreach.models.visits import Carrier  # noqa: F401  # until a page uses it

bp = Blueprint("carriers", __name__, template_folder="../templates")
