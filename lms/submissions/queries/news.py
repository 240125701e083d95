"""What a learner's home page says of their practical work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.catalog.models import Revision
from lms.db import db
from lms.submissions.models import Review, Verdict, Version, Work
from lms.submissions.queries.judgements import Judged, judged

NEWS_FOR = timedelta(days=14)
"""How long a judgement is news."""


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
