"""Noting who was at an event: by the code, by ticks, from the sheet of paper; and residents without an account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.attendance.rules import new_code
from lms.audit.actions import record
from lms.db import db, insert_once
from lms.errors import Refused
from lms.outreach.models.events import Event, Presence
from lms.outreach.models.words import Noted
from lms.outreach.queries import events as event_queries
from lms.outreach.queries import presence as queries
from lms.outreach.rules import events as rules
from lms.outreach.rules.events import Standing


class CannotOpen(Refused):
    """The code cannot be opened now."""


class CannotNote(Refused):
    """The presence cannot be noted like this."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters a code: whether they plan the event themselves decides the caller."""

    person_id: int
    is_planner: bool


def open_code(event: Event, *, by_id: int, at: datetime) -> str:
    """Give the code for the next quarter of an hour, a new one unless the last still counts. Raises CannotOpen."""
    found = event_queries.held(event.id)
    stands = rules.standing(found, at)
    if stands is Standing.PLANNED:
        raise CannotOpen(_("Kode dibuka paling awal satu jam sebelum mulai."))
    if stands is not Standing.OPEN:
        raise CannotOpen(_("Kegiatan ini sudah selesai atau dibatalkan, jadi kodenya tidak bisa dibuka lagi."))
    known = rules.code_now(found, at)
    if known:
        return known
    code = new_code()
    while queries.is_code_taken(code):  # one that is taken is drawn again
        code = new_code()
    found.code, found.code_until = code, min(at + rules.CODE_LASTS, found.ends_at)
    record("open_code", "outreach_event", found.id, actor_id=by_id, at=at)
    return code


def enter(event: Event, code: str, entry: Entry, *, at: datetime) -> bool:
    """Note somebody who entered the code; tells whether that is new. Raises CannotNote."""
    if queries.was_there(event.id, entry.person_id):
        return False
    _refuse_unless_open(event, code, at=at)
    if entry.is_planner:
        raise CannotNote(_("Kode ini dibuka dari pihak Anda sendiri. Minta orang lain mencatat kehadiran Anda."))
    if not queries.may_attend(event, entry.person_id, at=at):
        raise CannotNote(_("Kegiatan ini untuk orang dari kelurahan itu. Minta panitia mencatat Anda sebagai tamu."))
    insert_once(Presence, _row(event.id, entry.person_id, Noted.CODE, None, at))
    return True


def note(event: Event, people: Collection[int], how: Noted, *, by_id: int, at: datetime) -> int:
    """Note people as ticked or from paper, all of them or none; gives how many are new. Raises CannotNote."""
    _refuse_unless_notable(event, at=at)
    if not people:
        raise CannotNote(_("Centang paling sedikit satu orang."))
    if by_id in people:
        raise CannotNote(_("Tidak ada yang mencentang dirinya sendiri. Minta orang lain mencatatnya."))
    there = {one.person_id for one in queries.present_at(event.id)}
    missing = set(people) - there
    if missing - _notable(event, missing, at=at):
        raise CannotNote(_("Ada yang bukan dari tempat ini, sudah pindah, atau keluar. Belum ada yang dicatat."))
    for person_id in sorted(missing):  # in one order, so that two planners at once never wait for each other
        insert_once(Presence, _row(event.id, person_id, how, by_id, at))
    if missing:
        record("note_presence", "outreach_event", event.id, actor_id=by_id, at=at, people=len(missing), how=how)
    return len(missing)


def take_off(event: Event, person_id: int, *, by_id: int, at: datetime) -> bool:
    """Take somebody off the list who was not there; tells whether they stood on it. Raises CannotNote."""
    _refuse_unless_notable(event, at=at)
    found = queries.was_there(event.id, person_id)
    if found is None:
        return False
    db.session.delete(found)
    record("take_off", "outreach_event", event.id, actor_id=by_id, at=at, person=person_id)
    return True


def count_heads(event: Event, heads: int, *, by_id: int, at: datetime) -> None:
    """Say how many residents without an account were there. Raises CannotNote."""
    found = event_queries.held(event.id)
    _refuse_unless_notable(found, at=at)
    if not 0 <= heads <= rules.MOST_HEADS:
        raise CannotNote(_("Jumlah warga antara 0 dan %(most)s.", most=rules.MOST_HEADS))
    if found.heads != heads:
        found.heads, found.heads_by_id = heads, by_id
        record("count_heads", "outreach_event", found.id, actor_id=by_id, at=at, heads=heads)


def _refuse_unless_open(event: Event, code: str, *, at: datetime) -> None:
    stands = rules.standing(event, at)
    if stands is Standing.CANCELLED:
        raise CannotNote(_("Kegiatan ini dibatalkan, jadi kehadiran tidak dicatat."))
    if stands is Standing.OVER:
        raise CannotNote(_("Kegiatan ini sudah selesai, jadi kodenya tidak berlaku lagi. Minta panitia mencentang namanya."))
    if stands is Standing.PLANNED:
        raise CannotNote(_("Kegiatan ini belum mulai. Masukkan kodenya saat sudah di tempat."))
    if rules.code_now(event, at) != code:
        raise CannotNote(_("Kode ini sudah lewat 15 menit. Minta panitia menampilkan kode yang baru."))


def _refuse_unless_notable(event: Event, *, at: datetime) -> None:
    if not rules.can_note(event, at):
        raise CannotNote(_("Kehadiran dicatat sejak satu jam sebelum mulai sampai 31 hari sesudahnya."))


def _notable(event: Event, person_ids: Collection[int], *, at: datetime) -> set[int]:
    """Give which of these people may be noted: for the city's event anybody who has not left."""
    if event.city_id is not None:
        return queries.not_left(person_ids)
    return {one.id for one in queries.notable_at(event, at=at)}


def _row(event_id: int, person_id: int, how: Noted, by_id: int | None, at: datetime) -> dict[str, object]:
    return {"event_id": event_id, "person_id": person_id, "noted": how, "noted_by_id": by_id, "noted_at": at}
