"""The form of a city's data file, and what somebody's area is."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec


class BrokenCityFile(Exception):
    """The file of places cannot be used; the message is one sentence."""


class CityPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The city itself, and where its RT counts come from."""

    code: str
    name: str
    slug: str
    timezone: str
    rt_source: str
    rt_year: int


class KecamatanPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A sub-district."""

    code: str
    name: str


class KelurahanPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A kelurahan with the number of its RT and its place on the tile map (row, left edge)."""

    code: str
    name: str
    kecamatan: str
    rt: int
    tile: tuple[int, float]


class CityFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file. `kim` is read by the feature of that name."""

    city: CityPart
    kecamatan: list[KecamatanPart]
    kelurahan: list[KelurahanPart]
    kim: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Area:
    """The kelurahan and cities somebody answers for today, in whatever role."""

    kelurahan_ids: frozenset[int]
    city_ids: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is any place in it at all."""
        return bool(self.kelurahan_ids or self.city_ids)

    def covers(self, kelurahan_id: int | None, city_id: int | None) -> bool:
        """Whether a kelurahan belongs to it; people from outside the city belong to whoever answers for a whole city."""
        if kelurahan_id is None:
            return bool(self.city_ids)
        return kelurahan_id in self.kelurahan_ids or city_id in self.city_ids


def read_city_file(path: Path) -> CityFile:
    """Read a city's data file; raises BrokenCityFile."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), CityFile)
    except OSError as error:
        raise BrokenCityFile(f"The city file {path.name} is missing or cannot be read.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BrokenCityFile(f"The city file {path.name} cannot be used: {error}.") from error
    unknown = {part.kecamatan for part in found.kelurahan} - {part.name for part in found.kecamatan}
    if unknown:
        raise BrokenCityFile(f"The city file {path.name} names an unknown kecamatan: {', '.join(sorted(unknown))}.")
    return found


def slug_of(name: str) -> str:
    """Give the address of a place's name: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
