"""Groups of volunteers who come from one institution, and who belongs to them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.volunteering.models import Cohort, CohortMember


@dataclass(frozen=True, slots=True)
class Counted:
    """A cohort with its size."""

    cohort: Cohort
    members: int


def cohorts() -> list[Counted]:
    """Give every cohort with how many members it has, newest first; one statement."""
    size = select(func.count()).where(CohortMember.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    found = db.session.execute(
        select(Cohort, size).options(joinedload(Cohort.contact), joinedload(Cohort.kelurahan)).order_by(Cohort.id.desc())
    )
    return [Counted(cohort, members) for cohort, members in found]


def going_on(code: str, *, on: date) -> Cohort | None:
    """Find a cohort by its code, however it was typed, while it goes on."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    open_ended = or_(Cohort.ends_on.is_(None), Cohort.ends_on > on)
    return db.session.scalars(select(Cohort).where(Cohort.code == typed, open_ended)).one_or_none()


def membership(person_id: int) -> CohortMember | None:
    """Give the cohort somebody joined last, with it; one statement."""
    mine = select(CohortMember).options(joinedload(CohortMember.cohort)).where(CohortMember.person_id == person_id)
    return db.session.scalars(mine.order_by(CohortMember.joined_at.desc()).limit(1)).one_or_none()


def led_by(person_id: int) -> list[Cohort]:
    """Give the cohorts somebody is the contact of, newest first."""
    return list(db.session.scalars(select(Cohort).where(Cohort.contact_id == person_id).order_by(Cohort.id.desc())))


def sharing_members(cohort_ids: list[int]) -> list[CohortMember]:
    """Give the members who let the contact see their hours, by name; one statement."""
    return list(
        db.session.scalars(
            select(CohortMember)
            .options(joinedload(CohortMember.person))
            .join(Person, CohortMember.person_id == Person.id)
            .where(CohortMember.cohort_id.in_(cohort_ids), CohortMember.shares_since.is_not(None), Person.left_at.is_(None))
            .order_by(CohortMember.cohort_id.desc(), Person.name, Person.id)
        )
    )
