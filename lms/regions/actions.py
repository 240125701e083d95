"""Loading the places of a city from its data file."""

from sqlalchemy import insert, select

from lms.db import db
from lms.regions.models import City, Kecamatan, Kelurahan, Rt
from lms.regions.rules import CityFile, slug_of


def load_city(file: CityFile) -> int:
    """Add the places of a city that are not there yet; gives how many kelurahan were new.

    What is there stays as it is, since the kelurahan correct their own RT: loading twice changes nothing.
    """
    city = db.session.scalars(select(City).where(City.code == file.city.code)).one_or_none()
    if city is None:
        part = file.city
        city = City(code=part.code, name=part.name, slug=part.slug, timezone=part.timezone)
        db.session.add(city)
    kecamatan = _kecamatan(city, file)
    known = set(db.session.scalars(select(Kelurahan.code)))
    new = [
        Kelurahan(
            kecamatan_id=kecamatan[part.kecamatan].id,
            city_id=city.id,
            code=part.code,
            name=part.name,
            slug=slug_of(part.name),
            tile_row=part.tile[0],
            tile_x=part.tile[1],
        )
        for part in file.kelurahan
        if part.code not in known
    ]
    db.session.add_all(new)
    db.session.flush()  # the RT point at their kelurahan
    counts = {part.code: part.rt for part in file.kelurahan}
    source = f"{file.city.rt_source}, {file.city.rt_year}"
    rows = [
        {"kelurahan_id": kelurahan.id, "label": str(number), "rw": "", "source": source}
        for kelurahan in new
        for number in range(1, counts[kelurahan.code] + 1)
    ]
    if rows:
        db.session.execute(insert(Rt), rows)
    return len(new)


def _kecamatan(city: City, file: CityFile) -> dict[str, Kecamatan]:
    db.session.flush()  # a new city has no id before
    known = {row.code: row for row in db.session.scalars(select(Kecamatan).where(Kecamatan.city_id == city.id))}
    for position, part in enumerate(file.kecamatan, start=1):
        if part.code not in known:
            known[part.code] = Kecamatan(city_id=city.id, code=part.code, name=part.name, position=position)
            db.session.add(known[part.code])
    db.session.flush()  # the kelurahan point at them
    return {part.name: known[part.code] for part in file.kecamatan}
