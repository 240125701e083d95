"""Reading whom somebody may sit beside."""

from sqlalchemy import select

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.learning.current import HELPING, can_help
from lms.learning.queries import progress_of


def kelurahan_helped_by(viewer: Viewer) -> dict[int, str]:
    """Give the kelurahan whose people a viewer helps, id to name, in the order of the grants."""
    return {
        grant.kelurahan_id: grant.kelurahan_name or ""
        for grant in viewer.grants
        if grant.role in HELPING and grant.kelurahan_id is not None
    }


def people_for(viewer: Viewer) -> list[Person]:
    """Give the people a viewer may help, by name, with one statement."""
    found = select(Person).where(Person.kelurahan_id.in_(kelurahan_helped_by(viewer)), Person.left_at.is_(None))
    return [person for person in db.session.scalars(found.order_by(Person.name, Person.id)) if can_help(viewer, person)]


def left_off(person_id: int) -> tuple[PublishedCourse, PublishedLesson] | None:
    """Give the next lesson of the unfinished course somebody studied last, with one statement; None when nothing is begun."""
    begun = {
        last: (item.course, item.next_lesson)
        for item in progress_of(catalog().courses, [person_id])[person_id]
        if item.next_lesson and (last := item.last_done_at)
    }
    return begun[max(begun)] if begun else None


def person_for(viewer: Viewer, person_id: int) -> Person | None:
    """Find somebody a viewer may help."""
    person = db.session.get(Person, person_id)
    return person if person and can_help(viewer, person) else None
