"""Who serves in a group: terms, decrees, hand-over, and waking a sleeping group."""

from flask import Blueprint

bp = Blueprint("officers", __name__, template_folder="../templates")
