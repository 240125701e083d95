"""The monthly report of the city and of a kelurahan."""

from flask import Blueprint

from lms.reporting.models import Snapshot  # noqa: F401  # until a page uses it

bp = Blueprint("reports", __name__, template_folder="../templates")
