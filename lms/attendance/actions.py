"""Opening and closing a session, and recording who was there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import update

from lms.accounts.current import Viewer
from lms.attendance import queries, rules
from lms.attendance.models import Attendance, Session
from lms.audit.actions import record as record_audit
from lms.catalog.queries import PublishedCourse, PublishedLesson
from lms.db import db, insert_once
from lms.errors import Refused
from lms.learning.actions import Answer, Place, finish_lesson, note
from lms.learning.models import EventKind
from lms.learning.queries import what_hinders


class CannotOpen(Refused):
    """The session cannot be opened like this."""


class CannotRecord(Refused):
    """The attendance cannot be recorded like this."""


@dataclass(frozen=True)
class Wanted:
    """What a facilitator chose for a new session."""

    key: UUID
    """Made by the form; pressing twice has the same one."""
    lesson: PublishedLesson
    place: rules.Place
    hours: int


def open_session(wanted: Wanted, facilitator_id: int, *, at: datetime) -> Session:
    """Open a session, once for each form; raises CannotOpen when the form has opened another one before."""
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

    The helper of the event is who held the telephone, else the facilitator.
    """
    if person_id == session.facilitator_id:
        raise CannotRecord(_("Sesi ini dibuka dari akun ini sendiri. Kehadiran fasilitator tidak dicatat."))
    if queries.was_there(session.id, person_id):
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


def _refuse_unless_open(session: Session, at: datetime) -> None:
    if not session.is_open(at):
        raise CannotRecord(_("Sesi ini sudah berakhir, jadi kehadiran tidak bisa dicatat lagi."))


def _record(session: Session, person_id: int, *, helper_id: int, ticked_by_id: int | None, at: datetime) -> bool:
    """Add the event first, because it takes hold of the person; whoever comes second finds it there."""
    how = "code" if ticked_by_id is None else "ticked"
    place = Place(session.course_id, session.lesson_id, session.revision_id)
    answer = _answer(session, str(person_id), helper_id, {"session": session.id, "by": how})
    if not note(place, person_id, EventKind.ATTENDED, answer=answer, at=at):
        return False
    insert_once(Attendance, {"session_id": session.id, "person_id": person_id, "ticked_by_id": ticked_by_id, "recorded_at": at})
    course, lesson = queries.published(session)
    if lesson and _is_finished_by_attending(session, course, lesson, person_id):
        done = _answer(session, f"{person_id} done", helper_id, {"by": "attend", "session": session.id})
        finish_lesson(course, lesson, person_id, answer=done, at=at)
    return True


def _is_finished_by_attending(session: Session, course: PublishedCourse, lesson: PublishedLesson, person_id: int) -> bool:
    """Whether the rule of the revision the session was opened with is met by being there, and nothing stands before it."""
    return session.revision.completion in rules.BY_ATTENDING and what_hinders(course, lesson, person_id) is None


def _answer(session: Session, name: str, helper_id: int, data: dict[str, object]) -> Answer:
    """Give what the event of a session and a person holds; its key is always the same."""
    return Answer(uuid5(UUID(session.key), name), session.revision.number, helper_id=helper_id, data=data)
