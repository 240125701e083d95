"""Planning events and showing them."""

from flask import Blueprint

from lms.outreach.models.events import EventPhoto  # noqa: F401  # until a page uses it

bp = Blueprint("events", __name__, template_folder="../templates")
