"""The competency model and the items of the practical checks, read from `lms/competency/data` at the first need."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lms.competency.models import Domain

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class LevelMeaning:
    """What a level of a domain lets somebody do, and the evidence the model asks for."""

    level: int
    descriptor: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DomainMeaning:
    """A domain with its levels, 0 to 3."""

    domain: Domain
    title: str
    levels: tuple[LevelMeaning, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One everyday action of a practical check."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PracticalItems:
    """The practical check of a domain."""

    minutes: int
    items: tuple[Item, ...]


@cache
def competency_model() -> dict[Domain, DomainMeaning]:
    """Give the five domains in their order, as the model's file says it."""
    with (DATA / "competency_model.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {domain: _domain(domain, [row for row in rows if row["domain_id"] == domain]) for domain in Domain}


@cache
def practical_checks() -> dict[Domain, PracticalItems]:
    """Give the items of every domain's practical check."""
    read = tomllib.loads((DATA / "practical_checks.toml").read_text("utf-8"))
    return {
        domain: PracticalItems(
            read["minutes"], tuple(Item(f"{domain}-{number}", text) for number, text in enumerate(read[domain]["items"], start=1))
        )
        for domain in Domain
    }


def _domain(domain: Domain, rows: list[dict[str, str]]) -> DomainMeaning:
    levels = (LevelMeaning(int(row["level"]), row["descriptor"], row["evidence"]) for row in rows)
    return DomainMeaning(domain, rows[0]["domain"], tuple(sorted(levels, key=lambda one: one.level)))
