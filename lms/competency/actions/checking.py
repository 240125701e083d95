"""Recording a practical check, once, and the level that follows from it."""

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What an observer saw somebody do."""

    key: UUID
    """The same for the same person, domain and occasion, so that the check is recorded once whoever sends it."""
    domain: Domain
    occasion: Occasion
    outcomes: Mapping[str, Outcome]
    """For every item of the check how it went."""
    note: str


def record_check(seen: Seen, person_id: int, *, observer_id: int, on: date, at: datetime) -> bool:
    """Record a practical check that is due, and the level that follows; tells whether it is new. Raises CannotCheck."""
    if observer_id == person_id:
        raise CannotCheck(_("Cek praktik dilakukan bersama orang lain, bukan sendiri."))
    if set(seen.outcomes) != {item.id for item in practical_checks()[seen.domain].items}:
        raise CannotCheck(_("Isi kelima langkahnya dulu."))
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # two observers at once
    known = db.session.get(PracticalCheck, seen.key, populate_existing=True)
    if known:
        _refuse_other(known, seen, person_id, observer_id)
        return False
    if due(days_of(checks_in(person_id, seen.domain)), on=on) is not seen.occasion:
        raise CannotCheck(_("Cek ini belum waktunya, atau baru saja dicatat. Muat ulang halamannya."))
    check = PracticalCheck(
        id=seen.key,
        person_id=person_id,
        domain=seen.domain,
        occasion=seen.occasion,
        observer_id=observer_id,
        outcomes=dict(seen.outcomes),
        note=seen.note or None,
        done_at=at,
    )
    db.session.add(check)
    record_audit("check", "practical_check", seen.key, actor_id=observer_id, at=at, domain=seen.domain, occasion=seen.occasion)
    appraise(person_id, seen.domain, by_id=observer_id, at=at)
    return True


def _refuse_other(known: PracticalCheck, seen: Seen, person_id: int, observer_id: int) -> None:
    """Refuse a second observer's sheet of the same check; the same sheet sent twice is fine."""
    if (known.person_id, known.domain, known.observer_id) != (person_id, seen.domain, observer_id):
        raise CannotCheck(_("Cek ini baru saja dicatat oleh pendamping lain. Catatannya tidak diubah."))
