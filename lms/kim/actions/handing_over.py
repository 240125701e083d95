"""When terms end: who stays under the new decree, who leaves. Everything or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.errors import Refused
from lms.kim import queries
from lms.kim.actions.editing import hold
from lms.kim.actions.serving import Seat, stop_coordinating, take_seat
from lms.kim.models import EndReason, Group, Term
from lms.kim.rules import periods
from lms.web.filters import day as in_words


class CannotHandOver(Refused):
    """The hand-over cannot be recorded like this; nothing of it was."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A new decree, and for every officer of the form whether they stay."""

    key: UUID
    """Made by the form; pressing twice has the same one."""
    day: date
    """The first day under the new decree."""
    decree_number: str
    decree_on: date | None
    ends_on: date | None
    """The first day after the new terms."""
    stays: Mapping[int, bool]
    """By term, for everybody the form has shown."""


def hand_over(group: Group, plan: HandOver, *, by_id: int, at: datetime) -> None:
    """End or renew every officer's term on one day; open seats are needs by themselves. Raises CannotHandOver.

    Pressing twice, or coming second with the same form, changes nothing more.
    """
    group = hold(group.id)
    terms = {term_id: queries.term_in(group, term_id) for term_id in plan.stays}
    if plan.stays and all(term and _is_done(term, plan) for term in terms.values()):
        return
    due = queries.terms_to_renew(group, on=at.date())
    if {term.id for term in due} != set(plan.stays):
        raise CannotHandOver(_("Daftar pengurus baru saja berubah. Periksa lagi daftarnya, lalu simpan."))
    if not due:
        raise CannotHandOver(_("Belum ada pengurus yang bisa diserahterimakan. Tambahkan orangnya dulu."))
    _refuse_unless_believable(plan, due, on=at.date())
    for term in due:
        _renew(group, term, plan)
    group.decree_number, group.decree_on = plan.decree_number, plan.decree_on
    group.decree_until = periods.last_day_of(plan.ends_on)
    staying = sum(plan.stays.values())
    record(
        "hand_over",
        "group",
        group.id,
        actor_id=by_id,
        at=at,
        on=plan.day.isoformat(),
        staying=staying,
        leaving=len(due) - staying,
    )


def _refuse_unless_believable(plan: HandOver, due: list[Term], *, on: date) -> None:
    if not periods.is_believable(plan.day, on=on):
        raise CannotHandOver(_("Tanggal serah terimanya tidak wajar. Periksa tahunnya."))
    if plan.ends_on is not None and plan.ends_on <= plan.day:
        raise CannotHandOver(_("Hari terakhirnya sebelum hari serah terima. Periksa kedua tanggalnya."))
    for term in due:
        if plan.day <= term.starts_on:
            raise CannotHandOver(
                _(
                    "%(name)s baru mulai %(day)s. Serah terima harus sesudah hari itu.",
                    name=term.person.name,
                    day=in_words(term.starts_on),
                )
            )


def _renew(group: Group, term: Term, plan: HandOver) -> None:
    if term.ends_on is None or term.ends_on > plan.day:
        term.ends_on = plan.day
    if plan.stays[term.id]:
        seat = Seat(term.position, plan.day, plan.ends_on, plan.decree_number, plan.decree_on)
        take_seat(group, term.person, seat, key=uuid5(plan.key, str(term.id)))
        return
    term.end_reason = EndReason.OVER
    stop_coordinating(term, on=plan.day)


def _is_done(term: Term, plan: HandOver) -> bool:
    """Whether this form was worked off for a term already."""
    if plan.stays[term.id]:
        return queries.term_with_key(uuid5(plan.key, str(term.id))) is not None
    return term.end_reason is EndReason.OVER and term.ends_on is not None and term.ends_on <= plan.day
