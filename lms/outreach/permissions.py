"""Who may do what in outreach. The city's group and a kelurahan's are peers: nothing is inherited between them."""

from collections.abc import Collection

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.accounts.permissions import coordinates, oversees
from lms.kim.models import Group
from lms.outreach.models.events import Event
from lms.regions.models import Kelurahan


def brings_back(viewer: Viewer, kelurahan: Kelurahan, visitors: Collection[int | None]) -> bool:
    """Whether the viewer may say that an RT heard an answer: who was told the wish there, and who plans in its kelurahan."""
    return viewer.id in visitors or plans_in(viewer, kelurahan)


def coordinates_city(viewer: Viewer, city_id: int) -> bool:
    """Whether the viewer coordinates the city's own group."""
    return any(grant.role is Role.COORDINATOR and grant.city_id == city_id for grant in viewer.grants)


def speaks_for_city(viewer: Viewer, city_id: int) -> bool:
    """Whether the viewer may invite and plan for the city: its agency, or the coordinator of the city's group."""
    return oversees(viewer, city_id) or coordinates_city(viewer, city_id)


def plans_in(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer may plan events and set carriers in a kelurahan: its coordinator, and the agency where it must."""
    return coordinates(viewer, kelurahan) or oversees(viewer, kelurahan.city_id)


def can_plan(viewer: Viewer, event: Event) -> bool:
    """Whether the viewer may change an event, note who was there and keep its photos."""
    if event.kelurahan:
        return plans_in(viewer, event.kelurahan)
    return event.city_id is not None and speaks_for_city(viewer, event.city_id)


def coordinates_group(viewer: Viewer, group: Group) -> bool:
    """Whether the viewer is the coordinator of a group."""
    wanted = (group.city_id, group.kelurahan_id)
    return any(grant.role is Role.COORDINATOR and (grant.city_id, grant.kelurahan_id) == wanted for grant in viewer.grants)
