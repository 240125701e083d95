"""Opening a meeting with a code, saying that it was, disagreeing, deciding."""

from datetime import datetime

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.errors import Refused
from lms.mentoring.actions.closing import finish_if_done, has_met
from lms.mentoring.actions.planning import Plan, add_past, refuse_unless_decent, who_meets
from lms.mentoring.models import Meeting, Pair
from lms.mentoring.queries import meetings as queries
from lms.mentoring.queries import pairs as pair_queries
from lms.mentoring.rules import meetings as rules
from lms.mentoring.rules.meetings import COUNTING, Standing


class CannotMark(Refused):
    """The meeting cannot be marked like this, or not now."""


_OPEN = frozenset({Standing.OPEN, Standing.SAID_BY_ONE, Standing.CONFIRMED})


def show_code(meeting: Meeting, *, by_id: int, at: datetime) -> str:
    """Give the code that proves both are there; the same one for 15 minutes. Raises CannotMark and CannotPlan."""
    found = _held_open(meeting, at=at)
    who_meets(found.pair)
    if by_id in {found.volunteer_id, found.pair.volunteer_id, found.pair.stand_in_id}:
        raise CannotMark(_("Kodenya tampil di HP warga atau koordinator, bukan di HP relawan."))
    if found.code_used_at:
        raise CannotMark(_("Kodenya sudah dimasukkan. Pertemuan ini sudah dibuka."))
    if found.code is None or found.code_until is None or found.code_until <= at:
        code = rules.new_code()
        while queries.is_code_taken(code):
            code = rules.new_code()
        found.code, found.code_until = code, at + rules.CODE_LASTS
    return found.code


def enter_code(meeting: Meeting, typed: str, *, by_id: int, at: datetime) -> None:
    """Open a meeting with the code that the other side shows; twice is the same as once. Raises CannotMark and CannotPlan."""
    found = _held_open(meeting, at=at)
    who_meets(found.pair)
    if by_id != found.volunteer_id:
        raise CannotMark(_("Kodenya diketik oleh relawan yang mendampingi."))
    if found.code_used_at:
        return
    if found.code is None or found.code_until is None or found.code_until <= at:
        raise CannotMark(_("Kodenya sudah tidak berlaku. Minta warga menampilkan kode baru."))
    if rules.tidy_code(typed) != found.code:
        raise CannotMark(_("Kodenya belum cocok. Lihat lagi, lalu ketik pelan-pelan."))
    found.code_used_at, found.code = at, None
    record("open", "mentoring_meeting", found.id, actor_id=by_id, at=at)


def say_as_volunteer(meeting: Meeting, minutes: int, *, taught_back: str, by_id: int, at: datetime) -> None:
    """Keep that the volunteer says the meeting was, and how long. Raises CannotMark and CannotPlan.

    It must have been opened before: by the code, or because the senior's side has marked it.
    """
    found = _held_open(meeting, at=at)
    if by_id != found.volunteer_id:
        raise CannotMark(_("Bagian relawan ditandai oleh relawannya sendiri."))
    if not found.code_used_at and not found.senior_said_at:
        raise CannotMark(_("Masukkan dulu kode dari HP warga, atau tunggu warga menandai."))
    _say(found, minutes, taught_back, at=at)
    found.volunteer_said_at = found.volunteer_said_at or at
    _said(found, by_id=by_id, at=at)


def say_as_senior(meeting: Meeting, minutes: int, *, taught_back: str, by_id: int, at: datetime) -> None:
    """Keep that the senior's side says the meeting was: the senior, or an officer beside them.

    Nobody whose hours these are may do it. Raises CannotMark and CannotPlan.
    """
    found = _held_open(meeting, at=at)
    _refuse_own_hours(found, by_id)
    _say(found, minutes, taught_back, at=at)
    if not found.senior_said_at:
        found.senior_said_at, found.senior_said_by_id = at, None if by_id == found.pair.senior_id else by_id
    _said(found, by_id=by_id, at=at)


def type_in_paper(meeting: Meeting, minutes: int, *, taught_back: str, by_id: int, at: datetime) -> None:
    """Let an officer type in a line that both have signed on the printed sheet, up to 30 days later.

    Raises CannotMark and CannotPlan.
    """
    pair_queries.held(meeting.pair_id)
    found = queries.held(meeting.id)
    _refuse_own_hours(found, by_id)
    if by_id == found.pair.senior_id:
        raise CannotMark(_("Lembar kertas diketik oleh koordinator, bukan oleh yang bertemu."))
    if rules.standing(found, at) not in {Standing.OPEN, Standing.SAID_BY_ONE, Standing.UNKNOWN}:
        raise CannotMark(_("Pertemuan ini tidak bisa ditandai sekarang."))
    if at > rules.ends_at(found) + rules.PAPER_KEPT:
        raise CannotMark(_("Lembar ini sudah lebih dari 30 hari, jadi tidak bisa diketik lagi."))
    _say(found, minutes, taught_back, at=at)
    found.volunteer_said_at = found.volunteer_said_at or at
    if not found.senior_said_at:
        found.senior_said_at, found.senior_said_by_id = at, by_id
    found.from_paper = True
    _said(found, by_id=by_id, at=at)


def record_paper(pair: Pair, wanted: Plan, *, volunteer_id: int, taught_back: str, by_id: int, at: datetime) -> Meeting:
    """Let an officer type in a signed line about a meeting that nobody had planned here, once for each key.

    Raises CannotMark and CannotPlan.
    """
    found = pair_queries.held(pair.id)
    if by_id in {volunteer_id, found.volunteer_id, found.senior_id, found.stand_in_id}:
        raise CannotMark(_("Lembar kertas diketik oleh koordinator, bukan oleh yang bertemu."))
    if volunteer_id not in {person.id for person in queries.volunteers_of(found)}:
        raise CannotMark(_("Pilih relawan pasangan ini, atau penggantinya."))
    meeting, is_new = add_past(found, volunteer_id, wanted, by_id=by_id, at=at)
    if is_new:
        meeting.taught_back, meeting.from_paper = taught_back, True
        meeting.volunteer_said_at = meeting.senior_said_at = at
        meeting.senior_said_by_id = by_id
        _said(meeting, by_id=by_id, at=at)
    return meeting


def dispute(meeting: Meeting, words: str, *, by_id: int, at: datetime) -> None:
    """Let one of the two say that it was not so; the coordinator decides. Twice is the same as once. Raises CannotMark."""
    found = queries.held(meeting.id)
    now_stands = rules.standing(found, at)
    if now_stands is Standing.DISPUTED:
        return
    if now_stands not in {Standing.SAID_BY_ONE, Standing.CONFIRMED}:
        raise CannotMark(_("Pertemuan ini sudah terkunci atau belum ditandai."))
    if not words:
        raise CannotMark(_("Tulis dulu apa yang tidak sesuai."))
    found.disputed_at, found.disputed_by_id, found.dispute = at, by_id, words
    record("dispute", "mentoring_meeting", found.id, actor_id=by_id, at=at)


def settle(meeting: Meeting, words: str, *, counts: bool, by_id: int, at: datetime) -> None:
    """Decide whether a disputed meeting counts, with words for both. Raises CannotMark; of two at once the second is refused."""
    pair_queries.held(meeting.pair_id)
    found = queries.held(meeting.id)
    if by_id in {found.volunteer_id, found.pair.senior_id, found.pair.volunteer_id}:
        raise CannotMark(_("Yang ikut bertemu tidak memutuskan sendiri."))
    if rules.standing(found, at) is not Standing.DISPUTED:
        raise CannotMark(_("Pertemuan ini sudah diputuskan, atau tidak dipersoalkan."))
    if not words:
        raise CannotMark(_("Tulis alasan keputusannya. Keduanya membacanya."))
    found.counts, found.settlement, found.settled_at, found.settled_by_id = counts, words, at, by_id
    record("settle", "mentoring_meeting", found.id, actor_id=by_id, at=at, counts=int(counts))
    _counted(found, at=at)


def _held_open(meeting: Meeting, *, at: datetime) -> Meeting:
    pair_queries.held(meeting.pair_id)  # first the pair, then the meeting, so that nobody waits for one another
    found = queries.held(meeting.id)
    if rules.standing(found, at) not in _OPEN:
        raise CannotMark(_("Pertemuan ini belum mulai, sudah terkunci, atau dibatalkan."))
    return found


def _refuse_own_hours(meeting: Meeting, by_id: int) -> None:
    if by_id in {meeting.volunteer_id, meeting.pair.volunteer_id}:
        raise CannotMark(_("Jam relawan tidak bisa disahkan oleh relawannya sendiri."))


def _say(meeting: Meeting, minutes: int, taught_back: str, *, at: datetime) -> None:
    """Take how long it was; another number than the other side's asks that side once more."""
    if minutes not in rules.CHOICES:
        raise CannotMark(_("Pilih lama pertemuan dari daftar."))
    if at < meeting.starts_at or (at - meeting.starts_at).total_seconds() < 60 * minutes - rules.GRACE.total_seconds():
        raise CannotMark(_("Pertemuannya belum selama itu. Tandai setelah selesai."))
    if minutes > meeting.minutes:  # as long as that it must have been possible to plan it
        longer = Plan(meeting.key, meeting.starts_at, minutes, meeting.place)
        refuse_unless_decent(meeting.pair, meeting.volunteer_id, longer, own_id=meeting.id, at=at)
    if minutes != meeting.minutes:
        meeting.minutes = minutes
        meeting.volunteer_said_at, meeting.senior_said_at, meeting.senior_said_by_id = None, None, None
    meeting.taught_back = taught_back or meeting.taught_back


def _said(meeting: Meeting, *, by_id: int, at: datetime) -> None:
    record("say", "mentoring_meeting", meeting.id, actor_id=by_id, at=at, minutes=meeting.minutes)
    _counted(meeting, at=at)


def _counted(meeting: Meeting, *, at: datetime) -> None:
    if rules.standing(meeting, at) in COUNTING or meeting.from_paper:
        has_met(meeting, at=at)
        finish_if_done(meeting.pair, at=at)
