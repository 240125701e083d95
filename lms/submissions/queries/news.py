"""What a home page says of practical work: how it was judged, and what others wrote about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from lms.accounts.current import Viewer
from lms.accounts.models import Person
from lms.accounts.rules import called
from lms.catalog.models import Revision
from lms.db import db
from lms.learning.current import may_be_helped_by
from lms.submissions.models import Comment, Review, Verdict, Version, Work
from lms.submissions.queries.judgements import Judged, judged
from lms.submissions.queries.queue import within_area

NEWS_FOR = timedelta(days=14)
"""How long a judgement or a comment is news."""

MOST_COMMENTED = 3
"""Works of whose comments a home page speaks."""


@dataclass(frozen=True, slots=True)
class News:
    """The last thing that happened to somebody's practical work."""

    work_id: int
    course_id: str
    lesson_id: str
    title: str
    """Of the lesson, as it was read."""
    waiting_since: datetime | None
    """Empty once it is judged."""
    judged: Judged | None
    stays_passed: bool
    """Whether another version had passed before: then nothing is lost, whatever becomes of this one."""


@dataclass(frozen=True, slots=True)
class NewComment:
    """The last word about a work, by somebody else than the reader."""

    work_id: int
    title: str
    """Of the lesson, as it was read in the newest version."""
    is_own: bool
    """Whether the work is the reader's own."""
    writer: str
    """How the writer is called; empty for somebody who has left."""
    text: str
    written_at: datetime


_OTHER, _PASS = aliased(Version), aliased(Review)
_PASSED_BEFORE = (
    select(_PASS.id)
    .join(_OTHER, _PASS.version_id == _OTHER.id)
    .where(_OTHER.work_id == Work.id, _OTHER.number < Version.number)
    .where(_PASS.place == 1, _PASS.verdict == Verdict.PASSED)
    .correlate(Work, Version)
)


def news_of(person_id: int, *, at: datetime) -> News | None:
    """Give the newest judgement of the last 14 days, or the work handed in since that still waits; one statement."""
    judged_since = Review.reviewed_at >= at - NEWS_FOR
    row = db.session.execute(
        select(
            Review,
            Version.number,
            Version.waiting_since,
            Work.id.label("work_id"),
            Work.course_id,
            Work.lesson_id,
            Revision.title,
            Revision.task,
            Person.name,
            Person.honorific,
            Person.left_at,
            _PASSED_BEFORE.exists().label("stays_passed"),
        )
        .select_from(Work)
        .join(Version, Version.work_id == Work.id)
        .join(Revision, Version.revision_id == Revision.id)
        .outerjoin(Review, (Review.version_id == Version.id) & (Review.place == 1))
        .outerjoin(Person, Review.assessor_id == Person.id)
        .where(
            Work.person_id == person_id,
            Version.withdrawn_at.is_(None),
            or_(Version.waiting_since.is_not(None), judged_since),
        )
        .order_by(func.coalesce(Review.reviewed_at, Version.waiting_since).desc(), Version.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    said = judged(row) if row.Review is not None else None
    return News(row.work_id, row.course_id, row.lesson_id, row.title, row.waiting_since, said, row.stays_passed)


def new_comments(person_id: int, viewer: Viewer | None, *, at: datetime) -> list[NewComment]:
    """Give comments that somebody has not answered yet, newest first, three works at most; one statement.

    They are about the person's own work, or about work whose version they sat beside, judged or wrote about and may still
    see; viewer is the same person with their roles, None where somebody else holds the telephone. A comment is
    news for 14 days, while it is the last one about its work, and until the person hands in or judges after it: nobody has to
    press anything, and no reading is recorded. What waits for a second look by this very person stays unsaid. The work is
    shown by `work.shown`, to its owner and to everybody else.
    """
    newest = select(func.max(_OTHER.number)).where(_OTHER.work_id == Work.id).correlate(Work).scalar_subquery()
    rows = db.session.execute(
        select(Comment, Work.person_id, Revision.title, Person.name, Person.honorific, Person.left_at)
        .select_from(Comment)
        .join(Work, Comment.work_id == Work.id)
        .join(Version, and_(Version.work_id == Work.id, Version.number == newest))
        .join(Revision, Version.revision_id == Revision.id)
        .join(Person, Comment.author_id == Person.id)
        .where(*_is_news(person_id, at), _may_be_told(person_id, viewer))
        .order_by(Comment.written_at.desc(), Comment.id)
        .limit(MOST_COMMENTED)
    )
    return [
        NewComment(
            row.Comment.work_id,
            row.title,
            row.person_id == person_id,
            "" if row.left_at else called(row.name, row.honorific),
            row.Comment.text,
            row.Comment.written_at,
        )
        for row in rows
    ]


def _is_news(person_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions that a comment is the last word about something somebody took part in, by another, and lately."""
    later = aliased(Comment)
    return (
        Comment.work_id.in_(_taken_part_in(person_id)),
        Comment.written_at >= at - NEWS_FOR,
        Comment.author_id != person_id,
        ~select(later.id).where(later.work_id == Comment.work_id, later.written_at > Comment.written_at).exists(),
        ~_answered_by(person_id),
    )


def _may_be_told(person_id: int, viewer: Viewer | None) -> ColumnElement[bool]:
    """Give the condition that the work is one's own, or may still be seen and does not wait for one's second look."""
    return or_(Work.person_id == person_id, and_(~_may_look_again(person_id), _may_still_see(person_id, viewer)))


def _may_still_see(person_id: int, viewer: Viewer | None) -> ColumnElement[bool]:
    """Give the condition of `permissions.may_see` on the work of others."""
    beside = select(_OTHER.id).where(_OTHER.work_id == Work.id, _OTHER.helper_id == person_id).correlate(Work).exists()
    if viewer is None:
        return beside
    may = or_(may_be_helped_by(viewer), within_area(viewer))
    near = select(Person.id).where(may)
    learner = near.where(Person.id == Work.person_id).correlate(Work)
    return or_(beside, learner.exists())


def took_part(person_id: int) -> ColumnElement[bool]:
    """Give the condition that somebody made practical work, sat beside it, judged it or wrote about it."""
    return _taken_part_in(person_id).exists()


def _taken_part_in(person_id: int) -> Select[int]:
    """Select the ids of works somebody made, sat beside, judged or wrote about."""
    every = union(
        select(Work.id).where(Work.person_id == person_id),
        select(_OTHER.work_id).where(_OTHER.helper_id == person_id),
        select(_OTHER.work_id).join(_PASS, _PASS.version_id == _OTHER.id).where(_PASS.assessor_id == person_id),
        select(Comment.work_id).where(Comment.author_id == person_id),
    ).subquery()
    return select(every.c[0])


def _answered_by(person_id: int) -> ColumnElement[bool]:
    """Give the condition that after the comment the person handed in a version, helped with one, or judged one."""
    handed_in = select(_OTHER.id).where(_OTHER.work_id == Work.id, _OTHER.handed_in_at > Comment.written_at)
    reviews = select(_PASS.id).join(_OTHER, _PASS.version_id == _OTHER.id).where(_OTHER.work_id == Work.id)
    judged_since = reviews.where(_PASS.assessor_id == person_id, _PASS.reviewed_at > Comment.written_at)
    own = handed_in.where(or_(Work.person_id == person_id, _OTHER.helper_id == person_id))
    return or_(own.correlate(Work, Comment).exists(), judged_since.correlate(Work, Comment).exists())


def _may_look_again(person_id: int) -> ColumnElement[bool]:
    """Give the condition that a version of the work waits for a second look, and this person was not the first."""
    first = select(_PASS.assessor_id).where(_PASS.version_id == _OTHER.id, _PASS.place == 1).correlate(_OTHER)
    waiting = select(_OTHER.id).where(_OTHER.work_id == Work.id, _OTHER.second_since.is_not(None))
    return waiting.where(first.scalar_subquery() != person_id).correlate(Work).exists()
