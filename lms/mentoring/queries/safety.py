"""Reading reports that somebody is not safe; only for the officers they go to, never for anybody in the pair."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.db import db
from lms.mentoring.models import Incident, Pair
from lms.mentoring.queries.pairs import answered_by
from lms.volunteering.queries.applications import answerers_in


def visible_to(viewer: Viewer) -> Select[Incident]:
    """Give the reports a viewer answers for, those that are open and due first."""
    in_pair = or_(Pair.volunteer_id == viewer.id, Pair.senior_id == viewer.id, func.coalesce(Pair.stand_in_id, 0) == viewer.id)
    people = joinedload(Incident.pair)
    return (
        select(Incident)
        .join(Pair, Incident.pair_id == Pair.id)
        .options(people.joinedload(Pair.volunteer), people.joinedload(Pair.senior), people.joinedload(Pair.kelurahan))
        .where(answered_by(viewer), ~in_pair)
        .order_by(Incident.closed_at.is_not(None), Incident.review_due_at, Incident.id)
    )


def incident_with(key: object) -> Incident | None:
    """Find the report a form has sent."""
    return db.session.scalars(select(Incident).where(Incident.key == key)).one_or_none()


def held(incident_id: int) -> Incident:
    """Take hold of a report until the end of the transaction, as the database has it now."""
    return db.session.get_one(Incident, incident_id, with_for_update=True, populate_existing=True)


def officer_for(pair: Pair, *, at: datetime) -> Person | None:
    """Give who is alerted about a pair: its coordinator, else somebody of the agency, never anybody in the pair.

    At most two statements; None where the site has no such officer.
    """
    in_pair = {pair.volunteer_id, pair.senior_id, pair.stand_in_id}
    asked = [person for person in answerers_in(pair.kelurahan_id, at=at) if person.id not in in_pair]
    if asked:
        return asked[0]
    day = at.date()
    agency = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.AGENCY,
            held_on(day),
            Person.left_at.is_(None),
            Person.id.not_in([person_id for person_id in in_pair if person_id]),
        )
        .order_by(RoleGrant.id)
        .limit(1)
    )
    return db.session.scalars(agency).one_or_none()


def reporter_of(incident: Incident) -> Person:
    """Give who sent a report."""
    return db.session.get_one(Person, incident.reporter_id)
