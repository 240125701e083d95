"""Mentors and sessions, and packs whose lessons are completed in different ways."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.attendance import actions
from lms.attendance.models import Session
from lms.attendance.rules import Place
from lms.catalog.actions.publishing import publish
from lms.catalog.models import Change
from lms.catalog.queries import PublishedCourse, catalog
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from lms.db import db
from lms.regions.models import City, Kelurahan
from tests.factories.packs import write_pack
from tests.factories.people import a_person
from tests.factories.recognition import paired


def a_mentor(kelurahan: Kelurahan, name: str = "Dimas Aditya", *, beside: Person | None = None) -> Person:
    """With `beside` in a running pair with that person, whom they may help."""
    person = a_person(name, kelurahan, Honorific.NONE)
    grant_role(person, Role.MENTOR, kelurahan, by_id=None, on=now().date() - timedelta(days=20))
    db.session.flush()
    if beside:
        paired(person, beside, kelurahan)
    return person


def a_session(
    course: PublishedCourse,
    facilitator: Person,
    place: Kelurahan | City,
    *,
    lesson: int = 0,
    hours: int = 2,
    at: datetime | None = None,
) -> Session:
    here = Place(None, place.id, place.name) if isinstance(place, Kelurahan) else Place(place.id, None, None)
    wanted = actions.Wanted(uuid4(), course.lessons[lesson], here, hours)
    opened = actions.open_session(wanted, facilitator.id, at=at or now())
    db.session.commit()
    return opened


def publish_course(folder: Path, *, at: datetime, front: dict[str, str] | None = None, **kwargs: object) -> PublishedCourse:
    """Publish lessons A1 (read), A2 (attend), A3 (read); `front` adds lines to the front matter of a lesson."""
    change = kwargs.pop("change", None)
    pack = write_pack(folder, **kwargs)
    for path in (pack / "lessons").glob("*.md"):
        text = path.read_text()
        if '"A2"' in text:
            text = text.replace('completion = "read"', 'completion = "attend"')
        for lesson_id, line in (front or {}).items():
            if f'id = "{lesson_id}"' in text:
                text = text.replace("minutes = 10", f"minutes = 10\n{line}")
        path.write_text(text)
    publish(read_pack(pack), at=at, change=Change(change) if change else None)
    db.session.commit()
    found = catalog().course("coba")
    assert found
    return found
