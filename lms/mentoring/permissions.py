"""Who sits beside whom. Whether one person may be helped is `lms.learning.current.can_help`."""

from lms.accounts.current import Viewer
from lms.mentoring.queries import kelurahan_helped_by


def can_mentor(viewer: Viewer) -> bool:
    """Whether the viewer helps people anywhere: a kelurahan's mentor or coordinator."""
    return bool(kelurahan_helped_by(viewer))
