"""Questions under a lesson, answered by mentors and staff."""

import logging
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog, lesson_id_at
from lms.clock import now
from lms.db import db
from lms.discussion import actions, permissions, queries
from lms.discussion.forms import AskForm, ReplyForm, ReportForm
from lms.discussion.models import Question, Reply
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.web.forms import Form
from lms.web.limits import has_spent, spend
from lms.web.pages import stable_key

log = logging.getLogger(__name__)
bp = Blueprint("discussion", __name__, template_folder="templates")

LIMIT = "ASK_LIMIT_PERSON"


@bp.get("/kursus/<course_slug>/<lesson_slug>/tanya")
def questions(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show the questions under a lesson, newest first, and the form for a new one."""
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug)
    if lesson is None:
        return _moved(course, lesson_slug)
    number = request.args.get("halaman", "1")
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        abort(404)
    return _list(course, lesson, AskForm(), page=int(number))


@bp.post("/kursus/<course_slug>/<lesson_slug>/tanya")
def ask(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Save a question, once, however often the button is pressed."""
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug) or abort(404)
    form, asker = AskForm(), _learner()
    if not _is_in_order(form, asker):
        return _list(course, lesson, form), 422
    if has_spent(LIMIT, f"person:{asker.id}"):
        form.form_errors.append(_("Pertanyaannya sudah banyak. Tunggu sebentar, lalu kirim lagi. Tulisan ini tidak hilang."))
        return _list(course, lesson, form), 429
    key = stable_key("question", asker.id, lesson.id, form.text.data)
    try:
        is_new = actions.ask(lesson, db.session.get_one(Person, asker.id), text=form.text.data, key=key, at=now())
    except actions.CannotPost as refusal:
        form.text.errors = [str(refusal)]
        return _list(course, lesson, form), 422
    db.session.commit()
    if is_new:
        spend(LIMIT, f"person:{asker.id}")
        log.info("question asked: person=%s lesson=%s", asker.id, lesson.id)
    flash(_("Pertanyaan tersimpan. Jawaban pendamping akan muncul di halaman ini."), "good")
    return redirect(url_for(".questions", course_slug=course.slug, lesson_slug=lesson.slug), code=303)


def _is_in_order(form: AskForm, asker: Learner) -> bool:
    """Whether a question can be saved for whoever learns here; what is wrong stands in the form."""
    if not form.validate_on_submit():
        return False
    refusal = refusal_for_somebody_else(asker)
    if refusal:
        form.form_errors.append(refusal)
    return refusal is None


@bp.get("/tanya")
def waiting() -> ResponseReturnValue:
    """Show those who answer what waits in their area: questions without an answer, and what was reported."""
    viewer = signed_in_user()
    allow(permissions.can_answer_somewhere(viewer))
    return render_template(
        "discussion/waiting.html",
        counts=queries.waiting_for(viewer),
        unanswered=queries.unanswered(viewer),
        reported=queries.reported(viewer),
        form_for=_form_for,
        titles={lesson.id: lesson.title for course in catalog().courses for lesson in course.lessons},
    )


@bp.get("/tanya/<int(max=2147483647):question_id>")
def question(question_id: int) -> ResponseReturnValue:
    """Show one question with its replies; for those who answer it, with everything they can do."""
    return _one(_thread_or_404(question_id), ReplyForm(prefix=f"q{question_id}"))


@bp.post("/tanya/<int(max=2147483647):question_id>/jawab")
def reply(question_id: int) -> ResponseReturnValue:
    """Save a reply, once."""
    thread = _thread_or_404(question_id)
    viewer = signed_in_user()
    allow(permissions.can_answer(viewer, thread))
    form = ReplyForm(prefix=f"q{question_id}")
    if not form.validate_on_submit():
        return _one(thread, form), 422
    key = stable_key("reply", viewer.id, question_id, form.text.data)
    asked = db.session.get_one(Question, question_id)
    try:
        is_new = actions.reply(asked, by_id=viewer.id, text=form.text.data, key=key, at=now())
    except actions.CannotPost as refusal:
        form.text.errors = [str(refusal)]
        return _one(thread, form), 422
    db.session.commit()
    if is_new:
        log.info("question answered: question=%s by=%s", question_id, viewer.id)
    flash(_("Jawaban tersimpan."), "good")
    return redirect(url_for(".question", question_id=question_id), code=303)


@bp.route("/tanya/<kind>/<int(max=2147483647):item_id>/lapor", methods=["GET", "POST"])
def report(kind: str, item_id: int) -> ResponseReturnValue:
    """Let anybody say why a question or a reply should not stand there."""
    target, thread = _target_or_404(kind, item_id)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            actions.report(target, by_id=signed_in_user().id, reason=form.reason.data, at=now())
        except actions.CannotReport as refusal:
            db.session.rollback()
            flash(str(refusal), "bad")
        else:
            db.session.commit()
            log.info("reported: kind=%s id=%s by=%s", kind, item_id, signed_in_user().id)
            flash(_("Laporan terkirim. Pendamping atau petugas akan memeriksanya."), "good")
        return redirect(url_for(".question", question_id=thread.id), code=303)
    said = next(one for one in (thread.question, *thread.replies) if (one.kind, one.id) == (kind, item_id))
    return render_template("discussion/report.html", form=form, said=said, thread=thread), 422 if form.errors else 200


@bp.post("/tanya/<kind>/<int(max=2147483647):item_id>/sembunyikan")
def hide(kind: str, item_id: int) -> ResponseReturnValue:
    """Hide a question or a reply."""
    return _moderate(kind, item_id, actions.hide, _("Tulisan disembunyikan. Orang lain tidak bisa membacanya lagi."))


@bp.post("/tanya/<kind>/<int(max=2147483647):item_id>/tampilkan")
def unhide(kind: str, item_id: int) -> ResponseReturnValue:
    """Show a hidden question or reply again."""
    return _moderate(kind, item_id, actions.unhide, _("Tulisan ditampilkan lagi."))


@bp.post("/tanya/<kind>/<int(max=2147483647):item_id>/biarkan")
def keep(kind: str, item_id: int) -> ResponseReturnValue:
    """Let something stand that was reported."""
    return _moderate(kind, item_id, actions.keep, _("Laporan selesai. Tulisannya tetap ditampilkan."))


def _moderate(kind: str, item_id: int, action: Callable[..., None], done: str) -> ResponseReturnValue:
    target, thread = _target_or_404(kind, item_id)
    viewer = signed_in_user()
    allow(permissions.can_answer(viewer, thread))
    try:
        action(target, by_id=viewer.id, at=now())
    except actions.CannotModerate as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("moderated: kind=%s id=%s by=%s", kind, item_id, viewer.id)
        flash(done, "good")
    return redirect(url_for(".question", question_id=thread.id), code=303)


def _list(course: PublishedCourse, lesson: PublishedLesson, form: AskForm, *, page: int = 1) -> str:
    viewer = signed_in_user()
    threads, has_older = queries.threads_under(lesson.id, page=page)
    if page > 1 and not threads:
        abort(404)
    answerable = {thread.id for thread in threads if permissions.can_answer(viewer, thread)}
    asker = _learner()
    return render_template(
        "discussion/questions.html",
        course=course,
        lesson=lesson,
        form=form,
        threads=[thread if thread.id in answerable else thread.without_hidden() for thread in threads],
        answerable=answerable,
        reply_forms={
            thread.id: ReplyForm(formdata=None, prefix=f"q{thread.id}")
            for thread in threads
            if thread.id in answerable and not thread.question.is_hidden
        },
        page=page,
        has_older=has_older,
        asker=asker,
    )


def _one(thread: queries.Thread, form: ReplyForm) -> str:
    is_mine = permissions.can_answer(signed_in_user(), thread)
    course = next(course for course in catalog().courses if any(item.id == thread.lesson_id for item in course.lessons))
    return render_template(
        "discussion/question.html",
        course=course,
        lesson=next(item for item in course.lessons if item.id == thread.lesson_id),
        thread=thread if is_mine else thread.without_hidden(),
        form=form,
        can_answer=is_mine,
        form_for=_form_for,
    )


def _form_for(said: queries.Said) -> Form:
    """Give the token of a button that moderates something; several stand on one page."""
    return Form(formdata=None, prefix=f"{said.kind}{said.id}")


def _learner() -> Learner:
    return learner() or abort(403)


def _thread_or_404(question_id: int) -> queries.Thread:
    return queries.thread(question_id) or abort(404)


def _target_or_404(kind: str, item_id: int) -> tuple[Question | Reply, queries.Thread]:
    """Find what an address is about, with its thread; the texts of hidden things only for those who answer there."""
    target: Question | Reply
    if kind == "jawaban":
        target = db.session.get(Reply, item_id) or abort(404)
        thread = _thread_or_404(target.question_id)
    elif kind == "pertanyaan":
        target = db.session.get(Question, item_id) or abort(404)
        thread = _thread_or_404(target.id)
    else:
        abort(404)
    return target, thread if permissions.can_answer(signed_in_user(), thread) else thread.without_hidden()


def _moved(course: PublishedCourse, lesson_slug: str) -> ResponseReturnValue:
    """Lead an old address to the lesson's present one, or say that the lesson is no longer used."""
    lesson_id = lesson_id_at(course.id, lesson_slug) or abort(404)
    present = next((item for item in course.lessons if item.id == lesson_id), None)
    if present is None:
        return render_template("learning/retired.html", course=course), 410
    return redirect(url_for(".questions", course_slug=course.slug, lesson_slug=present.slug), code=301)
