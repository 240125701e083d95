"""Who withdraws certificates. Looking at one's own needs no permission, and what a code leads to is for everybody."""

from lms.accounts.current import Viewer
from lms.accounts.permissions import agency_city


def can_withdraw(viewer: Viewer | None) -> bool:
    """Whether the viewer works for the agency that issues the certificates."""
    return viewer is not None and agency_city(viewer) is not None
