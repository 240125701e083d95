"""Who may say what is known of the city's features."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role


def can_check_features(viewer: Viewer) -> bool:
    """Whether the viewer reads reports of different screens and says whether a feature is there: the agency."""
    return viewer.holds(Role.AGENCY)
