"""What is printed or held in the hand of whoever leads a session: lessons and courses on paper, the facilitator's page."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.accounts.access import public
from lms.catalog.queries import Pieces, PublishedLesson, pieces_of
from lms.learning.rules import for_paper
from lms.learning.views.shared import course_or_404, lesson_or_leave
from lms.web.pages import address, shared
from lms.web.qr import code_for

bp = Blueprint("handouts", __name__, template_folder="../templates")


@bp.get("/kursus/<course_slug>/panduan")
@public
@shared
def facilitator(course_slug: str) -> ResponseReturnValue:
    """Show how to lead the course with some people in a hall."""
    found = course_or_404(course_slug)
    if not found.facilitator_html:
        abort(404)
    return render_template("learning/facilitator.html", course=found, pieces=pieces_of(found.facilitator_html))


@bp.get("/kursus/<course_slug>/<lesson_slug>/cetak")
@public
@shared
def lesson(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show a lesson for paper, with a code that leads back to it."""
    found = course_or_404(course_slug)
    printed = lesson_or_leave(found, lesson_slug)
    return render_template("learning/print.html", course=found, sheets=[_sheet(course_slug, printed)], title=printed.title)


@bp.get("/kursus/<course_slug>/cetak")
@public
@shared
def course(course_slug: str) -> ResponseReturnValue:
    """Show the whole course for paper, a lesson a sheet."""
    found = course_or_404(course_slug)
    sheets = [_sheet(course_slug, printed, is_section=True) for printed in found.lessons]
    return render_template("learning/print.html", course=found, sheets=sheets, title=found.title)


def _sheet(course_slug: str, printed: PublishedLesson, *, is_section: bool = False) -> tuple[PublishedLesson, Pieces, Markup]:
    """Give a lesson with its text for paper and its code; as a section of a course its headings stand one step lower."""
    code = code_for(address("learning.lesson", course_slug=course_slug, lesson_slug=printed.slug))
    return printed, pieces_of(for_paper(printed.html, is_section=is_section)), code
