"""Recording that the word was brought to an RT, and taking that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.db import db
from lms.errors import Refused
from lms.outreach.models.visits import Aspiration, Pledge, Visit
from lms.outreach.models.words import Forum, Topic
from lms.outreach.queries import visits as queries
from lms.outreach.rules import visits as rules
from lms.outreach.rules.words import VISITED
from lms.regions.models import Rt

MOST_WISHES = 3


class CannotRecord(Refused):
    """The visit cannot be recorded like this."""


class CannotWithdraw(Refused):
    """The visit can no longer be taken back like this."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Who was there, by age: under 16, 16 to 30, 31 to 59, 60 and more."""

    children: int = 0
    youths: int = 0
    adults: int = 0
    seniors: int = 0

    @property
    def all(self) -> int:
        """Everybody."""
        return self.children + self.youths + self.adults + self.seniors


@dataclass(frozen=True, slots=True)
class Source:
    """What was brought: a lesson, the word of an event, a promise that is kept by it; any of them or none."""

    course_id: str | None = None
    lesson_id: str | None = None
    event_id: int | None = None
    pledge_id: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody tells of one visit."""

    rt: Rt
    visited_on: date
    forum: Forum
    topic: Topic
    heads: Heads
    questions: int
    wishes: Sequence[str]
    """What residents asked or wished, three at most, without names."""
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class By:
    """Who visited, who went along, and who typed it from paper when it was neither of them."""

    recorder: Person
    beside: Person | None = None
    typed_by_id: int | None = None


def record(key: UUID, account: Account, by: By, *, at: datetime) -> Visit:
    """Keep one visit, once for each key; that it may be said for this RT is the caller's to check. Raises CannotRecord."""
    # held until the end, so that the same form pressed twice finds what the first press wrote
    db.session.execute(select(Person.id).where(Person.id == by.recorder.id).with_for_update(key_share=True))
    known = queries.visit_with(key)
    if known:
        if known.recorder_id != by.recorder.id:
            raise CannotRecord(_("Halaman ini dibuka untuk orang lain. Buka lagi halamannya."))
        return known
    _refuse_day(account, at)
    _refuse_what(account, by, on=at.date())
    visit = _written(key, account, by, at)
    if queries.same_as(visit):
        raise CannotRecord(_("Kunjungan yang sama sudah tercatat hari itu. Lihat di Kunjungan saya."))
    db.session.add(visit)
    db.session.flush()  # what residents said points at it
    for number, words in enumerate(account.wishes, start=1):
        db.session.add(
            Aspiration(visit_id=visit.id, number=number, rt_id=account.rt.id, topic=account.topic, words=words, told_at=at)
        )
    if account.source.pledge_id:
        keep = update(Pledge).where(Pledge.id == account.source.pledge_id, Pledge.person_id == by.recorder.id)
        db.session.execute(keep.where(Pledge.ended_at.is_(None)).values(ended_at=at))
    record_audit("record", "visit", visit.id, actor_id=by.typed_by_id or by.recorder.id, at=at, rt=account.rt.id)
    return visit


def take_back(visit: Visit, *, by_id: int, at: datetime) -> None:
    """Take one's own visit back within ten minutes; twice is once. Raises CannotWithdraw."""
    if visit.withdrawn_at:
        return
    if by_id not in {visit.recorder_id, visit.typed_by_id} or not rules.can_take_back(visit.recorded_at, at):
        raise CannotWithdraw(_("Sudah lewat 10 menit. Minta koordinator mencoretnya."))
    _withdraw(visit, "", by_id=by_id, at=at)


def strike_out(visit: Visit, because: str, *, by_id: int, at: datetime) -> None:
    """Strike out a visit that was recorded wrongly; it stays readable, with the reason. Twice is once. Raises CannotWithdraw."""
    if visit.withdrawn_at:
        return
    if not because:
        raise CannotWithdraw(_("Tulis dulu mengapa dicoret."))
    _withdraw(visit, because, by_id=by_id, at=at)


def _withdraw(visit: Visit, because: str, *, by_id: int, at: datetime) -> None:
    visit.withdrawn_at, visit.withdrawn_by_id, visit.withdrawn_because = at, by_id, because
    told = update(Aspiration).where(Aspiration.visit_id == visit.id, Aspiration.withdrawn_at.is_(None))
    db.session.execute(told.values(withdrawn_at=at))
    record_audit("withdraw", "visit", visit.id, actor_id=by_id, at=at)


def _refuse_day(account: Account, at: datetime) -> None:
    if account.visited_on > at.date():
        raise CannotRecord(_("Tanggalnya belum tiba. Catat sesudah kunjungannya."))
    if rules.is_too_old(account.visited_on, on=at.date()):
        raise CannotRecord(_("Kunjungan ini lebih dari 60 hari lalu. Hubungi koordinator."))
    if account.rt.opened_on and account.rt.opened_on > account.visited_on:
        raise CannotRecord(_("RT ini belum ada pada tanggal itu. Periksa tanggalnya."))


def _refuse_what(account: Account, by: By, *, on: date) -> None:
    if account.rt.closed_on is not None:
        raise CannotRecord(_("RT ini sudah ditutup. Pilih RT lain."))
    if account.forum not in VISITED:
        raise CannotRecord(_("Pilih acara yang sampai ke satu RT."))
    if not 0 < account.heads.all <= rules.MOST_HEADS:
        raise CannotRecord(_("Isi jumlah warga yang hadir, paling sedikit satu orang."))
    if len(account.wishes) > MOST_WISHES:
        raise CannotRecord(_("Paling banyak tiga suara warga untuk satu kunjungan."))
    if any(rules.names_somebody(words) for words in account.wishes):
        raise CannotRecord(_("Hapus nomor HP atau NIK dari suara warga. Tulis tanpa nama."))
    if by.beside and by.beside.id == by.recorder.id:
        raise CannotRecord(_("Pilih dua orang yang berbeda."))
    pair = [one for one in (by.recorder, by.beside) if one]
    if account.forum is Forum.DOORSTEP and all(rules.is_minor(one.birth_year, on=on) for one in pair):
        raise CannotRecord(_("Di bawah 18 tahun tidak ke rumah warga sendirian. Ajak pengurus."))


def _written(key: UUID, account: Account, by: By, at: datetime) -> Visit:
    heads, source = account.heads, account.source
    return Visit(
        key=key,
        rt_id=account.rt.id,
        recorder_id=by.recorder.id,
        beside_id=by.beside.id if by.beside else None,
        typed_by_id=by.typed_by_id,
        visited_on=account.visited_on,
        forum=account.forum,
        topic=account.topic,
        course_id=source.course_id,
        lesson_id=source.lesson_id,
        event_id=source.event_id,
        children=heads.children,
        youths=heads.youths,
        adults=heads.adults,
        seniors=heads.seniors,
        questions=account.questions,
        from_paper=by.typed_by_id is not None,
        recorded_at=at,
    )
