"""Who may do what in a group. The city's group and a kelurahan's are peers: nothing is inherited between them."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.accounts.permissions import can_see_people, oversees
from lms.regions.models import City, Kelurahan


def manages(viewer: Viewer, place: City | Kelurahan) -> bool:
    """Whether the viewer keeps the people of a place's group: its own coordinator, or the agency."""
    if isinstance(place, Kelurahan):
        return can_see_people(viewer, place)
    own = any(grant.role is Role.COORDINATOR and grant.city_id == place.id for grant in viewer.grants)
    return own or oversees(viewer, place.id)


def appoints(viewer: Viewer, place: City | Kelurahan) -> bool:
    """Whether the viewer may say who coordinates a group: the agency alone."""
    return oversees(viewer, place.city_id if isinstance(place, Kelurahan) else place.id)
