"""Who leads sessions. A session of another place is left out by `queries.visible_to`."""

from lms.accounts.current import Viewer
from lms.attendance.rules import places_of


def can_lead(viewer: Viewer) -> bool:
    """Whether the viewer leads sessions anywhere: a kelurahan's mentor or coordinator, or the agency."""
    return bool(places_of(viewer))
