"""Nothing about fewer than a small group of people can be worked out in public: from parts, from sums, from two months."""

import csv
import io
import json
from collections import defaultdict
from functools import cache
from itertools import product

import pytest

from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.regions.queries import kelurahan_at, the_city_id
from lms.reporting import actions
from lms.reporting.queries.figures.rows import Figure
from lms.reporting.rules.measures import KEYS
from lms.reporting.rules.months import earlier, end_of
from lms.reporting.rules.public import NOTHING, TELLING, TOLD, PublicFigure, Range, Telling, band, in_public, in_range
from lms.web.pages import stable_key
from tests.certification.test_own_certificates import fetch
from tests.factories.competency import at_level
from tests.factories.people import a_volunteer, an_officer
from tests.factories.reached import a_visit_to, rt_in
from tests.reporting.test_months import BY, LAST

SMALL = 3
LARGEST = 7
"""People looked at in one place; whatever is larger behaves alike."""


def seen(world):
    """What the public sees of a place: who began and who finished a course, who was assessed and who is able."""
    began, finished, assessed, able = world
    figures = {
        "mulai": Figure(began),
        "selesai": Figure(finished, began),
        "k1": Figure(able, 9),
        "k1_dinilai": Figure(assessed, 9),
    }
    return tuple(in_public(key, figures, SMALL) for key in figures)


@cache
def worlds():
    numbers = range(LARGEST + 1)
    return [(a, b, c, d) for a, b, c, d in product(numbers, repeat=4) if b <= a and d <= c]


def alike(release, worlds_to_try):
    """All worlds of which the public sees the same, by what it sees."""
    found = defaultdict(list)
    for world in worlds_to_try:
        found[release(world)].append(world)
    return found.values()


def stays_open(values):
    """Whether a number is left open: several are possible, or it is of no small group."""
    return len(set(values)) > 1 or min(map(abs, values)) >= SMALL


def test_nothing_small_follows_from_part_and_whole():
    for could_be in alike(seen, worlds()):
        for values in zip(*((a, b, c, d, a - b, c - d) for a, b, c, d in could_be), strict=True):
            assert stays_open(values), could_be


def test_nothing_small_follows_from_two_months():
    pairs = [(first, second) for first, second in product(range(LARGEST + 1), repeat=2)]

    for could_be in alike(lambda pair: tuple(in_range(one, SMALL) for one in pair), pairs):
        assert stays_open([second - first for first, second in could_be]), could_be


def test_nothing_small_follows_from_the_sum_of_places():
    """The sum is told as the sum of ranges alone, so it says nothing that the places do not say."""
    places = list(product(range(LARGEST + 1), repeat=3))

    for could_be in alike(lambda place: tuple(in_range(one, SMALL) for one in place), places):
        for number in range(3):
            assert stays_open([place[number] for place in could_be])
        assert stays_open([sum(place) for place in could_be])


def test_every_figure_is_told_in_one_way():
    assert {key for key in KEYS if TELLING[key] is Telling.NOT_AT_ALL} == {f"k{number}_kurang" for number in range(1, 6)}
    people = {"anggota", "relawan", "mulai", "selesai", "dilatih", "warga", "jam_relawan"}
    levels = {f"k{number}{ending}" for number in range(1, 6) for ending in ("", "_dinilai")}
    assert {key for key in KEYS if TELLING[key] is Telling.RANGE} == people | levels
    assert set(TOLD) == {key for key in KEYS if not key.endswith("_kurang")}


@pytest.mark.parametrize(
    ("key", "figures", "told"),
    [
        ("rt_terjangkau", {"rt_terjangkau": Figure(3, 80)}, PublicFigure(3, 80)),
        ("relawan", {"relawan": Figure(7, 8)}, PublicFigure(within=Range(5, 9))),
        ("k1", {"k1": Figure(2, 9), "k1_dinilai": Figure(4, 9)}, NOTHING),
        ("k1", {"k1": Figure(2, 9), "k1_dinilai": Figure(5, 9)}, PublicFigure(within=Range(0, 4))),
        ("k1", {"k1": Figure(None, 9), "k1_dinilai": Figure(0, 9)}, NOTHING),
        ("k1", {"k1": Figure(6, 9)}, NOTHING),
        ("k1", {"k1": Figure(6, 9), "k1_dinilai": Figure(None, 9)}, NOTHING),
        ("k1_kurang", {"k1_kurang": Figure(2, 3)}, NOTHING),
        ("jam_relawan", {"jam_relawan": Figure(600), "relawan": Figure(4)}, NOTHING),
        ("jam_relawan", {"jam_relawan": Figure(630), "relawan": Figure(5)}, PublicFigure(within=Range(10, 14))),
        ("warga", {}, NOTHING),
    ],
)
def test_figures_as_the_public_sees_them(key, figures, told):
    assert in_public(key, figures, 5) == told


def test_ranges_and_shades():
    assert [str(in_range(count, 5)) for count in (0, 4, 5, 12)] == ["0–4", "0–4", "5–9", "10–14"]
    assert [band(part, 8) for part in (0, 1, 2, 4, 6, 8, 9)] == [1, 1, 2, 3, 4, 5, 5]
    assert band(3, 0) == 1


@pytest.fixture
def kept(magelang, wates, vlog):
    """Two months of a city in which people of Wates were assessed, visited and taught."""
    people = [an_officer(wates, f"Orang {number}", since=earlier(LAST, 2)) for number in range(7)]
    for number, person in enumerate(people[:6]):
        at_level(person, 2 if number < 5 else 1, months_ago=4)
    a_volunteer(wates)
    a_visit_to(rt_in(wates), people[0], LAST, heads=3)
    for month in (earlier(LAST, 1), LAST):
        actions.take_snapshot(the_city_id(), month, by=BY, at=now())
    db.session.commit()


def rows_of(visitor):
    text = fetch(visitor, "/capaian/data.csv").get_data(as_text=True).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_files_hold_what_the_rule_tells_and_nothing_else(visit, kept):
    rows = rows_of(visit())
    document = json.loads(fetch(visit(), "/capaian/data.json").get_data(as_text=True))
    as_json = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in document["data"]]
    wates = {row["ukuran"]: row for row in rows if row["kode"] == "33.71.02.1003" and row["tanggal"] == last_day()}

    assert rows == as_json
    assert len(rows) == 2 * 17 * len(TOLD)
    assert set(wates) == set(TOLD) == {entry["ukuran"] for entry in document["ukuran"]}
    for row in rows:
        is_range = TELLING[row["ukuran"]] is Telling.RANGE
        assert not (is_range and (row["nilai"] or row["dari"])), row
        assert not (row["kisaran"] and not is_range), row
    cells = {
        key: (wates[key]["nilai"], wates[key]["dari"], wates[key]["kisaran"]) for key in ("rt_terjangkau", "k2", "k1", "warga")
    }
    assert cells == {"rt_terjangkau": ("1", "80", ""), "k2": ("", "", "5–9"), "k1": ("", "", ""), "warga": ("", "", "0–4")}
    assert (document["lisensi"], document["kode_kota"], document["kelompok_kecil"]) == ("CC BY 4.0", "33.71", 5)


def last_day():
    return end_of(LAST, now().tzinfo).date().isoformat()


def test_a_correction_is_told_as_it_counts_now(visit, kept, wates):
    a_visit_to(rt_in(wates, 2), an_officer(wates), LAST)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    db.session.commit()

    found = [row["nilai"] for row in rows_of(visit()) if row["kelurahan"] == "Wates" and row["ukuran"] == "rt_terjangkau"]

    assert found == ["0", "2"]


def test_without_a_month_kept_the_files_are_empty(visit, magelang, vlog):
    assert rows_of(visit()) == []


def test_the_files_are_kept_like_public_pages(visit, kept):
    for path in ("/capaian/data.csv", "/capaian/data.json"):
        answer = fetch(visit(), path)
        again = fetch_with(visit(), path, {"If-None-Match": answer.headers["ETag"]})

        assert answer.headers["X-Sinau-Shared"] == "1"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert again.status_code == 304


def fetch_with(visitor, path, headers):
    return visitor.client.get(path, headers=headers)


def test_the_page_of_the_data_explains_them(visit, kept):
    page = visit().get("/capaian").click("Data terbuka")

    assert page.path == "/capaian/data"
    assert "CC BY 4.0" in page.links()
    for words in ("33.71.02.1003", "rt_terjangkau", "Capaian KIM Kota Magelang, Diskominsta Kota Magelang, diunduh"):
        assert words in page.text
    assert "_kurang" not in page.text


def test_the_public_pages_tell_people_in_ranges(visit, kept, wates, vlog):
    study(an_officer(wates, "Rajin"), vlog, 8)
    page = visit().get("/capaian/wates")

    assert "Video (vlog)5–9 orang mandiri, 5–9 sudah dinilai" in page.text
    assert "Tulisan (blog)kurang dari 5 orang dinilai" in page.text
    assert f"{vlog.title}0–4 orang mulai, 0–4 selesai" in page.text
    assert "Relawan0–4 orang, sasaran 8" in page.text
    assert "RT terjangkau1 dari 80 (1" in page.text
    assert "RT terjangkau dari bulan ke bulan" in page.text
    assert "0–4 relawan" in visit().get("/capaian").text


def test_the_public_map_shows_rt_or_officers(visit, kept):
    page = visit().get("/capaian")

    assert "RT terjangkau1 dari 1.016" in page.text
    assert "RT terjangkau di tiap kelurahan" in page.text
    assert "titik awal menurut penelitian, 10,2" in page.text
    assert "Pengurus di tiap kelurahan" in page.click("Pengurus KIM").text
    visit().get("/capaian?peta=hilang", status=404)


def test_every_figure_is_explained_with_unit_span_source_and_target(visit, magelang):
    text = visit().get("/arti-ukuran").text

    assert "Satuan: RT. Masa: keadaan pada satu hari. Sumber: Catatan kunjungan RT. Sasaran: Semua RT." in text
    assert "%(" not in text
    assert len(visit().get("/arti-ukuran").all("dt")) == len(set(KEYS)) - 3 * (len(Domain) - 1)


def study(person, course, lessons):
    for lesson in course.lessons[:lessons]:
        finish_lesson(
            course, lesson, person.id, answer=Answer(stable_key(person.id, lesson.id), lesson.revision_number), at=now()
        )
    db.session.commit()


def test_the_target_for_volunteers_does_not_tell_how_many_there_are(visit, magelang, vlog):
    place = kelurahan_at("kramat-utara")  # 39 RT, which eight seats can carry
    for number in range(3):
        a_volunteer(place, f"Relawan {number}")
    db.session.commit()

    assert "Relawan0–4 orang, sasaran 0" in visit().get("/capaian/kramat-utara").text
