"""What the pages of a task begin and end with: which task it is, whose work, and the way back."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.learning.current import Learner, learner
from lms.web.pages import address, as_uuid


@dataclass(frozen=True, slots=True)
class Place:
    """The task a page is about, and whose work it shows."""

    course: PublishedCourse
    lesson: PublishedLesson
    learner: Learner

    @property
    def path(self) -> str:
        """The address of the task's page."""
        return address("work.task", course_slug=self.course.slug, lesson_slug=self.lesson.slug)


def place_or_404(course_slug: str, lesson_slug: str) -> Place:
    """Find the task of an address for whoever learns here."""
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug) or abort(404)
    if not lesson.task:
        abort(404)
    return Place(course, lesson, learner() or abort(403))


def ids_sent(name: str) -> list[UUID]:
    """Give the ids that the form at hand names in a field; what is none is left out."""
    return [found for item in request.form.getlist(name) if (found := as_uuid(item))]


def back_to(place: Place) -> ResponseReturnValue:
    """Lead to the task's page after something was done."""
    return redirect(place.path, code=303)
