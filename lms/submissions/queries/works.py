"""Somebody's own practical work: the list, the state of one task, and files not handed in yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import Person
from lms.catalog.models import Revision
from lms.db import db, reading
from lms.submissions.models import Attachment, Review, Upload, Verdict, Version, Work
from lms.submissions.rules.evidence import State, state_of


@dataclass(frozen=True, slots=True)
class Own:
    """A task somebody has handed in, by the last version that passed; while none has, by the newest."""

    work_id: int
    course_id: str
    lesson_id: str
    title: str
    """Of the lesson, as it was read."""
    number: int
    handed_in_at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Given:
    """A file with what decides who may see it."""

    attachment: Attachment
    version: Version | None
    work: Work | None


_any, _pass = aliased(Version), aliased(Review)
_newest = select(func.max(_any.number)).select_from(_any).where(_any.work_id == Work.id).correlate(Work)
_passed = _newest.join_from(_any, _pass, (_pass.version_id == _any.id) & (_pass.place == 1)).where(
    _pass.verdict == Verdict.PASSED
)
_counting = func.coalesce(_passed.scalar_subquery(), _newest.scalar_subquery())
_OWN = (
    select(
        Work.id.label("work_id"),
        Work.course_id,
        Work.lesson_id,
        Revision.title,
        Version.number,
        Version.handed_in_at,
        Version.withdrawn_at,
        Version.waiting_since,
        Review.verdict,
    )
    .select_from(Work)
    .join(Version, (Version.work_id == Work.id) & (Version.number == _counting))
    .join(Revision, Version.revision_id == Revision.id)
    .outerjoin(Review, (Review.version_id == Version.id) & (Review.place == 1))
    .where(Work.person_id == bindparam("person"))
    .order_by(Version.handed_in_at.desc(), Version.id)
)
_IN_LESSON = _OWN.where(Work.lesson_id == bindparam("lesson"))


def own_works(person_id: int) -> list[Own]:
    """Give what somebody has handed in, newest first; one statement."""
    with reading() as here:
        return [_own(row) for row in here.execute(_OWN, {"person": person_id})]


def state_in(lesson_id: str, *, person_id: int) -> State | None:
    """Give where somebody's work on a lesson's task stands; None where nothing was handed in. One statement.

    Once it has passed it stays passed, whatever becomes of newer versions.
    """
    with reading() as here:
        row = here.execute(_IN_LESSON, {"person": person_id, "lesson": lesson_id}).first()
    return _own(row).state if row else None


def work_in(lesson_id: str, person_id: int) -> Work | None:
    """Give somebody's work on a lesson's task; None where nothing was handed in."""
    return db.session.scalar(select(Work).where(Work.person_id == person_id, Work.lesson_id == lesson_id))


def work_with_person(work_id: int) -> Work | None:
    """Give a work with its person and where they live; one statement."""
    home = joinedload(Work.person).joinedload(Person.kelurahan)
    return db.session.scalar(select(Work).where(Work.id == work_id).options(home))


def drafts(lesson_id: str, person_id: int) -> Sequence[Attachment]:
    """Give the files somebody has sent for a task and not handed in yet, in the order they came."""
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.person_id == person_id, Attachment.lesson_id == lesson_id, Attachment.version_id.is_(None))
        .order_by(Attachment.made_at, Attachment.position, Attachment.id)
    ).all()


def given(attachment_id: UUID) -> Given | None:
    """Find a file with its version, its work and its person; one statement."""
    row = db.session.execute(
        select(Attachment, Version, Work)
        .outerjoin(Version, Attachment.version_id == Version.id)
        .outerjoin(Work, Version.work_id == Work.id)
        .where(Attachment.id == attachment_id)
        .options(joinedload(Work.person).joinedload(Person.kelurahan))
    ).first()
    return Given(*row) if row else None


def bytes_kept(person_id: int) -> int:
    """Give how much somebody's files take that are kept now, handed in or not; one statement."""
    return db.session.scalars(select(func.coalesce(func.sum(Attachment.size), 0)).where(Attachment.person_id == person_id)).one()


def bytes_arriving(person_id: int) -> int:
    """Give how much of somebody's files has arrived in pieces that are no file yet; one statement."""
    arriving = (Upload.person_id == person_id, Upload.attachment_id.is_(None))
    return db.session.scalars(select(func.coalesce(func.sum(Upload.received), 0)).where(*arriving)).one()


def version_of(key: UUID) -> Version | None:
    """Find the version that was handed in under a key."""
    return db.session.get(Version, key)


def waiting_version(version_id: UUID | None, lesson_id: str, person_id: int) -> Version | None:
    """Find a version of somebody's own work on a lesson's task that still waits; one statement."""
    mine = (Work.lesson_id == lesson_id, Work.person_id == person_id)
    waiting = (Version.id == version_id, Version.waiting_since.is_not(None))
    return db.session.scalar(select(Version).join(Work, Version.work_id == Work.id).where(*mine, *waiting))


def upload_of(upload_id: UUID, person_id: int) -> Upload | None:
    """Find a file of somebody's that is arriving in pieces."""
    return db.session.scalar(select(Upload).where(Upload.id == upload_id, Upload.person_id == person_id))


def forgotten_before(moment: datetime) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Give the ids of uploads begun before a moment, and of files that nobody needs since then.

    These were made and never handed in, or belong to a version that was taken back.
    """
    uploads = db.session.scalars(select(Upload.id).where(Upload.began_at < moment)).all()
    taken_back = select(Version.id).where(Version.withdrawn_at < moment)
    never_sent = and_(Attachment.version_id.is_(None), Attachment.made_at < moment)
    files = db.session.scalars(select(Attachment.id).where(or_(never_sent, Attachment.version_id.in_(taken_back)))).all()
    return uploads, files


def known(attachment_ids: Collection[UUID], upload_ids: Collection[UUID]) -> set[UUID]:
    """Give those of some ids that belong to a file or to an upload; two statements."""
    files = db.session.scalars(select(Attachment.id).where(Attachment.id.in_(attachment_ids)))
    return {*files, *db.session.scalars(select(Upload.id).where(Upload.id.in_(upload_ids)))}


def _own(row: Any) -> Own:
    state = state_of(withdrawn_at=row.withdrawn_at, waiting_since=row.waiting_since, verdict=row.verdict)
    return Own(row.work_id, row.course_id, row.lesson_id, row.title, row.number, row.handed_in_at, state)
