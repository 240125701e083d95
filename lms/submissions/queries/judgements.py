"""One piece of work with everything said of it: what was handed in, how it was judged, what people wrote."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import Honorific, Person
from lms.accounts.rules import called
from lms.catalog.models import Course, Revision
from lms.db import db
from lms.regions.models import Kelurahan
from lms.submissions.models import Attachment, Comment, Review, Verdict, Version, Work
from lms.submissions.rules.judging import Criterion, rubric_of


@dataclass(frozen=True, slots=True)
class Scored:
    """The points for one criterion, in words."""

    title: str
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as the learner reads it."""

    version_id: UUID
    number: int
    """Of the version that was judged."""
    assessor: str
    """How the assessor is called; empty for somebody who has left."""
    assessor_id: int
    has_passed: bool
    good: str
    following: str
    scores: tuple[Scored, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A comment."""

    called: str
    """How the writer is called; empty for somebody who has left."""
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A version as somebody sees it who judges it or sat beside the learner."""

    version: Version
    person: str
    """How the learner is called."""
    helper: str
    """How the one is called who sat beside them; empty when nobody did."""
    kelurahan: str
    kelurahan_id: int | None
    city_id: int | None
    course_title: str
    title: str
    task: dict[str, Any]
    rubric: tuple[Criterion, ...]
    files: tuple[Attachment, ...]

    @property
    def host(self) -> str:
        """Where the link leads; empty when it is none a browser should follow."""
        parts = urlsplit(self.version.link or "")
        return parts.hostname or "" if parts.scheme in {"http", "https"} else ""

    @property
    def ticked(self) -> set[int]:
        """Which lines of the checklist the helper saw done."""
        return set((self.version.observation or {}).get("ticked", []))


_helper = aliased(Person)
_PIECES = (
    select(
        Version,
        Person.name,
        Person.honorific,
        _helper.name.label("helper_name"),
        _helper.honorific.label("helper_honorific"),
        Kelurahan.name.label("kelurahan"),
        Kelurahan.id.label("kelurahan_id"),
        Kelurahan.city_id,
        Course.title.label("course_title"),
        Revision.title,
        Revision.task,
    )
    .join(Work, Version.work_id == Work.id)
    .join(Person, Work.person_id == Person.id)
    .outerjoin(Kelurahan, Person.kelurahan_id == Kelurahan.id)
    .outerjoin(_helper, Version.helper_id == _helper.id)
    .join(Course, Work.course_id == Course.id)
    .join(Revision, Version.revision_id == Revision.id)
)


def pieces_of(work_id: int) -> list[Piece]:
    """Give all versions of a work with their files, newest first; two statements."""
    rows = db.session.execute(_PIECES.where(Version.work_id == work_id).order_by(Version.number.desc())).all()
    files: dict[UUID | None, list[Attachment]] = defaultdict(list)
    wanted = select(Attachment).where(Attachment.version_id.in_([row.Version.id for row in rows])).order_by(Attachment.position)
    for found in db.session.scalars(wanted):
        files[found.version_id].append(found)
    return [
        Piece(
            row.Version,
            called(row.name, row.honorific),
            called(row.helper_name, row.helper_honorific) if row.helper_name else "",
            row.kelurahan or "",
            row.kelurahan_id,
            row.city_id,
            row.course_title,
            row.title,
            row.task or {},
            rubric_of(row.task),
            tuple(files[row.Version.id]),
        )
        for row in rows
    ]


def work_of(version_id: UUID) -> Work | None:
    """Find the work a version belongs to, with its person and where they live; one statement."""
    home = joinedload(Work.person).joinedload(Person.kelurahan)
    return db.session.scalar(select(Work).join(Version, Version.work_id == Work.id).where(Version.id == version_id).options(home))


def judgements_of(work_id: int) -> dict[UUID, Judged]:
    """Give the judgements that count of a work's versions, by version; one statement."""
    rows = db.session.execute(_judgements().where(Version.work_id == work_id)).all()
    return {row.Review.version_id: judged(row) for row in rows}


def judged(row: Any) -> Judged:
    """Read a row of a select that holds a Review, its version's number, its assessor and its task."""
    review = row.Review
    scores = tuple(
        Scored(item.title, review.points[item.id], item.levels[review.points[item.id]])
        for item in rubric_of(row.task)
        if item.id in review.points
    )
    return Judged(
        review.version_id,
        row.number,
        _called(row.name, row.honorific, row.left_at),
        review.assessor_id,
        review.verdict is Verdict.PASSED,
        review.good,
        review.following,
        scores,
        review.reviewed_at,
    )


def comments_on(work_id: int) -> list[Written]:
    """Give what people wrote about a work, oldest first; one statement."""
    rows = db.session.execute(
        select(Comment.text, Comment.written_at, Person.name, Person.honorific, Person.left_at)
        .join(Person, Comment.author_id == Person.id)
        .where(Comment.work_id == work_id)
        .order_by(Comment.written_at, Comment.id)
    )
    return [Written(_called(row.name, row.honorific, row.left_at), row.text, row.written_at) for row in rows]


def _judgements() -> Select[*tuple[Any, ...]]:
    return (
        select(Review, Version.number, Person.name, Person.honorific, Person.left_at, Revision.task)
        .join(Version, Review.version_id == Version.id)
        .join(Person, Review.assessor_id == Person.id)
        .join(Revision, Version.revision_id == Revision.id)
        .where(Review.place == 1)
    )


def _called(name: str, honorific: Honorific, left_at: datetime | None) -> str:
    return "" if left_at else called(name, honorific)
