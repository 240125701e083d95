"""Meeting mode: a lesson on a projector or a phone passed around."""

from flask import Blueprint

bp = Blueprint("screens", __name__, template_folder="../templates")
