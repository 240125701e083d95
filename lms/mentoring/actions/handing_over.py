"""Handing the pairs of a cohort that ends to people who stay."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions.closing import close, set_free
from lms.mentoring.models import EndReason, Pair, PairState, Wish
from lms.mentoring.queries import handovers as queries
from lms.mentoring.queries import meetings as meeting_queries
from lms.mentoring.queries import pairs as pair_queries
from lms.mentoring.queries.pairs import STANDING
from lms.mentoring.rules.handing_over import opens_on
from lms.mentoring.rules.matching import OPEN
from lms.regions.models import Kelurahan
from lms.volunteering.models import Cohort


class CannotHandOver(Refused):
    """These pairs cannot be handed over like this, or not now."""


def hand_over(
    cohort: Cohort, kelurahan: Kelurahan, successors: Mapping[int, int | None], *, by_id: int, at: datetime
) -> list[Pair]:
    """End a cohort's pairs in a kelurahan, and propose each senior to the volunteer who goes on; None: nobody yet.

    `successors` names the volunteer's account for every pair that stands: all of them are handed over, or none. The new
    pairs wait for both to say yes. Raises CannotHandOver and CannotMove; gives the new pairs.
    """
    if cohort.ends_on is None or at.date() < opens_on(cohort.ends_on):
        raise CannotHandOver(_("Serah terima dibuka 14 hari sebelum kelompoknya selesai."))
    named = [person_id for person_id in successors.values() if person_id]
    if len(named) != len(set(named)):
        raise CannotHandOver(_("Satu relawan hanya melanjutkan satu pasangan. Pilih orang yang berbeda."))
    held = [pair_queries.held(pair.id) for pair in queries.pairs_of_cohort(cohort.id, kelurahan.id)]
    pairs = [pair for pair in held if pair.state in STANDING]
    meeting_queries.hold_people([*named, *(pair.senior_id for pair in pairs)])
    if {pair.id for pair in pairs} != set(successors):
        raise CannotHandOver(_("Daftar pasangannya baru saja berubah. Periksa lagi, lalu tekan sekali lagi."))
    if set(named) - {item.person_id for item in queries.successors_in(kelurahan)}:
        raise CannotHandOver(_("Ada yang baru saja punya pasangan atau tidak bisa melanjutkan. Pilih orang lain."))
    made = [_pass_on(pair, successors[pair.id], by_id=by_id, at=at) for pair in pairs]
    return [pair for pair in made if pair]


def _pass_on(pair: Pair, successor_id: int | None, *, by_id: int, at: datetime) -> Pair | None:
    if by_id in {pair.volunteer_id, pair.senior_id, successor_id}:
        raise CannotHandOver(_("Pasangan Anda sendiri diserahkan oleh koordinator lain atau dinas."))
    if pair_queries.has_open_incident(pair.id):
        raise CannotHandOver(_("Ada laporan yang sedang ditangani petugas. Tunggu keputusannya dulu."))
    left = max(1, pair.meetings_planned - pair_queries.kept_by([pair.id])[pair.id].count)
    close(pair, PairState.ENDED, EndReason.HANDED_OVER, at=at)
    record("hand_over", "mentoring_pair", pair.id, actor_id=by_id, at=at, to=successor_id or 0)
    db.session.flush()  # the senior is free before the next pair takes them
    application = pair_queries.applications_of([pair.volunteer_id]).get(pair.volunteer_id)
    if application:
        set_free(application, by_id=by_id, at=at)
    if pair_queries.wish_of(pair.senior_id) is None:
        _keep_wish(pair, by_id=by_id, at=at)
    return _propose_next(pair, successor_id, left, by_id=by_id, at=at) if successor_id else None


def _propose_next(pair: Pair, successor_id: int, meetings: int, *, by_id: int, at: datetime) -> Pair:
    following = Pair(key=_key(pair.key, successor_id), volunteer_id=successor_id, senior_id=pair.senior_id)
    following.kelurahan_id, following.meetings_planned, following.place = pair.kelurahan_id, meetings, pair.place
    following.course_id, following.domain, following.level = pair.course_id, pair.domain, pair.level
    following.state, following.state_since = PairState.PROPOSED, at
    following.proposed_at, following.proposed_by_id = at, by_id
    db.session.add(following)
    db.session.flush()  # the trail names the pair by its id
    record("propose", "mentoring_pair", following.id, actor_id=by_id, at=at)
    return following


def _keep_wish(pair: Pair, *, by_id: int, at: datetime) -> None:
    """Let the senior be found by the next volunteer, though they took back or never wrote down what they want."""
    wish = Wish(person_id=pair.senior_id, course_id=pair.course_id, times=[OPEN], languages=[], said_at=at, said_by_id=by_id)
    db.session.add(wish)


def _key(pair_key: UUID, successor_id: int) -> UUID:
    return uuid5(pair_key, f"handed over to {successor_id}")
