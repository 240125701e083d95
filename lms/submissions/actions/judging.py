"""Judging a version: once for each place, by the rubric it was handed in under. What it leads to is of the same transaction."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.rules import called
from lms.catalog.models import Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.db import db
from lms.errors import Refused
from lms.learning.actions import Answer, finish_lesson
from lms.submissions.models import Review, Verdict, Version, Work, work_judged
from lms.submissions.rules.judging import ago, fits, rubric_of, what_hinders_passing

ONE_IN = 10
"""Of the work that passes, as much is put before a second assessor."""


class CannotJudge(Refused):
    """The judgement does not fit the rubric, passes what may not pass, or says nothing to the learner."""


class NoLongerWaits(CannotJudge):
    """The version waits for no such judgement any more: somebody was faster, or it was withdrawn or replaced."""


@dataclass(frozen=True)
class Judgement:
    """What an assessor sends."""

    key: UUID
    """Made by the form; the same judgement sent again has the same one."""
    place: int
    """1 for the judgement that counts, 2 for the second look."""
    verdict: Verdict
    points: Mapping[str, int]
    good: str
    following: str


def by_lot() -> bool:
    """Draw whether passed work is looked at a second time; nobody can foresee it."""
    return secrets.randbelow(ONE_IN) == 0


def judge(version: Version, judgement: Judgement, *, by_id: int, at: datetime, wants_second: Callable[[], bool] = by_lot) -> bool:
    """Save an assessor's judgement of a version, once; tells whether it is new.

    The first judgement ends the waiting; a pass finishes a lesson whose rule is its task and tells other features. The
    second one changes nothing but the measure of agreement. Raises NoLongerWaits and CannotJudge. Who may judge is for
    the caller to have asked.
    """
    work = db.session.scalars(select(Work).where(Work.id == version.work_id).with_for_update()).one()
    db.session.refresh(version, with_for_update=True)  # as it stands now that nobody else can change it
    if _is_saved(version, judgement, at):
        return False
    if db.session.scalar(select(Person.left_at).where(Person.id == work.person_id)) is not None:
        raise NoLongerWaits(_("Pengirimnya sudah keluar. Karyanya tidak dinilai lagi."))
    _refuse_unless_it_waits(version, judgement.place, by_id)
    revision = db.session.get_one(Revision, version.revision_id)
    _refuse_unfit(revision, judgement)
    db.session.add(
        Review(
            id=judgement.key,
            version_id=version.id,
            assessor_id=by_id,
            place=judgement.place,
            verdict=judgement.verdict,
            points=dict(judgement.points),
            good=judgement.good,
            following=judgement.following,
            reviewed_at=at,
        )
    )
    if judgement.place == 2:
        version.second_since = None
        return True
    version.waiting_since = None
    if judgement.verdict is Verdict.PASSED:
        version.second_since = at if judgement.points and wants_second() else None
        db.session.flush()  # what follows asks for it
        _finish(work, version, revision, at)
        work_judged.send(work.person_id, course_id=work.course_id, by_id=by_id, at=at)
    return True


def _is_saved(version: Version, judgement: Judgement, at: datetime) -> bool:
    """Whether this very judgement is there already; raises NoLongerWaits when another one has its place."""
    there = db.session.scalars(select(Review).where(Review.version_id == version.id, Review.place == judgement.place)).first()
    if there is None:
        return False
    said = (there.verdict, there.points, there.good, there.following)
    if there.id != judgement.key:
        person = db.session.get_one(Person, there.assessor_id)
        name = called(person.name, person.honorific)
        raise NoLongerWaits(_("Sudah dinilai %(name)s %(ago)s.", name=name, ago=ago(there.reviewed_at, at)))
    if said != (judgement.verdict, dict(judgement.points), judgement.good, judgement.following):
        raise NoLongerWaits(_("Penilaian yang dikirim lebih dulu sudah tersimpan dan tidak diubah."))
    return True


def _refuse_unless_it_waits(version: Version, place: int, by_id: int) -> None:
    if version.withdrawn_at is not None:
        raise NoLongerWaits(_("Karya ini baru saja ditarik oleh pengirimnya. Tidak perlu dinilai lagi."))
    if place == 1 and version.waiting_since is None:
        raise NoLongerWaits(_("Pengirimnya sudah mengirim versi yang lebih baru. Nilailah versi itu."))
    first = select(Review.id).where(Review.version_id == version.id, Review.assessor_id == by_id)
    if place == 2 and (version.second_since is None or db.session.scalar(first) is not None):
        raise NoLongerWaits(_("Karya ini tidak menunggu penilaian lagi."))


def _refuse_unfit(revision: Revision, judgement: Judgement) -> None:
    rubric = rubric_of(revision.task)
    if not fits(rubric, judgement.points):
        raise CannotJudge(_("Nilainya tidak cocok dengan rubrik karya ini. Buka lagi halamannya, lalu nilai sekali lagi."))
    if not (judgement.good.strip() and judgement.following.strip()):
        raise CannotJudge(_("Katakan apa yang sudah baik dan apa langkah berikutnya."))
    hindrance = what_hinders_passing(rubric, judgement.points) if judgement.verdict is Verdict.PASSED else None
    if hindrance:
        raise CannotJudge(hindrance)


def _finish(work: Work, version: Version, revision: Revision, at: datetime) -> None:
    """Finish the lesson if its task is its rule, by the revision that was read or by today's, published or retired."""
    course = next(item for item in catalog().courses if item.id == work.course_id)
    published = next((item for item in course.lessons if item.id == work.lesson_id), None)
    lesson = published or _retired(course, revision)
    if "task" not in {revision.completion, lesson.completion}:
        return
    answer = Answer(
        uuid5(version.id, "passed"),
        revision.number,
        helper_id=version.helper_id,
        data={"by": "task", "version": str(version.id)},
    )
    finish_lesson(course, lesson, work.person_id, answer=answer, at=at)


def _retired(course: PublishedCourse, revision: Revision) -> PublishedLesson:
    """Give a lesson that the course no longer has, as it was read: it stays finished should it ever come back."""
    return replace(
        course.lessons[0],
        id=revision.lesson_id,
        required=False,
        revision_id=revision.id,
        revision_number=revision.number,
        completion=revision.completion,
    )
