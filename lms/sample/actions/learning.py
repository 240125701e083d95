"""Half a year of lessons finished."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import uuid5

from sqlalchemy import insert

from lms.accounts.models import Person
from lms.catalog.models import Audience
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.learning.models import Event, EventKind
from lms.sample.actions.groups import FilledGroup
from lms.sample.rules.people import Inventor
from lms.sample.rules.progress import Pace, Path, helper_at, learned_at, pace_by_chance, paces_of_officers
from lms.web.pages import stable_key

BY_WORK = {"quiz": ("attempt", "done"), "task": ("version", "passed")}
"""Rules that something else than a button met: what the event calls that, and what its key is made with."""

Helpers = dict[int | None, list[tuple[int, datetime]]]


def learn(inventor: Inventor, active: list[FilledGroup], volunteers: list[Person]) -> None:
    """Write half a year of the learning record, as the lessons' buttons would have."""
    helpers: Helpers = defaultdict(list)
    for person in volunteers:
        helpers[person.kelurahan_id].append((person.id, person.joined_at))
    rows: list[dict[str, Any]] = []
    for_members = [course for course in catalog().courses if course.audience is not Audience.VOLUNTEER]
    for filled in active:
        paces = paces_of_officers(inventor, len(filled.officers))
        paces += [pace_by_chance(inventor, finished=0.2, middle=0.3) for _ in filled.members]
        for (_, person), pace in zip(filled.people, paces, strict=True):
            moments = learned_at(inventor, pace, _path(for_members))
            helped = [helper_at(inventor, helpers[person.kelurahan_id], moment) for moment in moments]
            rows += _events(person, for_members, moments, helped)
    for_volunteers = sorted(catalog().courses, key=lambda course: course.audience is Audience.MEMBER)
    for person in volunteers:
        is_second = [one for one, _ in helpers[person.kelurahan_id]][1:2] == [person.id]
        pace = Pace.FINISHED if is_second else pace_by_chance(inventor, finished=0.35, middle=0.35)
        moments = learned_at(inventor, pace, _path(for_volunteers), since=(inventor.at - person.joined_at).days)
        rows += _events(person, for_volunteers, moments, [None] * len(moments))
    db.session.execute(insert(Event), rows)


def _path(courses: list[PublishedCourse]) -> Path:
    lengths = [len(course.lessons) for course in courses]
    return Path(first=lengths[0] if lengths else 0, total=sum(lengths))


def _events(
    person: Person, courses: list[PublishedCourse], moments: list[datetime], helped: list[int | None]
) -> list[dict[str, Any]]:
    """Make one event a moment, lesson by lesson, with the keys the site itself would have used."""
    lessons = [lesson for course in courses for lesson in course.lessons]
    return [_event(person, lesson, at, helper) for lesson, at, helper in zip(lessons, moments, helped, strict=False)]


def _event(person: Person, lesson: PublishedLesson, moment: datetime, helper_id: int | None) -> dict[str, Any]:
    key, data = stable_key("lesson done", person.id, lesson.id, lesson.revision_number), {"by": lesson.completion}
    if lesson.completion in BY_WORK:
        work = stable_key("sample", lesson.completion, person.id, lesson.id)
        what, how = BY_WORK[lesson.completion]
        key, data = uuid5(work, how), data | {what: str(work)}
    return {
        "id": key,
        "person_id": person.id,
        "helper_id": helper_id,
        "course_id": lesson.course_id,
        "lesson_id": lesson.id,
        "revision_id": lesson.revision_id,
        "kind": EventKind.DONE,
        "data": data,
        "happened_at": moment,
        "received_at": moment,
    }
