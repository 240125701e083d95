"""What a list of people would change: who is new, who is known, what cannot be taken. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _

from lms.kim.models import Body, Position
from lms.kim.rules import periods
from lms.kim.rules.columns import Line, line_of
from lms.kim.rules.names import folded, is_same_name
from lms.kim.rules.words import POSITIONS


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    """A person nobody knew, and their term."""
    JOINS = "joins"
    """A term of somebody who is known."""
    KNOWN = "known"
    """Recorded already; nothing changes."""
    LEFT_OUT = "left_out"
    """It has a problem."""


@dataclass(frozen=True, slots=True)
class Place:
    """A group a list may name, with what it is called there."""

    group_id: int
    kelurahan_id: int | None
    """Empty for the city's own group."""
    name: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person the list may mean. Whom an earlier line of the same list adds has that line's number below zero."""

    id: int
    name: str
    kelurahan_id: int | None
    whatsapp: str | None
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """A term that is recorded."""

    starts_on: date
    ends_on: date | None
    position: Position


@dataclass
class Known:
    """What is recorded in the places a list is for."""

    places: Mapping[str, Place]
    """By folded name."""
    only: Place | None
    """The one place the list is for; empty for a list of the whole city, which names the place in every line."""
    periods: dict[tuple[int, int], list[Period]]
    """By group and person."""
    rts: Mapping[tuple[int, str], Mapping[str, int]]
    """By kelurahan and number, the RT's ids by RW."""
    by_number: dict[str, list[Someone]] = field(default_factory=dict)
    by_name: dict[str, list[Someone]] = field(default_factory=dict)

    def add(self, someone: Someone) -> None:
        """Remember a person."""
        self.by_name.setdefault(folded(someone.name), []).append(someone)
        if someone.whatsapp:
            self.by_number.setdefault(someone.whatsapp, []).append(someone)

    def is_near(self, someone: Someone, place: Place) -> bool:
        """Whether somebody of that name is the one meant: lives there or served there; the city's group takes from everywhere."""
        lives_there = place.kelurahan_id is None or someone.kelurahan_id == place.kelurahan_id
        return lives_there or (place.group_id, someone.id) in self.periods


@dataclass
class Judged:
    """One line with what becomes of it."""

    line: Line
    verdict: Verdict = Verdict.LEFT_OUT
    place: Place | None = None
    person_id: int | None = None
    """Whom it is about, if that is somebody known or added by an earlier line."""
    rt_id: int | None = None
    notes: list[str] = field(default_factory=list)

    def target(self) -> tuple[Place, int]:
        """Give the group and the person a taken line is about; raises LookupError for a line that is left out."""
        if self.place is None or self.person_id is None:
            raise LookupError(f"Line {self.line.number} is not taken.")
        return self.place, self.person_id


def judge(lines: Iterable[Mapping[str, str]], known: Known, *, on: date) -> list[Judged]:
    """Say of every line what would become of it; `known` takes in whom the earlier lines add."""
    judged, seen = [], dict[tuple[int, str], int]()
    for cells in lines:
        one = Judged(line_of(cells, on=on))
        _place(one, known)
        if one.place:
            _person(one, one.place, known)
            _twice(one, one.place, seen)
            _rt(one, one.place, known)
        if not one.line.problems and one.place:
            _decide(one, one.place, known)
        judged.append(one)
    return judged


def _place(one: Judged, known: Known) -> None:
    words, only = one.line.kelurahan, known.only
    found = known.places.get(folded(words).removeprefix("kelurahan ").removeprefix("kel ")) if words else only
    if found is None and not words:
        one.line.problems.append(_("Kelurahannya kosong."))
    elif found is None and only is None:
        one.line.problems.append(_("Kelurahan “%(text)s” tidak ada di kota ini.", text=words))
    elif only is not None and found != only:
        one.line.problems.append(_("Baris ini untuk “%(text)s”, bukan %(name)s.", text=words, name=only.name))
    else:
        one.place = found


def _person(one: Judged, place: Place, known: Known) -> None:
    """Find whom a line means: by number where the names may be one person's, else by name in the place."""
    line = one.line
    with_number = known.by_number.get(line.whatsapp or "", [])
    same = [someone for someone in with_number if is_same_name(someone.name, line.name)]
    if with_number and not same:
        line.problems.append(
            _("Nomor ini tercatat atas nama %(name)s. Samakan namanya, atau kosongkan nomornya.", name=with_number[0].name)
        )
        return
    named = [
        someone
        for someone in known.by_name.get(folded(line.name), [])
        if known.is_near(someone, place)
        and _agree(someone.whatsapp, line.whatsapp)
        and _agree(someone.birth_year, line.birth_year)
    ]
    found = same or named
    if len(found) > 1:
        line.problems.append(
            _("Ada %(count)s orang bernama %(name)s. Isi nomor WhatsApp yang tercatat.", count=len(found), name=line.name)
        )
    elif found:
        one.person_id = found[0].id


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _twice(one: Judged, place: Place, seen: dict[tuple[int, str], int]) -> None:
    names = {folded(one.line.name)} | ({str(one.person_id)} if one.person_id else set())
    before = [seen[place.group_id, name] for name in names if (place.group_id, name) in seen]
    if before and one.line.name:
        one.line.problems.append(_("Orang ini sudah ada di baris %(number)s.", number=before[0]))
    for name in names:
        seen.setdefault((place.group_id, name), one.line.number)


def _rt(one: Judged, place: Place, known: Known) -> None:
    line = one.line
    if not line.rt or place.kelurahan_id is None:
        return
    by_rw = known.rts.get((place.kelurahan_id, line.rt), {})
    fitting = [by_rw[line.rw]] if line.rw in by_rw else list(by_rw.values()) if not line.rw or set(by_rw) == {""} else []
    if not fitting:
        named = f"RT {line.rt} RW {line.rw}" if line.rw else f"RT {line.rt}"
        line.problems.append(_("%(rt)s tidak ada di %(name)s.", rt=named, name=place.name))
    elif len(fitting) > 1:
        line.problems.append(_("RT %(rt)s ada di beberapa RW. Isi kolom rw.", rt=line.rt))
    else:
        one.rt_id = fitting[0]
        if not {Body.RT, Body.PKK} & set(line.bodies):
            one.notes.append(_("Kolom rt terisi, tetapi lembaganya bukan RT atau PKK. RT-nya tidak dicatat."))


def _decide(one: Judged, place: Place, known: Known) -> None:
    line = one.line
    recorded = known.periods.get((place.group_id, one.person_id or 0), [])
    shared = [had for had in recorded if periods.overlap(line, had)]
    if shared:
        one.verdict = Verdict.KNOWN
        if shared[0].position is not line.position:
            had = POSITIONS[shared[0].position]
            one.notes.append(_("Di sini tercatat sebagai %(position)s. Ubah di halaman pengurus.", position=str(had).lower()))
        return
    one.verdict = Verdict.JOINS if one.person_id else Verdict.NEW
    if one.verdict is Verdict.NEW:
        one.person_id = -line.number
        known.add(Someone(-line.number, line.name, place.kelurahan_id, line.whatsapp, line.birth_year))
    gained = Period(line.starts_on, line.ends_on, line.position)
    known.periods.setdefault((place.group_id, one.person_id or 0), []).append(gained)
