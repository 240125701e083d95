"""Planning events, changing them, calling them off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.outreach.models.events import Event, Material
from lms.outreach.models.words import Forum, Step, Topic
from lms.outreach.queries import events as queries
from lms.outreach.queries import presence
from lms.outreach.rules import events as rules


class CannotPlan(Refused):
    """The event cannot be planned, changed or called off like this."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose event it is: of the city's group or of one kelurahan's."""

    city_id: int | None
    kelurahan_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planner has chosen; moments are in the city's own time."""

    title: str
    forum: Forum
    topic: Topic
    step: Step
    is_invited: bool
    place: str
    starts_at: datetime
    ends_at: datetime
    rt_id: int | None = None
    lesson_ids: tuple[str, ...] = ()


def plan(key: UUID, where: Place, wanted: Plan, *, by_id: int, at: datetime) -> Event:
    """Plan one event, once for each key. Raises CannotPlan."""
    known = queries.event_with(key)
    if known:
        if (known.city_id, known.kelurahan_id, known.planned_by_id) != (where.city_id, where.kelurahan_id, by_id):
            raise CannotPlan(_("Halaman ini sudah dipakai merencanakan kegiatan lain. Buka lagi halamannya."))
        return known
    courses = _refuse_unless_possible(where, wanted, at=at)
    event = Event(key=key, city_id=where.city_id, kelurahan_id=where.kelurahan_id, planned_by_id=by_id, planned_at=at, changes=0)
    _write(event, wanted)
    db.session.add(event)
    db.session.flush()  # materials and the trail name the event by its id
    _write_materials(event.id, wanted, courses)
    record("plan", "outreach_event", event.id, actor_id=by_id, at=at)
    return event


def change(event: Event, wanted: Plan, *, seen: int, by_id: int, at: datetime) -> None:
    """Change an event as it was shown with so many changes (`seen`); raises CannotPlan when somebody was faster."""
    found = queries.held(event.id)
    if found.cancelled_at:
        raise CannotPlan(_("Kegiatan ini sudah dibatalkan, jadi tidak bisa diubah."))
    if found.changes != seen:
        raise CannotPlan(_("Kegiatan ini baru saja diubah orang lain. Lihat dulu perubahannya, lalu ubah lagi."))
    if at >= found.ends_at + rules.NOTED_FOR:
        raise CannotPlan(_("Kegiatan ini sudah lewat lebih dari 31 hari, jadi tidak bisa diubah."))
    courses = _refuse_unless_possible(Place(found.city_id, found.kelurahan_id), wanted, at=at)
    if wanted.starts_at - rules.DOORS_OPEN > at and presence.present_at(found.id):
        raise CannotPlan(_("Sudah ada yang tercatat hadir, jadi waktunya tidak bisa dipindah ke depan."))
    _write(found, wanted)
    found.changes += 1
    _write_materials(found.id, wanted, courses)
    record("change", "outreach_event", found.id, actor_id=by_id, at=at)


def cancel(event: Event, reason: str, *, by_id: int, at: datetime) -> None:
    """Call an event off, with a reason; doing it twice is the same as once. Raises CannotPlan."""
    found = queries.held(event.id)
    if found.cancelled_at:
        return
    if not reason:
        raise CannotPlan(_("Tulis dulu mengapa dibatalkan."))
    if found.heads or presence.present_at(found.id):
        raise CannotPlan(_("Sudah ada yang tercatat hadir, jadi kegiatan ini tidak bisa dibatalkan."))
    found.cancelled_at, found.cancelled_because, found.code, found.code_until = at, reason, None, None
    found.changes += 1
    record("cancel", "outreach_event", found.id, actor_id=by_id, at=at)


def _refuse_unless_possible(where: Place, wanted: Plan, *, at: datetime) -> dict[str, str]:
    """Refuse what cannot be; gives the courses of the lessons."""
    if wanted.ends_at <= wanted.starts_at:
        raise CannotPlan(_("Jam selesainya harus sesudah jam mulai."))
    if wanted.starts_at > at + rules.FARTHEST:
        raise CannotPlan(_("Tanggalnya terlalu jauh. Rencanakan paling lama setahun ke depan."))
    if wanted.ends_at < at - rules.NOTED_FOR:
        raise CannotPlan(_("Tanggalnya sudah lewat lebih dari 31 hari. Periksa lagi tanggalnya."))
    if wanted.rt_id is not None and (where.kelurahan_id is None or not queries.rt_in(wanted.rt_id, where.kelurahan_id)):
        raise CannotPlan(_("RT itu tidak ada di kelurahan ini. Pilih RT dari daftar."))
    courses = queries.are_lessons(wanted.lesson_ids)
    if len(wanted.lesson_ids) > rules.MOST_MATERIALS or set(wanted.lesson_ids) - set(courses):
        raise CannotPlan(_("Pilih paling banyak tiga pelajaran dari daftar."))
    return courses


def _write(event: Event, wanted: Plan) -> None:
    event.title, event.place, event.rt_id = wanted.title, wanted.place, wanted.rt_id
    event.forum, event.topic, event.step, event.is_invited = wanted.forum, wanted.topic, wanted.step, wanted.is_invited
    event.starts_at, event.ends_at = wanted.starts_at, wanted.ends_at


def _write_materials(event_id: int, wanted: Plan, courses: dict[str, str]) -> None:
    db.session.execute(delete(Material).where(Material.event_id == event_id))
    for lesson_id in dict.fromkeys(wanted.lesson_ids):
        db.session.add(Material(event_id=event_id, lesson_id=lesson_id, course_id=courses[lesson_id]))
