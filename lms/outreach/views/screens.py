"""Meeting mode: a lesson on a projector or a phone passed around."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.access import public
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog, lesson_id_at, pieces_of
from lms.learning.rules import without_pictures
from lms.outreach.rules.screens import Screen, minutes, screens
from lms.web.pages import is_sparing, shared

bp = Blueprint("screens", __name__, template_folder="../templates")

LONGEST_NUMBER = 4
RECORD = "/kegiatan/catat"
"""Where a visit is recorded."""


@bp.get("/kursus/<course_slug>/<lesson_slug>/rapat")
@public
@shared
def show(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show one screen of a lesson to a meeting; `layar` counts them from 1, and any other number shows the nearest one."""
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug) or _leave(course, lesson_slug)
    sequence = screens(lesson.html, lesson.quiz)
    number = _number(request.args.get("layar", ""), len(sequence))
    screen = _shown(sequence[number - 1])
    return render_template(
        "outreach/screen.html",
        course=course,
        lesson=lesson,
        screen=screen,
        pieces=pieces_of(screen.html),
        number=number,
        count=len(sequence),
        minutes=minutes(len(sequence)),
        record_at=f"{RECORD}?{urlencode({'kursus': course.slug, 'pelajaran': lesson.slug})}",
    )


def _number(typed: str, count: int) -> int:
    is_number = typed.isascii() and typed.isdecimal()
    return max(1, min(int(typed[:LONGEST_NUMBER]), count)) if is_number else 1


def _shown(screen: Screen) -> Screen:
    """Give a screen as this reader wants it: who spares data sees links in place of pictures, all others see them at once."""
    html = without_pictures(screen.html) if is_sparing() else screen.html.replace(' loading="lazy"', "")
    return replace(screen, html=html)


def _leave(course: PublishedCourse, lesson_slug: str) -> PublishedLesson:
    """Lead a former address to the present one, or say that the lesson is no longer used."""
    lesson_id = lesson_id_at(course.id, lesson_slug) or abort(404)
    present = next((item for item in course.lessons if item.id == lesson_id), None)
    if present is None:
        abort(make_response(render_template("learning/retired.html", course=course), 410))
    abort(redirect(url_for(".show", course_slug=course.slug, lesson_slug=present.slug), code=301))
