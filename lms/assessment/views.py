"""Quizzes, one question a page, and the check before and after a course."""

from flask import Blueprint

from lms.assessment import models  # noqa: F401

bp = Blueprint("assessment", __name__, template_folder="templates")
