"""Questions under a lesson, answered by mentors and staff."""

from flask import Blueprint

from lms.discussion import models  # noqa: F401

bp = Blueprint("discussion", __name__, template_folder="templates")
