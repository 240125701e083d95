"""Handing in a version of one's work, and taking it back. Nothing is overwritten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from lms.catalog.queries import PublishedLesson
from lms.db import db, insert_once
from lms.errors import Refused
from lms.learning.current import Learner
from lms.submissions.models import Attachment, Review, Verdict, Version, Work
from lms.submissions.rules.evidence import MOST_VERSIONS, Content, holds_something
from lms.submissions.rules.judging import rubric_of


class CannotHandIn(Refused):
    """There is nothing in it, it has passed and cannot be done better, it comes too often, or a file of it is gone."""


class CannotWithdraw(Refused):
    """The version no longer waits."""


def hand_in(
    lesson: PublishedLesson, learner: Learner, content: Content, *, key: UUID, files: Sequence[UUID], at: datetime
) -> bool:
    """Hand in a version with the files named, once for each key; tells whether it is new. Raises CannotHandIn.

    It waits for an assessor; an older version that waited no longer does. Work that passed by a rubric may be done better,
    one new version at a time: the pass stays whatever comes of it.
    """
    work = _work(lesson, learner.id, at)
    before = db.session.scalars(select(Version).where(Version.work_id == work.id).order_by(Version.number)).all()
    if any(version.id == key for version in before):
        return False
    if not holds_something(content, files):
        raise CannotHandIn(_("Belum ada yang dikirim. Isi paling sedikit satu."))
    _refuse_passed(lesson, before)
    if sum(version.handed_in_at > at - timedelta(days=1) for version in before) >= MOST_VERSIONS:
        raise CannotHandIn(_("Hari ini sudah %(most)s kali dikirim. Kirim lagi besok.", most=MOST_VERSIONS))
    for version in before:
        version.waiting_since = None
    db.session.add(
        Version(
            id=key,
            work_id=work.id,
            number=len(before) + 1,
            revision_id=lesson.revision_id,
            helper_id=learner.helper_id,
            link=content.link or None,
            text=content.text or None,
            observation=dict(content.observation) if content.observation else None,
            people=content.people,
            people_note=content.people_note or None,
            handed_in_at=at,
            waiting_since=at,
        )
    )
    db.session.flush()  # the files point to it
    _bind(files, key, work)
    return True


def withdraw(version_id: UUID, learner: Learner, *, at: datetime) -> None:
    """Take a version back while nobody has judged it; raises CannotWithdraw."""
    own = select(Work.id).where(Work.person_id == learner.id)
    taken = db.session.execute(
        update(Version)
        .where(Version.id == version_id, Version.work_id.in_(own), Version.waiting_since.is_not(None))
        .values(withdrawn_at=at, waiting_since=None)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has one
        raise CannotWithdraw(_("Kiriman ini sudah tidak menunggu. Lihat keadaannya di bawah."))


def _work(lesson: PublishedLesson, person_id: int, at: datetime) -> Work:
    """Give the work, made when it is the first version; locked, so that versions come one after another."""
    insert_once(Work, {"person_id": person_id, "course_id": lesson.course_id, "lesson_id": lesson.id, "opened_at": at})
    wanted = select(Work).where(Work.person_id == person_id, Work.lesson_id == lesson.id).with_for_update()
    return db.session.scalars(wanted).one()


def _refuse_passed(lesson: PublishedLesson, before: Sequence[Version]) -> None:
    """Refuse work that passed, but for a new version by a rubric while none waits: only so can a level still rise."""
    judged = [version.id for version in before]
    passed = select(Review.id).where(Review.version_id.in_(judged), Review.place == 1, Review.verdict == Verdict.PASSED)
    if db.session.scalars(passed).first() is None:
        return
    if not rubric_of(lesson.task):
        raise CannotHandIn(_("Tugas ini sudah lulus. Tidak perlu dikirim lagi."))
    if any(version.waiting_since for version in before):
        raise CannotHandIn(_("Tugas ini sudah lulus, dan karya baru masih menunggu penilaian. Tunggu dulu hasilnya."))


def _bind(files: Sequence[UUID], key: UUID, work: Work) -> None:
    """Make files of the draft part of a version, in the order given."""
    for position, attachment_id in enumerate(files):
        bound = db.session.execute(
            update(Attachment)
            .where(
                Attachment.id == attachment_id,
                Attachment.version_id.is_(None),
                Attachment.person_id == work.person_id,
                Attachment.lesson_id == work.lesson_id,
            )
            .values(version_id=key, position=position)
            .execution_options(synchronize_session=False)
        )
        if not bound.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has one
            raise CannotHandIn(_("Ada berkas yang sudah tidak ada. Periksa daftar berkasnya, lalu kirim lagi."))
