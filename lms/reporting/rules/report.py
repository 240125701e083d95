"""What the monthly report is made of: texts and numbers in sections, the same for page, paper and workbook. No database."""

from dataclasses import dataclass

from lms.web.filters import number

Value = str | int | float
"""A number, or words; words too where nobody knows a number."""

MAIN = (
    "dilatih",
    "mulai",
    "selesai",
    "pengurus",
    "anggota",
    "relawan",
    "jam_relawan",
    "rt_terjangkau",
    "rt_90",
    "rt_pembawa",
    "kunjungan",
    "warga",
    "kegiatan",
    "kegiatan_ti",
    "aspirasi",
    "aspirasi_dijawab",
    "aktif",
)
"""The figures of the first table, in its order."""
CHANGING = ("rt_terjangkau", "relawan", "selesai", "pengurus", "aktif")
"""What the opening sentences look at for changes, the most telling first; they speak of the first three that differ."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table with what stands over and under it."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    foot: tuple[Value, ...] = ()
    """The sum of the rows; empty where nothing is summed."""
    note: str = ""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers."""
        return tuple(any(not isinstance(cell, str) for cell in column) for column in zip(*self.rows, strict=True))

    @property
    def lines(self) -> tuple[tuple[Value, ...], ...]:
        """The rows with their sum."""
        return (*self.rows, self.foot) if self.foot else self.rows


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole report."""

    title: str
    place: str
    moment: str
    """As of when, and whether the month still goes on."""
    sentences: tuple[str, ...]
    """What changed, and what it comes to."""
    sections: tuple[Section, ...]
    meanings: tuple[tuple[str, str, str], ...]
    """Of every figure its title, what it means in short, and in full."""


def shown(value: Value) -> str:
    """Write a number or words as page and paper show them."""
    return value if isinstance(value, str) else number(value)
