"""Recording and confirming visits."""

from flask import Blueprint

from lms.outreach.models.visits import Visit  # noqa: F401  # until a page uses it

bp = Blueprint("visits", __name__, template_folder="../templates")
