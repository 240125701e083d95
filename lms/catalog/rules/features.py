"""Features of the city's services that lessons rely on: the file features.csv, the marks in a rendered lesson."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import StringIO
from pathlib import Path

from lms.catalog.models import FeatureStatus
from lms.catalog.rules.pack import BrokenPack

FILE = "features.csv"
COLUMNS = ["id", "service", "name", "status", "source", "note"]
ENOUGH_REPORTS = 3
"""So many open reports put a feature on the list of what staff should look at."""
_MARK = re.compile(r'<p class="feature" data-feature="([^"]*)"></p>\n?')
"""As `lms.catalog.rules.rendering` leaves it after a paragraph."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_IN_FILE = {FeatureStatus.UNVERIFIED, FeatureStatus.RETIRED}


@dataclass(frozen=True)
class FeatureRow:
    """One line of the file."""

    id: str
    service: str
    name: str
    status: FeatureStatus
    source: str
    """Where the claim that it exists comes from, with the year."""
    note: str


@dataclass(frozen=True, slots=True)
class FeatureState:
    """What a lesson says of a feature of the city's services."""

    id: str
    status: FeatureStatus
    checked_at: datetime | None
    name: str


def read_features(folder: Path) -> tuple[FeatureRow, ...]:
    """Read the registry beside the course packs; without the file it is empty. Raises BrokenPack, naming the lines."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenPack([f"{FILE}: the file is not UTF-8 text."]) from error
    except OSError as error:
        raise BrokenPack([f"{FILE}: the file cannot be read."]) from error
    problems: list[str] = []
    rows = tuple(_rows(text, problems))
    if problems:
        raise BrokenPack(problems)
    return rows


@lru_cache(maxsize=256)
def split_features(html: str) -> tuple[tuple[str, str], ...]:
    """Cut a rendered lesson at its marks: pieces of HTML, each with the id of the feature marked after it, or ""."""
    pieces = _MARK.split(html)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def _rows(text: str, problems: list[str]) -> Iterator[FeatureRow]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    seen: set[str] = set()
    start = 1
    try:
        for cells in reader:
            found = _header_problem(cells) if start == 1 else _row_problem(cells, seen)
            if found:
                problems.append(f"{FILE} line {start}: {found}")
            elif start > 1 and cells:
                seen.add(cells[0])
                yield FeatureRow(
                    cells[0], cells[1].strip(), cells[2].strip(), FeatureStatus(cells[3]), cells[4].strip(), cells[5]
                )
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(f"{FILE} line {start}: {error}.")
    if start == 1 and not problems:
        problems.append(f"{FILE} line 1: the file is empty; the columns are {', '.join(COLUMNS)}.")


def _header_problem(cells: list[str]) -> str:
    return "" if cells == COLUMNS else f"the columns must be {', '.join(COLUMNS)}."


def _row_problem(cells: list[str], seen: set[str]) -> str:
    if not cells:
        return ""  # an empty line
    if len(cells) != len(COLUMNS):
        return f"there must be {len(COLUMNS)} columns, not {len(cells)}."
    return _id_problem(cells[0], seen) or _text_problem(cells)


def _id_problem(feature_id: str, seen: set[str]) -> str:
    if not _ID.fullmatch(feature_id):
        return f"the id {feature_id!r} must be lower-case letters, digits and hyphens."
    return f"the id {feature_id} is there twice." if feature_id in seen else ""


def _text_problem(cells: list[str]) -> str:
    if not all(cells[column].strip() for column in (1, 2, 4)):
        return "service, name and source must not be empty."
    if any("\0" in cell for cell in cells):
        return "a text holds the character NUL; take it out."
    if cells[3] == FeatureStatus.VERIFIED:
        return "only staff can say that a feature is verified, on the page /kelola/fitur."
    return "" if cells[3] in _IN_FILE else f"the status {cells[3]!r} must be {' or '.join(sorted(_IN_FILE))}."
