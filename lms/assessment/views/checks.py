"""The check before a course and the same one after it: answered once, never in the way of learning."""

import logging

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from lms.assessment import actions, permissions
from lms.assessment.models import Purpose
from lms.assessment.queries import attempts as queries
from lms.assessment.queries.attempts import Sitting
from lms.assessment.queries.gains import gains
from lms.assessment.rules.answers import Unreadable
from lms.assessment.rules.explaining import explained
from lms.assessment.views import quizzes
from lms.assessment.views.shared import (
    Frame,
    asked_again,
    attempt_to_answer_or_404,
    course_or_404,
    key_or_400,
    question_page,
    reader_here,
    refuse_for_somebody_else,
    reply_to,
)
from lms.catalog.queries import PublishedCourse
from lms.catalog.queries import check as check_questions
from lms.clock import now
from lms.db import db
from lms.learning.current import Learner, refusal_for_somebody_else
from lms.learning.queries import Progress, progress_in
from lms.web.pages import address, stable_key

log = logging.getLogger(__name__)
bp = quizzes.bp

WHEN = {"awal": Purpose.BEFORE, "akhir": Purpose.AFTER}


@bp.get("/kursus/<course_slug>/cek/<when>")
def check(course_slug: str, when: str) -> ResponseReturnValue:
    """Show the next question of a check, what awaits who begins it, or what came of it."""
    course, purpose = _course_and_purpose(course_slug, when)
    reader = reader_here()
    attempt = queries.check_attempt(reader.id, course.id, purpose)
    if attempt and attempt.finished_at:
        return _done(course, reader, queries.sitting(attempt))
    if course.check_id is None and attempt is None:
        abort(404)
    if attempt:
        return question_page(queries.sitting(attempt), _frame(course, when))
    progress = progress_in(course, reader.id)
    if purpose is Purpose.BEFORE and not permissions.can_check_before(progress, reader.id):
        return render_template("assessment/check_too_late.html", course=course)
    return _intro(course, purpose, reader, progress)


@bp.post("/kursus/<course_slug>/cek/<when>/mulai")
def begin_check(course_slug: str, when: str) -> ResponseReturnValue:
    """Begin a check, or lead to the one that was begun."""
    course, purpose = _course_and_purpose(course_slug, when)
    reader, key = reader_here(), key_or_400()
    try:
        refuse_for_somebody_else(reader)
        attempt = actions.begin_check(course, purpose, reader, key=key, at=now())
    except actions.CannotBegin as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("check begun: person=%s attempt=%s", reader.id, attempt.id)
    return redirect(address("assessment.check", course_slug=course.slug, when=when), code=303)


@bp.post("/kursus/<course_slug>/cek/<when>/jawab")
def answer_check(course_slug: str, when: str) -> ResponseReturnValue:
    """Keep one answer to a check, and lead on."""
    course, purpose = _course_and_purpose(course_slug, when)
    reader = reader_here()
    not_theirs = refusal_for_somebody_else(reader)
    if not_theirs:
        flash(not_theirs, "bad")
        return redirect(address("assessment.check", course_slug=course.slug, when=when), code=303)
    attempt = attempt_to_answer_or_404(reader)
    if attempt.course_id != course.id or attempt.purpose is not purpose:
        abort(404)
    sitting = queries.sitting(attempt)
    try:
        reply = reply_to(sitting, reader)
        actions.answer_check(course, sitting, reply=reply, at=now())
    except Unreadable as refusal:
        return asked_again(sitting, _frame(course, when), refusal)
    except actions.CannotAnswer as refusal:
        flash(str(refusal), "bad")
        return redirect(address("assessment.check", course_slug=course.slug, when=when), code=303)
    db.session.commit()
    return redirect(address("assessment.check", course_slug=course.slug, when=when), code=303)


def _intro(course: PublishedCourse, purpose: Purpose, reader: Learner, progress: Progress) -> str:
    if purpose is Purpose.AFTER and not permissions.can_check_after(progress):
        missing = [lesson for lesson in course.required if not progress.is_done(lesson)]
        return render_template("assessment/check_too_early.html", course=course, missing=missing)
    before = queries.check_attempt(reader.id, course.id, Purpose.BEFORE) if purpose is Purpose.AFTER else None
    return render_template(
        "assessment/check_intro.html",
        course=course,
        is_before=purpose is Purpose.BEFORE,
        is_repeated=bool(before and before.finished_at and before.check_id == course.check_id),
        questions=len(check_questions(course.check_id or "")),
        is_aided=reader.helper_id is not None,
        key=stable_key("check", reader.id, course.id, purpose),
        whom=reader.id,
        when=next(word for word, meant in WHEN.items() if meant is purpose),
    )


def _done(course: PublishedCourse, reader: Learner, sitting: Sitting) -> str:
    gain = gains(course.id, [reader.id])[reader.id]
    if sitting.attempt.purpose is Purpose.BEFORE:
        following = progress_in(course, reader.id).next_lesson
        return render_template(
            "assessment/check_saved.html", course=course, attempt=sitting.attempt, following=following, gain=gain
        )
    return render_template(
        "assessment/check_result.html",
        course=course,
        attempt=sitting.attempt,
        gain=gain,
        explained=[
            (question, given, explained(question, sitting.order(question), given.given))
            for question in sitting.quiz.questions
            for given in [sitting.answers[question.id]]
        ],
    )


def _course_and_purpose(course_slug: str, when: str) -> tuple[PublishedCourse, Purpose]:
    return course_or_404(course_slug), WHEN.get(when) or abort(404)


def _frame(course: PublishedCourse, when: str) -> Frame:
    back = (course.title, address("learning.course", course_slug=course.slug))
    return Frame(course, back, address("assessment.answer_check", course_slug=course.slug, when=when))
