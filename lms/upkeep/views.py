"""Whether the site is alive, for whatever watches it."""

import logging

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from lms.accounts.access import public
from lms.upkeep.queries import revision

log = logging.getLogger(__name__)
bp = Blueprint("upkeep", __name__)


@bp.get("/sehat")
@public
def health() -> ResponseReturnValue:
    """Tell whether the database answers and at which revision it is: 200 when it does, otherwise 503."""
    try:
        found = revision()
    except DBAPIError as error:
        log.warning("database does not answer: %s", type(error).__name__)
        return _answer("failing", None), 503
    if found is None:
        return _answer("not set up", None), 503
    return _answer("ok", found), 200


def _answer(database: str, revision: str | None) -> Response:
    answer = jsonify(status="ok" if database == "ok" else "failing", database=database, revision=revision)
    answer.cache_control.no_store = True
    return answer
