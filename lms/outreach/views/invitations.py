"""Invitations of the city, and what groups and people answer."""

from flask import Blueprint

from lms.outreach.models.invitations import Guest  # noqa: F401  # until a page uses it

bp = Blueprint("invitations", __name__, template_folder="../templates")
