"""Who may answer an application. What a viewer may not know exists is left out by `queries.visible_to`."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.accounts.permissions import can_see_people, oversees
from lms.regions.models import City, Kelurahan


def can_answer_in(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer answers the applications of a kelurahan: its coordinator, or the agency for it."""
    return can_see_people(viewer, kelurahan)


def can_answer_city(viewer: Viewer) -> bool:
    """Whether the viewer sees applications of the whole city: the agency, and coordinators of the city's group."""
    return viewer.holds(Role.AGENCY) or any(grant.role is Role.COORDINATOR and grant.city_id for grant in viewer.grants)


def can_follow(viewer: Viewer, kelurahan: Kelurahan | None) -> bool:
    """Whether the viewer looks after the pairs and letters of a kelurahan's volunteers, or of those from outside the city."""
    return can_answer_in(viewer, kelurahan) if kelurahan else can_answer_city(viewer)


def can_manage_cohorts(viewer: Viewer) -> bool:
    """Whether the viewer makes cohorts: the agency."""
    return viewer.holds(Role.AGENCY)


def can_ask_for(viewer: Viewer, kelurahan: Kelurahan, *, is_coordinated: bool) -> bool:
    """Whether the viewer decides what a kelurahan asks for: its coordinator, the agency, the city's group where nobody is."""
    return can_see_people(viewer, kelurahan) or (_coordinates_city(viewer, kelurahan.city_id) and not is_coordinated)


def can_ask_for_city(viewer: Viewer, city: City) -> bool:
    """Whether the viewer decides what the city's own group asks for: its coordinator, or the agency."""
    return oversees(viewer, city.id) or _coordinates_city(viewer, city.id)


def _coordinates_city(viewer: Viewer, city_id: int) -> bool:
    return any(grant.role is Role.COORDINATOR and grant.city_id == city_id for grant in viewer.grants)
