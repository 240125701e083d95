"""A learner's practical work: handing in, its history, the words about it."""

import logging
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from lms.accounts.current import signed_in_user
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog, lesson_id_at
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.files.storage import storage
from lms.learning.current import HELPING, learner, refusal_for_somebody_else
from lms.learning.queries import what_hinders
from lms.submissions import permissions
from lms.submissions.actions import handing_in, uploads
from lms.submissions.forms.handing_in import HandInForm, everything_sent, form_for, refuse
from lms.submissions.forms.judging import new_comment
from lms.submissions.models import FileKind, Verdict, Work
from lms.submissions.queries import works
from lms.submissions.queries.judgements import Judged, Piece, comments_on, judgements_of, pieces_of
from lms.submissions.queries.queue import place_for
from lms.submissions.rules.evidence import MOST_FILES, Evidence, State, state_of, taken
from lms.submissions.rules.judging import rubric_of
from lms.submissions.views.shared import Place, back_to, ids_sent, place_or_404
from lms.web.pages import address, as_uuid, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("work", __name__, template_folder="../templates")

MOST_BYTES = 126 * 1024 * 1024
"""One film, three photos and the words: what a form of this page may hold. No other page takes so much."""


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, values: object) -> None:
    """Let the form of this page hold files, before anything reads it; only for devices that have signed in."""
    del values
    if endpoint == "work.hand_in" and "_user_id" in session:
        request.max_content_length = MOST_BYTES


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    del error
    return render_template("submissions/too_large.html", back=request.path), 413


@bp.get("/tugas")
def mine() -> ResponseReturnValue:
    """List what the learner has handed in, and where each stands."""
    reader = learner() or abort(403)
    places = {(course.id, lesson.id): (course, lesson) for course in catalog().courses for lesson in course.lessons}
    listed = [(item, *_named(item, places.get((item.course_id, item.lesson_id)))) for item in works.own_works(reader.id)]
    return render_template("submissions/mine.html", listed=listed, reader=reader)


@bp.get("/tugas/<int(max=2147483647):work_id>")
def shown(work_id: int) -> ResponseReturnValue:
    """Lead the learner to their page while the lesson is taught, and show the work to others who may see it."""
    work = works.work_with_person(work_id) or abort(404)
    viewer, reader = signed_in_user(), learner()
    is_own = reader is not None and reader.id == work.person_id
    taught = _address_of(work) if is_own else None
    if taught:
        return redirect(taught, code=303)
    if not (is_own or permissions.may_see(viewer, work)):
        abort(404)
    judges = permissions.can_judge(viewer, work)
    pieces = [piece for piece in pieces_of(work_id) if is_own or piece.version.withdrawn_at is None] or abort(404)
    is_unseen = judges and any(place_for(piece.version, viewer.id) for piece in pieces)
    return render_template(
        "submissions/shown.html",
        pieces=pieces,
        judgements={} if is_unseen else judgements_of(work_id),
        comments=[] if is_unseen else comments_on(work_id),
        comment_form=None if is_unseen else new_comment(),
        work_id=work_id,
        waiting=next((piece.version.id for piece in pieces if piece.version.waiting_since), None) if judges else None,
    )


@bp.get("/tugas/<course_slug>/<lesson_slug>")
def task(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Show a task, what was handed in for it, and the form to hand in."""
    course = catalog().course(course_slug) or abort(404)
    if course.lesson(lesson_slug) is None:
        return _moved(course, lesson_slug)
    place = place_or_404(course_slug, lesson_slug)
    return _page(place, _form(place), key=uuid4())


@bp.post("/tugas/<course_slug>/<lesson_slug>")
def hand_in(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Hand in a version, once; a form that is not in order keeps its words and its files."""
    place = place_or_404(course_slug, lesson_slug)
    page_key, form = as_uuid(request.form.get("kunci")) or abort(400), _form(place)
    hindrance = refusal_for_somebody_else(place.learner) or _hindrance(place)
    if hindrance:
        form.validate_on_submit()
        form.form_errors.append(hindrance)
        return _page(place, form, key=page_key), 422
    key = stable_key("version", place.learner.id, place.lesson.id, *everything_sent())
    while (before := works.version_of(key)) and before.withdrawn_at:
        key = stable_key("version", key)  # the same once more after it was taken back is meant
    if before:
        return back_to(place)
    db.session.rollback()  # nothing is written yet: nobody has to wait while the photos are made safe
    kept, refused = _made_safe(form)
    form.validate_on_submit()
    for kind, reason in refused:
        refuse(form, kind, reason)
    return _save(place, form, kept, key=key)


@bp.get("/tugas/<course_slug>/<lesson_slug>/tarik")
def ask_withdraw(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Ask once before a version that still waits is taken back."""
    place = place_or_404(course_slug, lesson_slug)
    version = works.waiting_version(as_uuid(request.args.get("versi")), place.lesson.id, place.learner.id)
    return render_template("submissions/withdraw.html", place=place, version=version) if version else back_to(place)


@bp.post("/tugas/<course_slug>/<lesson_slug>/tarik")
def withdraw(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Take back a version that still waits."""
    place = place_or_404(course_slug, lesson_slug)
    version_id = as_uuid(request.form.get("versi")) or abort(400)
    refusal_for_me = refusal_for_somebody_else(place.learner)
    if refusal_for_me:
        flash(refusal_for_me, "bad")
        return back_to(place)
    try:
        handing_in.withdraw(version_id, place.learner, at=now())
    except handing_in.CannotWithdraw as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        log.info("work withdrawn: version=%s person=%s", version_id, place.learner.id)
        flash(_("Kiriman ditarik. Kiriman ini tidak akan dinilai."), "good")
    return back_to(place)


@bp.post("/tugas/<course_slug>/<lesson_slug>/buang")
def remove_file(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Take a file out that is kept and not handed in yet; one that is gone already is not missed."""
    place = place_or_404(course_slug, lesson_slug)
    refusal_for_me = refusal_for_somebody_else(place.learner)
    if refusal_for_me:
        flash(refusal_for_me, "bad")
        return back_to(place)
    erased = uploads.remove_from_draft(ids_sent("buang"), place.lesson.id, place.learner.id)
    db.session.commit()
    uploads.erase_quietly(erased, storage())
    return back_to(place)


def _made_safe(form: HandInForm) -> tuple[list[uploads.Kept], list[tuple[FileKind, str]]]:
    """Put the files of a form into the storage, and say which are not taken and why."""
    kept: list[uploads.Kept] = []
    refused: list[tuple[FileKind, str]] = []
    for kind, files in form.files.items():
        for file in files[: MOST_FILES[kind]]:
            try:
                kept.append(uploads.keep(kind, file.stream, storage()))
            except Refused as refusal:
                refused.append((kind, str(refusal)))
        if len(files) > MOST_FILES[kind]:
            refused.append((kind, _("Paling banyak %(most)s foto. Yang selebihnya belum dikirim.", most=MOST_FILES[kind])))
    return kept, refused


def _named(own: works.Own, place: tuple[PublishedCourse, PublishedLesson] | None) -> tuple[str, str]:
    """Give the title and the page of a task; of one that is no longer taught, as it was read."""
    if place is None:
        return own.title, address(".shown", work_id=own.work_id)
    course, lesson = place
    return lesson.title, address(".task", course_slug=course.slug, lesson_slug=lesson.slug)


def _address_of(work: Work) -> str | None:
    """Give the page of a work's task; None when it is no longer taught."""
    course = next((item for item in catalog().courses if item.id == work.course_id), None)
    lesson = next((item for item in course.lessons if item.id == work.lesson_id and item.task), None) if course else None
    return address(".task", course_slug=course.slug, lesson_slug=lesson.slug) if course and lesson else None


def _save(place: Place, form: HandInForm, kept: list[uploads.Kept], *, key: UUID) -> ResponseReturnValue:
    """Save what was sent: as a version when the form is in order, otherwise the files alone, for the next try."""
    named, erased = ids_sent("lampiran"), []
    try:
        uploads.add_to_draft(kept, place.lesson.id, place.learner.id, at=now())
        named += [item.id for item in kept]
    except uploads.CannotSend as refusal:
        form.form_errors.append(str(refusal))
        erased = [uploads.name_of(item.id) for item in kept]
    if not form.errors and not _hand_in(place, form, named, key):
        db.session.rollback()
        uploads.erase_quietly([uploads.name_of(item.id) for item in kept], storage())
        return back_to(place)
    db.session.commit()
    uploads.erase_quietly(erased, storage())
    if form.errors:
        return _page(place, form, key=uuid4()), 422
    log.info("work handed in: version=%s lesson=%s person=%s", key, place.lesson.id, place.learner.id)
    flash(_("Tugas terkirim. Penilai akan membacanya, paling lama 3 hari."), "good")
    return back_to(place)


def _hand_in(place: Place, form: HandInForm, files: list[UUID], key: UUID) -> bool:
    """Hand in what stands in a form; False when the same form has arrived before. A refusal stands in the form."""
    try:
        with db.session.begin_nested():
            return handing_in.hand_in(place.lesson, place.learner, form.content, key=key, files=files, at=now())
    except handing_in.CannotHandIn as refusal:
        form.form_errors.append(str(refusal))
        return True


def _page(place: Place, form: HandInForm, *, key: UUID) -> str:
    task, is_helped, fields = place.lesson.task or {}, place.learner.helper_id is not None, form.evidence_fields
    work = works.work_in(place.lesson.id, place.learner.id)
    judgements = judgements_of(work.id) if work else {}
    pieces = [(piece, _state(piece, judgements)) for piece in pieces_of(work.id)] if work else []
    state = pieces[0][1] if pieces else None
    has_passed = any(one is State.PASSED for _piece, one in pieces)
    can_improve = has_passed and state is not State.WAITING and bool(rubric_of(task))
    return render_template(
        "submissions/task.html",
        course=place.course,
        lesson=place.lesson,
        learner=place.learner,
        form=form,
        key=key,
        drafts=works.drafts(place.lesson.id, place.learner.id),
        hindrance=_hindrance(place),
        you=place.learner.called if is_helped else signed_in_user().pronoun,
        is_begun=_begin(form, pieces),
        can_be_watched=not is_helped and Evidence.OBSERVATION in taken(task, is_helped=True),
        helps=not is_helped and any(signed_in_user().holds(role) for role in HELPING),
        has_fields=bool(fields),
        has_choice=len(fields) > 1,
        has_passed=has_passed,
        can_improve=can_improve,
        takes_more=can_improve or not has_passed,
        state=state,
        pieces=pieces,
        judgements=judgements,
        comments=comments_on(work.id) if work else [],
        comment_form=new_comment(),
        back=place.path,
    )


def _begin(form: HandInForm, pieces: list[tuple[Piece, State]]) -> bool:
    """Begin a new version with the words and the link of the newest, unless that passed; tells whether there were any."""
    if request.method != "GET" or not pieces or pieces[0][1] is State.PASSED:
        return False
    newest = pieces[0][0].version
    return form.begin_with(newest.link or "", newest.text or "")


def _state(piece: Piece, judgements: dict[UUID, Judged]) -> State:
    judged = judgements.get(piece.version.id)
    verdict = None if judged is None else Verdict.PASSED if judged.has_passed else Verdict.REPAIR
    version = piece.version
    return state_of(withdrawn_at=version.withdrawn_at, waiting_since=version.waiting_since, verdict=verdict)


def _form(place: Place) -> HandInForm:
    task = place.lesson.task or {}
    return form_for(taken(task, is_helped=place.learner.helper_id is not None), task.get("checklist", ()))


def _hindrance(place: Place) -> str | None:
    return what_hinders(place.course, place.lesson, place.learner.id)


def _moved(course: PublishedCourse, lesson_slug: str) -> ResponseReturnValue:
    """Lead an old address to the task's present one, or say that the lesson is no longer used."""
    lesson_id = lesson_id_at(course.id, lesson_slug) or abort(404)
    present = next((item for item in course.lessons if item.id == lesson_id), None)
    if present is None:
        return render_template("learning/retired.html", course=course), 410
    return redirect(address(".task", course_slug=course.slug, lesson_slug=present.slug), code=301)
