"""Recording levels. Records are only added; a level falls only when staff take it back, with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.competency.current import renewal_months
from lms.competency.models import Domain, LevelRecord, level_lowered
from lms.competency.queries import evidence as evidences
from lms.competency.queries.standing import LOWERED, counting, history_of
from lms.competency.rules.ageing import months_before
from lms.competency.rules.levels import Supported, supported
from lms.db import db
from lms.errors import Refused


class CannotLower(Refused):
    """There is no higher level to take back, or no reason was given."""


def appraise(
    person_id: int, domain: Domain, *, by_id: int | None, at: datetime, corrected: UUID | None = None
) -> LevelRecord | None:
    """Record the level that somebody's evidence supports; None where nothing changes.

    A record is added when the level is higher than the current one, or when it is the same, the current record is older
    than `LEVEL_RENEW_MONTHS` and newer evidence shows it still holds. Evidence for less changes nothing. Two at once for
    one person wait for each other. by_id: whoever did what led to it, for the trail. corrected: a check whose entry was
    corrected; where the current record rests on it, what stands now decides, even for less.
    """
    _lock(person_id)
    history = history_of(person_id, domain)
    found = supported(counting(evidences.evidence_of(person_id)[domain], history))
    current = history[-1] if history else None
    was_resting_on_it = current is not None and str(corrected) in current.evidence.get("checks", [])
    if found is None or not (was_resting_on_it or _is_due(found, current, at)):
        return None
    rests_on: dict[str, Any] = dict(found.rests_on)
    if current and found.level == current.level and found.still_shown_by:
        rests_on["checks"] = list(found.still_shown_by)
    made = LevelRecord(
        person_id=person_id,
        domain=domain,
        level=found.level,
        evidence=rests_on,
        assessor_id=found.assessor_id,
        recorded_at=found.newest_at if was_resting_on_it else at,  # a correction shows nothing new, so it makes nothing younger
    )
    _append(made, current, by_id=by_id, at=at, verb="appraise")
    if current and made.level < current.level:
        level_lowered.send(person_id, domain=domain, level=made.level, by_id=by_id, at=at)
    return made


def appraise_after_work(person_id: int, *, course_id: str, by_id: int, at: datetime) -> None:
    """Look at somebody's level after a piece of work was passed: listens to `submissions.models.work_judged`."""
    domain = evidences.domain_of(course_id)
    if domain:
        appraise(person_id, domain, by_id=by_id, at=at)


def appraise_after_quiz(person_id: int, *, course_id: str, at: datetime) -> None:
    """Look at somebody's level after a quiz or check: listens to `assessment.models.attempt_finished`.

    A quiz alone proves no level, so without passed work this is two statements. Whether there is any is asked after
    waiting for an assessor who passes work just now: one of the two sees what the other saved.
    """
    domain = evidences.domain_of(course_id)
    if domain is None:
        return
    _lock(person_id)
    if evidences.has_passed_work(person_id, domain):
        appraise(person_id, domain, by_id=person_id, at=at)


def lower(person_id: int, domain: Domain, *, level: int, reason: str, by_id: int, at: datetime) -> LevelRecord:
    """Take a level back to a lower one, with the reason; from then on only newer evidence counts. Raises CannotLower."""
    if not reason.strip():
        raise CannotLower(_("Tulis dulu alasannya."))
    _lock(person_id)
    history = history_of(person_id, domain)
    if not history or not 0 <= level < history[-1].level:
        raise CannotLower(_("Tingkatnya sekarang tidak lebih tinggi dari itu. Muat ulang halamannya."))
    made = LevelRecord(
        person_id=person_id,
        domain=domain,
        level=level,
        evidence={LOWERED: reason.strip()},
        assessor_id=by_id,
        recorded_at=at,
    )
    _append(made, history[-1], by_id=by_id, at=at, verb="lower")
    level_lowered.send(person_id, domain=domain, level=level, by_id=by_id, at=at)
    return made


def _is_due(found: Supported, current: LevelRecord | None, at: datetime) -> bool:
    if current is None or found.level > current.level:
        return True
    is_old = current.recorded_at <= months_before(at, renewal_months())
    return found.level == current.level and is_old and found.newest_at > current.recorded_at


def _append(made: LevelRecord, current: LevelRecord | None, *, by_id: int | None, at: datetime, verb: str) -> LevelRecord:
    if current is not None:
        current.is_current = False
        made.supersedes_id = current.id
    made.is_current = True
    db.session.add(made)
    db.session.flush()  # the trail names the record by its id
    before = current.level if current else None
    record_audit(verb, "level", made.id, actor_id=by_id, at=at, domain=made.domain, level=made.level, before=before)
    return made


def _lock(person_id: int) -> None:
    """Let two who judge one person write one after the other."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
