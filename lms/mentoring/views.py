"""Choosing whom to sit beside, and stopping."""

from flask import Blueprint

bp = Blueprint("mentoring", __name__, template_folder="templates")
