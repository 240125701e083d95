"""The RT of a kelurahan, corrected by the kelurahan."""

from flask import Blueprint

bp = Blueprint("rts", __name__, template_folder="../templates")
