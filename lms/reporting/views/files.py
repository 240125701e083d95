"""The figures of a city as rows of a file: the same that the pages show."""

from collections.abc import Sequence

from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures
from lms.reporting.rules.measures import KEYS

OWN_COLUMNS = frozenset({"pengurus", "anggota", "relawan", "rt", "vakum"})
"""Measures that the file had a column for before it had all of them."""
OTHERS: Sequence[str] = tuple(key for key in KEYS if key not in OWN_COLUMNS)


def head(figures: CityFigures) -> list[object]:
    """Give the names of the columns: each figure, and under `_dari` what it is a part of."""
    first = ["tanggal", "kode", "kelurahan", "kecamatan", "rt", "status_kim", "kursi", "pengurus", "anggota", "relawan"]
    courses = [f"{word}_{course.slug}" for course in figures.courses for word in ("mulai", "selesai")]
    return [*first, *courses, "relawan_dari", *(name for key in OTHERS for name in (key, f"{key}_dari"))]


def cells(figures: CityFigures, row: KelurahanFigures) -> list[object]:
    """Give the cells of a kelurahan; what is unknown, and what is no part of anything, stays empty."""
    first: list[object] = [figures.at.date(), row.code, row.name, row.kecamatan, row.rt, row.standing.status]
    first += [row.seats, row.officers, row.members, row.volunteers]
    courses = [number for count in row.courses for number in (count.started, count.finished)]
    others = [part for key in OTHERS for figure in [row.figure(key)] for part in (figure.value, figure.whole)]
    return [*first, *courses, *("" if cell is None else cell for cell in [row.figure("relawan").whole, *others])]
