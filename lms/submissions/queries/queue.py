"""What waits for an assessor, oldest first. First and second looks are one queue and look the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.accounts.rules import called
from lms.catalog.models import Course, Revision
from lms.db import db
from lms.learning.current import may_be_helped_by
from lms.learning.models import Event
from lms.regions.models import Kelurahan
from lms.submissions.models import Review, Version, Work, people_helped
from lms.submissions.rules.judging import area_of

ON_A_PAGE = 20
COUNTED = 1000
"""How far the number that wait is counted; beyond it, more than that is all anybody needs to know."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of work in the queue."""

    version_id: UUID
    since: datetime
    title: str
    """Of the lesson, as it was read."""
    course_title: str
    is_final: bool
    """Whether the course's lesson is finished by it."""
    kelurahan: str
    """Where the learner lives; empty for people from outside."""
    person: str
    """How the learner is called."""


def queue(viewer: Viewer, *, page: int) -> tuple[list[Waiting], bool]:
    """Give one page of what the viewer may judge, oldest first, and whether there is more; one statement.

    Its cost does not grow with what waits behind the page, as the indexes give both kinds in their order.
    """
    if not area_of(viewer):
        return [], False
    found = _oldest(viewer, page * ON_A_PAGE + 1)
    page_of = select(found).order_by(found.c.since, found.c.id).offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1).subquery()
    rows = db.session.execute(
        select(
            page_of.c.id,
            page_of.c.since,
            Revision.title,
            Course.title.label("course_title"),
            Revision.completion,
            Kelurahan.name.label("kelurahan"),
            Person.name,
            Person.honorific,
        )
        .select_from(page_of)
        .join(Version, Version.id == page_of.c.id)
        .join(Revision, Version.revision_id == Revision.id)
        .join(Work, Version.work_id == Work.id)
        .join(Course, Work.course_id == Course.id)
        .join(Person, Work.person_id == Person.id)
        .outerjoin(Kelurahan, Person.kelurahan_id == Kelurahan.id)
        .order_by(page_of.c.since, page_of.c.id)
    ).all()
    listed = [_read(row) for row in rows]
    return listed[:ON_A_PAGE], len(listed) > ON_A_PAGE


def _read(row: Any) -> Waiting:
    person, is_final = called(row.name, row.honorific), row.completion == "task"
    return Waiting(row.id, row.since, row.title, row.course_title, is_final, row.kelurahan or "", person)


def waiting_for(viewer: Viewer) -> int:
    """Count what `queue` lists on all its pages, with one statement; stops one above COUNTED, when it is simply too much."""
    if not area_of(viewer):
        return 0
    counted = select(_oldest(viewer, COUNTED + 1).c.id).limit(COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def place_for(version: Version, assessor_id: int) -> int | None:
    """Give which judgement a version waits for from this assessor: 1, 2 for a second look, None for none; a statement at most."""
    if version.withdrawn_at is not None:
        return None
    if version.waiting_since is not None:
        return 1
    if version.second_since is None:
        return None
    first = select(Review.assessor_id).where(Review.version_id == version.id, Review.place == 1)
    return 2 if db.session.scalar(first) != assessor_id else None


def has_helped(assessor_id: int, person_id: int) -> bool:
    """Tell whether somebody ever sat beside a person; one statement."""
    return bool(db.session.scalar(select(select(Person.id).where(Person.id == person_id, ever_helped(assessor_id)).exists())))


def _oldest(viewer: Viewer, wanted: int) -> Subquery:
    """Select the oldest of each kind of look, so many of each, along the indexes: judged work costs nothing."""
    parts = [looks.order_by("since", Version.id).limit(wanted).subquery() for looks in _both_looks(viewer)]
    return union_all(*(select(part.c.id, part.c.since) for part in parts)).subquery()


def _both_looks(viewer: Viewer) -> tuple[Select[UUID, datetime], Select[UUID, datetime]]:
    """Select what waits for a first judgement, and what waits for a second one that the viewer did not judge first."""
    first = select(Review.assessor_id).where(Review.version_id == Version.id, Review.place == 1).correlate(Version)
    seconds = _waiting(viewer, Version.second_since).where(first.scalar_subquery() != viewer.id)
    return _waiting(viewer, Version.waiting_since), seconds


def _waiting(viewer: Viewer, since: InstrumentedAttribute[Any]) -> Select[UUID, datetime]:
    """Select the versions that wait by one of their moments.

    Whose work it is stands in a subquery of its own, which no planner turns around: so the index gives the oldest first,
    and the reading ends with the page.
    """
    may_be_judged = (
        select(and_(Person.left_at.is_(None), Person.id != viewer.id, within_area(viewer), ~_at_their_side(viewer)))
        .select_from(Work)
        .join(Person, Work.person_id == Person.id)
        .where(Work.id == Version.work_id)
        .correlate(Version)
        .scalar_subquery()
    )
    return select(Version.id, since.label("since")).where(since.is_not(None), Version.withdrawn_at.is_(None), may_be_judged)


def within_area(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition of `Area.covers` on a person; it holds for nobody where the viewer judges nothing."""
    area = area_of(viewer)
    within = [Person.kelurahan_id.in_(sorted(area.kelurahan_ids))] if area.kelurahan_ids else []
    if area.city_ids:
        city = select(Kelurahan.id).where(Kelurahan.city_id.in_(sorted(area.city_ids)))
        within += [Person.kelurahan_id.in_(city), Person.kelurahan_id.is_(None)]
    return or_(false(), *within)


def _at_their_side(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition of `permissions.can_judge` on those who help: of today, and ever."""
    return or_(may_be_helped_by(viewer), ever_helped(viewer.id))


def ever_helped(assessor_id: int) -> ColumnElement[bool]:
    """Give the condition that the assessor ever sat beside the person: at a lesson, at a task, or as others answer."""
    lessons = select(Event.person_id).where(Event.helper_id == assessor_id)
    tasks = select(Work.person_id).join(Version, Version.work_id == Work.id).where(Version.helper_id == assessor_id)
    others = [found for _receiver, found in people_helped.send(assessor_id)]
    return or_(*(Person.id.in_(people) for people in (lessons, tasks, *others)))
