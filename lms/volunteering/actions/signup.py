"""Keeping answers, and sending them once."""

import secrets
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from lms.db import db
from lms.errors import Refused
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering.actions.moving import begin
from lms.volunteering.models import Application, Draft, NeedRole, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.queries.cohorts import going_on
from lms.volunteering.rules import signup as rules


class CannotApply(Refused):
    """The application cannot be sent like this."""


def save_answers(draft: Draft | None, changes: dict[str, Any], *, at: datetime) -> Draft:
    """Keep answers in a draft, new or old. A changed year of birth makes the birthday question open again."""
    before = queries.answers_of(draft)
    if changes.get("birth_year", before.birth_year) != before.birth_year:
        changes = {"had_birthday": None, **changes}
    if draft is None:
        draft = Draft(id=secrets.token_urlsafe(16))
        db.session.add(draft)
    draft.answers = asdict(replace(before, **changes))
    draft.changed_at = at
    return draft


def apply(draft: Draft, *, at: datetime) -> Application:
    """Send what a draft holds, once: the draft goes, the application stays. Raises CannotApply."""
    answers = queries.answers_of(draft)
    today = at.date()
    age = answers.age(today)
    if rules.first_open(answers, today) != "periksa" or age is None or answers.birth_year is None:
        raise CannotApply(_("Masih ada pertanyaan yang belum dijawab."))
    if answers.is_too_young(today):
        raise CannotApply(_("Di bawah 15 tahun, daftar bersama guru atau pembina Pramuka ya."))
    cohort = going_on(answers.cohort, on=today)
    is_minor, waits = answers.is_minor(today), answers.waits_for_guardian(today)
    application = Application(
        code=rules.new_code(),
        draft_id=draft.id,
        kelurahan_id=_kelurahan_id(answers.kelurahan),
        role=NeedRole(answers.role) if answers.role in set(NeedRole) else None,
        source_id=queries.source_id(answers.source),
        cohort_id=cohort.id if cohort else None,
        name=answers.name,
        whatsapp="" if waits else answers.whatsapp,
        birth_year=answers.birth_year,
        age=age,
        times=[] if waits else answers.times,
        skills=[] if waits else answers.skills,
        languages=[],
        guardian_name=answers.guardian_name if is_minor else None,
        guardian_whatsapp=answers.guardian_whatsapp if is_minor else None,
        guardian_token=secrets.token_urlsafe(20) if is_minor else None,
        consent_version=rules.CONSENT_VERSION,
        sent_at=at,
        waiting_since=None if waits else at,
        interview_place="",
        reference="",
        decree="",
        reply="",
    )
    db.session.delete(draft)
    begin(application, State.GUARDIAN if waits else State.WAITING, at=at)
    return application


def erase_old_drafts(*, kept_days: int, at: datetime) -> int:
    """Erase drafts nobody has touched for so many days; gives how many."""
    old = db.session.scalars(delete(Draft).where(Draft.changed_at <= at - timedelta(days=kept_days)).returning(Draft.id)).all()
    return len(old)


def _kelurahan_id(slug: str) -> int | None:
    if slug == rules.OUTSIDE:
        return None
    found: Kelurahan | None = kelurahan_at(slug)
    if found is None:
        raise CannotApply(_("Kelurahan yang dipilih tidak ada. Pilih sekali lagi."))
    return found.id
