"""The pictures of the courses; screens that look different; what staff know of the city's features."""

import logging
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow, public
from lms.accounts.current import signed_in_user
from lms.catalog import permissions, queries
from lms.catalog.actions import features as actions
from lms.catalog.forms import CheckForm, ScreenForm
from lms.catalog.models import CourseAddress, Feature, FeatureStatus
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.catalog.rules.features import ENOUGH_REPORTS, split_features
from lms.clock import now
from lms.db import db

log = logging.getLogger(__name__)
bp = Blueprint("catalog", __name__, template_folder="templates")


@bp.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """Lead from a former address of a course to its present one; a form that was open goes on there."""
    names = request.view_args or {}
    if "course_slug" not in names or catalog().course(names["course_slug"]):
        return None
    former = db.session.get(CourseAddress, names["course_slug"])
    present = next((course for course in catalog().courses if former and course.id == former.course_id), None)
    if present is None:
        return None
    names["course_slug"] = present.slug
    if request.method == "POST":
        return None
    values: dict[str, Any] = {**request.args, **names}
    return redirect(url_for(request.endpoint or "", **values), code=301)


@bp.get("/media/<digest>/<name>")
@public
def media(digest: str, name: str) -> Response:
    """Send a picture, to be kept for a year: another picture has another address."""
    content = queries.media(digest, name)
    if content is None:
        abort(404)
    response = Response(content, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
    return response


@bp.route("/kursus/<course_slug>/<lesson_slug>/berbeda/<feature_id>", methods=["GET", "POST"])
def different_screen(course_slug: str, lesson_slug: str, feature_id: str) -> ResponseReturnValue:
    """Take the reader's word that a step of a lesson looks different on their telephone.

    It is the word of whoever is signed in, also while they help somebody: one telephone, one report.
    """
    course, lesson = _lesson_or_404(course_slug, lesson_slug)
    feature = _marked_or_404(lesson, feature_id)
    form = ScreenForm()
    if form.validate_on_submit():
        person_id = signed_in_user().id
        try:
            is_new = actions.report_screen(feature, lesson.id, person_id=person_id, note=form.note.data, at=now())
        except actions.CannotReport as refusal:
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("screen reported: feature=%s person=%s new=%s", feature.id, person_id, is_new)
            thanks = (
                _("Terima kasih. Kalau beberapa orang melaporkan hal yang sama, petugas kota memeriksanya.")
                if is_new
                else _("Terima kasih. Laporan ini sudah kami terima.")
            )
            flash(thanks, "good")
            return redirect(url_for("learning.lesson", course_slug=course.slug, lesson_slug=lesson.slug), code=303)
    page = render_template("catalog/different_screen.html", course=course, lesson=lesson, feature=feature, form=form)
    return page, 422 if form.errors else 200


@bp.get("/kelola/fitur")
def features() -> ResponseReturnValue:
    """Show staff every feature that lessons rely on, those with several reports first."""
    allow(permissions.can_check_features(signed_in_user()))
    found = queries.listed_features()
    return render_template(
        "catalog/features.html",
        due=[row for row in found if row.open_reports >= ENOUGH_REPORTS],
        rows=found,
        enough=ENOUGH_REPORTS,
    )


@bp.route("/kelola/fitur/<feature_id>", methods=["GET", "POST"])
def feature(feature_id: str) -> ResponseReturnValue:
    """Show staff one feature with what was reported, and take what they found."""
    viewer = signed_in_user()
    allow(permissions.can_check_features(viewer))
    found = _feature_or_404(feature_id)
    form = CheckForm(note=found.note)
    if form.validate_on_submit():
        seen = _moment(form.checked_at.data), _moment(form.newest_report_at.data)
        status = FeatureStatus(form.status.data)
        try:
            settled = actions.check_feature(found, status, note=form.note.data, by_id=viewer.id, seen=seen, at=now())
        except actions.CannotCheck as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            return _feature_page(_feature_or_404(feature_id), form)
        db.session.commit()
        log.info("feature checked: feature=%s status=%s reports=%s by=%s", feature_id, status, settled, viewer.id)
        flash(_("Tersimpan. Laporan yang selesai: %(count)s.", count=settled), "good")
        return redirect(url_for(".features"), code=303)
    return _feature_page(found, form)


def _feature_page(found: Feature, form: CheckForm) -> ResponseReturnValue:
    reports = queries.open_reports(found.id)
    form.checked_at.data = found.checked_at.isoformat() if found.checked_at else ""
    form.newest_report_at.data = reports[0].reported_at.isoformat() if reports else ""
    lessons = {lesson.id: (course, lesson) for course in catalog().courses for lesson in course.lessons}
    page = render_template(
        "catalog/feature.html",
        feature=found,
        checked_by=found.checked_by,
        reports=[(*lessons.get(row.lesson_id, (None, None)), row) for row in reports],
        form=form,
    )
    return page, 422 if form.errors else 200


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
    if moment and moment.tzinfo is None:
        abort(400)
    return moment


def _lesson_or_404(course_slug: str, lesson_slug: str) -> tuple[PublishedCourse, PublishedLesson]:
    course = catalog().course(course_slug) or abort(404)
    return course, course.lesson(lesson_slug) or abort(404)


def _marked_or_404(lesson: PublishedLesson, feature_id: str) -> Feature:
    """Find a feature that this lesson relies on; any other is a page that does not exist."""
    if feature_id not in {name for _html, name in split_features(lesson.html) if name}:
        abort(404)
    return _feature_or_404(feature_id)


def _feature_or_404(feature_id: str) -> Feature:
    return db.get_or_404(Feature, feature_id)
