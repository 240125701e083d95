"""The pictures of the courses."""

from flask import Blueprint, Response, abort

from lms.accounts.access import public
from lms.catalog import queries

bp = Blueprint("catalog", __name__)


@bp.get("/media/<digest>/<name>")
@public
def media(digest: str, name: str) -> Response:
    """Send a picture, to be kept for a year: another picture has another address."""
    content = queries.media(digest, name)
    if content is None:
        abort(404)
    response = Response(content, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
    return response
