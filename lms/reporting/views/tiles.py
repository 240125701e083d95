"""The tile map of the city, for the agency and for the public."""

from dataclasses import dataclass

from lms.reporting.queries.figures.rows import CityFigures, KelurahanFigures


@dataclass(frozen=True, slots=True)
class Tile:
    """One brick of the map, as the component draws it."""

    name: str
    href: str
    value: str
    band: int | str
    """1 for the lowest shade to 5, 0 for a sleeping group, "none" for what nobody knows."""
    row: int
    x: float
    label: str


def tile_of(row: KelurahanFigures, value: object, shade: int | str, href: str, label: str) -> Tile:
    """Give the brick of a kelurahan; a sleeping group has no shade."""
    return Tile(row.name, href, str(value), 0 if row.standing.is_dormant else shade, row.tile_row, row.tile_x, label)


def areas(figures: CityFigures) -> list[tuple[str, int]]:
    """Give each kecamatan with the first row of its bricks."""
    first: dict[str, int] = {}
    for row in figures.rows:
        first[row.kecamatan] = min(row.tile_row, first.get(row.kecamatan, row.tile_row))
    return list(first.items())
