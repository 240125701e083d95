"""People from a file: shown first, taken over when somebody says so."""

from flask import Blueprint

bp = Blueprint("lists", __name__, template_folder="../templates")
