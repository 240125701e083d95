"""Visits with what residents said at them, written straight into the tables, as if some days ago."""

from datetime import datetime, timedelta
from uuid import uuid4

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.outreach.models.visits import Aspiration, Channel, Visit
from lms.outreach.models.words import Forum, Topic
from lms.regions.models import Kelurahan, Rt
from lms.regions.queries import rt_of

STEPS = ("told", "forwarded", "answered", "returned")


def a_told_visit(rt: Rt, recorder: Person, days: float = 10, *, beside: Person | None = None) -> Visit:
    """A visit so many days ago, not confirmed yet."""
    at = now() - timedelta(days=days)
    visit = Visit(key=uuid4(), rt_id=rt.id, recorder_id=recorder.id, visited_on=at.date(), recorded_at=at, from_paper=False)
    visit.beside_id = beside.id if beside else None
    visit.forum, visit.topic, visit.questions = Forum.RT_MEETING, Topic.TECHNOLOGY, 1
    visit.children, visit.youths, visit.adults, visit.seniors = 0, 2, 5, 3
    db.session.add(visit)
    db.session.flush()
    return visit


def an_aspiration(
    rt: Rt, recorder: Person, step: str = "told", *, days: float = 10, words: str = "Lampu jalan mati.", **columns: object
) -> Aspiration:
    """Told so many days ago and moved on as far as the step, a day between the moves; further columns as given."""
    visit = a_told_visit(rt, recorder, days)
    found = Aspiration(visit_id=visit.id, number=1, rt_id=rt.id, topic=Topic.ENVIRONMENT, words=words, told_at=visit.recorded_at)
    reached = STEPS.index(step)
    if reached > 0:
        found.channel, found.sent_to, found.reference = Channel.KELURAHAN, "Kantor kelurahan", None
        found.forwarded_at, found.forwarded_by_id = _after(found, 1), recorder.id
    if reached > 1:
        found.answer, found.answered_at, found.answered_by_id = "Minggu depan diganti.", _after(found, 2), recorder.id
    if reached > 2:
        found.returned_at, found.returned_by_id, found.returned_forum = _after(found, 3), recorder.id, Forum.RT_MEETING
    for name, value in columns.items():
        setattr(found, name, value)
    db.session.add(found)
    db.session.flush()
    return found


def first_rt(kelurahan: Kelurahan) -> Rt:
    return rt_of(kelurahan.id)[0]


def _after(found: Aspiration, days: int) -> datetime:
    return found.told_at + timedelta(days=days)
