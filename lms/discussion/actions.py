"""Asking, answering, reporting, hiding. What everybody reads holds no telephone numbers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select, update

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.catalog.queries import PublishedLesson
from lms.db import Model, db, upsert
from lms.discussion.models import Question, Reply, Report
from lms.discussion.rules import holds_phone_number
from lms.errors import Refused


class CannotPost(Refused):
    """The text cannot stand where everybody reads it, or not here."""


class CannotReport(Refused):
    """There is nothing to report, or this person has reported it already."""


class CannotModerate(Refused):
    """The question or reply is in that state already."""


def ask(lesson: PublishedLesson, asker: Person, *, text: str, key: UUID, at: datetime) -> bool:
    """Ask a question under a lesson, once for each key; tells whether it is new.

    Raises CannotPost, also when the same question was asked before and is hidden: nothing would be added.
    """
    _refuse_phone_number(text)
    values = {
        "key": str(key),
        "course_id": lesson.course_id,
        "lesson_id": lesson.id,
        "person_id": asker.id,
        "kelurahan_id": asker.kelurahan_id,
        "text": text,
        "asked_at": at,
    }
    is_new = _add(Question, values)
    if not is_new and _is_hidden(Question, key):
        raise CannotPost(_("Pertanyaan yang sama sudah pernah dikirim, lalu disembunyikan. Tulis dengan kata lain."))
    return is_new


def reply(question: Question, *, by_id: int, text: str, key: UUID, at: datetime) -> bool:
    """Answer a question, once for each key; tells whether it is new.

    Raises CannotPost, also when the same reply was given before and is hidden: nothing would be added.
    """
    if question.hidden_at is not None:
        raise CannotPost(_("Pertanyaan ini sedang disembunyikan. Tampilkan dulu, lalu jawab."))
    _refuse_phone_number(text)
    values = {"key": str(key), "question_id": question.id, "person_id": by_id, "text": text, "replied_at": at}
    is_new = _add(Reply, values)
    if not is_new and _is_hidden(Reply, key):
        raise CannotPost(_("Jawaban yang sama sudah ada dan disembunyikan. Tampilkan lagi, atau tulis dengan kata lain."))
    return is_new


def report(target: Question | Reply, *, by_id: int, reason: str, at: datetime) -> None:
    """Say that something should not stand there, once a person. Raises CannotReport."""
    if target.hidden_at is not None:
        raise CannotReport(_("Tulisan ini sudah disembunyikan."))
    about = {"question_id": target.id} if isinstance(target, Question) else {"reply_id": target.id}
    if not _add(Report, {**about, "person_id": by_id, "reason": reason, "reported_at": at}):
        raise CannotReport(_("Laporan untuk tulisan ini sudah pernah dikirim. Terima kasih."))


def hide(target: Question | Reply, *, by_id: int, at: datetime) -> None:
    """Take something out of everybody's sight and settle its reports. Raises CannotModerate, when it is hidden already."""
    kind = type(target)
    hidden = update(kind).where(kind.id == target.id, kind.hidden_at.is_(None)).values(hidden_at=at, hidden_by_id=by_id)
    if not _has_changed(hidden):
        raise CannotModerate(_("Tulisan ini sudah disembunyikan."))
    _settle(target, at)
    _note("hide", target, by_id, at)


def unhide(target: Question | Reply, *, by_id: int, at: datetime) -> None:
    """Show something again.

    Raises CannotModerate when it is not hidden, and for one's own words that were ever reported: hiding them settled the
    reports, so somebody else decides.
    """
    if target.person_id == by_id and db.session.scalar(select(exists().where(_about(target)))):
        raise CannotModerate(_("Tulisan sendiri yang pernah dilaporkan ditampilkan lagi oleh orang lain."))
    kind = type(target)
    shown = update(kind).where(kind.id == target.id, kind.hidden_at.is_not(None)).values(hidden_at=None, hidden_by_id=None)
    if not _has_changed(shown):
        raise CannotModerate(_("Tulisan ini sudah ditampilkan."))
    _note("unhide", target, by_id, at)


def keep(target: Question | Reply, *, by_id: int, at: datetime) -> None:
    """Let something stand that was reported. Raises CannotModerate when no report waits, and for one's own words."""
    if target.person_id == by_id:
        raise CannotModerate(_("Laporan tentang tulisan sendiri diperiksa orang lain: koordinator atau petugas kota."))
    if not _settle(target, at):
        raise CannotModerate(_("Tidak ada laporan yang menunggu untuk tulisan ini."))
    _note("keep", target, by_id, at)


def _refuse_phone_number(text: str) -> None:
    if holds_phone_number(text):
        raise CannotPost(_("Nomor telepon jangan ditulis di sini, sebab semua orang bisa membacanya. Hapus nomornya dulu."))


def _add(model: type[Model], values: dict[str, Any]) -> bool:
    """Insert a row unless a unique key of it is taken; tells whether it is new."""
    statement = upsert(model, db.session.get_bind().dialect.name).values(values).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(model.__table__.c.id)) is not None


def _is_hidden(model: type[Question | Reply], key: UUID) -> bool:
    return db.session.scalar(select(model.hidden_at).where(model.key == str(key))) is not None


def _about(target: Question | Reply) -> ColumnElement[bool]:
    """Give the condition of a report about something."""
    return (Report.question_id if isinstance(target, Question) else Report.reply_id) == target.id


def _settle(target: Question | Reply, at: datetime) -> bool:
    return _has_changed(update(Report).where(_about(target), Report.settled_at.is_(None)).values(settled_at=at))


def _has_changed(statement: Any) -> bool:
    changed = db.session.execute(statement.execution_options(synchronize_session="fetch"))
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one


def _note(verb: str, target: Question | Reply, by_id: int, at: datetime) -> None:
    record(verb, "question" if isinstance(target, Question) else "reply", target.id, actor_id=by_id, at=at)
