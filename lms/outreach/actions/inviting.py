"""Invitations of the city: sent, read, answered by groups and by guests, agreed to, withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.outreach.actions import planning
from lms.outreach.actions.planning import Place, Plan
from lms.outreach.models.events import Event
from lms.outreach.models.invitations import Answer, GroupReply, Guest, GuestAnswer, Invitation
from lms.outreach.models.words import Topic
from lms.outreach.queries import events as event_queries
from lms.outreach.queries import invitations as queries


class CannotInvite(Refused):
    """The invitation cannot be sent or withdrawn like this."""


class CannotAnswer(Refused):
    """The answer cannot be given like this."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the city wants to say, to whom; either an event that is planned already, or one to plan, or none."""

    title: str
    words: str
    topic: Topic
    group_ids: frozenset[int]
    lesson_id: str | None = None
    event_id: int | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a group says."""

    answer: Answer
    words: str
    proposed_on: date | None = None


def send(key: UUID, city_id: int, wanted: Wanted, *, by_id: int, at: datetime) -> Invitation:
    """Send one invitation, once for each key, to the groups and everybody who serves in them now. Raises CannotInvite."""
    known = queries.invitation_with(key)
    if known:
        if (known.city_id, known.sent_by_id) != (city_id, by_id):
            raise CannotInvite(_("Halaman ini sudah dipakai untuk ajakan lain. Buka lagi halamannya."))
        return known
    groups = {group.id for group in queries.all_groups(city_id)}
    if not wanted.group_ids or wanted.group_ids - groups:
        raise CannotInvite(_("Pilih paling sedikit satu kelompok dari daftar."))
    course_id = event_queries.are_lessons([wanted.lesson_id]).get(wanted.lesson_id) if wanted.lesson_id else None
    if wanted.lesson_id and course_id is None:
        raise CannotInvite(_("Pelajaran itu tidak ada lagi. Pilih dari daftar."))
    event_id = _event_of(key, city_id, wanted, by_id=by_id, at=at)
    invitation = Invitation(key=key, city_id=city_id, title=wanted.title, words=wanted.words, topic=wanted.topic)
    invitation.event_id, invitation.course_id, invitation.lesson_id = event_id, course_id, wanted.lesson_id
    invitation.sent_by_id, invitation.sent_at = by_id, at
    db.session.add(invitation)
    db.session.flush()  # replies, guests and the trail name the invitation by its id
    _write_recipients(invitation.id, wanted.group_ids, on=at.date())
    record("send", "outreach_invitation", invitation.id, actor_id=by_id, at=at, groups=len(wanted.group_ids))
    return invitation


def withdraw(invitation: Invitation, *, by_id: int, at: datetime) -> None:
    """Take an invitation back; what was answered stays, and its event goes on. Doing it twice is the same as once."""
    found = queries.invitation_held(invitation.id)
    if found.withdrawn_at is None:
        found.withdrawn_at = at
        record("withdraw", "outreach_invitation", found.id, actor_id=by_id, at=at)


def mark_read(reply: GroupReply, *, by_id: int, at: datetime) -> None:
    """Note that a group has read an invitation; the first one counts."""
    found = queries.reply_held(reply.invitation_id, reply.group_id)
    if found.read_at is None:
        found.read_at, found.read_by_id = at, by_id
        record("read", "outreach_invitation", found.invitation_id, actor_id=by_id, at=at, group=found.group_id)


def answer_for_group(reply: GroupReply, said: Said, *, seen: Answer | None, by_id: int, at: datetime) -> None:
    """Answer for a group, as it was shown with the answer `seen`; raises CannotAnswer when somebody was faster.

    Answering says that the group has read it. An answer can be changed until the event begins.
    """
    found = queries.reply_held(reply.invitation_id, reply.group_id)
    invitation = db.session.get_one(Invitation, found.invitation_id)
    _refuse_unless_open(invitation, invitation.event, at=at)
    if found.answer is said.answer and (found.words, found.proposed_on) == (said.words, said.proposed_on):
        return
    if found.event_id is not None:
        raise CannotAnswer(_("Tanggal lain sudah disepakati. Ubah lewat halaman kegiatannya."))
    if found.answer is not seen:
        raise CannotAnswer(_("Orang lain di kelompok ini baru saja menjawab. Lihat dulu jawabannya."))
    if said.answer is Answer.OTHER_DATE:
        _refuse_date(invitation, said.proposed_on, at=at)
    found.answer, found.words, found.answered_at, found.answered_by_id = said.answer, said.words, at, by_id
    found.proposed_on = said.proposed_on if said.answer is Answer.OTHER_DATE else None
    if found.read_at is None:
        found.read_at, found.read_by_id = at, by_id
    record("answer", "outreach_invitation", invitation.id, actor_id=by_id, at=at, group=found.group_id, answer=said.answer)


def agree(reply: GroupReply, key: UUID, wanted: Plan, *, by_id: int, at: datetime) -> Event:
    """Agree to the other date of a group by planning its own event, once. Raises CannotAnswer and CannotPlan."""
    found = queries.reply_held(reply.invitation_id, reply.group_id)
    invitation = db.session.get_one(Invitation, found.invitation_id)
    if found.event_id is not None:
        return db.session.get_one(Event, found.event_id)
    if invitation.withdrawn_at or found.answer is not Answer.OTHER_DATE:
        raise CannotAnswer(_("Kelompok ini tidak lagi mengusulkan tanggal lain. Lihat jawabannya yang baru."))
    if wanted.starts_at <= at:
        raise CannotAnswer(_("Tanggalnya sudah lewat. Pilih tanggal yang akan datang."))
    group = reply.group
    event = planning.plan(key, Place(group.city_id, group.kelurahan_id), wanted, by_id=by_id, at=at)
    found.event_id = event.id
    record("agree", "outreach_invitation", invitation.id, actor_id=by_id, at=at, group=group.id, event=event.id)
    return event


def answer_as_guest(guest: Guest, answer: GuestAnswer, deputy: str, *, by_id: int, at: datetime) -> None:
    """Say whether a guest comes: themselves, or somebody who asked them. Can be changed until the event begins."""
    reply = queries.reply_of(guest.invitation_id, guest.group_id)
    invitation = db.session.get_one(Invitation, guest.invitation_id)
    event = db.session.get(Event, reply.event_id) if reply and reply.event_id else invitation.event
    if event is None:
        raise CannotAnswer(_("Ajakan ini tidak menyebut acara, jadi tidak perlu dijawab orang per orang."))
    _refuse_unless_open(invitation, event, at=at)
    if answer is GuestAnswer.DEPUTY and not deputy:
        raise CannotAnswer(_("Tulis nama depan wakilnya."))
    guest.answer, guest.deputy = answer, deputy if answer is GuestAnswer.DEPUTY else ""
    guest.answered_at, guest.answered_by_id, guest.read_at = at, by_id, guest.read_at or at
    record("answer", "outreach_guest", invitation.id, actor_id=by_id, at=at, person=guest.person_id, answer=answer)


def _event_of(key: UUID, city_id: int, wanted: Wanted, *, by_id: int, at: datetime) -> int | None:
    """Give the event of a new invitation, planned just now where that is wanted."""
    if wanted.event_id is not None:
        if wanted.event_id not in {event.id for event in event_queries.city_events(city_id, at=at)}:
            raise CannotInvite(_("Kegiatan itu sudah mulai, dibatalkan, atau sudah punya ajakan. Pilih yang lain."))
        return wanted.event_id
    if wanted.plan is None:
        return None
    if wanted.plan.starts_at <= at:
        raise CannotInvite(_("Tanggalnya sudah lewat. Pilih tanggal yang akan datang."))
    return planning.plan(uuid5(key, "event"), Place(city_id, None), wanted.plan, by_id=by_id, at=at).id


def _write_recipients(invitation_id: int, group_ids: Collection[int], *, on: date) -> None:
    for group_id in sorted(group_ids):
        db.session.add(GroupReply(invitation_id=invitation_id, group_id=group_id, words=""))
    for person_id, group_id in sorted(queries.recipients(group_ids, on=on).items()):
        db.session.add(Guest(invitation_id=invitation_id, person_id=person_id, group_id=group_id, deputy=""))


def _refuse_unless_open(invitation: Invitation, event: Event | None, *, at: datetime) -> None:
    if invitation.withdrawn_at:
        raise CannotAnswer(_("Ajakan ini sudah ditarik, jadi tidak perlu dijawab lagi."))
    if event and event.cancelled_at:
        raise CannotAnswer(_("Acaranya dibatalkan, jadi tidak perlu dijawab lagi."))
    if event and at >= event.starts_at:
        raise CannotAnswer(_("Acaranya sudah mulai, jadi jawabannya tidak bisa diubah lagi."))


def _refuse_date(invitation: Invitation, proposed_on: date | None, *, at: datetime) -> None:
    if invitation.event_id is None:
        raise CannotAnswer(_("Ajakan ini tidak menyebut acara, jadi tidak ada tanggal yang diganti."))
    if proposed_on is None:
        raise CannotAnswer(_("Pilih tanggal yang diusulkan."))
    if proposed_on <= at.date():
        raise CannotAnswer(_("Tanggal usulannya sudah lewat. Pilih tanggal yang akan datang."))
