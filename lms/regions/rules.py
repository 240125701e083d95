"""The form of a city's data file."""

import re
import tomllib
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
