"""The quiz of a lesson: one question a page, what is said of each answer, what came of it."""

import logging

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug import Response

from lms.assessment import actions
from lms.assessment.models import Attempt
from lms.assessment.queries import attempts as queries
from lms.assessment.queries.attempts import Sitting
from lms.assessment.rules.answers import Unreadable
from lms.assessment.rules.attempts import to_ask
from lms.assessment.rules.explaining import explained
from lms.assessment.views.shared import (
    Frame,
    asked_again,
    attempt_to_answer_or_404,
    course_or_404,
    key_or_400,
    own_attempt_or_404,
    question_page,
    reader_here,
    refuse_for_somebody_else,
    reply_to,
)
from lms.catalog.queries import PublishedCourse, PublishedLesson, lesson_id_at
from lms.clock import now
from lms.db import db
from lms.learning.current import Learner, refusal_for_somebody_else
from lms.learning.queries import progress_in, what_hinders
from lms.web.pages import address, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("assessment", __name__, template_folder="../templates")


@bp.get("/kursus/<course_slug>/<lesson_slug>/kuis")
def quiz(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show the next question of the open attempt, or what awaits who begins one."""
    course, lesson = _lesson_or_leave(course_slug, lesson_slug)
    reader = reader_here()
    open_attempt, last = queries.latest_attempts(reader.id, lesson.id)
    if open_attempt:
        return question_page(queries.sitting(open_attempt, lesson), _frame(course, lesson))
    if lesson.quiz is None:
        abort(404)
    return _intro(course, lesson, reader, last)


@bp.post("/kursus/<course_slug>/<lesson_slug>/kuis/mulai")
def begin(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Begin an attempt, or lead to the one that is open."""
    course, lesson = _lesson_or_leave(course_slug, lesson_slug)
    reader, key = reader_here(), key_or_400()
    try:
        refuse_for_somebody_else(reader)
        attempt = actions.begin_quiz(course, lesson, reader, key=key, at=now())
    except actions.CannotBegin as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("quiz begun: person=%s attempt=%s", reader.id, attempt.id)
    return redirect(_quiz_address(course, lesson), code=303)


@bp.post("/kursus/<course_slug>/<lesson_slug>/kuis/jawab")
def answer(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Keep one answer, and lead to what is said of it."""
    course, lesson = _lesson_or_leave(course_slug, lesson_slug)
    reader = reader_here()
    not_theirs = refusal_for_somebody_else(reader)
    if not_theirs:
        flash(not_theirs, "bad")
        return redirect(_quiz_address(course, lesson), code=303)
    sitting = _sitting_or_404(lesson, attempt_to_answer_or_404(reader))
    try:
        reply = reply_to(sitting, reader)
        sitting = actions.answer_quiz(course, lesson, sitting, reply=reply, at=now())
    except Unreadable as refusal:
        return asked_again(sitting, _frame(course, lesson), refusal)
    except actions.CannotAnswer as refusal:
        flash(str(refusal), "bad")
        return redirect(_quiz_address(course, lesson), code=303)
    following = _explanation(course, lesson, sitting.attempt, reply.question.id)
    db.session.commit()
    return redirect(following, code=303)


@bp.get("/kursus/<course_slug>/<lesson_slug>/kuis/<attempt>/<int:number>")
def feedback(course_slug: str, lesson_slug: str, *, attempt: str, number: int) -> ResponseReturnValue:
    """Say whether an answer was right, and explain every option; nothing before it was given."""
    course, lesson = _lesson_or_leave(course_slug, lesson_slug)
    sitting = _sitting_or_404(lesson, own_attempt_or_404(reader_here(), attempt))
    question = sitting.question(number) or abort(404)
    given = sitting.answers.get(question.id)
    if given is None:
        return redirect(_quiz_address(course, lesson), code=303)
    return render_template(
        "assessment/feedback.html",
        course=course,
        lesson=lesson,
        attempt=sitting.attempt,
        question=question,
        given=given,
        lines=explained(question, sitting.order(question), given.given),
        number=number,
        asked=len(sitting.attempt.question_ids),
    )


@bp.get("/kursus/<course_slug>/<lesson_slug>/kuis/<attempt>")
def result(course_slug: str, lesson_slug: str, attempt: str) -> ResponseReturnValue:
    """Show what came of a finished attempt, and what to do next."""
    course, lesson = _lesson_or_leave(course_slug, lesson_slug)
    reader = reader_here()
    sitting = _sitting_or_404(lesson, own_attempt_or_404(reader, attempt))
    if sitting.attempt.finished_at is None:
        return redirect(_quiz_address(course, lesson), code=303)
    numbers = {one: number for number, one in enumerate(sitting.attempt.question_ids, start=1)}
    is_done = progress_in(course, reader.id).is_done(lesson)
    return render_template(
        "assessment/result.html",
        course=course,
        lesson=lesson,
        attempt=sitting.attempt,
        needed=sitting.quiz.needed,
        missed=[(question, numbers[question.id]) for question in sitting.outcome.missed],
        is_done=is_done,
        was_taken_back=not is_done and queries.still_counts(sitting.attempt, lesson),
        following=course.after(lesson),
        key=_key(reader, lesson, sitting.attempt),
        whom=reader.id,
    )


def _intro(course: PublishedCourse, lesson: PublishedLesson, reader: Learner, last: Attempt | None) -> str:
    if lesson.quiz is None:
        abort(404)
    failed = queries.sitting(last, lesson) if last and not last.passed else None
    return render_template(
        "assessment/intro.html",
        course=course,
        lesson=lesson,
        quiz=lesson.quiz,
        must=sum(question.must for question in lesson.quiz.questions),
        asked=len(to_ask(lesson.quiz, failed.quiz if failed else None, failed.right if failed else ())),
        last=last,
        hindrance=what_hinders(course, lesson, reader.id),
        is_aided=reader.helper_id is not None,
        key=_key(reader, lesson, last),
        whom=reader.id,
    )


def _key(reader: Learner, lesson: PublishedLesson, last: Attempt | None) -> object:
    """Make the key of the next attempt: the same on every telephone until one more is finished."""
    return stable_key("quiz", reader.id, lesson.id, lesson.revision_id, last.id if last else "")


def _lesson_or_leave(course_slug: str, lesson_slug: str) -> tuple[PublishedCourse, PublishedLesson]:
    """Find a lesson by its present or a former address; a retired one is said to be so."""
    course = course_or_404(course_slug)
    lesson = course.lesson(lesson_slug)
    if lesson is None:
        lesson_id = lesson_id_at(course.id, lesson_slug) or abort(404)
        lesson = next((item for item in course.lessons if item.id == lesson_id), None)
    return course, lesson or abort(_retired(course))


def _retired(course: PublishedCourse) -> Response:
    return make_response(render_template("learning/retired.html", course=course), 410)


def _sitting_or_404(lesson: PublishedLesson, attempt: Attempt) -> Sitting:
    return queries.sitting(attempt, lesson) if attempt.lesson_id == lesson.id else abort(404)


def _frame(course: PublishedCourse, lesson: PublishedLesson) -> Frame:
    names = {"course_slug": course.slug, "lesson_slug": lesson.slug}
    return Frame(course, (lesson.title, address("learning.lesson", **names)), address("assessment.answer", **names))


def _quiz_address(course: PublishedCourse, lesson: PublishedLesson) -> str:
    return address("assessment.quiz", course_slug=course.slug, lesson_slug=lesson.slug)


def _explanation(course: PublishedCourse, lesson: PublishedLesson, attempt: Attempt, question_id: str) -> str:
    number = attempt.question_ids.index(question_id) + 1
    names = {"course_slug": course.slug, "lesson_slug": lesson.slug}
    return address("assessment.feedback", **names, attempt=str(attempt.id), number=number)
