"""Pairs with meetings that both confirmed, as if over the last weeks."""

from datetime import datetime, timedelta
from uuid import uuid4

from lms.accounts.models import Person
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from lms.mentoring.models import Meeting, Pair, PairState
from lms.regions.models import Kelurahan


def paired(
    volunteer: Person, senior: Person, kelurahan: Kelurahan, *, state: PairState = PairState.RUNNING, days_ago: int = 50
) -> Pair:
    since = now() - timedelta(days=days_ago)
    said = None if state is PairState.PROPOSED else since
    pair = Pair(
        key=uuid4(),
        volunteer_id=volunteer.id,
        senior_id=senior.id,
        kelurahan_id=kelurahan.id,
        domain=Domain.K2,
        level=2,
        meetings_planned=6,
        place="Balai kelurahan",
        state=state,
        state_since=since,
        proposed_at=since,
        proposed_by_id=senior.id,
        volunteer_agreed_at=said,
        senior_agreed_at=said,
        confirmed_at=None if state in {PairState.PROPOSED, PairState.AGREED} else since,
    )
    db.session.add(pair)
    db.session.flush()
    return pair


def met(pair: Pair, *, days_ago: float = 10, minutes: int = 60, confirmed: bool = True, late: bool = False) -> Meeting:
    """Let a pair meet; confirmed by both the same day, or days later as from paper, or by nobody."""
    starts_at = now() - timedelta(days=days_ago)
    said: datetime | None = starts_at + (timedelta(days=5) if late else timedelta(minutes=minutes)) if confirmed else None
    meeting = Meeting(
        key=uuid4(),
        pair_id=pair.id,
        volunteer_id=pair.volunteer_id,
        starts_at=starts_at,
        minutes=minutes,
        place=pair.place,
        planned_by_id=pair.volunteer_id,
        planned_at=starts_at - timedelta(days=2),
        volunteer_said_at=said,
        senior_said_at=said,
        from_paper=late,
        taught_back="",
        dispute="",
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting
