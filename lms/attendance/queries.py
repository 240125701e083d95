"""Reading sessions, always through the places somebody leads, and who was there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Honorific, Person
from lms.attendance.models import Attendance, Session, code_asked_about
from lms.attendance.rules import BY_ATTENDING, key_of_done, places_of
from lms.catalog.models import Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.learning.models import Event
from lms.learning.queries import what_hinders
from lms.regions.models import Kelurahan

LISTED = 50
"""How many sessions the list goes back."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was at a session."""

    person_id: int
    name: str
    honorific: Honorific
    is_ticked: bool
    recorded_at: datetime


def _whole() -> Select[Session]:
    return select(Session).options(
        joinedload(Session.facilitator),
        joinedload(Session.kelurahan),
        joinedload(Session.city),
        joinedload(Session.revision).load_only(Revision.number, Revision.title, Revision.completion),
    )


def visible_to(viewer: Viewer) -> Select[Session]:
    """Give the sessions of the places a viewer leads, whoever opened them; newest first."""
    places = places_of(viewer)
    kelurahan = [place.kelurahan_id for place in places if place.kelurahan_id]
    cities = [place.city_id for place in places if place.city_id]
    here = or_(Session.kelurahan_id.in_(kelurahan), Session.city_id.in_(cities))
    return _whole().where(here).order_by(Session.opened_at.desc(), Session.id.desc())


def listed_for(viewer: Viewer) -> list[tuple[Session, int]]:
    """Give the latest sessions a viewer may see, each with how many were there, with one statement."""
    count = select(func.count()).where(Attendance.session_id == Session.id).scalar_subquery()
    found = db.session.execute(visible_to(viewer).add_columns(count).limit(LISTED))
    return [(session, number) for session, number in found]


def session_with_code(code: str) -> Session | None:
    """Find a session by its tidy code, open or not."""
    return db.session.scalars(_whole().where(Session.code == code)).one_or_none()


def elsewhere_with_code(code: str) -> str | None:
    """Give the endpoint at which a code that is no session's is entered; None for a code that nobody knows."""
    return next((found for _receiver, found in code_asked_about.send(code) if found), None)


def session_with_key(key: str) -> Session | None:
    """Find the session that a form has opened."""
    return db.session.scalars(_whole().where(Session.key == key)).one_or_none()


def last_opened_by(person_id: int) -> int:
    """Give the id of the session somebody opened last, 0 before the first: what the next form's key is made from."""
    return db.session.scalar(select(func.max(Session.id)).where(Session.facilitator_id == person_id)) or 0


def present_at(session_id: int) -> list[Present]:
    """Give who was at a session, the latest first."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.honorific, Attendance.ticked_by_id, Attendance.recorded_at)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.session_id == session_id)
        .order_by(Attendance.recorded_at.desc(), Person.name)
    )
    return [Present(row.id, row.name, row.honorific, row.ticked_by_id is not None, row.recorded_at) for row in found]


def was_there(session_id: int, person_id: int) -> bool:
    """Tell whether somebody is recorded at a session."""
    return db.session.get(Attendance, (session_id, person_id)) is not None


def can_count_now(session: Session, person_id: int) -> bool:
    """Tell whether the presence of somebody recorded at a session has never finished the lesson, but could.

    What was finished by it once and then taken back does not come back by the same code.
    """
    course, lesson = published(session)
    if lesson is None or session.revision.completion not in BY_ATTENDING or session.revision.number < lesson.counts_from:
        return False
    has_counted = db.session.get(Event, key_of_done(session.key, person_id)) is not None
    return not has_counted and what_hinders(course, lesson, person_id) is None


def people_of(kelurahan_id: int) -> list[Person]:
    """Give the people of a kelurahan who have not left, by name."""
    return list(
        db.session.scalars(
            select(Person).where(Person.kelurahan_id == kelurahan_id, Person.left_at.is_(None)).order_by(Person.name, Person.id)
        )
    )


def belonging_to(session: Session, person_ids: Collection[int]) -> set[int]:
    """Give which of these people belong to a session's place and have not left."""
    found = select(Person.id).where(Person.id.in_(person_ids), Person.left_at.is_(None), _lives_at_place_of(session))
    return set(db.session.scalars(found))


def _lives_at_place_of(session: Session) -> ColumnElement[bool]:
    if session.kelurahan_id:
        return Person.kelurahan_id == session.kelurahan_id
    return Person.kelurahan_id.in_(select(Kelurahan.id).where(Kelurahan.city_id == session.city_id))


def published(session: Session) -> tuple[PublishedCourse, PublishedLesson | None]:
    """Give the course of a session and its lesson as they are now; None for a lesson retired meanwhile."""
    course = next(found for found in catalog().courses if found.id == session.course_id)
    return course, next((lesson for lesson in course.lessons if lesson.id == session.lesson_id), None)
