"""For staff: how the questions of the quizzes fare, and what the checks say was gained."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.assessment.permissions import can_see_statistics
from lms.assessment.queries.gains import gains_by_kelurahan
from lms.assessment.queries.items import item_figures, quizzes_taken
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.clock import now
from lms.regions.queries import kelurahan_in_order
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("statistics", __name__, template_folder="../templates")


@bp.get("/kelola/kuis")
def quizzes() -> ResponseReturnValue:
    """List the quizzes with how often they were taken, and the courses that have a check."""
    allow(can_see_statistics(signed_in_user()))
    published = catalog().courses
    return render_template(
        "assessment/statistics.html",
        quizzes=[(course, lesson) for course in published for lesson in course.lessons if lesson.quiz],
        taken=quizzes_taken(),
        checked=[course for course in published if course.check_id],
        at=now(),
    )


@bp.get("/kelola/kuis/<course_slug>/<lesson_slug>")
def items(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show how each question of a quiz fares."""
    course, lesson = _quiz_or_404(course_slug, lesson_slug)
    return render_template("assessment/items.html", course=course, lesson=lesson, figures=item_figures(lesson), at=now())


@bp.get("/kelola/kuis/<course_slug>/<lesson_slug>.csv")
def items_csv(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Give the same as a file for a spreadsheet."""
    _, lesson = _quiz_or_404(course_slug, lesson_slug)
    today = now().date()
    rows: list[Sequence[object]] = [
        ("tanggal", "soal", "pertanyaan", "menjawab", "benar", "belum_tahu", "pengecoh", "memilih_pengecoh")
    ]
    for one in item_figures(lesson):
        counts = (one.answered, one.right, one.unknown)
        rows.append((today, one.question.id, one.question.text, *counts, one.attracting, one.attracted))
    return spreadsheet(f"kuis-{lesson.slug}-{today}", rows)


@bp.get("/kelola/cek/<course_slug>")
def checks(course_slug: str) -> ResponseReturnValue:
    """Show what was gained in a course, kelurahan by kelurahan."""
    allow(can_see_statistics(signed_in_user()))
    course = catalog().course(course_slug) or abort(404)
    gained = gains_by_kelurahan(course.check_id) if course.check_id else {}
    rows = [(place, gained.get(place.id)) for place in kelurahan_in_order()]
    return render_template("assessment/gains.html", course=course, rows=rows, at=now())


def _quiz_or_404(course_slug: str, lesson_slug: str) -> tuple[PublishedCourse, PublishedLesson]:
    allow(can_see_statistics(signed_in_user()))
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug)
    return (course, lesson) if lesson and lesson.quiz else abort(404)
