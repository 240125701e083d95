"""Pages that belong to no feature: style sheet and icons, display choices, the component gallery."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.web.assets import answer
from lms.web.languages import COOKIE, LANGUAGES
from lms.web.pages import SPARING_CHOICES, SPARING_COOKIE, TEXT_SIZE_COOKIE, TEXT_SIZES, safe_path

bp = Blueprint("web", __name__, template_folder="templates")

YEAR = 365 * 24 * 3600


@bp.get("/statis/<name>")
def asset(name: str) -> Response:
    """Send the style sheet, a script or an icon."""
    return answer(current_app.extensions["assets"], name)


@bp.get("/tampilan/huruf/<size>")
def text_size(size: str) -> ResponseReturnValue:
    """Keep the reader's text size in a cookie and go back."""
    if size not in TEXT_SIZES:
        abort(404)
    return _keep(TEXT_SIZE_COOKIE, size)


@bp.get("/tampilan/bahasa/<language>")
def language(language: str) -> ResponseReturnValue:
    """Keep the reader's language in a cookie and go back."""
    if language not in LANGUAGES:
        abort(404)
    return _keep(COOKIE, language)


@bp.get("/tampilan/hemat/<choice>")
def sparing(choice: str) -> ResponseReturnValue:
    """Keep in a cookie whether the reader wants pages without pictures, and go back."""
    if choice not in SPARING_CHOICES:
        abort(404)
    return _keep(SPARING_COOKIE, choice)


@bp.get("/_components")
def gallery() -> ResponseReturnValue:
    """Show every component in every state; not in production."""
    if current_app.config["PRODUCTION"]:
        abort(404)
    return render_template("web/gallery.html")


def _keep(name: str, value: str) -> ResponseReturnValue:
    response = redirect(safe_path(request.args.get("kembali")) or url_for("front.front"), code=303)
    response.set_cookie(
        name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )
    return response
