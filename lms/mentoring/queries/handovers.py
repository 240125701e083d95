"""What a cohort leaves behind in a kelurahan: its pairs, who could go on with them, and seniors nobody sits beside any more."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.mentoring.models import EndReason, Pair, PairState, Wish
from lms.mentoring.queries.pairs import STANDING
from lms.mentoring.queries.proposals import free_volunteers_near
from lms.mentoring.rules.handing_over import opens_on
from lms.regions.models import Kelurahan
from lms.volunteering.models import Application, Cohort, CohortMember


def cohorts_to_hand_over(kelurahan_id: int, *, on: date) -> list[Cohort]:
    """Give the cohorts whose end is near or past and that still have pairs in a kelurahan, by end; one statement."""
    here = exists().where(_of_cohort(Cohort.id), Pair.kelurahan_id == kelurahan_id, Pair.state.in_(STANDING))
    found = db.session.scalars(select(Cohort).where(Cohort.ends_on.is_not(None), here).order_by(Cohort.ends_on, Cohort.id))
    return [cohort for cohort in found if cohort.ends_on and on >= opens_on(cohort.ends_on)]


def pairs_of_cohort(cohort_id: int, kelurahan_id: int) -> list[Pair]:
    """Give the pairs of a cohort in a kelurahan that stand, oldest first, with their people; one statement."""
    here = Pair.kelurahan_id == kelurahan_id, Pair.state.in_(STANDING), _of_cohort(cohort_id)
    people = joinedload(Pair.volunteer), joinedload(Pair.senior), joinedload(Pair.stand_in), joinedload(Pair.kelurahan)
    return list(db.session.scalars(select(Pair).options(*people).where(*here).order_by(Pair.id)))


def successors_in(kelurahan: Kelurahan) -> list[Application]:
    """Give the volunteers in and near a kelurahan who are free and stay: nobody of a cohort that ends; three statements."""
    found = free_volunteers_near(kelurahan)
    leaving = _leaving([application.person_id for application in found if application.person_id])
    return [application for application in found if application.person_id not in leaving]


def without_successor(kelurahan_id: int) -> list[Person]:
    """Give the seniors whose pair was handed over to nobody who has said yes, while they still want one, by name.

    One statement.
    """
    newer = aliased(Pair)
    goes_on = exists().where(
        newer.senior_id == Pair.senior_id, newer.id > Pair.id, newer.state.in_([*STANDING, PairState.FINISHED])
    )
    found = (
        select(Person)
        .join(Pair, Pair.senior_id == Person.id)
        .join(Wish, Wish.person_id == Person.id)
        .where(
            Pair.kelurahan_id == kelurahan_id,
            Pair.state == PairState.ENDED,
            Pair.end_reason == EndReason.HANDED_OVER,
            Person.left_at.is_(None),
            ~goes_on,
        )
    )
    return sorted(db.session.scalars(found).unique(), key=lambda person: (person.name, person.id))


def _of_cohort(cohort_id: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    members = select(CohortMember.person_id).where(CohortMember.cohort_id == cohort_id)
    return Pair.volunteer_id.in_(members)


def _leaving(person_ids: Collection[int]) -> set[int]:
    ends = select(CohortMember.person_id).join(Cohort, CohortMember.cohort_id == Cohort.id).where(Cohort.ends_on.is_not(None))
    return set(db.session.scalars(ends.where(CohortMember.person_id.in_(person_ids))))
