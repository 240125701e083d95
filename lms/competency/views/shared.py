"""What several pages of this feature begin with."""

from flask import abort, current_app

from lms.competency.models import Domain


def level_months() -> int:
    """Give for how many months a level counts."""
    months: int = current_app.config["LEVEL_MONTHS"]
    return months


def domain_or_404(text: str) -> Domain:
    """Read a domain from an address."""
    return Domain(text) if text in set(Domain) else abort(404)
