"""Opening a session in a hall, entering its code, ticking people without a telephone."""

from flask import Blueprint

from lms.attendance import models  # noqa: F401

bp = Blueprint("attendance", __name__, template_folder="templates")
