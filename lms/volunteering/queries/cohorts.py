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


def is_known(institution: str, name: str, starts_on: date) -> bool:
    """Tell whether an institution has a cohort of this name that begins on this day."""
    known = Cohort.institution == institution, Cohort.name == name, Cohort.starts_on == starts_on
    return db.session.scalar(select(Cohort.id).where(*known).limit(1)) is not None


def cohort_with_id(cohort_id: int) -> Cohort | None:
    """Find a cohort with its contact."""
    wanted = select(Cohort).options(joinedload(Cohort.contact)).where(Cohort.id == cohort_id)
    return db.session.scalars(wanted).one_or_none()


def tidy_code(typed: str) -> str:
    """Give a cohort's code as it is stored, from however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def going_on(code: str, *, on: date) -> Cohort | None:
    """Find a cohort by its code, however it was typed, while it goes on."""
    typed = tidy_code(code)
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
