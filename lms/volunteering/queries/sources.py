"""Posters and messages, and what each of them brought."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.db import db
from lms.volunteering.models import Application, Source, Visits


@dataclass(frozen=True, slots=True)
class Brought:
    """A poster with what it has brought so far."""

    source: Source
    visits: int
    applications: int


def source_with(code: str) -> Source | None:
    """Find a poster by the code in its address, however it was typed."""
    wanted = select(Source).options(joinedload(Source.kelurahan)).where(Source.code == code.strip().upper())
    return db.session.scalars(wanted).one_or_none()


def source_with_id(source_id: int, kelurahan_id: int) -> Source | None:
    """Find a poster of a kelurahan."""
    return db.session.scalars(select(Source).where(Source.id == source_id, Source.kelurahan_id == kelurahan_id)).one_or_none()


def sources_in(kelurahan_id: int) -> list[Brought]:
    """Give the posters of a kelurahan with visits and applications, newest first; one statement."""
    visits = select(func.coalesce(func.sum(Visits.count), 0)).where(Visits.source_id == Source.id)
    applied = select(func.count()).select_from(Application).where(Application.source_id == Source.id)
    found = db.session.execute(
        select(Source, visits.correlate(Source).scalar_subquery(), applied.correlate(Source).scalar_subquery())
        .where(Source.kelurahan_id == kelurahan_id)
        .order_by(Source.id.desc())
    )
    return [Brought(*row) for row in found]
