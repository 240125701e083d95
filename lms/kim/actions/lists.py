"""A list of people from a file: read and kept, then taken over when somebody says so."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import String, cast, select, update

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.db import db, insert_once
from lms.errors import Refused
from lms.files.tables import read_table
from lms.kim import queries
from lms.kim.actions.editing import hold
from lms.kim.models import Affiliation, Body, Import, Term
from lms.kim.rules.columns import PROBLEM, lines_of
from lms.kim.rules.lists import Judged, Verdict, judge

KEPT_DAYS = 7
"""Days a list is kept after it was read; whoever takes longer sends the file again."""
TAKEN = {Verdict.NEW, Verdict.JOINS}


class CannotImport(Refused):
    """The list cannot be taken over."""


def keep(content: bytes, kelurahan_id: int | None, *, key: UUID, by_id: int, at: datetime) -> Import:
    """Read a file and keep its lines; nobody is added yet. The same form again gives the same list, with the newest file.

    Raises UnfitFile, UnusableList, and CannotImport when the form's list was taken over already.
    """
    lines, ignored = lines_of(read_table(content))
    if not lines:
        raise CannotImport(_("Di bawah nama kolom belum ada orangnya."))
    values = {"kelurahan_id": kelurahan_id, "lines": lines, "ignored": ignored, "read_at": at, "read_by_id": by_id}
    insert_once(Import, values | {"key": key})
    found = db.session.scalars(select(Import).where(Import.key == key).with_for_update()).one()
    if (found.kelurahan_id, found.read_by_id) != (kelurahan_id, by_id) or found.done_at:
        raise CannotImport(_("Halaman ini sudah dipakai untuk daftar lain. Buka lagi halamannya."))
    found.lines, found.ignored, found.read_at = lines, ignored, at
    return found


def take_over(found: Import, *, by_id: int, at: datetime) -> None:
    """Add everybody whose line is in order; the others stay in the list with what is wrong. Raises CannotImport.

    Pressing twice, or two people at once, adds them once: who comes second finds it done.
    """
    fresh = select(Import).where(Import.id == found.id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(fresh).one()
    if found.done_at:
        return
    if not found.lines:
        raise CannotImport(_("Daftar ini sudah lebih dari %(days)s hari. Kirim lagi filenya.", days=KEPT_DAYS))
    for group_id in sorted(place.group_id for place in queries.places_to_import(found.kelurahan_id)):
        hold(group_id)  # in one order, so that two lists at once never wait for each other
    judged = judge(found.lines, queries.known_for(found.kelurahan_id), on=at.date())
    taken = [one for one in judged if one.verdict in TAKEN]
    _add(found, taken, by_id=by_id, at=at)
    left_out = {one.line.number: one.line.problems for one in judged if one.verdict is Verdict.LEFT_OUT}
    found.lines = [
        cells | {PROBLEM: " ".join(left_out[int(cells["baris"])])} for cells in found.lines if int(cells["baris"]) in left_out
    ]
    found.done_at, found.added = at, len(taken)
    record("import_people", "import", found.id, actor_id=by_id, at=at, added=len(taken), left_out=len(left_out))


def tidy(*, at: datetime) -> int:
    """Empty the lists that were read too long ago, whether they were taken over or not; gives how many."""
    old = update(Import).where(Import.read_at < at - timedelta(days=KEPT_DAYS), cast(Import.lines, String) != "[]")
    return int(db.session.execute(old.values(lines=[])).rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one


def _add(found: Import, taken: list[Judged], *, by_id: int, at: datetime) -> None:
    """Add people first, then their terms, then where else they serve, each in one go."""
    people = {
        -one.line.number: Person(
            name=one.line.name,
            honorific=one.line.honorific,
            kelurahan_id=one.target()[0].kelurahan_id,
            whatsapp=one.line.whatsapp,
            birth_year=one.line.birth_year,
            joined_at=at,
        )
        for one in taken
        if one.verdict is Verdict.NEW
    }
    db.session.add_all(people.values())
    db.session.flush()  # the terms point at them
    ids = {number: person.id for number, person in people.items()}
    for one in taken:
        place, meant = one.target()
        person_id = ids.get(meant, meant)
        db.session.add(_term(found, one, place.group_id, person_id))
        db.session.add_all(_affiliation(one, body, person_id, by_id=by_id, at=at) for body in dict.fromkeys(one.line.bodies))


def _term(found: Import, one: Judged, group_id: int, person_id: int) -> Term:
    line = one.line
    return Term(
        group_id=group_id,
        person_id=person_id,
        position=line.position,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        decree_number=line.decree_number,
        decree_on=line.decree_on,
        key=uuid5(found.key, str(line.number)),
    )


def _affiliation(one: Judged, body: Body, person_id: int, *, by_id: int, at: datetime) -> Affiliation:
    rt_id = one.rt_id if body in {Body.RT, Body.PKK} else None
    rw = one.line.rw if body in {Body.RT, Body.RW, Body.PKK} else ""
    return Affiliation(person_id=person_id, body=body, rt_id=rt_id, rw=rw, noted_at=at, noted_by_id=by_id)
