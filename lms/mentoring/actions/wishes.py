"""What a senior wants help with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.audit.actions import record
from lms.catalog.queries import catalog
from lms.db import db
from lms.errors import Refused
from lms.mentoring.models import Wish
from lms.mentoring.queries.proposals import is_volunteer


class CannotWish(Refused):
    """This person cannot ask for somebody beside them like this."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a senior says they want."""

    course_id: str | None
    times: Sequence[str]
    languages: Sequence[str]


def say(person: Person, wanted: Wanted, *, by_id: int, at: datetime) -> Wish:
    """Keep what somebody wants help with, in place of what they said before. Raises CannotWish."""
    if person.kelurahan_id is None or person.left_at:
        raise CannotWish(_("Pendamping hanya untuk warga kelurahan di kota ini."))
    if is_volunteer(person.id):
        raise CannotWish(_("Kamu terdaftar sebagai relawan. Pendamping untuk pengurus dan anggota KIM."))
    if wanted.course_id and wanted.course_id not in {course.id for course in catalog().courses}:
        raise CannotWish(_("Kursus itu sudah tidak ada. Pilih kursus lain."))
    wish = db.session.get(Wish, person.id, with_for_update=True) or Wish(person_id=person.id)
    wish.course_id, wish.times, wish.languages = wanted.course_id, list(wanted.times), list(wanted.languages)
    wish.said_at, wish.said_by_id = at, by_id
    db.session.add(wish)
    record("say", "mentoring_wish", person.id, actor_id=by_id, at=at)
    return wish


def take_back(person_id: int, *, by_id: int, at: datetime) -> None:
    """Forget what somebody wanted; doing it twice is the same as once."""
    wish = db.session.get(Wish, person_id)
    if wish:
        db.session.delete(wish)
        record("take_back", "mentoring_wish", person_id, actor_id=by_id, at=at)
