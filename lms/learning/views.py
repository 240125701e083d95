"""Courses and lessons as people read them, and the button that says a lesson is done."""

import logging
from functools import partial
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from lms.accounts.access import public
from lms.accounts.current import Viewer, signed_in, signed_in_user
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog, lesson_id_at
from lms.clock import now
from lms.db import db
from lms.learning import actions, queries
from lms.web.fragments import page_with_holes
from lms.web.pages import address, as_uuid, chosen_text_size, shared, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("learning", __name__, template_folder="templates")


@bp.get("/belajar")
@public
@shared
def courses() -> ResponseReturnValue:
    """List the courses; for signed-in people with their progress."""
    published = catalog().courses
    viewer = signed_in()
    progress = queries.progress_of(published, [viewer.id])[viewer.id] if viewer else _unstarted(published)
    return render_template("learning/courses.html", progress=progress)


@bp.get("/kursus/<course_slug>")
@public
@shared
def course(course_slug: str) -> ResponseReturnValue:
    """Show a course: what it leads to, its lessons, where the reader stands."""
    found = _course_or_404(course_slug)
    progress = _progress(found, signed_in())
    return render_template("learning/course.html", course=found, progress=progress, just_done=_just_done(progress))


@bp.get("/kursus/<course_slug>/<lesson_slug>")
@public
@shared
def lesson(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show a lesson to anyone; signed-in people find the button that saves it."""
    found = _course_or_404(course_slug)
    open_lesson = found.lesson(lesson_slug)
    if open_lesson is None:
        return _moved(found, lesson_slug)
    viewer = signed_in()
    progress = _progress(found, viewer)
    render = partial(
        render_template,
        "learning/lesson.html",
        course=found,
        lesson=open_lesson,
        following=found.after(open_lesson),
        progress=progress,
        just_done=_just_done(progress),
    )
    if viewer is None or "_flashes" in session:
        return render(key=_key(viewer, open_lesson) if viewer else None, token=generate_csrf() if viewer else "")
    seen_as = (found.release_id, open_lesson.id, progress.pattern, request.full_path, viewer.grants, chosen_text_size())
    return page_with_holes(seen_as, render, key=str(_key(viewer, open_lesson)), token=generate_csrf())


@bp.post("/kursus/<course_slug>/<lesson_slug>/selesai")
def finish(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Save that the reader has finished a lesson, once, and lead on to the next."""
    found = _course_or_404(course_slug)
    done = found.lesson(lesson_slug)
    if done is None:
        abort(404)
    viewer = signed_in_user()
    key, revision = as_uuid(request.form.get("kunci")), request.form.get("revisi", "")
    if key is None or not revision.isdecimal():
        abort(400)
    try:
        recorded = actions.finish_lesson(found, done, viewer.id, answer=actions.Answer(key, int(revision)), at=now())
    except actions.CannotRecord as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".lesson", course_slug=course_slug, lesson_slug=lesson_slug), code=303)
    db.session.commit()
    if recorded.is_new:
        log.info("lesson finished: person=%s lesson=%s", viewer.id, done.id)
    return _lead_on(found, done, recorded)


def _lead_on(found: PublishedCourse, done: PublishedLesson, recorded: actions.Recorded) -> ResponseReturnValue:
    following = found.after(done)
    if following is None or (recorded.is_new and recorded.has_completed):
        return redirect(address("learning.course", course_slug=found.slug, tersimpan=done.slug), code=303)
    return redirect(address("learning.lesson", course_slug=found.slug, lesson_slug=following.slug, tersimpan=done.slug), code=303)


def _just_done(progress: queries.Progress) -> PublishedLesson | None:
    """Give the lesson that was just saved, as the address says and the record confirms."""
    lesson = progress.course.lesson(request.args.get("tersimpan", ""))
    return lesson if lesson and progress.is_done(lesson) else None


def _course_or_404(slug: str) -> PublishedCourse:
    return catalog().course(slug) or abort(404)


def _progress(found: PublishedCourse, viewer: Viewer | None) -> queries.Progress:
    return queries.progress_in(found, viewer.id) if viewer else queries.Progress(found, {}, None)


def _unstarted(courses: tuple[PublishedCourse, ...]) -> list[queries.Progress]:
    return [queries.Progress(found, {}, None) for found in courses]


def _key(viewer: Viewer, open_lesson: PublishedLesson) -> UUID:
    return stable_key("lesson done", viewer.id, open_lesson.id, open_lesson.revision_number)


def _moved(found: PublishedCourse, lesson_slug: str) -> ResponseReturnValue:
    """Lead an old address to the lesson's present one, or say that the lesson is no longer used."""
    lesson_id = lesson_id_at(found.id, lesson_slug)
    if lesson_id is None:
        abort(404)
    present = next((item for item in found.lessons if item.id == lesson_id), None)
    if present is None:
        return render_template("learning/retired.html", course=found), 410
    return redirect(url_for(".lesson", course_slug=found.slug, lesson_slug=present.slug), code=301)
