"""Who may see named levels, watch a practical check, accept a deed, take a level back. The agency never sees names."""

from datetime import date

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.accounts.permissions import coordinates, oversees
from lms.competency.models import PracticalCheck
from lms.competency.queries.standing import chairs
from lms.learning.current import HELPING, can_help
from lms.regions.models import Kelurahan
from lms.submissions.queries.queue import has_helped
from lms.submissions.rules.judging import area_of


def assesses_anywhere(viewer: Viewer) -> bool:
    """Whether the viewer is an assessor at all."""
    return bool(area_of(viewer))


def assesses(viewer: Viewer, person: Person) -> bool:
    """Whether somebody lies in the area the viewer judges."""
    home = person.kelurahan
    return area_of(viewer).covers(home.id if home else None, home.city_id if home else None)


def can_judge(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer may judge somebody: an assessor of the area, never the person, nor who may help or ever helped them."""
    if viewer.id == person.id or can_help(viewer, person):
        return False
    return assesses(viewer, person) and not has_helped(viewer.id, person.id)


def watches_somewhere(viewer: Viewer) -> bool:
    """Whether the viewer does practical checks: mentors and coordinators."""
    return any(viewer.holds(role) for role in HELPING)


def can_correct(viewer: Viewer, check: PracticalCheck, person: Person) -> bool:
    """Whether the viewer may correct a check of somebody: who stands for it, and the coordinator of the kelurahan."""
    is_coordinator = person.kelurahan is not None and coordinates(viewer, person.kelurahan)
    return can_help(viewer, person) and (is_coordinator or check.observer_id == viewer.id)


def can_see_named(viewer: Viewer, kelurahan: Kelurahan, *, on: date) -> bool:
    """Whether the viewer sees the named levels of a kelurahan's KIM: its coordinator and its chair."""
    return coordinates(viewer, kelurahan) or chairs(viewer.id, kelurahan.id, on=on)


def can_see_counts(viewer: Viewer, kelurahan: Kelurahan, *, on: date) -> bool:
    """Whether the viewer sees how many stand where in a kelurahan: also the agency."""
    return oversees(viewer, kelurahan.city_id) or can_see_named(viewer, kelurahan, on=on)


def can_see_levels(viewer: Viewer, person: Person, *, on: date) -> bool:
    """Whether the viewer sees one person's levels: themselves, who may help them, assessors of the area, their chair."""
    if viewer.id == person.id or can_help(viewer, person) or assesses(viewer, person):
        return True
    return person.kelurahan is not None and can_see_named(viewer, person.kelurahan, on=on)
