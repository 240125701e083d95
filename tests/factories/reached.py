"""What figures count of outreach, written straight into the tables: RT, events, visits, carriers, aspirations."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.visits import Aspiration, Carrier, Visit
from lms.outreach.models.words import Forum, Noted, Step, Topic
from lms.regions.models import Kelurahan, Rt


def rt_in(kelurahan: Kelurahan, number: int = 1) -> Rt:
    return db.session.scalars(select(Rt).where(Rt.kelurahan_id == kelurahan.id, Rt.label == str(number))).one()


def moment_on(day: date, hour: int = 1) -> datetime:
    return datetime.combine(day, time(hour), now().tzinfo)


def an_event_held(
    kelurahan: Kelurahan, by: Person, day: date, *, forum: Forum = Forum.TRAINING, topic: Topic = Topic.TECHNOLOGY
) -> Event:
    event = Event(key=uuid4(), kelurahan_id=kelurahan.id, title="Latihan", forum=forum, topic=topic, step=Step.ACCESS)
    event.is_invited, event.place = False, "Balai"
    event.starts_at, event.ends_at = moment_on(day), moment_on(day, 2)
    event.planned_by_id, event.planned_at = by.id, moment_on(day)
    db.session.add(event)
    db.session.flush()
    return event


def was_there(event: Event, person: Person) -> None:
    db.session.add(Presence(event_id=event.id, person_id=person.id, noted=Noted.TICKED, noted_at=event.ends_at))
    db.session.flush()


def a_visit_to(rt: Rt, by: Person, day: date, *, heads: int = 10, is_confirmed: bool = True) -> Visit:
    visit = Visit(key=uuid4(), rt_id=rt.id, recorder_id=by.id, visited_on=day, forum=Forum.ARISAN, topic=Topic.HEALTH)
    visit.children, visit.youths, visit.adults, visit.seniors, visit.questions = 0, 1, heads - 1, 0, 2
    visit.from_paper, visit.recorded_at = False, moment_on(day, 3)
    visit.confirmed_at = moment_on(day, 4) if is_confirmed else None
    db.session.add(visit)
    db.session.flush()
    return visit


def a_carrier_of(rt: Rt, person: Person, since: date) -> Carrier:
    carrier = Carrier(rt_id=rt.id, person_id=person.id, starts_on=since, set_by_id=person.id, set_at=moment_on(since))
    db.session.add(carrier)
    db.session.flush()
    return carrier


def an_aspiration_of(visit: Visit, number: int = 1, *, answered_after: timedelta | None = None) -> Aspiration:
    told_at = visit.recorded_at
    wish = Aspiration(
        visit_id=visit.id, number=number, rt_id=visit.rt_id, topic=Topic.OTHER, words="Lampu jalan", told_at=told_at
    )
    if answered_after is not None:
        wish.forwarded_at = told_at
        wish.answer, wish.answered_at = "Sudah diperbaiki.", told_at + answered_after
    db.session.add(wish)
    db.session.flush()
    return wish
