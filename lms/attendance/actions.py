"""Opening and closing a session, and recording who was there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select, update

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.attendance import queries, rules
from lms.attendance.models import Attendance, Session
from lms.audit.actions import record as record_audit
from lms.catalog.queries import PublishedLesson
from lms.db import db, insert_once
from lms.errors import Refused
from lms.learning.actions import Answer, Place, finish_lesson, note, revoke_lesson
from lms.learning.models import EventKind
from lms.learning.queries import record_of, what_hinders


class CannotOpen(Refused):
    """The session cannot be opened like this."""


class CannotRecord(Refused):
    """The attendance cannot be recorded like this."""


class CannotWithdraw(Refused):
    """The attendance can no longer be taken back here."""


@dataclass(frozen=True)
class Wanted:
    """What a facilitator chose for a new session."""

    key: UUID
    """Made by the form; pressing twice has the same one."""
    lesson: PublishedLesson
    place: rules.Place
    hours: int


def open_session(wanted: Wanted, facilitator_id: int, *, at: datetime) -> Session:
    """Open a session, once for each form.

    Raises CannotOpen when the form has opened another one before, or one that is over.
    """
    values = {
        "key": str(wanted.key),
        "course_id": wanted.lesson.course_id,
        "lesson_id": wanted.lesson.id,
        "revision_id": wanted.lesson.revision_id,
        "city_id": wanted.place.city_id,
        "kelurahan_id": wanted.place.kelurahan_id,
        "facilitator_id": facilitator_id,
        "opened_at": at,
        "ends_at": at + timedelta(hours=wanted.hours),
    }
    was_open = queries.session_with_key(str(wanted.key))
    opened = was_open
    while opened is None:  # a code that is taken is drawn again
        insert_once(Session, values | {"code": rules.new_code()})
        opened = queries.session_with_key(str(wanted.key))
    given = (opened.facilitator_id, opened.lesson_id, opened.kelurahan_id, opened.city_id)
    if given != (facilitator_id, wanted.lesson.id, wanted.place.kelurahan_id, wanted.place.city_id):
        raise CannotOpen(_("Halaman ini sudah dipakai membuka sesi lain. Buka lagi halamannya."))
    if was_open and not was_open.is_open(at):
        raise CannotOpen(_("Sesi dari halaman ini sudah berakhir. Untuk membuka sesi baru, tekan sekali lagi."))
    if not was_open:
        record_audit("open", "attendance_session", opened.id, actor_id=facilitator_id, at=at, lesson=wanted.lesson.id)
    return opened


def close(session: Session, *, by_id: int, at: datetime) -> None:
    """End a session now; one that has ended stays as it is."""
    closed = db.session.execute(
        update(Session)
        .where(Session.id == session.id, Session.closed_at.is_(None), Session.ends_at > at)
        .values(closed_at=at)
        .execution_options(synchronize_session=False)
    )
    if closed.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has one
        record_audit("close", "attendance_session", session.id, actor_id=by_id, at=at)


def enter(session: Session, person_id: int, *, helper_id: int | None, at: datetime) -> bool:
    """Record somebody who entered the code; tells whether that is new. Raises CannotRecord.

    The helper of the event is who held the telephone, else the facilitator. For somebody recorded before, the lesson is
    finished now if something stood before it then.
    """
    if person_id == session.facilitator_id:
        raise CannotRecord(_("Sesi ini dibuka dari akun ini sendiri. Kehadiran fasilitator tidak dicatat."))
    if queries.was_there(session.id, person_id):
        if queries.can_count_now(session, person_id):
            _finish(session, person_id, helper_id=helper_id or session.facilitator_id, at=at)
        return False
    _refuse_unless_open(session, at)
    return _record(session, person_id, helper_id=helper_id or session.facilitator_id, ticked_by_id=None, at=at)


def tick(session: Session, person_ids: Collection[int], *, by: Viewer, at: datetime) -> int:
    """Record people without a telephone, all of them or none; gives how many are new. Raises CannotRecord."""
    _refuse_unless_open(session, at)
    if not person_ids:
        raise CannotRecord(_("Centang paling sedikit satu orang."))
    if {session.facilitator_id, by.id} & set(person_ids):
        raise CannotRecord(_("Fasilitator tidak bisa mencentang dirinya sendiri."))
    if set(person_ids) - queries.belonging_to(session, person_ids):
        raise CannotRecord(_("Ada yang bukan warga tempat ini, sudah pindah, atau keluar. Belum ada yang dicatat."))
    # in one order, so that two facilitators at once never wait for each other
    new = sum(_record(session, one, helper_id=by.id, ticked_by_id=by.id, at=at) for one in sorted(person_ids))
    if new:
        record_audit("tick", "attendance_session", session.id, actor_id=by.id, at=at, people=new)
    return new


def withdraw(session: Session, person_id: int, *, reason: rules.Reason, by_id: int, at: datetime) -> bool:
    """Take somebody off the list on the day they were recorded; tells whether they stood there. Raises CannotWithdraw.

    A lesson that nothing but this session has finished is revoked. Only ticking records them here again.
    """
    # held until the end, so that nobody records or takes off the same person meanwhile
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    found = db.session.get(Attendance, (session.id, person_id), populate_existing=True)
    if found is None:
        return False
    if not rules.is_same_day(found.recorded_at, at):
        raise CannotWithdraw(_("Kehadiran hanya bisa dibatalkan pada hari yang sama. Hubungi petugas kota."))
    if _is_finished_only_here(session, person_id):
        course, lesson = queries.published(session)
        if lesson is None:
            raise CannotWithdraw(_("Pelajaran sesi ini sudah diganti. Hubungi petugas kota."))
        revoke_lesson(course, lesson, person_id, reason=f"sesi {session.id}: {reason}", by_id=by_id, at=at)
    db.session.delete(found)
    record_audit("withdraw", "attendance_session", session.id, actor_id=by_id, at=at, person=person_id, reason=reason)
    return True


def _is_finished_only_here(session: Session, person_id: int) -> bool:
    """Whether everything that finishes the lesson for somebody, as it counts now, was recorded in this session."""
    events = [event for event in record_of(person_id, session.course_id).events if event.lesson_id == session.lesson_id]
    revoked = {event.id: event.happened_at for event in events if event.kind is EventKind.REVOKED}
    since = [event for event in events if not revoked or event.happened_at > max(revoked.values())]
    finished_by = {event.id for event in since if event.kind is EventKind.DONE}
    key = rules.key_of_done(session.key, person_id)
    return bool(finished_by) and finished_by <= {key, *(uuid5(key, str(revocation)) for revocation in revoked)}


def _times_recorded(session: Session, person_id: int) -> int:
    """Count how often somebody was recorded in a session, with what was taken back."""
    known = {event.id for event in record_of(person_id, session.course_id).events}
    return next(time for time in count() if _key(session, person_id, time + 1) not in known)


def _key(session: Session, person_id: int, time: int) -> UUID:
    """Give the key of the event that somebody was recorded for the first, second … time: always the same."""
    return uuid5(UUID(session.key), str(person_id) if time == 1 else f"{person_id} {time}")


def _refuse_unless_open(session: Session, at: datetime) -> None:
    if not session.is_open(at):
        raise CannotRecord(_("Sesi ini sudah berakhir, jadi kehadiran tidak bisa dicatat lagi."))


def _record(session: Session, person_id: int, *, helper_id: int, ticked_by_id: int | None, at: datetime) -> bool:
    """Add the event first, because it takes hold of the person; whoever comes second finds it there.

    Who was taken off the list gets another event when they are ticked; their own telephone raises CannotRecord.
    """
    how = "code" if ticked_by_id is None else "ticked"
    place = Place(session.course_id, session.lesson_id, session.revision_id)
    data = {"session": session.id, "by": how}
    answer = Answer(_key(session, person_id, 1), session.revision.number, helper_id=helper_id, data=data)
    if not note(place, person_id, EventKind.ATTENDED, answer=answer, at=at):
        if queries.was_there(session.id, person_id):
            return False
        if ticked_by_id is None:
            raise CannotRecord(_("Fasilitator tadi membatalkan kehadiran ini. Kalau benar hadir, minta fasilitator mencentang."))
        again = replace(answer, key=_key(session, person_id, _times_recorded(session, person_id) + 1))
        note(place, person_id, EventKind.ATTENDED, answer=again, at=at)
    insert_once(Attendance, {"session_id": session.id, "person_id": person_id, "ticked_by_id": ticked_by_id, "recorded_at": at})
    _finish(session, person_id, helper_id=helper_id, at=at)
    return True


def _finish(session: Session, person_id: int, *, helper_id: int, at: datetime) -> None:
    """Finish the lesson if being there meets the rule of the session's revision, and nothing stands before it."""
    course, lesson = queries.published(session)
    if lesson is None or session.revision.completion not in rules.BY_ATTENDING or what_hinders(course, lesson, person_id):
        return
    data = {"by": "attend", "session": session.id}
    done = Answer(rules.key_of_done(session.key, person_id), session.revision.number, helper_id=helper_id, data=data)
    finish_lesson(course, lesson, person_id, answer=done, at=at)
