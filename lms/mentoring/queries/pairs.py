"""Reading pairs, through what a viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.permissions import agency_city
from lms.accounts.queries import held_on
from lms.competency.models import LevelRecord
from lms.db import db
from lms.learning.models import CourseCompletion
from lms.mentoring.models import Incident, Meeting, Module, Pair, PairState, Wish
from lms.mentoring.queries.hours import counting
from lms.regions.models import Kelurahan
from lms.volunteering.models import Application

STANDING = (PairState.PROPOSED, PairState.AGREED, PairState.RUNNING, PairState.PAUSED)
"""The states in which a pair takes both of its people."""
_PEOPLE = (joinedload(Pair.volunteer), joinedload(Pair.senior), joinedload(Pair.stand_in), joinedload(Pair.kelurahan))


@dataclass(frozen=True, slots=True)
class Kept:
    """How a pair keeps its meetings."""

    count: int
    """Meetings that count."""
    last_at: datetime | None


def pair_of(person_id: int) -> Pair | None:
    """Give the pair somebody is in now, on either side; one statement."""
    either = or_(Pair.volunteer_id == person_id, Pair.senior_id == person_id)
    return db.session.scalars(select(Pair).options(*_PEOPLE).where(either, Pair.state.in_(STANDING)).limit(1)).one_or_none()


def pair_with(key: object) -> Pair | None:
    """Find the pair a form has proposed."""
    return db.session.scalars(select(Pair).where(Pair.key == key)).one_or_none()


def last_pair_id() -> int:
    """Give the number of the newest pair; 0 before the first."""
    return db.session.scalar(select(func.max(Pair.id))) or 0


def pairs_of(person_id: int) -> list[Pair]:
    """Give every pair somebody is or was in, the stand-in's too, newest first; one statement."""
    return list(db.session.scalars(select(Pair).options(*_PEOPLE).where(_own(person_id)).order_by(Pair.id.desc())))


def visible_to(viewer: Viewer) -> Select[Pair]:
    """Give the pairs a viewer may open: their own, those of the kelurahan they coordinate, all of the agency's city.

    Whoever stood in keeps their pair, because their meetings may still have to be marked.
    """
    return select(Pair).options(*_PEOPLE).where(or_(_own(viewer.id), answered_by(viewer)))


def _own(person_id: int) -> ColumnElement[bool]:
    stood_in = select(Meeting.pair_id).where(Meeting.volunteer_id == person_id, Meeting.cancelled_at.is_(None))
    inside = Pair.volunteer_id == person_id, Pair.senior_id == person_id, Pair.stand_in_id == person_id
    return or_(*inside, Pair.id.in_(stood_in))


def answered_by(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition that a viewer is an officer who answers for a pair: its coordinator, or the agency."""
    places = [grant.kelurahan_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id]
    city_id = agency_city(viewer)
    here = Pair.kelurahan_id.in_(places) if places else false()
    if city_id is None:
        return here
    return or_(here, Pair.kelurahan_id.in_(select(Kelurahan.id).where(Kelurahan.city_id == city_id)))


def held(pair_id: int) -> Pair:
    """Take hold of a pair until the end of the transaction, as the database has it now."""
    return db.session.get_one(Pair, pair_id, with_for_update=True, populate_existing=True)


def pairs_stood_in_by(person_id: int) -> list[int]:
    """Give the ids of the pairs somebody stands in for now, in their order; one statement."""
    found = select(Pair.id).where(Pair.stand_in_id == person_id, Pair.state.in_(STANDING))
    return list(db.session.scalars(found.order_by(Pair.id)))


def pairs_in(kelurahan_id: int) -> list[Pair]:
    """Give the pairs of a kelurahan that stand, oldest first, with their people; one statement."""
    found = select(Pair).options(*_PEOPLE).where(Pair.kelurahan_id == kelurahan_id, Pair.state.in_(STANDING))
    return list(db.session.scalars(found.order_by(Pair.id)))


def running_pairs() -> list[int]:
    """Give the ids of all pairs that run or pause, in their order; one statement."""
    states = (PairState.RUNNING, PairState.PAUSED)
    return list(db.session.scalars(select(Pair.id).where(Pair.state.in_(states)).order_by(Pair.id)))


def kept_by(pair_ids: Collection[int]) -> dict[int, Kept]:
    """Give how several pairs keep their meetings, with one statement."""
    found: dict[int, list[datetime]] = {pair_id: [] for pair_id in pair_ids}
    for pair_id, starts_at in db.session.execute(
        select(Meeting.pair_id, Meeting.starts_at).where(Meeting.pair_id.in_(pair_ids), counting())
    ):
        found[pair_id].append(starts_at)
    return {pair_id: Kept(len(moments), max(moments, default=None)) for pair_id, moments in found.items()}


def applications_of(person_ids: Collection[int | None]) -> dict[int, Application]:
    """Give the applications behind several volunteers' accounts, by person; one statement."""
    found = db.session.scalars(select(Application).where(Application.person_id.in_(person_ids)))
    return {item.person_id: item for item in found if item.person_id}


def modules_of(pair_id: int) -> dict[str, Module]:
    """Give what was said of the lessons of a pair, by lesson; one statement."""
    return {item.lesson_id: item for item in db.session.scalars(select(Module).where(Module.pair_id == pair_id))}


def has_reached_goal(pair: Pair) -> bool:
    """Tell whether the senior has finished the pair's course, or reached its level; one statement."""
    if pair.course_id:
        done = select(CourseCompletion.person_id).where(
            CourseCompletion.person_id == pair.senior_id, CourseCompletion.course_id == pair.course_id
        )
    else:
        done = select(LevelRecord.person_id).where(
            LevelRecord.person_id == pair.senior_id,
            LevelRecord.domain == pair.domain,
            LevelRecord.level >= (pair.level or 0),
            LevelRecord.is_current,
        )
    return db.session.scalar(select(done.exists())) or False


def has_open_incident(pair_id: int) -> bool:
    """Tell whether a report about a pair waits for an officer; one statement."""
    found = select(Incident.id).where(Incident.pair_id == pair_id, Incident.closed_at.is_(None))
    return db.session.scalar(select(found.exists())) or False


def wish_of(person_id: int) -> Wish | None:
    """Give what somebody said they want help with."""
    return db.session.get(Wish, person_id)


def stand_ins_for(pair: Pair, *, at: datetime) -> list[Person]:
    """Give the mentors of a pair's kelurahan who could sit beside its senior meanwhile; one statement."""
    day = at.date()
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == Role.MENTOR,
                RoleGrant.kelurahan_id == pair.kelurahan_id,
                held_on(day),
                Person.left_at.is_(None),
                Person.id.not_in([pair.volunteer_id, pair.senior_id]),
            )
            .order_by(Person.name, Person.id)
        ).unique()
    )
