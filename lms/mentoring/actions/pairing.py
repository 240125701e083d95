"""From a proposal to a running pair: two people say yes, and the coordinator confirms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.catalog.queries import catalog
from lms.competency.models import Domain
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions import planning
from lms.mentoring.models import EndReason, Pair, PairState
from lms.mentoring.queries import meetings as meeting_queries
from lms.mentoring.queries import pairs as queries
from lms.mentoring.queries.proposals import MAY_BE_PAIRED, fit_of
from lms.mentoring.rules import meetings as rules
from lms.volunteering.actions.moving import move
from lms.volunteering.actions.training import appoint_mentor
from lms.volunteering.models import Application, State

ORDER = {State.READY: State.PAIRED, State.FINISHED: State.PAIRED, State.AT_RISK: State.ACTIVE}
"""Where a confirmed pair takes its volunteer; who is active stays so."""


class CannotPair(Refused):
    """These two cannot be paired, or not now."""


class CannotAnswer(Refused):
    """This proposal cannot be answered like this any more."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the coordinator confirms: a goal, how often, where, and when first."""

    course_id: str | None
    domain: Domain | None
    level: int | None
    meetings: int
    first: planning.Plan


def propose(application: Application, senior: Person, *, key: UUID, by_id: int, at: datetime) -> Pair:
    """Propose one senior to one volunteer, once for each key. Raises CannotPair."""
    if application.person_id is None or senior.kelurahan_id is None:
        raise CannotPair(_("Relawan ini belum punya akun, atau warganya tidak tinggal di kelurahan."))
    meeting_queries.hold_people([application.person_id, senior.id])
    known = queries.pair_with(key)
    if known:
        if (known.volunteer_id, known.senior_id) != (application.person_id, senior.id):
            raise CannotPair(_("Halaman ini sudah dipakai mengusulkan pasangan lain. Buka lagi halamannya."))
        return known
    _refuse_unless_free(application, senior, by_id=by_id)
    wish = queries.wish_of(senior.id)
    if wish is None or fit_of(application, senior, wish) is None:
        raise CannotPair(_("Tempat, waktu, atau bahasa keduanya tidak cocok lagi. Pilih usulan lain."))
    pair = Pair(key=key, volunteer_id=application.person_id, senior_id=senior.id, kelurahan_id=senior.kelurahan_id)
    pair.course_id = wish.course_id or next(course.id for course in catalog().courses)
    pair.meetings_planned, pair.place = rules.PLANNED, ""
    pair.state, pair.state_since, pair.proposed_at, pair.proposed_by_id = PairState.PROPOSED, at, at, by_id
    db.session.add(pair)
    db.session.flush()  # the trail names the pair by its id
    record("propose", "mentoring_pair", pair.id, actor_id=by_id, at=at)
    return pair


def agree_as_volunteer(pair: Pair, *, at: datetime) -> None:
    """Keep the volunteer's yes; saying it twice is the same as once. Raises CannotAnswer."""
    found = _answerable(pair)
    found.volunteer_agreed_at = found.volunteer_agreed_at or at
    _agreed(found, by_id=found.volunteer_id, at=at)


def agree_as_senior(pair: Pair, *, by_id: int, at: datetime) -> None:
    """Keep the senior's yes, typed by themselves or by an officer who asked; never by the volunteer. Raises CannotAnswer."""
    found = _answerable(pair)
    if by_id == found.volunteer_id:
        raise CannotAnswer(_("Jawaban warga ditulis oleh warga sendiri atau koordinator."))
    if not found.senior_agreed_at:
        found.senior_agreed_at, found.senior_agreed_by_id = at, by_id if by_id != found.senior_id else None
    _agreed(found, by_id=by_id, at=at)


def decline(pair: Pair, *, by_id: int, at: datetime) -> None:
    """End a proposal with a no, whoever says it; saying it twice is the same as once. Raises CannotAnswer."""
    found = queries.held(pair.id)
    if found.state is PairState.ENDED and found.end_reason is EndReason.DECLINED:
        return
    found = _answerable(found)
    found.state, found.state_since, found.ended_at, found.end_reason = PairState.ENDED, at, at, EndReason.DECLINED
    record("decline", "mentoring_pair", found.id, actor_id=by_id, at=at)


def confirm(pair: Pair, agreement: Agreement, *, by_id: int, at: datetime) -> None:
    """Let a pair begin to which both have said yes; from now on it runs, and the volunteer is a mentor.

    Raises CannotPair, CannotPlan, CannotAppoint and CannotMove; confirming twice is the same as once.
    """
    found = queries.held(pair.id)
    if found.state is PairState.RUNNING and found.confirmed_by_id == by_id:
        return
    if found.state is not PairState.AGREED:
        raise CannotPair(_("Pasangan ini baru bisa disahkan setelah keduanya bilang ya."))
    if by_id in {found.volunteer_id, found.senior_id}:
        raise CannotPair(_("Pasangan ini disahkan oleh orang lain, karena Anda sendiri ada di dalamnya."))
    if agreement.first.starts_at > at + rules.FIRST_WITHIN:
        raise CannotPair(_("Pertemuan pertama paling lama 7 hari dari sekarang."))
    application = queries.applications_of([found.volunteer_id]).get(found.volunteer_id)
    if application is None or application.state not in MAY_BE_PAIRED:
        raise CannotPair(_("Relawan ini sekarang tidak bisa dipasangkan. Lihat keadaannya dulu."))
    found.course_id, found.domain, found.level = agreement.course_id, agreement.domain, agreement.level
    found.meetings_planned, found.place = agreement.meetings, agreement.first.place
    found.state, found.state_since = PairState.RUNNING, at
    found.confirmed_at, found.confirmed_by_id = at, by_id
    record("confirm", "mentoring_pair", found.id, actor_id=by_id, at=at)
    if application.state in ORDER:
        move(application, ORDER[application.state], by_id=by_id, at=at)
    appoint_mentor(application, by_id=by_id, at=at, place=found.kelurahan)
    planning.plan(found, agreement.first, by_id=by_id, at=at)


def _answerable(pair: Pair) -> Pair:
    found = queries.held(pair.id)
    if found.state not in {PairState.PROPOSED, PairState.AGREED}:
        raise CannotAnswer(_("Usulan ini sudah dijawab atau sudah tidak berlaku."))
    return found


def _agreed(pair: Pair, *, by_id: int, at: datetime) -> None:
    if pair.state is PairState.PROPOSED:
        record("agree", "mentoring_pair", pair.id, actor_id=by_id, at=at)
    if pair.volunteer_agreed_at and pair.senior_agreed_at and pair.state is PairState.PROPOSED:
        pair.state, pair.state_since = PairState.AGREED, at


def _refuse_unless_free(application: Application, senior: Person, *, by_id: int) -> None:
    if application.state not in MAY_BE_PAIRED:
        raise CannotPair(_("Relawan ini sekarang tidak bisa dipasangkan. Lihat keadaannya dulu."))
    if by_id in {application.person_id, senior.id}:
        raise CannotPair(_("Anda tidak bisa mengusulkan diri sendiri. Minta koordinator lain atau dinas."))
    if queries.pair_of(application.person_id or 0) or queries.pair_of(senior.id):
        raise CannotPair(_("Salah satu dari keduanya baru saja punya pasangan. Pilih usulan lain."))
