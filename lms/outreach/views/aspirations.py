"""What residents said: sent on, answered, brought back."""

from flask import Blueprint

from lms.outreach.models.visits import Aspiration  # noqa: F401  # until a page uses it

bp = Blueprint("aspirations", __name__, template_folder="../templates")
