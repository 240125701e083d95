"""Reading meetings."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.mentoring.models import Meeting, Pair
from lms.mentoring.rules import meetings as rules

LONGEST = timedelta(minutes=max(rules.CHOICES))


def meetings_of(pair_id: int) -> list[Meeting]:
    """Give the meetings of a pair, the earliest first; one statement."""
    return list(db.session.scalars(select(Meeting).where(Meeting.pair_id == pair_id).order_by(Meeting.starts_at)))


def meeting_in(pair: Pair, meeting_id: int) -> Meeting | None:
    """Find a meeting of a pair."""
    return db.session.scalars(select(Meeting).where(Meeting.id == meeting_id, Meeting.pair_id == pair.id)).one_or_none()


def meeting_with(key: object) -> Meeting | None:
    """Find the meeting a form has planned."""
    return db.session.scalars(select(Meeting).where(Meeting.key == key)).one_or_none()


def cancelled_within(pair_id: int, starts_at: datetime) -> list[Meeting]:
    """Give the meetings of a pair that were called off and began at a moment or less than a second later, in their order."""
    found = select(Meeting).where(
        Meeting.pair_id == pair_id,
        Meeting.cancelled_at.is_not(None),
        Meeting.starts_at >= starts_at,
        Meeting.starts_at < starts_at + timedelta(seconds=1),
    )
    return list(db.session.scalars(found.order_by(Meeting.starts_at)))


def volunteers_of(pair: Pair) -> list[Person]:
    """Give who sat or sits beside the senior of a pair: its volunteer first, then stand-ins; one statement."""
    met = select(Meeting.volunteer_id).where(Meeting.pair_id == pair.id)
    found = select(Person).where(or_(Person.id == pair.volunteer_id, Person.id == pair.stand_in_id, Person.id.in_(met)))
    return sorted(db.session.scalars(found), key=lambda person: (person.id != pair.volunteer_id, person.id))


def held(meeting_id: int) -> Meeting:
    """Take hold of a meeting until the end of the transaction, as the database has it now."""
    return db.session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)


def is_code_taken(code: str) -> bool:
    """Tell whether another meeting holds a code; one statement."""
    return db.session.scalar(select(Meeting.id).where(Meeting.code == code)) is not None


def hold_people(person_ids: Collection[int]) -> None:
    """Take hold of people until the end of the transaction, so that nobody plans for one of them meanwhile."""
    found = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    db.session.execute(found.with_for_update(key_share=True)).all()


def around(person_ids: Collection[int], start: datetime, minutes: int) -> list[Meeting]:
    """Give the meetings of any of several people that overlap a span of time; one statement."""
    near = Meeting.starts_at > start - LONGEST, Meeting.starts_at < start + timedelta(minutes=minutes)
    theirs = or_(Meeting.volunteer_id.in_(person_ids), Pair.senior_id.in_(person_ids))
    found = select(Meeting).join(Pair, Meeting.pair_id == Pair.id).where(theirs, Meeting.cancelled_at.is_(None), *near)
    return [item for item in db.session.scalars(found) if rules.overlap(item, start, minutes)]


def disputed_in(kelurahan_id: int) -> list[Meeting]:
    """Give the meetings of a kelurahan that the coordinator has to decide about, oldest first; one statement."""
    found = (
        select(Meeting)
        .options(joinedload(Meeting.pair).joinedload(Pair.volunteer), joinedload(Meeting.pair).joinedload(Pair.senior))
        .join(Pair, Meeting.pair_id == Pair.id)
        .where(
            Pair.kelurahan_id == kelurahan_id,
            Meeting.disputed_at.is_not(None),
            Meeting.counts.is_(None),
            Meeting.cancelled_at.is_(None),
        )
    )
    return list(db.session.scalars(found.order_by(Meeting.disputed_at)))
