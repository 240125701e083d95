"""What follows from meetings and lessons, a pause, an end, and what the nightly command does about silence."""

from collections.abc import Iterable
from datetime import date, datetime, time

from flask_babel import gettext as _
from sqlalchemy import update

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.mentoring.models import EndReason, Meeting, Module, Pair, PairState
from lms.mentoring.queries import pairs as queries
from lms.mentoring.rules.at_risk import Silence, is_to_be_asked, silence
from lms.volunteering.actions import staying
from lms.volunteering.actions.moving import move
from lms.volunteering.models import Application, Reason, State


class CannotChange(Refused):
    """The pair cannot be changed like this, or not now."""


def has_met(meeting: Meeting, *, at: datetime) -> None:
    """Let the volunteer of a pair be active after the first meeting that counts, and after a silence."""
    application = _volunteer(meeting.pair)
    if application and application.person_id == meeting.volunteer_id and application.state in {State.PAIRED, State.AT_RISK}:
        move(application, State.ACTIVE, by_id=None, at=at)


def finish_if_done(pair: Pair, *, at: datetime) -> bool:
    """Finish a running pair whose meetings have all been and whose goal is reached; tells whether it is finished now."""
    if pair.state is not PairState.RUNNING or queries.kept_by([pair.id])[pair.id].count < pair.meetings_planned:
        return False
    if not queries.has_reached_goal(pair):
        return False
    close(pair, PairState.FINISHED, None, at=at)
    record("finish", "mentoring_pair", pair.id, actor_id=None, at=at)
    application = _volunteer(pair)
    if application and application.state in {State.PAIRED, State.AT_RISK}:
        move(application, State.ACTIVE, by_id=None, at=at)
    if application and application.state is State.ACTIVE:
        move(application, State.FINISHED, by_id=None, at=at)
    return True


def say_done(pair: Pair, lesson_id: str, *, by_id: int, at: datetime) -> None:
    """Keep that one side saw the senior do a lesson's task unaided; twice is the same as once. Raises CannotChange."""
    found = queries.held(pair.id)
    if found.state not in {PairState.RUNNING, PairState.PAUSED}:
        raise CannotChange(_("Pasangan ini sedang tidak berjalan."))
    module = db.session.get(Module, (found.id, lesson_id))
    if module is None:
        module = Module(pair_id=found.id, lesson_id=lesson_id)
        db.session.add(module)
    if by_id in {found.volunteer_id, found.stand_in_id}:
        module.volunteer_said_at = module.volunteer_said_at or at
    elif not module.senior_said_at:
        module.senior_said_at, module.senior_said_by_id = at, None if by_id == found.senior_id else by_id
    record("say_done", "mentoring_pair", found.id, actor_id=by_id, at=at, lesson=lesson_id)
    finish_if_done(found, at=at)


def pause(pair: Pair, *, back_on: date, stand_in_id: int | None, by_id: int, at: datetime) -> None:
    """Let the volunteer rest until a day, with somebody beside the senior meanwhile; meetings until then are called off.

    Raises CannotChange, CannotPause and CannotMove.
    """
    found = queries.held(pair.id)
    application = _volunteer(found)
    if found.state is not PairState.RUNNING or application is None:
        raise CannotChange(_("Pasangan ini sedang tidak berjalan."))
    if stand_in_id and stand_in_id not in {person.id for person in queries.stand_ins_for(found, at=at)}:
        raise CannotChange(_("Pengganti dipilih dari pendamping kelurahan ini."))
    if application.state is State.PAIRED:
        raise CannotChange(_("Jeda bisa diambil setelah pertemuan pertama. Sebelum itu, pindahkan pertemuannya."))
    staying.pause(application, back_on=back_on, by_id=by_id, at=at)
    found.state, found.state_since, found.stand_in_id = PairState.PAUSED, at, stand_in_id
    _call_off(found.id, after=at, before=datetime.combine(back_on, time(), at.tzinfo), at=at)
    record("pause", "mentoring_pair", found.id, actor_id=by_id, at=at)


def come_back(pair: Pair, *, by_id: int | None, at: datetime) -> None:
    """End a pause; the stand-in's time is over. Raises CannotChange and CannotMove."""
    found = queries.held(pair.id)
    application = _volunteer(found)
    if found.state is PairState.RUNNING:
        return
    is_stopped = application is None or application.state is State.SUSPENDED or queries.has_open_incident(found.id)
    if found.state is not PairState.PAUSED or application is None or is_stopped:
        raise CannotChange(_("Pasangan ini tidak sedang jeda."))
    if application.state is State.PAUSED:
        staying.come_back(application, by_id=by_id, at=at)
    found.state, found.state_since, found.stand_in_id = PairState.RUNNING, at, None
    record("come_back", "mentoring_pair", found.id, actor_id=by_id, at=at)


def go_on(pair: Pair, *, by_id: int, at: datetime) -> None:
    """Keep that somebody who was asked wants to go on; the volunteer is asked again only after another 14 days."""
    application = _volunteer(pair)
    if application and application.state is State.AT_RISK:
        move(application, State.ACTIVE, by_id=by_id, at=at)
    record("go_on", "mentoring_pair", pair.id, actor_id=by_id, at=at)


def end(pair: Pair, *, reason: EndReason, by_id: int, at: datetime) -> None:
    """End a pair before it is finished; a volunteer who has not met anybody yet is ready again. Twice is the same as once.

    With `LEFT` the volunteer stops altogether. Raises CannotChange and CannotMove.
    """
    found = queries.held(pair.id)
    if found.state in {PairState.ENDED, PairState.FINISHED}:
        return
    if queries.has_open_incident(found.id):
        raise CannotChange(_("Ada laporan yang sedang ditangani petugas. Tunggu keputusannya dulu."))
    application = _volunteer(found)
    close(found, PairState.ENDED, reason, at=at)
    record("end", "mentoring_pair", found.id, actor_id=by_id, at=at, reason=reason)
    if application is None:
        return
    if reason is EndReason.LEFT:
        staying.leave(application, reason=Reason.TIME, by_id=by_id, at=at)
    else:
        set_free(application, by_id=by_id, at=at)


def set_free(application: Application, *, by_id: int | None, at: datetime) -> None:
    """Let a volunteer whose pair has ended be ready or active again."""
    if application.state is State.PAIRED:
        move(application, State.READY, by_id=by_id, at=at)
    elif application.state is State.PAUSED:
        staying.come_back(application, by_id=by_id, at=at)


def tend(pair_ids: Iterable[int], *, at: datetime) -> dict[str, int]:
    """Do what a night has to do about pairs: ask, end kindly, let come back, finish; twice is the same as once."""
    done = {"asked": 0, "ended": 0, "back": 0, "finished": 0, "": 0}
    for pair_id in pair_ids:
        pair = queries.held(pair_id)
        if pair.state is PairState.PAUSED:
            done["back"] += _tend_pause(pair, at=at)
        elif pair.state is PairState.RUNNING:
            done["finished" if finish_if_done(pair, at=at) else _tend_silence(pair, at=at)] += 1
    del done[""]
    return done


def _tend_pause(pair: Pair, *, at: datetime) -> bool:
    application = _volunteer(pair)
    if application is None or queries.has_open_incident(pair.id):
        return False
    is_over = application.state is State.PAUSED and application.back_on is not None and application.back_on <= at.date()
    if not is_over and application.state is not State.ACTIVE:
        return False
    come_back(pair, by_id=None, at=at)
    return True


def _tend_silence(pair: Pair, *, at: datetime) -> str:
    """Tell what was done, as `tend` counts it."""
    last, application = queries.kept_by([pair.id])[pair.id].last_at, _volunteer(pair)
    step = silence(running_since=pair.state_since, last_met=last, at=at)
    if step is Silence.END:
        close(pair, PairState.ENDED, EndReason.SILENCE, at=at)
        record("end", "mentoring_pair", pair.id, actor_id=None, at=at, reason=EndReason.SILENCE)
        if application and application.state in {State.PAIRED, State.ACTIVE, State.AT_RISK}:
            staying.leave(application, reason=Reason.NO_CONTACT, by_id=None, at=at)
        return "ended"
    if application is None or application.state is not State.ACTIVE:
        return ""
    if is_to_be_asked(active_since=application.state_since, running_since=pair.state_since, last_met=last, at=at):
        move(application, State.AT_RISK, by_id=None, at=at)
        return "asked"
    return ""


def close(pair: Pair, state: PairState, reason: EndReason | None, *, at: datetime) -> None:
    """Put a pair to its end; what was planned for later is called off."""
    pair.state, pair.state_since, pair.ended_at, pair.end_reason = state, at, at, reason
    _call_off(pair.id, after=at, before=None, at=at)


def stop_standing_in(person_id: int, *, at: datetime) -> None:
    """Let somebody stand in for nobody any more; what was planned with them is called off."""
    for pair_id in queries.pairs_stood_in_by(person_id):
        queries.held(pair_id).stand_in_id = None
        _call_off(pair_id, after=at, before=None, at=at)


def _call_off(pair_id: int, *, after: datetime, before: datetime | None, at: datetime) -> None:
    later = [Meeting.pair_id == pair_id, Meeting.starts_at > after, Meeting.cancelled_at.is_(None)]
    if before:
        later.append(Meeting.starts_at < before)
    db.session.execute(update(Meeting).where(*later).values(cancelled_at=at, code=None))


def _volunteer(pair: Pair) -> Application | None:
    return queries.applications_of([pair.volunteer_id]).get(pair.volunteer_id)
