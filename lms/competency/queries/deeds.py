"""Deeds that people name as proof: their own, one to confirm, those that wait for an assessor."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.competency.models import Confirmation, Deed, Domain
from lms.competency.rules.levels import CONFIRMERS_NEEDED
from lms.db import db
from lms.learning.current import may_be_helped_by
from lms.regions.models import Kelurahan
from lms.submissions.queries.queue import ever_helped
from lms.submissions.rules.judging import area_of

ON_A_PAGE = 20
"""Rows of the list of what waits."""


@dataclass(frozen=True, slots=True)
class ToldDeed:
    """A deed with how many people confirmed it, and the one that took its place."""

    deed: Deed
    confirmations: int
    corrected_by_id: UUID | None

    @property
    def is_confirmed(self) -> bool:
        """Whether enough different people confirmed it."""
        return self.confirmations >= CONFIRMERS_NEEDED

    @property
    def can_be_corrected(self) -> bool:
        """Whether its person may tell it anew: nobody accepted it, and no newer one took its place."""
        return self.deed.accepted_at is None and self.corrected_by_id is None


def deeds_of(person_id: int) -> list[ToldDeed]:
    """Give somebody's deeds, newest first, with one statement."""
    rows = db.session.execute(_counted().where(Deed.person_id == person_id).order_by(Deed.told_at.desc(), Deed.id))
    return _told(rows.all())


def deed_with(deed_id: UUID | None) -> ToldDeed | None:
    """Find a deed by its id as the database holds it now, with whose it is, while that person has not left."""
    wanted = _counted().where(Deed.id == deed_id, Person.left_at.is_(None)).execution_options(populate_existing=True)
    return next(iter(_told(db.session.execute(wanted).all())), None)


def has_confirmed(deed_id: UUID, person_id: int) -> bool:
    """Tell whether somebody has confirmed a deed."""
    return db.session.get(Confirmation, (deed_id, person_id)) is not None


def link_is_told(person_id: int, domain: Domain, link: str, *, besides: UUID | None) -> bool:
    """Tell whether somebody named a link in a domain already, in a deed that still stands and is not `besides`."""
    same = (Deed.person_id == person_id, Deed.domain == domain, Deed.link == link)
    wanted = select(Deed.id).where(*same, _corrected_by().is_(None))
    found = wanted.where(Deed.id != besides) if besides else wanted
    return db.session.scalar(select(found.exists())) or False


def waiting_for(viewer: Viewer, *, page: int) -> tuple[list[ToldDeed], bool]:
    """Give one page of the confirmed deeds of an assessor's area, oldest first, and whether there is more; one statement.

    Left out are what was answered or corrected, the viewer's own, those they confirmed, and those of people they may
    help or ever helped.
    """
    confirmed_by_viewer = exists().where(Confirmation.deed_id == Deed.id, Confirmation.person_id == viewer.id)
    wanted = _counted().where(
        _within_area(viewer),
        Deed.accepted_at.is_(None),
        Deed.declined_at.is_(None),
        _corrected_by().is_(None),
        Deed.person_id != viewer.id,
        Person.left_at.is_(None),
        _confirmations() >= CONFIRMERS_NEEDED,
        ~confirmed_by_viewer,
        ~may_be_helped_by(viewer),
        ~ever_helped(viewer.id),
    )
    shown = wanted.order_by(Deed.told_at, Deed.id).offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1)
    found = _told(db.session.execute(shown).all())
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def _confirmations() -> ColumnElement[int]:
    counted = select(func.count()).where(Confirmation.deed_id == Deed.id, Confirmation.person_id != Deed.person_id)
    return counted.correlate(Deed).scalar_subquery()


def _corrected_by() -> ColumnElement[UUID]:
    newer = aliased(Deed)
    return select(newer.id).where(newer.supersedes_id == Deed.id).correlate(Deed).scalar_subquery()


def _counted() -> Select[Deed, int, UUID]:
    return (
        select(Deed, _confirmations().label("confirmations"), _corrected_by().label("corrected_by_id"))
        .join(Person, Deed.person_id == Person.id)
        .outerjoin(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .options(joinedload(Deed.person).joinedload(Person.kelurahan))
    )


def _within_area(viewer: Viewer) -> ColumnElement[bool]:
    area = area_of(viewer)
    here = or_(Person.kelurahan_id.in_(sorted(area.kelurahan_ids)), Kelurahan.city_id.in_(sorted(area.city_ids)))
    return or_(here, Person.kelurahan_id.is_(None)) if area.city_ids else here


def _told(rows: Sequence[Row[Deed, int, UUID]]) -> list[ToldDeed]:
    return [ToldDeed(row.Deed, row.confirmations, row.corrected_by_id) for row in rows]
