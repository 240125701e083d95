"""Where somebody stands in the five domains, and who may see it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Honorific, Person
from lms.accounts.rules import full_form
from lms.competency.models import Domain, LevelRecord
from lms.competency.queries.evidence import evidence_of
from lms.competency.rules.ageing import is_aged
from lms.competency.rules.levels import Evidence
from lms.competency.rules.needs import Requirement, next_level, requirements
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import serving_on

LOWERED = "lowered"
"""The key in a record's evidence that says why a level was taken back."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's level in a domain today."""

    domain: Domain
    record: LevelRecord | None
    """What it rests on; None: belum dinilai."""
    is_aged: bool
    """Perlu diperbarui: it no longer counts."""
    next_level: int | None
    needs: tuple[Requirement, ...]
    """What the next level asks for; for an aged level, and for the highest, what that level itself asks for."""

    @property
    def missing(self) -> Requirement | None:
        """The first thing that is asked for and not there yet."""
        return next((one for one in self.needs if not one.is_met), None)

    @property
    def level(self) -> int | None:
        """The level, aged or not; None: belum dinilai."""
        return self.record.level if self.record else None


@dataclass(frozen=True, slots=True)
class NamedLevels:
    """One of a KIM's people with the current records in every domain."""

    person_id: int
    kelurahan_id: int | None
    name: str
    honorific: Honorific
    records: dict[Domain, LevelRecord]

    @property
    def full_form(self) -> str:
        """How the person is named in lists."""
        return full_form(self.name, self.honorific)


def standings(person_id: int, *, at: datetime, months: int) -> list[Standing]:
    """Give where somebody stands in every domain, with what comes next; six statements."""
    past: dict[Domain, list[LevelRecord]] = {domain: [] for domain in Domain}
    wanted = select(LevelRecord).where(LevelRecord.person_id == person_id).order_by(LevelRecord.id)
    for record in db.session.scalars(wanted):
        past[record.domain].append(record)
    evidence = evidence_of(person_id)
    return [_standing(domain, past[domain], evidence[domain], at=at, months=months) for domain in Domain]


def history_of(person_id: int, domain: Domain) -> list[LevelRecord]:
    """Give all records of somebody in a domain, oldest first, as the database holds them now."""
    wanted = select(LevelRecord).where(LevelRecord.person_id == person_id, LevelRecord.domain == domain)
    return list(db.session.scalars(wanted.order_by(LevelRecord.id).execution_options(populate_existing=True)))


def counting(evidence: Evidence, history: list[LevelRecord]) -> Evidence:
    """Give the evidence that still counts: after a level was taken back only what is newer than that."""
    lowered = [record.recorded_at for record in history if LOWERED in record.evidence]
    return evidence.after(lowered[-1]) if lowered else evidence


def person_with_place(person_id: int) -> Person | None:
    """Find somebody who has not left, with their kelurahan."""
    wanted = select(Person).options(joinedload(Person.kelurahan)).where(Person.id == person_id, Person.left_at.is_(None))
    return db.session.scalars(wanted).one_or_none()


def chairs(person_id: int, kelurahan_id: int, *, on: date) -> bool:
    """Tell whether somebody is the chair of a kelurahan's KIM on a day."""
    held = (
        select(Term.id)
        .join(Group, Term.group_id == Group.id)
        .where(
            Term.person_id == person_id,
            Term.position == Position.CHAIR,
            Group.kelurahan_id == kelurahan_id,
            serving_on(on),
        )
    )
    return db.session.scalar(select(held.exists())) or False


def named_levels(kelurahan_id: int, *, on: date) -> list[NamedLevels]:
    """Give the people of a kelurahan's KIM by name, each once, with their current records; one statement."""
    rows = db.session.execute(
        select(Person.id, Person.kelurahan_id, Person.name, Person.honorific, LevelRecord)
        .join(Term, Term.person_id == Person.id)
        .join(Group, Term.group_id == Group.id)
        .outerjoin(LevelRecord, (LevelRecord.person_id == Person.id) & LevelRecord.is_current)
        .where(Group.kelurahan_id == kelurahan_id, serving_on(on), Person.left_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    found: dict[int, NamedLevels] = {}
    for row in rows:
        person = found.setdefault(row.id, NamedLevels(row.id, row.kelurahan_id, row.name, row.honorific, {}))
        if row.LevelRecord is not None:
            person.records[row.LevelRecord.domain] = row.LevelRecord
    return list(found.values())


def _standing(domain: Domain, history: list[LevelRecord], evidence: Evidence, *, at: datetime, months: int) -> Standing:
    record = history[-1] if history else None
    aged = record is not None and is_aged(record.recorded_at, at=at, months=months)
    following = next_level(record.level if record else None)
    needs = requirements(following, counting(evidence, history)) if following else []
    return Standing(domain, record, aged, following, tuple(needs))
