"""Courses and lessons as people read them, and the button that says a lesson is done."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from lms.accounts.access import public
from lms.accounts.current import signed_in
from lms.accounts.models import Role
from lms.catalog.queries import Pieces, PublishedCourse, PublishedLesson, catalog, pieces_of
from lms.clock import now
from lms.db import transaction
from lms.kim.queries import membership_of
from lms.learning import actions, queries
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.learning.rules import Tries, Try, check_offer, kilobytes, pictures_weight, without_pictures
from lms.learning.views.shared import course_or_404, lesson_or_leave
from lms.web.fragments import page_with_holes
from lms.web.pages import address, as_uuid, chosen_text_size, is_sparing, shared, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("learning", __name__, template_folder="../templates")

LONGEST_NUMBER = 9
"""Digits of a number that every database takes."""

BY_ONESELF = {"read"}
"""The rules that a button on the lesson's own page can meet."""


class Standing(NamedTuple):
    """Where a reader stands with an open lesson, besides having finished it or not."""

    hindrance: str | None = None
    task: str | None = None
    quiz: Try | None = None


@bp.get("/belajar")
@public
@shared
def courses() -> ResponseReturnValue:
    """List the courses; for signed-in people with their progress."""
    published = catalog().courses
    reader = learner()
    progress = queries.progress_of(published, [reader.id])[reader.id] if reader else _unstarted(published)
    return render_template("learning/courses.html", progress=progress, size_of=queries.size_of)


@bp.get("/kursus/<course_slug>")
@public
@shared
def course(course_slug: str) -> ResponseReturnValue:
    """Show a course: what it leads to, its lessons, where the reader stands."""
    found = course_or_404(course_slug)
    reader = learner()
    progress = _progress(found, reader)
    tries = queries.tries_in(found, reader.id) if reader else Tries()
    is_done = progress.next_lesson is None
    required = [other for other in catalog().courses if other.id in found.requires]
    return render_template(
        "learning/course.html",
        course=found,
        progress=progress,
        **_just_done(progress),
        required=required,
        check=check_offer(tries, has_started=progress.has_started, is_done=is_done) if reader and found.check_id else None,
        begun={lesson.id for lesson in found.lessons if lesson.id in tries.quizzes and not progress.is_done(lesson)},
        size=queries.size_of(found),
    )


@bp.get("/kursus/<course_slug>/<lesson_slug>")
@public
@shared
def lesson(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show a lesson to anyone; signed-in people find the button that saves it."""
    found = course_or_404(course_slug)
    open_lesson = lesson_or_leave(found, lesson_slug)
    reader = learner()
    progress = _progress(found, reader)
    standing = _standing(found, open_lesson, reader) if reader else Standing()
    pieces = _pieces(open_lesson)
    just = _just_done(progress)
    render = partial(_page, open_lesson, progress, pieces, standing=standing, just=just)
    viewer = signed_in()
    if reader is None or viewer is None:
        return render()
    holes = _holes(reader, open_lesson)
    if "_flashes" in session or reader.helper_id:
        return render(holes=holes)
    seen_as = (
        found.release_id,
        open_lesson.id,
        progress.pattern,
        standing,
        pieces,
        request.full_path,
        viewer.grants,
        just["may_teach"],
    )

    def with_holes(**left: str) -> str:
        return render(holes=left)

    return page_with_holes((*seen_as, chosen_text_size(), is_sparing()), with_holes, **holes)


@bp.post("/kursus/<course_slug>/<lesson_slug>/selesai")
def finish(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Save that the reader has finished a lesson, once, and lead on to the next."""
    found = course_or_404(course_slug)
    done = lesson_or_leave(found, lesson_slug)
    reader = learner() or abort(403)
    key, revision = as_uuid(request.form.get("kunci")), request.form.get("revisi", "")
    if key is None or not revision.isdecimal() or len(revision) > LONGEST_NUMBER:
        abort(400)
    answer = actions.Answer(key, int(revision), helper_id=reader.helper_id, data={"by": done.completion})
    try:
        _refuse_what_cannot_be_saved(found, done, reader)
        with transaction():
            recorded = actions.finish_lesson(found, done, reader.id, answer=answer, at=now())
    except actions.CannotRecord as refusal:
        flash(str(refusal), "bad")
        return redirect(address("learning.lesson", course_slug=course_slug, lesson_slug=done.slug), code=303)
    if recorded.is_new:
        log.info("lesson finished: person=%s lesson=%s", reader.id, done.id)
    return _lead_on(found, done, recorded)


def _refuse_what_cannot_be_saved(found: PublishedCourse, done: PublishedLesson, reader: Learner) -> None:
    refusal = refusal_for_somebody_else(reader)
    if refusal:
        raise actions.CannotRecord(refusal)
    if done.completion not in BY_ONESELF:
        raise actions.CannotRecord(_("Pelajaran ini belum bisa disimpan dari sini. Baca cara menyelesaikannya di bawah."))
    hindrance = queries.what_hinders(found, done, reader.id)
    if hindrance:
        raise actions.CannotRecord(hindrance)


def _standing(found: PublishedCourse, shown: PublishedLesson, reader: Learner) -> Standing:
    return Standing(
        queries.what_hinders(found, shown, reader.id),
        queries.standing_of_task(shown, reader.id),
        queries.tries_in(found, reader.id).quizzes.get(shown.id) if shown.quiz else None,
    )


def _pieces(shown: PublishedLesson) -> Pieces:
    """Give the text of a lesson as this reader wants it, with pictures or without."""
    return pieces_of(without_pictures(shown.html) if is_sparing() else shown.html)


def _page(
    open_lesson: PublishedLesson,
    progress: queries.Progress,
    pieces: Pieces,
    *,
    standing: Standing,
    just: Mapping[str, Any],
    holes: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "learning/lesson.html",
        course=progress.course,
        lesson=open_lesson,
        following=progress.course.after(open_lesson),
        progress=progress,
        **just,
        hindrance=standing.hindrance,
        ending=_ending(open_lesson, progress, standing.hindrance, has_button=holes is not None),
        standing=standing.task,
        quiz_try=standing.quiz,
        sparing=is_sparing(),
        picture_kilobytes=kilobytes(pictures_weight(open_lesson.html)),
        pieces=pieces,
        **(holes or {}),
    )


def _ending(open_lesson: PublishedLesson, progress: queries.Progress, hindrance: str | None, *, has_button: bool) -> str:
    """Name what stands at the end of the lesson: visitor, saved, hindered, button, quiz, task or attend."""
    if not has_button:
        return "visitor"
    if progress.is_done(open_lesson):
        return "saved"
    if hindrance:
        return "hindered"
    return "button" if open_lesson.completion in BY_ONESELF else open_lesson.completion


def _holes(reader: Learner, open_lesson: PublishedLesson) -> dict[str, str]:
    """Give what differs on a lesson's page between people who see the same."""
    return {"key": str(_key(reader, open_lesson)), "whom": str(reader.id), "token": generate_csrf()}


def _lead_on(found: PublishedCourse, done: PublishedLesson, recorded: actions.Recorded) -> ResponseReturnValue:
    if not recorded.counts:
        flash(_("Pelajaran ini baru saja diperbarui. Baca lagi isinya, lalu tekan sekali lagi."), "bad")
        return redirect(address("learning.lesson", course_slug=found.slug, lesson_slug=done.slug), code=303)
    following = found.after(done)
    if following is None or (recorded.is_new and recorded.has_completed):
        return redirect(address("learning.course", course_slug=found.slug, tersimpan=done.slug), code=303)
    return redirect(address("learning.lesson", course_slug=found.slug, lesson_slug=following.slug, tersimpan=done.slug), code=303)


def _just_done(progress: queries.Progress) -> dict[str, Any]:
    """Give the lesson that was just saved, as the address says and the record confirms, and whether to ask what comes of it."""
    named = progress.course.lesson(request.args.get("tersimpan", ""))
    done = named if named and progress.is_done(named) else None
    return {"just_done": done, "may_teach": done is not None and _may_teach()}


def _may_teach() -> bool:
    """Whether the reader brings lessons to others: as a volunteer, or serving in a group; a statement at most."""
    viewer, reader = signed_in(), learner()
    if viewer is None or reader is None or reader.id != viewer.id:
        return False
    return viewer.holds(Role.MENTOR) or membership_of(viewer.id, on=now().date()) is not None


def _progress(found: PublishedCourse, reader: Learner | None) -> queries.Progress:
    return queries.progress_in(found, reader.id) if reader else queries.Progress(found, {}, None)


def _unstarted(published: tuple[PublishedCourse, ...]) -> list[queries.Progress]:
    return [queries.Progress(found, {}, None) for found in published]


def _key(reader: Learner, open_lesson: PublishedLesson) -> UUID:
    return stable_key("lesson done", reader.id, open_lesson.id, open_lesson.revision_number)
