"""What the pages about courses and lessons share: finding a course and a lesson, by former addresses too."""

from flask import abort, make_response, redirect, render_template, request

from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog, lesson_id_at
from lms.web.pages import address


def course_or_404(slug: str) -> PublishedCourse:
    """Give a published course by its address, or end with 404."""
    return catalog().course(slug) or abort(404)


def lesson_or_leave(course: PublishedCourse, slug: str) -> PublishedLesson:
    """Find a lesson by its address. From a former one a reader is led to the present one, and a form that was open goes on.

    Ends with 404 for an address no lesson ever had, and with the words for a lesson that is no longer used.
    """
    found = course.lesson(slug)
    if found:
        return found
    lesson_id = lesson_id_at(course.id, slug) or abort(404)
    present = next((item for item in course.lessons if item.id == lesson_id), None)
    if present is None:
        abort(make_response(render_template("learning/retired.html", course=course), 410))
    if request.method != "POST":
        abort(redirect(address(request.endpoint or "", course_slug=course.slug, lesson_slug=present.slug), code=301))
    return present
