"""Making posters, and counting who comes by them."""

import secrets
from datetime import date, datetime

from sqlalchemy import select

from lms.db import connection, db, upsert
from lms.regions.models import Kelurahan
from lms.volunteering.models import Source, Visits
from lms.volunteering.queries.sources import sources_in
from lms.volunteering.rules.signup import CODE_LETTERS

LENGTH = 6


def make_source(kelurahan_id: int, place: str, *, by_id: int, at: datetime) -> Source:
    """Make a poster for a place; the same place again gives the one there is."""
    place = " ".join(place.split())
    db.session.scalars(select(Kelurahan.id).where(Kelurahan.id == kelurahan_id).with_for_update()).one()
    known = next((one.source for one in sources_in(kelurahan_id) if one.source.place.casefold() == place.casefold()), None)
    if known:
        return known
    code = "".join(secrets.choice(CODE_LETTERS) for _place in range(LENGTH))
    source = Source(code=code, kelurahan_id=kelurahan_id, place=place, made_at=at, made_by_id=by_id)
    db.session.add(source)
    return source


def count_visit(source_id: int, *, on: date) -> None:
    """Count one visit of a day, through the connection alone; nothing about who it was is kept."""
    here = connection()
    counted = upsert(Visits, here.dialect.name).values(source_id=source_id, day=on, count=1)
    here.execute(counted.on_conflict_do_update(index_elements=["source_id", "day"], set_={"count": Visits.count + 1}))
