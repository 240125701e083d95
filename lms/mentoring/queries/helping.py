"""Reading whom somebody may sit beside."""

from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.attendance.models import Attendance, Session
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.learning.current import HELPING, may_be_helped_by
from lms.learning.queries import progress_of
from lms.mentoring.models import Incident, Meeting, Pair, PairState


def kelurahan_helped_by(viewer: Viewer) -> dict[int, str]:
    """Give the kelurahan whose people a viewer helps, id to name, in the order of the grants."""
    return {
        grant.kelurahan_id: grant.kelurahan_name or ""
        for grant in viewer.grants
        if grant.role in HELPING and grant.kelurahan_id is not None
    }


def people_for(viewer: Viewer) -> list[Person]:
    """Give the people a viewer may help, by name, with one statement."""
    return list(db.session.scalars(select(Person).where(may_be_helped_by(viewer)).order_by(Person.name, Person.id)))


def beside(mentor_id: int, *, at: datetime) -> ColumnElement[bool]:
    """Give the condition that a mentor sits beside a Person at a moment: answers `learning.queries.helped_asked_about`.

    The senior of the pair they are in while it goes on, and whoever is with them at an open session that an officer leads.
    """
    return or_(Person.id.in_(_seniors_of(mentor_id)), Person.id.in_(_present_with(mentor_id, at)))


def ever_beside(helper_id: int) -> CompoundSelect[int]:
    """Select the ids of people somebody was ever paired with or stood in for: answers `submissions.models.people_helped`."""
    own = select(Pair.senior_id).where(Pair.volunteer_id == helper_id, Pair.confirmed_at.is_not(None))
    met = select(Pair.senior_id).join(Meeting, Meeting.pair_id == Pair.id).where(Meeting.volunteer_id == helper_id)
    return own.union(met)


def left_off(person_id: int) -> tuple[PublishedCourse, PublishedLesson] | None:
    """Give the next lesson of the unfinished course somebody studied last, with one statement; None when nothing is begun."""
    begun = {
        last: (item.course, item.next_lesson)
        for item in progress_of(catalog().courses, [person_id])[person_id]
        if item.next_lesson and (last := item.last_done_at)
    }
    return begun[max(begun)] if begun else None


def person_for(viewer: Viewer, person_id: int) -> Person | None:
    """Find somebody a viewer may help; one statement."""
    return db.session.scalars(select(Person).where(Person.id == person_id, may_be_helped_by(viewer))).one_or_none()


def _seniors_of(mentor_id: int) -> Select[int]:
    is_reported = exists().where(Incident.pair_id == Pair.id, Incident.closed_at.is_(None))
    runs = and_(Pair.state == PairState.RUNNING, Pair.volunteer_id == mentor_id)
    stands_in = and_(Pair.state == PairState.PAUSED, Pair.stand_in_id == mentor_id, ~is_reported)
    return select(Pair.senior_id).where(or_(runs, stands_in))


def _present_with(mentor_id: int, at: datetime) -> Select[int]:
    own = aliased(Attendance)
    is_led = exists().where(
        RoleGrant.person_id == Session.facilitator_id, RoleGrant.role.in_([Role.COORDINATOR, Role.AGENCY]), held_on(at.date())
    )
    is_open = Session.closed_at.is_(None), Session.opened_at <= at, Session.ends_at > at
    return (
        select(Attendance.person_id)
        .join(Session, Attendance.session_id == Session.id)
        .join(own, (own.session_id == Session.id) & (own.person_id == mentor_id))
        .where(*is_open, is_led)
    )
