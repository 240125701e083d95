"""Planning meetings, moving them, calling them off."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.mentoring.models import Meeting, Pair, PairState
from lms.mentoring.queries import meetings as queries
from lms.mentoring.queries import pairs as pair_queries
from lms.mentoring.rules import meetings as rules
from lms.mentoring.rules.matching import is_minor
from lms.mentoring.rules.meetings import Standing


class CannotPlan(Refused):
    """The meeting cannot be at this time or place."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where two people want to meet; the moment is in the city's own time."""

    key: UUID
    starts_at: datetime
    minutes: int
    place: str


def plan(pair: Pair, wanted: Plan, *, by_id: int, at: datetime) -> Meeting:
    """Plan one meeting, once for each key. Raises CannotPlan."""
    found = pair_queries.held(pair.id)
    known = queries.meeting_with(wanted.key)
    if known:
        _refuse_another(known, found, wanted)
        return known
    volunteer_id = who_meets(found)
    _refuse_unless_possible(found, volunteer_id, wanted, None, at=at)
    meeting = _added(found, volunteer_id, wanted, by_id=by_id, at=at)
    record("plan", "mentoring_meeting", meeting.id, actor_id=by_id, at=at)
    return meeting


def add_past(pair: Pair, volunteer_id: int, wanted: Plan, *, by_id: int, at: datetime) -> tuple[Meeting, bool]:
    """Keep a meeting that was never planned here, up to 30 days later, once for each key; tells whether it is new.

    The pair is held. The rules of hours, places and overlaps are those of a planned one. Raises CannotPlan.
    """
    known = queries.meeting_with(wanted.key)
    if known:
        _refuse_another(known, pair, wanted)
        return known, False
    ends_at = wanted.starts_at + timedelta(minutes=wanted.minutes)
    if ends_at > at:
        raise CannotPlan(_("Pertemuan itu belum selesai. Dari kertas hanya yang sudah terjadi."))
    if at > ends_at + rules.PAPER_KEPT:
        raise CannotPlan(_("Lembar ini sudah lebih dari 30 hari, jadi tidak bisa diketik lagi."))
    _refuse_unless_together(pair, volunteer_id, wanted.starts_at)
    refuse_unless_decent(pair, volunteer_id, wanted, own_id=None, at=at)
    return _added(pair, volunteer_id, wanted, by_id=by_id, at=at), True


def reschedule(meeting: Meeting, wanted: Plan, *, by_id: int, at: datetime) -> None:
    """Move a meeting that nobody has marked to another time or place. Raises CannotPlan."""
    pair = pair_queries.held(meeting.pair_id)
    found = _unmarked(meeting, at=at)
    _refuse_unless_possible(pair, found.volunteer_id, wanted, found.id, at=at)
    _clear(found.pair_id, wanted.starts_at)
    found.starts_at, found.minutes, found.place = wanted.starts_at, wanted.minutes, wanted.place
    found.code, found.code_until, found.code_used_at = None, None, None
    record("reschedule", "mentoring_meeting", found.id, actor_id=by_id, at=at)


def cancel(meeting: Meeting, *, by_id: int, at: datetime) -> None:
    """Call off a meeting that nobody has marked; doing it twice is the same as once. Raises CannotPlan."""
    found = queries.held(meeting.id)
    if found.cancelled_at:
        return
    found = _unmarked(found, at=at)
    found.cancelled_at, found.code = at, None
    record("cancel", "mentoring_meeting", found.id, actor_id=by_id, at=at)


def who_meets(pair: Pair) -> int:
    """Give who sits beside the senior now: the volunteer, or the stand-in during a pause. Raises CannotPlan."""
    if pair.state is PairState.RUNNING:
        return pair.volunteer_id
    if pair.state is PairState.PAUSED and pair.stand_in_id and not pair_queries.has_open_incident(pair.id):
        return pair.stand_in_id
    raise CannotPlan(_("Pasangan ini sedang tidak berjalan, jadi pertemuan belum bisa diatur."))


def has_minor(volunteer_id: int, *, at: datetime) -> bool:
    """Whether whoever gives the hours may still be under 18; two statements at most."""
    person = db.session.get_one(Person, volunteer_id)
    application = pair_queries.applications_of([volunteer_id]).get(volunteer_id)
    birth_year = person.birth_year or (application.birth_year if application else None)
    return is_minor(birth_year, application.age if application else None, at.date())


def _added(pair: Pair, volunteer_id: int, wanted: Plan, *, by_id: int, at: datetime) -> Meeting:
    _clear(pair.id, wanted.starts_at)
    meeting = Meeting(key=wanted.key, pair_id=pair.id, volunteer_id=volunteer_id, starts_at=wanted.starts_at)
    meeting.minutes, meeting.place, meeting.planned_by_id, meeting.planned_at = wanted.minutes, wanted.place, by_id, at
    meeting.from_paper, meeting.taught_back, meeting.dispute = False, "", ""
    db.session.add(meeting)
    db.session.flush()  # the trail names the meeting by its id
    return meeting


def _clear(pair_id: int, starts_at: datetime) -> None:
    """Let a meeting that was called off step aside by a trifle, so that its hour can be planned again."""
    cancelled = queries.cancelled_within(pair_id, starts_at)
    for later, meeting in enumerate(reversed(cancelled)):
        meeting.starts_at = starts_at + timedelta(microseconds=len(cancelled) - later)
        db.session.flush()  # one after the other, so that no two of them ever have the same moment


def _refuse_another(known: Meeting, pair: Pair, wanted: Plan) -> None:
    if known.pair_id != pair.id:
        raise CannotPlan(_("Halaman ini sudah dipakai untuk pasangan lain. Buka lagi halamannya."))
    if (known.starts_at, known.minutes, known.place) != (wanted.starts_at, wanted.minutes, wanted.place):
        raise CannotPlan(_("Dari halaman ini sudah tersimpan pertemuan lain. Buka lagi halaman pasangannya."))


def _refuse_unless_together(pair: Pair, volunteer_id: int, starts_at: datetime) -> None:
    """Refuse a moment at which the two were no pair, or the one who is named did not sit beside the senior."""
    if pair.confirmed_at is None or starts_at < pair.confirmed_at or (pair.ended_at and starts_at >= pair.ended_at):
        raise CannotPlan(_("Saat itu pasangan ini belum disahkan, atau sudah berakhir."))
    if pair.state is PairState.PAUSED and starts_at >= pair.state_since and volunteer_id != who_meets(pair):
        raise CannotPlan(_("Saat itu relawannya sedang jeda. Pilih penggantinya, atau periksa tanggalnya."))


def _unmarked(meeting: Meeting, *, at: datetime) -> Meeting:
    found = queries.held(meeting.id)
    if rules.standing(found, at) not in {Standing.PLANNED, Standing.OPEN}:
        raise CannotPlan(_("Pertemuan ini sudah ditandai atau dibatalkan, jadi tidak bisa diubah lagi."))
    return found


def _refuse_unless_possible(pair: Pair, volunteer_id: int, wanted: Plan, own_id: int | None, *, at: datetime) -> None:
    if not at < wanted.starts_at <= at + rules.FARTHEST:
        raise CannotPlan(_("Waktunya sudah lewat atau terlalu jauh. Pilih hari dalam empat bulan ke depan."))
    refuse_unless_decent(pair, volunteer_id, wanted, own_id=own_id, at=at)


def refuse_unless_decent(pair: Pair, volunteer_id: int, wanted: Plan, *, own_id: int | None, at: datetime) -> None:
    """Refuse a length, an hour or a place at which the two may not meet, and two meetings at once. Raises CannotPlan."""
    if wanted.minutes not in rules.CHOICES:
        raise CannotPlan(_("Pilih lama pertemuan dari daftar."))
    with_minor = has_minor(volunteer_id, at=min(wanted.starts_at, at))
    local = wanted.starts_at.astimezone(at.tzinfo)
    if not rules.is_decent(local, wanted.minutes, with_minor=with_minor):
        raise CannotPlan(_hours_in_words(with_minor=with_minor))
    if with_minor and rules.looks_like_home(wanted.place):
        raise CannotPlan(_("Relawan di bawah 18 tahun tidak bertemu di rumah. Pilih tempat umum, misalnya balai kelurahan."))
    queries.hold_people([volunteer_id, pair.senior_id])
    others = [
        item for item in queries.around([volunteer_id, pair.senior_id], wanted.starts_at, wanted.minutes) if item.id != own_id
    ]
    if others:
        raise CannotPlan(_("Salah satu dari keduanya sudah punya pertemuan pada jam itu. Pilih jam lain."))


def _hours_in_words(*, with_minor: bool) -> str:
    if with_minor:
        return str(_("Relawannya di bawah 18 tahun. Mulai paling awal pukul 06.00 dan selesai paling lambat pukul 20.00."))
    return str(_("Mulai paling awal pukul 06.00 dan selesai paling lambat pukul 22.00."))
