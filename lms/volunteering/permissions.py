"""Who may answer an application. What a viewer may not know exists is left out by `queries.visible_to`."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.accounts.permissions import can_see_people
from lms.regions.models import Kelurahan


def can_answer_in(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer answers the applications of a kelurahan: its coordinator, or the agency for it."""
    return can_see_people(viewer, kelurahan)


def can_answer_city(viewer: Viewer) -> bool:
    """Whether the viewer sees applications of the whole city: the agency, and coordinators of the city's group."""
    return viewer.holds(Role.AGENCY) or any(grant.role is Role.COORDINATOR and grant.city_id for grant in viewer.grants)


def can_manage_cohorts(viewer: Viewer) -> bool:
    """Whether the viewer makes cohorts: the agency."""
    return viewer.holds(Role.AGENCY)


def can_ask_for(viewer: Viewer, kelurahan: Kelurahan, *, is_coordinated: bool) -> bool:
    """Whether the viewer decides what a kelurahan asks for: its coordinator, the agency, the city's group where nobody is."""
    city_group = any(grant.role is Role.COORDINATOR and grant.city_id == kelurahan.city_id for grant in viewer.grants)
    return can_see_people(viewer, kelurahan) or (city_group and not is_coordinated)
