"""Correcting the RT of a kelurahan. They belong to the places; who corrects them are the people of its group."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim.actions.editing import differing, refuse_if_changed
from lms.kim.rules.names import number_of
from lms.kim.rules.periods import FIRST
from lms.regions.models import Kelurahan, Rt
from lms.regions.queries import rt_named
from lms.web.filters import day as in_words


class CannotCorrect(Refused):
    """The RT cannot be like this."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is written of an RT."""

    label: str
    rw: str
    source: str

    @classmethod
    def of(cls, rt: Rt) -> "Unit":
        """Read it from an RT."""
        return cls(rt.label, rt.rw, rt.source)

    def values(self) -> dict[str, str]:
        """Give it as a form shows it."""
        return {"label": self.label, "rw": self.rw, "source": self.source}

    def plain(self) -> "Unit":
        """Give it as it is kept: numbers without the words and noughts in front."""
        return Unit(number_of(self.label), number_of(self.rw), self.source)


def add(kelurahan_id: int, unit: Unit, *, opened_on: date, by_id: int, at: datetime) -> Rt:
    """Add an RT from a day on; the same press again gives the one there is. Raises CannotCorrect."""
    _hold(kelurahan_id)
    wanted = unit.plain()
    _refuse_day(opened_on, on=at.date())
    known = rt_named(kelurahan_id, wanted.label, wanted.rw)
    if known and (known.opened_on, known.source, known.closed_on) == (opened_on, wanted.source, None):
        return known
    _refuse_unless_free(kelurahan_id, wanted, beside=None)
    rt = Rt(kelurahan_id=kelurahan_id, opened_on=opened_on, **wanted.values())
    db.session.add(rt)
    db.session.flush()  # the trail names the RT by its id
    record("add_rt", "rt", rt.id, actor_id=by_id, at=at, on=opened_on.isoformat(), **wanted.values())
    return rt


def change(rt: Rt, unit: Unit, *, seen: str, by_id: int, at: datetime) -> None:
    """Correct number, RW or source. Raises CannotCorrect, and CannotChange when somebody else has changed it since `seen`."""
    _hold(rt.kelurahan_id)
    db.session.refresh(rt)
    before, wanted = Unit.of(rt), unit.plain()
    if before == wanted:
        return
    refuse_if_changed(seen, before.values())
    _refuse_unless_free(rt.kelurahan_id, wanted, beside=rt)
    rt.label, rt.rw, rt.source = wanted.label, wanted.rw, wanted.source
    record("change_rt", "rt", rt.id, actor_id=by_id, at=at, **differing(before.values(), wanted.values()))


def close(rt: Rt, *, closed_on: date, source: str, by_id: int, at: datetime) -> None:
    """Close an RT from a day on, with where that is stated; the same press again changes nothing. Raises CannotCorrect."""
    _hold(rt.kelurahan_id)
    db.session.refresh(rt)
    if rt.closed_on == closed_on and rt.closed_source == source:
        return
    if rt.closed_on is not None:
        raise CannotCorrect(_("RT %(label)s sudah ditutup %(day)s oleh orang lain.", label=rt.label, day=in_words(rt.closed_on)))
    _refuse_day(closed_on, on=at.date())
    if rt.opened_on and closed_on <= rt.opened_on:
        raise CannotCorrect(_("RT ini baru ada sejak %(day)s. Pilih hari sesudahnya.", day=in_words(rt.opened_on)))
    rt.closed_on, rt.closed_source = closed_on, source
    record("close_rt", "rt", rt.id, actor_id=by_id, at=at, on=closed_on.isoformat(), source=source)


def reopen(rt: Rt, *, by_id: int, at: datetime) -> None:
    """Take back that an RT was closed; one that is open stays as it is."""
    _hold(rt.kelurahan_id)
    db.session.refresh(rt)
    if rt.closed_on is None:
        return
    record("reopen_rt", "rt", rt.id, actor_id=by_id, at=at, closed_on=rt.closed_on.isoformat())
    rt.closed_on = rt.closed_source = None


def _hold(kelurahan_id: int) -> None:
    """Take hold of a kelurahan's RT until the end of the transaction."""
    db.session.scalars(select(Kelurahan.id).where(Kelurahan.id == kelurahan_id).with_for_update()).one()


def _refuse_day(day: date, *, on: date) -> None:
    if day > on:
        raise CannotCorrect(_("Tanggalnya belum tiba. Pilih hari ini atau sebelumnya."))
    if day < FIRST:
        raise CannotCorrect(_("Tanggalnya tidak wajar. Periksa tahunnya."))


def _refuse_unless_free(kelurahan_id: int, unit: Unit, *, beside: Rt | None) -> None:
    known = rt_named(kelurahan_id, unit.label, unit.rw)
    if known is None or known is beside:
        return
    name = f"RT {unit.label} RW {unit.rw}" if unit.rw else f"RT {unit.label}"
    if known.closed_on is not None:
        raise CannotCorrect(
            _("%(name)s pernah ada dan ditutup %(day)s. Buka lagi RT itu.", name=name, day=in_words(known.closed_on))
        )
    raise CannotCorrect(_("%(name)s sudah ada di kelurahan ini.", name=name))
