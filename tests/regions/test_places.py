"""The real places of Kota Magelang."""

from collections import Counter

from sqlalchemy import func, select

from lms.db import db
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.regions.queries import kelurahan_in_order, rt_of
from lms.regions.rules import slug_of


def test_three_kecamatan_seventeen_kelurahan_and_1016_rt(magelang):
    counts = {model: db.session.scalar(select(func.count()).select_from(model)) for model in (Kecamatan, Kelurahan, Rt)}

    assert counts == {Kecamatan: 3, Kelurahan: 17, Rt: 1016}
    assert magelang.code == "33.71"


def test_the_rt_of_each_kelurahan_and_kecamatan_are_those_of_the_study(magelang):
    found = db.session.execute(
        select(Kelurahan.name, Kecamatan.name, func.count())
        .join(Rt, Rt.kelurahan_id == Kelurahan.id)
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .group_by(Kelurahan.name, Kecamatan.name)
    ).all()
    by_kelurahan = {name: count for name, _, count in found}
    by_kecamatan = Counter()
    for _, kecamatan, count in found:
        by_kecamatan[kecamatan] += count

    assert (by_kelurahan["Wates"], by_kelurahan["Jurangombo Utara"], by_kelurahan["Rejowinangun Utara"]) == (80, 37, 91)
    assert by_kecamatan == {"Magelang Selatan": 326, "Magelang Tengah": 397, "Magelang Utara": 293}


def test_rt_carry_their_source_and_year_and_come_in_order(wates):
    units = rt_of(wates.id)

    assert [unit.label for unit in units[:11]] == [str(number) for number in range(1, 12)]
    assert units[0].source == "Penelitian KIM Kota Magelang, Tabel 2, 2020"


def test_the_order_is_from_north_to_south_and_every_tile_has_its_own_place(magelang):
    places = kelurahan_in_order()

    assert places[0].name == "Kramat Utara"
    assert places[-1].name == "Tidar Selatan"
    assert len({(place.tile_row, place.tile_x) for place in places}) == 17


def test_addresses_can_be_spoken():
    assert slug_of("Rejowinangun Utara") == "rejowinangun-utara"
