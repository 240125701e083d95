"""The page of the head of an RT, opened by link."""

from flask import Blueprint

from lms.outreach.models.visits import RtLink  # noqa: F401  # until a page uses it

bp = Blueprint("rt_links", __name__, template_folder="../templates")
