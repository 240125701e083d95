"""The public figures as open data, with their dictionary."""

from flask import Blueprint

bp = Blueprint("open_data", __name__, template_folder="../templates")
