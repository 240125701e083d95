"""Who may do what in which place. No permission is inherited between the city's group and a kelurahan's."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.regions.models import Kelurahan


def oversees(viewer: Viewer, city_id: int) -> bool:
    """Whether the viewer works for the agency of a city."""
    return any(grant.role is Role.AGENCY and grant.city_id == city_id for grant in viewer.grants)


def agency_city(viewer: Viewer) -> int | None:
    """Give the id of the city whose agency the viewer works for; None for everybody else."""
    return next((grant.city_id for grant in viewer.grants if grant.role is Role.AGENCY), None)


def coordinates(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer is coordinator of this kelurahan."""
    return any(grant.role is Role.COORDINATOR and grant.kelurahan_id == kelurahan.id for grant in viewer.grants)


def can_see_people(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer may see names and progress of a kelurahan's people: its coordinator or the agency."""
    return coordinates(viewer, kelurahan) or oversees(viewer, kelurahan.city_id)
