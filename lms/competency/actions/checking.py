"""Recording a practical check, once, correcting it in a new record, and the level that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.competency.actions.appraising import appraise
from lms.competency.models import Domain, Occasion, PracticalCheck
from lms.competency.queries.checks import checks_in, days_of
from lms.competency.rules.ageing import due
from lms.competency.rules.levels import Outcome
from lms.competency.rules.model import practical_checks
from lms.db import db
from lms.errors import Refused

LONGEST_NOTE = 500


class CannotCheck(Refused):
    """This check is not to be done now, not by this observer, or not like this."""


class RecordedOtherwise(CannotCheck):
    """This check stands with other entries of the same observer; what differs is to be saved as a correction."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an observer saw somebody do."""

    key: UUID
    """The same for the same person, domain and occasion, or for the same check to correct: recorded once whoever sends it."""
    domain: Domain
    occasion: Occasion
    outcomes: Mapping[str, Outcome]
    """For every item of the check how it went."""
    note: str


def record_check(seen: Seen, person_id: int, *, observer_id: int, on: date, at: datetime) -> bool:
    """Record a practical check that is due, and the level that follows; tells whether it is new. Raises CannotCheck."""
    if _is_known(seen, person_id, observer_id):
        return False
    if due(days_of(checks_in(person_id, seen.domain)), on=on) is not seen.occasion:
        raise CannotCheck(_("Cek ini belum waktunya, atau baru saja dicatat. Muat ulang halamannya."))
    _keep(seen, PracticalCheck(person_id=person_id, done_at=at, observer_id=observer_id), verb="check", at=at)
    appraise(person_id, seen.domain, by_id=observer_id, at=at)
    return True


def correct_check(seen: Seen, old: PracticalCheck, *, observer_id: int, at: datetime) -> bool:
    """Record anew what was entered wrongly, and the level that follows; tells whether it is new. Raises CannotCheck.

    The old record stays, superseded. Who may correct it is for the caller to know.
    """
    if _is_known(seen, old.person_id, observer_id):
        return False
    new = PracticalCheck(person_id=old.person_id, done_at=old.done_at, observer_id=observer_id)
    new.corrected_at, new.supersedes_id = at, old.id
    _keep(seen, new, verb="correct", at=at)
    appraise(old.person_id, seen.domain, by_id=observer_id, at=at, corrected=old.id)
    return True


def _is_known(seen: Seen, person_id: int, observer_id: int) -> bool:
    """Tell whether this very sheet was recorded, while holding the person; raises CannotCheck where it cannot be."""
    if observer_id == person_id:
        raise CannotCheck(_("Cek praktik dilakukan bersama orang lain, bukan sendiri."))
    if set(seen.outcomes) != {item.id for item in practical_checks()[seen.domain].items}:
        raise CannotCheck(_("Isi kelima langkahnya dulu."))
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # two observers at once
    known = db.session.get(PracticalCheck, seen.key, populate_existing=True)
    if known:
        _refuse_other(known, seen, observer_id)
    return known is not None


def _refuse_other(known: PracticalCheck, seen: Seen, observer_id: int) -> None:
    """Refuse a second observer's sheet of the same check, and another sheet of the same one; the same sheet twice is fine."""
    if known.observer_id != observer_id:
        raise CannotCheck(_("Cek ini baru saja dicatat oleh pendamping lain. Catatannya tidak diubah."))
    if (known.outcomes, known.note or "") != (dict(seen.outcomes), seen.note):
        raise RecordedOtherwise(_("Cek ini sudah tersimpan dengan isian lain. Periksa lagi, lalu simpan sebagai perbaikan."))


def _keep(seen: Seen, check: PracticalCheck, *, verb: str, at: datetime) -> None:
    check.id, check.domain, check.occasion = seen.key, seen.domain, seen.occasion
    check.outcomes, check.note = dict(seen.outcomes), seen.note or None
    db.session.add(check)
    by_id = check.observer_id
    record_audit(verb, "practical_check", seen.key, actor_id=by_id, at=at, domain=seen.domain, occasion=seen.occasion)
