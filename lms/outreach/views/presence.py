"""Who was there: by code, by tick, from paper."""

from flask import Blueprint

from lms.outreach.models.events import Presence  # noqa: F401  # until a page uses it

bp = Blueprint("presence", __name__, template_folder="../templates")
