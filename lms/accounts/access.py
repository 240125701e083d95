"""Closed by default: a page is for signed-in people unless its view is marked public."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.current import signed_in

View = TypeVar("View", bound=Callable[..., Any])

_PUBLIC = "is_public"


def public(view: View) -> View:
    """Open a view to visitors. The list of public endpoints is pinned in a test."""
    setattr(view, _PUBLIC, True)
    return view


def is_public(endpoint: str) -> bool:
    """Tell whether an endpoint is open to visitors."""
    return getattr(current_app.view_functions[endpoint], _PUBLIC, False)


def require_sign_in() -> ResponseReturnValue | None:
    """Send a visitor who asks for a closed page to the sign-in page, and remember where they were going."""
    if request.endpoint is None or is_public(request.endpoint) or signed_in():
        return None
    going_to = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else None
    return redirect(url_for("accounts.sign_in", lanjut=going_to), code=303)


def allow(permitted: bool) -> None:  # noqa: FBT001 (it reads as a sentence: allow(can_review(...)))
    """Stop with 403 unless the permission is given."""
    if not permitted:
        abort(403)
