"""Signing a volunteer's letter, and erasing whose it was."""

from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit.actions import record
from lms.certification.models import Letter, WithdrawalReason
from lms.certification.queries import letters as queries
from lms.certification.rules import letters as rules
from lms.certification.rules.codes import new_code
from lms.db import db
from lms.errors import Refused
from lms.kim.models import Group
from lms.volunteering.models import Application, State

NOT_NOW = frozenset({State.SUSPENDED, State.ERASED})
"""Volunteers about whom nothing is said until an officer has decided, or any more."""


class CannotSign(Refused):
    """This letter cannot be signed, or not by this person."""


def what_can_be_said(application: Application, *, by_id: int, at: datetime) -> rules.Deeds:
    """Give what a letter about a volunteer would be about if somebody signed it now. Raises CannotSign with what hinders it."""
    if application.person_id is None or application.person_id == by_id:
        raise CannotSign(_("Surat untuk diri sendiri ditandatangani orang lain."))
    if application.state in NOT_NOW:
        raise CannotSign(_("Relawan ini sedang tidak bisa diberi surat. Selesaikan dulu laporannya."))
    deeds = queries.deeds_of(application.person_id, at=at)
    if deeds is None:
        raise CannotSign(_("Belum ada pertemuan yang terverifikasi, jadi suratnya belum bisa dibuat."))
    return deeds


def sign(draft: rules.Draft, signer: rules.Signer, *, key: UUID, on: date, at: datetime) -> Letter:
    """Sign a letter with the next number of its group in the year of the day; the same form again gives the same letter.

    Two at once wait for each other. Raises CannotSign.
    """
    if draft.person_id == signer.id:
        raise CannotSign(_("Surat untuk diri sendiri ditandatangani orang lain."))
    _hold_numbers(draft.kelurahan_id)
    made_before = queries.letter_made_by(key)
    if made_before:
        return made_before
    letter = Letter(
        key=key,
        code=new_code(),
        number=rules.number(queries.letters_numbered(draft.group, on) + 1, draft.group, on),
        person_id=draft.person_id,
        kelurahan_id=draft.kelurahan_id,
        name=draft.name,
        purpose=draft.addressee.purpose,
        institution=draft.addressee.institution,
        member_ref=draft.addressee.member_ref,
        from_on=draft.deeds.from_on,
        until_on=draft.deeds.until_on,
        minutes=draft.deeds.minutes,
        meetings=draft.deeds.meetings,
        meetings_planned=draft.deeds.planned,
        gains=list(draft.deeds.gains),
        sentence=draft.sentence,
        signed_by_id=signer.id,
        signer=signer.name,
        signer_office=signer.office,
        issued_at=at,
    )
    db.session.add(letter)
    db.session.flush()  # the trail names it by its id
    record("sign", "letter", letter.id, actor_id=signer.id, at=at, minutes=letter.minutes)
    return letter


def erase_person(person_id: int, *, by_id: int | None, at: datetime) -> int:
    """Take a person's name and number out of all their letters and withdraw these; gives how many held them before."""
    found = [letter for letter in queries.letters_of(person_id) if letter.withdrawn_reason is not WithdrawalReason.ERASED]
    for letter in found:
        letter.name, letter.member_ref, letter.sentence = "", "", ""
        letter.withdrawn_at, letter.withdrawn_reason = at, WithdrawalReason.ERASED
        record("erase", "letter", letter.id, actor_id=by_id, at=at)
    return len(found)


def _hold_numbers(kelurahan_id: int | None) -> None:
    """Let whoever else numbers a letter of this group wait until the end of the transaction."""
    place = Group.kelurahan_id == kelurahan_id if kelurahan_id else Group.city_id.is_not(None)
    db.session.scalars(select(Group.id).where(place).with_for_update()).all()
