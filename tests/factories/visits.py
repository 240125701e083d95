"""Visits, carriers and links, written straight into the tables."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.outreach.actions import linking
from lms.outreach.models.visits import Carrier, Visit
from lms.outreach.models.words import Forum, Topic
from lms.regions.models import Kelurahan, Rt


def rt_numbered(kelurahan: Kelurahan, number: int) -> Rt:
    return db.session.scalars(select(Rt).where(Rt.kelurahan_id == kelurahan.id, Rt.label == str(number))).one()


def a_visit(rt: Rt, recorder: Person, *, days_ago: int = 1, confirmed_by: Person | None = None, **columns: object) -> Visit:
    moment = now() - timedelta(days=days_ago)
    visit = Visit(key=uuid4(), rt_id=rt.id, recorder_id=recorder.id, visited_on=moment.date(), recorded_at=moment)
    visit.forum, visit.topic, visit.questions, visit.from_paper = Forum.RT_MEETING, Topic.TECHNOLOGY, 0, False
    visit.children, visit.youths, visit.adults, visit.seniors = 0, 3, 9, 4
    if confirmed_by:
        visit.confirmed_at, visit.confirmed_by_id = moment, confirmed_by.id
    for name, value in columns.items():
        setattr(visit, name, value)
    db.session.add(visit)
    db.session.flush()
    return visit


def a_carrier(rt: Rt, person: Person, *, since: date | None = None, beside: Person | None = None) -> Carrier:
    carrier = Carrier(rt_id=rt.id, person_id=person.id, beside_id=beside.id if beside else None, set_by_id=person.id)
    carrier.set_at, carrier.starts_on = now() - timedelta(days=30), since or now().date() - timedelta(days=30)
    db.session.add(carrier)
    db.session.flush()
    return carrier


def a_link(rt: Rt, issuer: Person) -> str:
    token = linking.issue(rt, by_id=issuer.id, at=now())
    db.session.commit()
    return token
