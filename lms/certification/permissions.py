"""Who withdraws certificates and signs letters. Looking at one's own needs no permission; a code is for everybody."""

from lms.accounts.current import Viewer
from lms.accounts.permissions import agency_city
from lms.regions.models import Kelurahan
from lms.volunteering.permissions import can_answer_city, can_answer_in


def can_withdraw(viewer: Viewer | None) -> bool:
    """Whether the viewer works for the agency that issues the certificates."""
    return viewer is not None and agency_city(viewer) is not None


def can_sign_in(viewer: Viewer, kelurahan: Kelurahan | None) -> bool:
    """Whether the viewer signs and withdraws the letters of a kelurahan's volunteers; of people from outside the agency does."""
    return can_answer_in(viewer, kelurahan) if kelurahan else can_answer_city(viewer)
