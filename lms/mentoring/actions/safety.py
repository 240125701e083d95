"""Reporting that somebody is not safe, and what the officer decides."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions.closing import close, set_free, stop_standing_in
from lms.mentoring.models import EndReason, Incident, Pair, PairState
from lms.mentoring.queries import pairs as pair_queries
from lms.mentoring.queries import safety as queries
from lms.mentoring.queries.pairs import STANDING
from lms.volunteering.actions import staying
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State
from lms.volunteering.rules.states import LIVE

REVIEW_WITHIN = timedelta(days=7)


class CannotDecide(Refused):
    """This report cannot be decided like this, or not by this person."""


class Decision(StrEnum):
    """What an officer decides about a report."""

    GO_ON = "go_on"
    """The pair goes on; a suspended volunteer is restored."""
    END = "end"
    """The pair ends; the volunteer may help others, and is restored where suspended."""
    SUSPEND = "suspend"
    """The volunteer helps nobody until the report is decided; it stays open."""
    DISMISS = "dismiss"
    """The pair ends, and the volunteer helps nobody any more."""


def report(pair: Pair, words: str, *, key: UUID, reporter_id: int, at: datetime) -> Incident:
    """Keep a report and stop the pair at once, once for each key. The volunteer is suspended only by an officer."""
    found = pair_queries.held(pair.id)
    known = queries.incident_with(key)
    if known:
        return known
    incident = Incident(key=key, pair_id=found.id, reporter_id=reporter_id, words=words, reported_at=at, closing="")
    incident.review_due_at = at + REVIEW_WITHIN
    db.session.add(incident)
    if found.state in STANDING:
        found.state, found.state_since = PairState.PAUSED, at
    db.session.flush()  # the trail names the report by its id
    record("report", "mentoring_incident", incident.id, actor_id=reporter_id, at=at, pair=found.id)
    return incident


def decide(incident: Incident, decision: Decision, words: str, *, by_id: int, at: datetime) -> None:
    """Decide a report, in words; of two officers at once the second is refused. Raises CannotDecide and CannotMove."""
    pair = pair_queries.held(incident.pair_id)
    found = queries.held(incident.id)
    if by_id in {pair.volunteer_id, pair.senior_id, pair.stand_in_id}:
        raise CannotDecide(_("Laporan ini diputuskan petugas yang tidak ada di dalam pasangan."))
    if found.closed_at:
        raise CannotDecide(_("Laporan ini sudah diputuskan petugas lain."))
    if not words:
        raise CannotDecide(_("Tulis dulu alasan keputusannya."))
    application = pair_queries.applications_of([pair.volunteer_id]).get(pair.volunteer_id)
    record("decide", "mentoring_incident", found.id, actor_id=by_id, at=at, decision=decision)
    if decision is Decision.SUSPEND:
        _suspend(application, by_id=by_id, at=at)
        found.closing = words
        return
    found.closed_at, found.closed_by_id, found.closing = at, by_id, words
    db.session.flush()  # whether another report is open is asked below
    if application:
        _settle_volunteer(application, decision, by_id=by_id, at=at)
    _settle_pair(pair, application, decision, at=at)


def _suspend(application: Application | None, *, by_id: int, at: datetime) -> None:
    if application is None or application.state not in LIVE:
        raise CannotDecide(_("Relawan ini sudah ditangguhkan atau sudah berhenti."))
    staying.suspend(application, by_id=by_id, at=at)
    if application.person_id:
        _stop(application.person_id, at=at)


def _stop(person_id: int, *, at: datetime) -> None:
    """Stop whatever else a suspended volunteer is in: another pair than the reported one, and standing in for others."""
    stop_standing_in(person_id, at=at)
    pair = pair_queries.pair_of(person_id)
    if pair and pair.volunteer_id == person_id and pair.state is not PairState.PAUSED:
        held = pair_queries.held(pair.id)
        held.state, held.state_since = PairState.PAUSED, at


def _settle_volunteer(application: Application, decision: Decision, *, by_id: int, at: datetime) -> None:
    if decision is Decision.DISMISS:
        if application.state in LIVE:
            staying.suspend(application, by_id=by_id, at=at)
        if application.state is State.SUSPENDED:
            move(application, State.DECLINED, by_id=by_id, at=at, reason=Reason.SAFETY, decided_at=at, decided_by_id=by_id)
    elif application.state is State.SUSPENDED:
        staying.restore(application, by_id=by_id, at=at)
    if decision is Decision.END:
        set_free(application, by_id=by_id, at=at)


def _settle_pair(pair: Pair, application: Application | None, decision: Decision, *, at: datetime) -> None:
    if pair.state is PairState.PAUSED and decision is not Decision.GO_ON:
        close(pair, PairState.ENDED, EndReason.SAFETY, at=at)
    db.session.flush()  # which pair stands is asked below
    standing = pair_queries.pair_of(pair.volunteer_id)
    if standing and standing.volunteer_id == pair.volunteer_id:
        _go_on(pair_queries.held(standing.id), application, at=at)


def _go_on(pair: Pair, application: Application | None, *, at: datetime) -> None:
    """Let a pair that was stopped run again, unless a report is open, or the volunteer suspended or at rest."""
    is_away = application is not None and application.state in {State.PAUSED, State.SUSPENDED}
    if pair.state is PairState.PAUSED and not is_away and not pair_queries.has_open_incident(pair.id):
        both = pair.volunteer_agreed_at and pair.senior_agreed_at
        before = PairState.AGREED if both else PairState.PROPOSED
        pair.state, pair.state_since, pair.stand_in_id = PairState.RUNNING if pair.confirmed_at else before, at, None
