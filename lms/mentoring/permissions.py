"""Who sits beside whom, and who answers for a pair. Whether one person may be helped is `lms.learning.current.can_help`."""

from enum import StrEnum

from lms.accounts.current import Viewer
from lms.accounts.permissions import can_see_people
from lms.mentoring.models import Pair
from lms.mentoring.queries.helping import kelurahan_helped_by
from lms.regions.models import Kelurahan


class Side(StrEnum):
    """What somebody is to a pair. Who is in it is never its officer as well."""

    VOLUNTEER = "volunteer"
    SENIOR = "senior"
    STAND_IN = "stand_in"
    OFFICER = "officer"
    FORMER = "former"
    """Stood in during a pause that is over, and still has a meeting to mark; changes nothing of the pair."""


INSIDE = frozenset({Side.VOLUNTEER, Side.SENIOR, Side.OFFICER})
"""Who decides about a pair: whether it goes on, rests or ends."""


def can_mentor(viewer: Viewer) -> bool:
    """Whether the viewer helps people anywhere: a kelurahan's mentor or coordinator."""
    return bool(kelurahan_helped_by(viewer))


def can_pair_in(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    """Whether the viewer pairs the people of a kelurahan: its coordinator, or the agency."""
    return can_see_people(viewer, kelurahan)


def side_of(viewer: Viewer, pair: Pair) -> Side | None:
    """Give what the viewer is to a pair now; None for a stranger, and for who stood in before."""
    inside = {pair.stand_in_id: Side.STAND_IN, pair.senior_id: Side.SENIOR, pair.volunteer_id: Side.VOLUNTEER}
    return inside.get(viewer.id) or (Side.OFFICER if can_see_people(viewer, pair.kelurahan) else None)


def gives_hours(viewer: Viewer, pair: Pair, volunteer_id: int) -> bool:
    """Whether a meeting's hours are the viewer's own, so that they mark only the volunteer's side of it."""
    return viewer.id == volunteer_id and viewer.id != pair.senior_id
