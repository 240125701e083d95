"""Deeds that people name as proof: their own, one to confirm, those that wait for an assessor."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.competency.models import Confirmation, Deed
from lms.competency.queries.evidence import ever_helped
from lms.competency.rules.levels import CONFIRMERS_NEEDED
from lms.db import db
from lms.regions.models import Kelurahan
from lms.submissions.rules.judging import area_of

LISTED = 50
"""Rows of the list of what waits."""


@dataclass(frozen=True, slots=True)
class ToldDeed:
    """A deed with how many people confirmed it."""

    deed: Deed
    confirmations: int

    @property
    def is_confirmed(self) -> bool:
        """Whether enough different people confirmed it."""
        return self.confirmations >= CONFIRMERS_NEEDED


def deeds_of(person_id: int) -> list[ToldDeed]:
    """Give somebody's deeds, newest first, with one statement."""
    rows = db.session.execute(_counted().where(Deed.person_id == person_id).order_by(Deed.told_at.desc(), Deed.id))
    return _told(rows.all())


def deed_with(deed_id: UUID | None) -> ToldDeed | None:
    """Find a deed by its id, with whose it is, while that person has not left."""
    rows = db.session.execute(_counted().where(Deed.id == deed_id, Person.left_at.is_(None)))
    return next(iter(_told(rows.all())), None)


def has_confirmed(deed_id: UUID, person_id: int) -> bool:
    """Tell whether somebody has confirmed a deed."""
    return db.session.get(Confirmation, (deed_id, person_id)) is not None


def waiting_for(viewer: Viewer) -> list[ToldDeed]:
    """Give the confirmed deeds of an assessor's area that wait, oldest first, without those they may not judge.

    Left out are the viewer's own, those they confirmed, and those of people they ever helped; one statement.
    """
    confirmed_by_viewer = exists().where(Confirmation.deed_id == Deed.id, Confirmation.person_id == viewer.id)
    wanted = _counted().where(
        _within_area(viewer),
        Deed.accepted_at.is_(None),
        Deed.person_id != viewer.id,
        Person.left_at.is_(None),
        _confirmations() >= CONFIRMERS_NEEDED,
        ~confirmed_by_viewer,
        ~ever_helped(viewer.id, Deed.person_id),
    )
    return _told(db.session.execute(wanted.order_by(Deed.told_at, Deed.id).limit(LISTED)).all())


def _confirmations() -> ColumnElement[int]:
    counted = select(func.count()).where(Confirmation.deed_id == Deed.id, Confirmation.person_id != Deed.person_id)
    return counted.correlate(Deed).scalar_subquery()


def _counted() -> Select[Deed, int]:
    return (
        select(Deed, _confirmations().label("confirmations"))
        .join(Person, Deed.person_id == Person.id)
        .outerjoin(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .options(joinedload(Deed.person).joinedload(Person.kelurahan))
    )


def _within_area(viewer: Viewer) -> ColumnElement[bool]:
    area = area_of(viewer)
    here = or_(Person.kelurahan_id.in_(sorted(area.kelurahan_ids)), Kelurahan.city_id.in_(sorted(area.city_ids)))
    return or_(here, Person.kelurahan_id.is_(None)) if area.city_ids else here


def _told(rows: Sequence[Row[Deed, int]]) -> list[ToldDeed]:
    return [ToldDeed(row.Deed, row.confirmations) for row in rows]
