"""What becomes of a pair whose volunteer stops."""

from datetime import datetime

from lms.audit.actions import record
from lms.mentoring.actions.closing import close, stop_standing_in
from lms.mentoring.models import EndReason, PairState
from lms.mentoring.queries.pairs import pair_of
from lms.volunteering.models import Reason

_WHY = {Reason.SAFETY: EndReason.SAFETY, Reason.NO_CONTACT: EndReason.SILENCE}


def pair_ends_with(person_id: int, *, reason: Reason | None, at: datetime) -> None:
    """End the pair of a volunteer who leaves, is declined or erased, and where they stand in; without one nothing happens."""
    stop_standing_in(person_id, at=at)
    pair = pair_of(person_id)
    if pair is None or pair.volunteer_id != person_id:
        return
    close(pair, PairState.ENDED, _WHY.get(reason, EndReason.LEFT) if reason else EndReason.LEFT, at=at)
    record("end", "mentoring_pair", pair.id, actor_id=None, at=at, reason=pair.end_reason)
