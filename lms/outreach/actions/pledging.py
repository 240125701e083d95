"""Promising to bring what one has learned to somebody, and dropping such a promise."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.db import db
from lms.errors import Refused
from lms.outreach.models.visits import Pledge, Whom
from lms.outreach.queries import pledges as queries


class CannotPledge(Refused):
    """The promise cannot be made like this."""


@dataclass(frozen=True, slots=True)
class After:
    """What somebody has just learned from: an event, or a lesson of a course."""

    event_id: int | None = None
    course_id: str | None = None
    lesson_id: str | None = None


@dataclass(frozen=True, slots=True)
class To:
    """Whom somebody means to teach; the RT where it is one."""

    whom: Whom
    rt_id: int | None = None


def pledge(key: UUID, after: After, to: To, *, person_id: int, at: datetime) -> Pledge:
    """Keep one promise, once for each key and never twice the same. Raises CannotPledge.

    Which RT somebody may name is the caller's to check; that it exists is checked here.
    """
    known = queries.pledge_with(key)
    if known:
        if known.person_id != person_id:
            raise CannotPledge(_("Halaman ini dibuka untuk orang lain. Buka lagi halamannya."))
        return known
    rt_id = to.rt_id if to.whom is Whom.RT else None
    if to.whom is Whom.RT and (rt_id is None or queries.rt_chosen(rt_id) is None):
        raise CannotPledge(_("Pilih satu RT dari daftar."))
    wanted = Pledge(key=key, person_id=person_id, event_id=after.event_id, course_id=after.course_id, lesson_id=after.lesson_id)
    wanted.whom, wanted.rt_id, wanted.made_at = to.whom, rt_id, at
    same = queries.open_like(wanted)
    if same:
        return same
    db.session.add(wanted)
    return wanted


def drop(pledge_id: int, *, person_id: int, at: datetime) -> None:
    """End a promise of one's own without a visit; doing it twice is the same as once. Raises CannotPledge."""
    found = queries.pledge_of(pledge_id, person_id)
    if found is None:
        raise CannotPledge(_("Janji ini tidak ada, atau milik orang lain."))
    found.ended_at = found.ended_at or at
