"""Reading applications, always through what the reader may see."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import to_user_timezone
from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.catalog.models import Audience
from lms.catalog.queries import PublishedCourse, catalog
from lms.db import connection, db
from lms.learning.models import CourseCompletion
from lms.regions.models import Kelurahan
from lms.volunteering.models import Application, Cohort, Draft, Source, State, Transition
from lms.volunteering.rules.signup import Answers, tidy_code
from lms.volunteering.rules.states import TAKEN_IN, TRAINED


def draft(draft_id: str | None, *, at: datetime, kept_days: int) -> Draft | None:
    """Find a draft that is still kept."""
    if not draft_id:
        return None
    found = db.session.get(Draft, draft_id)
    return found if found and found.changed_at > at - timedelta(days=kept_days) else None


def draft_to_send(draft_id: str) -> Draft | None:
    """Take hold of a draft until the end of the transaction; None when another request has just sent it."""
    return db.session.get(Draft, draft_id, with_for_update=True, populate_existing=True)


def training_left(person_id: int) -> list[PublishedCourse]:
    """Give the courses for volunteers that somebody has not finished yet; one statement."""
    finished = set(connection().scalars(select(CourseCompletion.course_id).where(CourseCompletion.person_id == person_id)))
    return [course for course in catalog().courses if course.audience is Audience.VOLUNTEER and course.id not in finished]


def is_mentor(person_id: int, kelurahan_id: int, *, on: date) -> bool:
    """Tell whether somebody is a mentor of a kelurahan on a day; one statement."""
    held = select(RoleGrant.id).where(*_mentoring(on), RoleGrant.person_id == person_id, RoleGrant.kelurahan_id == kelurahan_id)
    return db.session.scalar(held.limit(1)) is not None


def _mentoring(on: date) -> tuple[ColumnElement[bool], ...]:
    return RoleGrant.role == Role.MENTOR, held_on(on)


class Readiness(StrEnum):
    """How far an accepted volunteer is on the way to sitting beside people."""

    LEARNING = "learning"
    READY = "ready"
    """Has finished every course for volunteers, so the coordinator may appoint them."""
    MENTOR = "mentor"


def readiness(application_ids: Collection[int], *, on: date) -> dict[int, Readiness]:
    """Tell how far the volunteers among some applications are on a day, by application; one statement.

    Left out are who was not taken in, has left, or lives in no kelurahan of the city: none of them can be appointed.
    """
    own = RoleGrant.person_id == Application.person_id, RoleGrant.kelurahan_id == Application.kelurahan_id
    held = select(RoleGrant.id).where(*_mentoring(on), *own)
    found = db.session.execute(
        select(Application.id, Application.state, held.exists())
        .join(Person, Application.person_id == Person.id)
        .where(
            Application.id.in_(application_ids),
            Application.state.in_(TAKEN_IN),
            Application.kelurahan_id.is_not(None),
            Person.left_at.is_(None),
        )
    )
    return {
        application_id: Readiness.MENTOR if is_mentor else Readiness.READY if state in TRAINED else Readiness.LEARNING
        for application_id, state, is_mentor in found
    }


def source_id(code: str) -> int | None:
    """Give the id of a poster's code; None for one that is none."""
    return db.session.scalar(select(Source.id).where(Source.code == code)) if code else None


def cohort_id(code: str, *, on: date) -> int | None:
    """Give the id of a cohort that goes on, by its code; None for one that is none."""
    going_on = or_(Cohort.ends_on.is_(None), Cohort.ends_on > on)
    return db.session.scalar(select(Cohort.id).where(Cohort.code == code, going_on)) if code else None


def same_number(application: Application) -> list[Application]:
    """Give other applications with the same telephone number, newest first; nobody but an officer may know of them."""
    if not application.whatsapp:
        return []
    twins = select(Application).where(Application.whatsapp == application.whatsapp, Application.id != application.id)
    return list(db.session.scalars(twins.order_by(Application.sent_at.desc()).limit(5)))


def state_before(application_id: int) -> State | None:
    """Give the state an application had before its last move; one statement."""
    return db.session.scalar(
        select(Transition.came_from).where(Transition.application_id == application_id).order_by(Transition.id.desc()).limit(1)
    )


def places_lost_by_suspension(application: Application) -> list[Kelurahan]:
    """Give where a suspended volunteer was a mentor until that day; one statement at most."""
    if application.state is not State.SUSPENDED or application.person_id is None:
        return []
    day = to_user_timezone(application.state_since).date()
    ended = RoleGrant.person_id == application.person_id, RoleGrant.role == Role.MENTOR, RoleGrant.ends_on == day
    lost = select(RoleGrant.kelurahan_id).where(*ended)
    return list(db.session.scalars(select(Kelurahan).where(Kelurahan.id.in_(lost)).order_by(Kelurahan.id)))


def application_of(person_id: int) -> Application | None:
    """Find the application behind a volunteer's account."""
    return db.session.scalars(select(Application).where(Application.person_id == person_id)).one_or_none()


def finished_cycles(application_id: int) -> int:
    """Count how often a volunteer has finished a pair; one statement."""
    finished = (Transition.application_id == application_id, Transition.moved_to == State.FINISHED)
    return db.session.scalar(select(func.count()).select_from(Transition).where(*finished)) or 0


def answers_of(found: Draft | None) -> Answers:
    """Give what a draft holds; without one nothing is answered."""
    return Answers.read(found.answers) if found else Answers()


def application_from(draft_id: str) -> Application | None:
    """Find the application that was sent from a draft."""
    return db.session.scalars(select(Application).where(Application.draft_id == draft_id)).one_or_none()


def application_with(code: str) -> Application | None:
    """Find an application by its status code, however it was typed."""
    return db.session.scalars(
        select(Application).options(joinedload(Application.kelurahan)).where(Application.code == tidy_code(code))
    ).one_or_none()


def application_for_guardian(token: str) -> Application | None:
    """Find the application a guardian's link is about, while it waits for the guardian or just after."""
    return db.session.scalars(select(Application).where(Application.guardian_token == token)).one_or_none()


def visible_to(viewer: Viewer, *, at: datetime, hours: int) -> Select[Application]:
    """Give the applications a viewer may see: of the kelurahan they coordinate, or the whole city's for the agency.

    Coordinators of the city's group see those that nobody else coordinates, and those that waited longer than so many hours.
    """
    return (
        select(Application)
        .options(joinedload(Application.kelurahan))
        .outerjoin(Kelurahan, Application.kelurahan_id == Kelurahan.id)
        .where(_within_reach(viewer, at, hours))
        .order_by(Application.sent_at.desc(), Application.id.desc())
    )


def _within_reach(viewer: Viewer, at: datetime, hours: int) -> ColumnElement[bool]:
    if viewer.holds(Role.AGENCY):
        return true()
    grants = [grant for grant in viewer.grants if grant.role is Role.COORDINATOR]
    places = [grant.kelurahan_id for grant in grants if grant.kelurahan_id]
    own = Application.kelurahan_id.in_(places) if places else false()
    return or_(own, _left_to_the_city(at, hours)) if any(grant.city_id for grant in grants) else own


def coordinated_on(day: date) -> Select[int | None]:
    """Select the kelurahan that somebody coordinates on a day."""
    return (
        select(RoleGrant.kelurahan_id)
        .join(Person, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.COORDINATOR,
            RoleGrant.kelurahan_id.is_not(None),
            held_on(day),
            Person.left_at.is_(None),
        )
    )


def _left_to_the_city(at: datetime, hours: int) -> ColumnElement[bool]:
    """Whether nobody coordinates where an application comes from, or somebody has let the time to answer pass."""
    coordinated = coordinated_on(at.date())
    late = (Application.state == State.WAITING) & (Application.waiting_since <= at - timedelta(hours=hours))
    return or_(Application.kelurahan_id.is_(None), Application.kelurahan_id.not_in(coordinated), late)


def volunteers_in(kelurahan_id: int) -> list[Application]:
    """Give the accepted volunteers of a kelurahan who have not left, newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .join(Person, Application.person_id == Person.id)
            .where(Application.kelurahan_id == kelurahan_id, Application.state.in_(TAKEN_IN), Person.left_at.is_(None))
            .order_by(Application.decided_at.desc(), Application.id)
        )
    )


def answerers_in(kelurahan_id: int | None, *, at: datetime) -> list[Person]:
    """Give who answers for a kelurahan, in the order in which they are asked; one statement.

    First its own coordinators, then those of the city's group. When all have let their time pass, and where the list is
    empty, the agency answers.
    """
    day = at.date()
    here = RoleGrant.kelurahan_id == kelurahan_id if kelurahan_id else false()
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == Role.COORDINATOR,
                here | RoleGrant.city_id.is_not(None),
                held_on(day),
                Person.left_at.is_(None),
            )
            .order_by(RoleGrant.city_id.is_not(None), RoleGrant.id)
        )
    )


def answerer_in(kelurahan_id: int | None, *, at: datetime) -> Person | None:
    """Give who is asked first to answer for a kelurahan; None where the agency answers."""
    asked = answerers_in(kelurahan_id, at=at)
    return asked[0] if asked else None
