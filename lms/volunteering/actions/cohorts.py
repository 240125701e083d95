"""Making cohorts, joining them, and letting their contact see one's hours, or not any more."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.actions import add_person, issue_card
from lms.accounts.models import Honorific, Person
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.volunteering.models import Cohort, CohortKind, CohortMember
from lms.volunteering.queries import cohorts as queries
from lms.volunteering.queries.cohorts import tidy_code
from lms.volunteering.rules.signup import CODE_LETTERS


class CannotJoin(Refused):
    """No cohort that goes on has this code."""


class CannotMakeCohort(Refused):
    """The cohort cannot be made like this."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the agency writes down of a cohort."""

    kind: CohortKind
    institution: str
    name: str
    contact: str
    contact_whatsapp: str
    kelurahan_id: int | None
    starts_on: date
    ends_on: date | None


def make_cohort(plan: Plan, *, by_id: int, at: datetime) -> tuple[Cohort, str]:
    """Make a cohort and its contact's account; gives it with the token of the contact's sign-in link, which is shown once.

    Raises CannotMakeCohort for an end that is not after the beginning, and for a cohort that has been made already.
    """
    if plan.ends_on and plan.ends_on <= plan.starts_on:
        raise CannotMakeCohort(_("Tanggal selesai harus sesudah tanggal mulai."))
    db.session.scalars(select(Person.id).where(Person.id == by_id).with_for_update()).one()  # a second press waits here
    if queries.is_known(plan.institution, plan.name, plan.starts_on):
        raise CannotMakeCohort(_("Kelompok ini sudah ada dalam daftar."))
    contact = add_person(plan.contact, honorific=Honorific.NONE, kelurahan_id=None, whatsapp=plan.contact_whatsapp or None, at=at)
    db.session.flush()  # the cohort points at its contact
    cohort = Cohort(
        code="".join(secrets.choice(CODE_LETTERS) for _place in range(8)),
        kind=plan.kind,
        institution=plan.institution,
        name=plan.name,
        kelurahan_id=plan.kelurahan_id,
        contact_id=contact.id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        made_at=at,
        made_by_id=by_id,
    )
    db.session.add(cohort)
    db.session.flush()  # the trail names it by its id
    record("make_cohort", "cohort", cohort.id, actor_id=by_id, at=at)
    return cohort, issue_card(contact, by_id=by_id, at=at)


def new_link(cohort: Cohort, *, by_id: int, at: datetime) -> str:
    """Give the token of a new sign-in link for a cohort's contact; the one before dies. Raises CannotMakeCohort."""
    contact = cohort.contact
    if contact is None or contact.left_at:
        raise CannotMakeCohort(_("Kelompok ini tidak punya pembimbing lagi."))
    return issue_card(contact, by_id=by_id, at=at)


def join(person_id: int, *, code: str, member_ref: str, shares: bool, at: datetime) -> CohortMember:
    """Let a volunteer belong to a cohort; doing it again changes the number and the consent, after the cohort's end too.

    Whoever goes to another cohort no longer shares hours with the contacts of those before. Raises CannotJoin.
    """
    mine = queries.membership(person_id)
    is_mine = mine is not None and mine.cohort.code == tidy_code(code)
    cohort = mine.cohort if mine and is_mine else queries.going_on(code, on=at.date())
    if cohort is None:
        raise CannotJoin(_("Kode kelompok ini tidak ada, atau kelompoknya sudah selesai. Periksa lagi."))
    if mine and not is_mine and mine.shares_since:
        add_member(mine.cohort_id, person_id, member_ref=mine.member_ref, shares=False, at=at)
    found = add_member(cohort.id, person_id, member_ref=member_ref, shares=shares, at=at)
    if not is_mine:
        found.joined_at = at
    return found


def add_member(cohort_id: int, person_id: int, *, member_ref: str, shares: bool, at: datetime) -> CohortMember:
    """Write down that somebody belongs to a cohort, and whether its contact may see their hours."""
    found = db.session.get(CohortMember, (cohort_id, person_id))
    if found is None:
        found = CohortMember(cohort_id=cohort_id, person_id=person_id, joined_at=at)
        db.session.add(found)
    found.member_ref = member_ref
    if shares != (found.shares_since is not None):
        found.shares_since = at if shares else None
        record("share_hours" if shares else "stop_sharing", "cohort", cohort_id, actor_id=person_id, at=at)
    return found
