"""Beginning attempts and answering them. What follows from the last answer happens in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select

from lms.accounts.models import Person
from lms.assessment import permissions
from lms.assessment.models import Attempt, GivenAnswer, Purpose, attempt_finished
from lms.assessment.queries import attempts as queries
from lms.assessment.queries.attempts import Sitting
from lms.assessment.rules.answers import Given, is_right
from lms.assessment.rules.attempts import to_ask
from lms.catalog.models import Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson, check
from lms.catalog.rules.quiz import Question
from lms.db import db
from lms.errors import Refused
from lms.learning import actions as learning
from lms.learning.actions import Answer
from lms.learning.current import Learner
from lms.learning.models import EventKind
from lms.learning.queries import Progress, progress_in, what_hinders


class CannotBegin(Refused):
    """A quiz or check may not be begun by this person now."""


class CannotAnswer(Refused):
    """An answer may not be added to this attempt."""


@dataclass(frozen=True)
class Reply:
    """An answer to one question of an attempt, from whoever holds the telephone."""

    question: Question
    given: Given
    helper_id: int | None


def begin_quiz(course: PublishedCourse, lesson: PublishedLesson, learner: Learner, *, key: UUID, at: datetime) -> Attempt:
    """Begin an attempt at a lesson's quiz, or give the one that is open.

    After a failed one only what was missed is asked; right answers are kept. Raises CannotBegin.
    """
    _lock(learner.id)
    known = _begun_before(key, learner, (Purpose.LESSON, lesson.id))
    open_attempt, last = queries.latest_attempts(learner.id, lesson.id)
    if known or open_attempt:
        return known or open_attempt  # type: ignore[return-value]  # one of them is there
    if lesson.quiz is None:
        raise CannotBegin(_("Pelajaran ini tidak memakai kuis."))
    hindrance = what_hinders(course, lesson, learner.id)
    if hindrance:
        raise CannotBegin(hindrance)
    repeated = queries.sitting(last, lesson) if last and not last.passed else None
    asked = to_ask(lesson.quiz, repeated.quiz if repeated else None, repeated.right if repeated else ())
    keeps_rights = repeated is not None and len(asked) < len(lesson.quiz.questions)
    attempt = Attempt(
        id=key,
        person_id=learner.id,
        helper_id=learner.helper_id or (repeated.attempt.helper_id if repeated and keeps_rights else None),
        purpose=Purpose.LESSON,
        course_id=course.id,
        lesson_id=lesson.id,
        revision_id=lesson.revision_id,
        question_ids=asked,
        repeats_id=repeated.attempt.id if repeated and keeps_rights else None,
        started_at=at,
        total=len(lesson.quiz.questions),
    )
    db.session.add(attempt)
    return attempt


def begin_check(course: PublishedCourse, purpose: Purpose, learner: Learner, *, key: UUID, at: datetime) -> Attempt:
    """Begin the check before or after a course, or give the one that was begun; each is done once. Raises CannotBegin."""
    _lock(learner.id)
    known = _begun_before(key, learner, (purpose, course.id)) or queries.check_attempt(learner.id, course.id, purpose)
    if known:
        return known
    if course.check_id is None:
        raise CannotBegin(_("Kursus ini tidak memakai cek."))
    _refuse_wrong_time(purpose, progress_in(course, learner.id), learner.id)
    questions = check(course.check_id)
    attempt = Attempt(
        id=key,
        person_id=learner.id,
        helper_id=learner.helper_id,
        purpose=purpose,
        course_id=course.id,
        check_id=course.check_id,
        question_ids=[question.id for question in questions],
        started_at=at,
        total=len(questions),
    )
    db.session.add(attempt)
    return attempt


def answer_quiz(course: PublishedCourse, lesson: PublishedLesson, sitting: Sitting, *, reply: Reply, at: datetime) -> Sitting:
    """Keep an answer to a question of a lesson's quiz; the first one counts. With the last one the attempt is finished.

    A finished attempt is noted in the learning record; a passed one finishes the lesson, in the revision it was frozen
    to. The attempt must be held (`attempt_to_answer`). Gives the sitting as it is afterwards. Raises CannotAnswer.
    """
    now_sitting, is_last = _answer(sitting, reply, at)
    if is_last:
        _conclude_quiz(course, lesson, now_sitting, at)
    return now_sitting


def answer_check(course: PublishedCourse, sitting: Sitting, *, reply: Reply, at: datetime) -> Sitting:
    """Keep an answer to a question of a check; the first one counts. Gives the sitting afterwards.

    A check that was begun may be finished later too; one before a course is then not compared (`queries.gains`). The
    attempt must be held (`attempt_to_answer`). Raises CannotAnswer.
    """
    now_sitting, is_last = _answer(sitting, reply, at)
    if is_last:
        now_sitting.attempt.finished_at = at
        now_sitting.attempt.right = now_sitting.outcome.right
        attempt_finished.send(now_sitting.attempt.person_id, course_id=course.id, at=at)
    return now_sitting


def _refuse_wrong_time(purpose: Purpose, progress: Progress, person_id: int) -> None:
    if purpose is Purpose.BEFORE and not permissions.can_check_before(progress, person_id):
        raise CannotBegin(_("Cek awal hanya sebelum pelajaran atau kuis pertama. Tidak apa-apa, kursusnya jalan terus."))
    if purpose is Purpose.AFTER and not permissions.can_check_after(progress):
        raise CannotBegin(_("Cek akhir dibuka setelah semua pelajaran wajib selesai."))


def _lock(person_id: int) -> None:
    """Let two telephones of one person begin one after the other."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _begun_before(key: UUID, learner: Learner, work: tuple[Purpose, str]) -> Attempt | None:
    """Find the attempt that the same form began; a key that belongs to anything else is refused.

    work: the purpose, and the lesson of a quiz or the course of a check.
    """
    found = db.session.get(Attempt, key)
    if found and (found.person_id, found.purpose, found.lesson_id or found.course_id) != (learner.id, *work):
        raise CannotBegin(_("Halaman ini tidak cocok dengan kuisnya. Buka lagi kuisnya, lalu tekan sekali lagi."))
    return found


def _answer(sitting: Sitting, reply: Reply, at: datetime) -> tuple[Sitting, bool]:
    """Keep an answer unless there is one; tells whether it was the last one missing."""
    attempt = sitting.attempt
    if sitting.known(reply.question.id) is None:
        raise CannotAnswer(_("Pertanyaan itu bukan bagian dari kuis ini. Jawab pertanyaan di bawah ini."))
    if reply.question.id in sitting.answers:
        return sitting, False
    kept = GivenAnswer(
        attempt_id=attempt.id,
        question_id=reply.question.id,
        given=reply.given,
        is_right=is_right(reply.question, reply.given),
        answered_at=at,
    )
    db.session.add(kept)
    attempt.helper_id = attempt.helper_id or reply.helper_id  # what was helped with once is never unaided
    now_sitting = Sitting(attempt, sitting.quiz, {**sitting.answers, reply.question.id: kept})
    return now_sitting, now_sitting.next_number is None


def _conclude_quiz(course: PublishedCourse, lesson: PublishedLesson, sitting: Sitting, at: datetime) -> None:
    attempt, result = sitting.attempt, sitting.outcome
    attempt.finished_at, attempt.right, attempt.passed = at, result.right, result.passed
    revision = db.session.get_one(Revision, attempt.revision_id)
    data = {"attempt": str(attempt.id), "right": result.right, "total": result.total, "passed": result.passed}
    noted = Answer(uuid5(attempt.id, "quiz"), revision.number, helper_id=attempt.helper_id, data=data)
    place = learning.Place(course.id, lesson.id, revision.id)
    learning.note(place, attempt.person_id, EventKind.QUIZ, answer=noted, at=at)
    if result.passed:
        by_quiz = {"by": "quiz", "attempt": str(attempt.id)}
        done = Answer(uuid5(attempt.id, "done"), revision.number, helper_id=attempt.helper_id, data=by_quiz)
        learning.finish_lesson(course, lesson, attempt.person_id, answer=done, at=at)
    attempt_finished.send(attempt.person_id, course_id=course.id, at=at)
