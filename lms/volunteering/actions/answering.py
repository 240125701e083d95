"""The coordinator's answers: a talk, a yes, a no."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from lms.accounts.actions import add_person
from lms.accounts.models import Honorific
from lms.clock import beginning_of, day_of
from lms.db import db
from lms.errors import Refused
from lms.volunteering.actions.cohorts import add_member
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.rules.guardians import is_by_day, is_still_minor


class CannotDecide(Refused):
    """The application cannot be answered like this."""


def invite(application: Application, *, by_id: int, talk_at: datetime, place: str, at: datetime) -> None:
    """Invite an applicant to a short talk; asking again moves the talk. Raises CannotDecide and CannotMove.

    A minor is met by day, as in everything that follows.
    """
    if talk_at <= at:
        raise CannotDecide(_("Waktu ngobrolnya sudah lewat. Pilih waktu yang akan datang."))
    if is_still_minor(application.birth_year, day_of(talk_at)) and not is_by_day(talk_at - beginning_of(day_of(talk_at))):
        raise CannotDecide(_("Pendaftar ini di bawah 18 tahun. Ngobrolnya antara pukul 06.00 dan 20.00."))
    when: dict[str, Any] = {"interview_at": talk_at, "interview_place": place}
    if application.state is State.INTERVIEW:
        application.interview_at, application.interview_place = talk_at, place
        return
    _refuse_without_guardian(application)
    move(application, State.INTERVIEW, by_id=by_id, at=at, answered_at=at, **when)


def accept(application: Application, *, by_id: int, reference: str, reply: str, at: datetime) -> None:
    """Take a volunteer in after the talk: from now on they have an account. Raises CannotMove, saying who was faster."""
    _refuse_without_guardian(application)
    answer: dict[str, Any] = {"reply": reply, "reference": reference, "decided_at": at, "decided_by_id": by_id}
    move(application, State.ORIENTATION, by_id=by_id, at=at, **answer)
    person = add_person(
        application.name,
        honorific=Honorific.NONE,
        kelurahan_id=application.kelurahan_id,
        whatsapp=application.whatsapp or None,
        birth_year=application.birth_year,
        at=at,
    )
    db.session.flush()  # the application points at the new account
    application.person_id = person.id
    if application.cohort_id:
        add_member(application.cohort_id, person.id, member_ref="", shares=False, at=at)


def decline(application: Application, *, by_id: int, reason: Reason, reply: str, at: datetime) -> None:
    """Answer with a no and its reason. Raises CannotMove, saying who was faster."""
    _refuse_without_guardian(application)
    if reason is Reason.OTHER and not reply:
        raise CannotDecide(_("Tulis alasannya dengan kata-kata sendiri."))
    answer: dict[str, Any] = {
        "reply": reply,
        "decided_at": at,
        "decided_by_id": by_id,
        "answered_at": application.answered_at or at,
    }
    move(application, State.DECLINED, by_id=by_id, at=at, reason=reason, **answer)


def _refuse_without_guardian(application: Application) -> None:
    if application.state is State.GUARDIAN:
        raise CannotDecide(_("Walinya belum memberi izin. Catat izin wali dulu."))
