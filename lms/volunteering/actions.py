"""Signing up, the guardian's word, and the coordinator's answer."""

import secrets
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, update

from lms.accounts.actions import add_person, grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering import queries, rules
from lms.volunteering.models import Application, Draft, Reason, State


class CannotApply(Refused):
    """The application cannot be sent like this."""


class CannotDecide(Refused):
    """The application cannot be answered like this."""


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
    is_minor = answers.is_minor(today)
    application = Application(
        code=rules.new_code(),
        draft_id=draft.id,
        kelurahan_id=_kelurahan_id(answers.kelurahan),
        name=answers.name,
        whatsapp=answers.whatsapp,
        birth_year=answers.birth_year,
        age=age,
        times=answers.times,
        skills=answers.skills,
        guardian_name=answers.guardian_name if is_minor else None,
        guardian_whatsapp=answers.guardian_whatsapp if is_minor else None,
        guardian_token=secrets.token_urlsafe(20) if is_minor else None,
        consent_version=rules.CONSENT_VERSION,
        sent_at=at,
        waiting_since=None if is_minor else at,
        state=State.GUARDIAN if is_minor else State.WAITING,
        reply="",
    )
    db.session.add(application)
    db.session.delete(draft)
    db.session.flush()  # the trail names the application by its id
    record("apply", "application", application.id, actor_id=None, at=at, to=application.state)
    return application


def agree_as_guardian(application: Application, *, at: datetime, paper_by_id: int | None = None) -> None:
    """Record the guardian's yes, by link or on paper; a second yes changes nothing. Raises CannotDecide."""
    if application.guardian_token is None or application.state is State.DECLINED:
        raise CannotDecide(_("Izin wali tidak diperlukan untuk pendaftaran ini."))
    if application.state is not State.GUARDIAN:
        return
    application.guardian_agreed_at = at
    application.guardian_paper_by_id = paper_by_id
    _move(application, State.WAITING, actor_id=paper_by_id, at=at, verb="guardian_agrees")
    application.waiting_since = at


def refuse_as_guardian(application: Application, *, at: datetime) -> None:
    """Record the guardian's no: the application ends, and what identifies the young person is erased."""
    if application.state is not State.GUARDIAN:
        raise CannotDecide(_("Pendaftaran ini sudah berjalan. Hubungi koordinator KIM untuk menghentikannya."))
    _move(application, State.DECLINED, actor_id=None, at=at, verb="guardian_refuses")
    application.decided_at = at
    application.reason = Reason.OTHER
    application.name = application.whatsapp = ""
    application.guardian_name = application.guardian_whatsapp = None


def accept(application: Application, *, by_id: int, reply: str, at: datetime) -> None:
    """Take a volunteer in: from now on they have an account. Raises CannotDecide, saying who was faster."""
    _refuse_unless_waiting(application)
    person = add_person(
        application.name,
        honorific=Honorific.NONE,
        kelurahan_id=application.kelurahan_id,
        whatsapp=application.whatsapp,
        birth_year=application.birth_year,
        at=at,
    )
    db.session.flush()  # the application points at the new account
    application.person_id = person.id
    _decide(application, State.ACCEPTED, by_id=by_id, reply=reply, at=at)


class CannotAppoint(Refused):
    """This volunteer cannot become a mentor now."""


def appoint_mentor(application: Application, *, by_id: int, at: datetime) -> None:
    """Let an accepted and trained volunteer sit beside the people of their kelurahan; doing it twice is the same as once.

    Raises CannotAppoint where somebody is not accepted, belongs to no kelurahan, or has a volunteers' course to finish.
    """
    person = db.session.get(Person, application.person_id, with_for_update=True) if application.person_id else None
    if application.state is not State.ACCEPTED or application.kelurahan is None or person is None or person.left_at:
        raise CannotAppoint(_("Hanya relawan kelurahan yang sudah diterima bisa menjadi pendamping."))
    left = queries.training_left(person.id)
    if left:
        raise CannotAppoint(_("Relawan ini belum menyelesaikan kursus “%(title)s”.", title=left[0].title))
    if not queries.is_mentor(application, on=at.date()):
        grant_role(person, Role.MENTOR, application.kelurahan, by_id=by_id, on=at.date())
        record("appoint_mentor", "application", application.id, actor_id=by_id, at=at)


def decline(application: Application, *, by_id: int, reason: Reason, reply: str, at: datetime) -> None:
    """Answer with a no and its reason. Raises CannotDecide, saying who was faster."""
    _refuse_unless_waiting(application)
    if reason is Reason.OTHER and not reply:
        raise CannotDecide(_("Tulis alasannya dengan kata-kata sendiri."))
    application.reason = reason
    _decide(application, State.DECLINED, by_id=by_id, reply=reply, at=at)


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


def _refuse_unless_waiting(application: Application) -> None:
    if application.state is State.GUARDIAN:
        raise CannotDecide(_("Walinya belum memberi izin. Catat izin wali dulu."))
    if application.state is not State.WAITING:
        raise CannotDecide(_("Pendaftaran ini baru saja dijawab orang lain. Jawaban pertama yang berlaku."))


def _decide(application: Application, state: State, *, by_id: int, reply: str, at: datetime) -> None:
    _move(application, state, actor_id=by_id, at=at, verb="accept" if state is State.ACCEPTED else "decline")
    application.reply = reply
    application.decided_at = at
    application.decided_by_id = by_id


def _move(application: Application, state: State, *, actor_id: int | None, at: datetime, verb: str) -> None:
    """Move along one arrow, unless somebody else has moved the application in the meantime."""
    before = application.state
    moved = db.session.execute(
        update(Application)
        .where(Application.id == application.id, Application.state == before)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE always has one
        raise CannotDecide(_("Pendaftaran ini baru saja dijawab orang lain. Jawaban pertama yang berlaku."))
    application.state = state
    record(
        verb,
        "application",
        application.id,
        actor_id=actor_id,
        at=at,
        came_from=before,
        to=state,
        reason=application.reason,
    )
