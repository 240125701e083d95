"""The assessor's queue, one piece a page, and how well assessors agree."""

import logging
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.clock import now
from lms.db import db
from lms.submissions import permissions
from lms.submissions.actions import commenting, judging
from lms.submissions.forms.judging import JudgeForm, form_for, is_of_rubric, new_comment, sent_comment
from lms.submissions.models import Verdict, Work
from lms.submissions.queries import queue as waiting
from lms.submissions.queries.agreement import agreement as agreed
from lms.submissions.queries.judgements import Piece, comments_on, judgements_of, pieces_of, work_of
from lms.submissions.queries.queue import place_for
from lms.submissions.rules.agreement import ENOUGH, meaning
from lms.submissions.rules.judging import ago, is_late, pass_rule, waiting_words
from lms.submissions.rules.sentences import GOOD, NEXT
from lms.web.pages import as_uuid, safe_path, stable_key

log = logging.getLogger(__name__)
bp = Blueprint("reviews", __name__, template_folder="../templates")

PLACES = (1, 2)


@bp.get("/antrean")
def queue() -> ResponseReturnValue:
    """List what the viewer may judge, oldest first, twenty a page."""
    viewer, moment = signed_in_user(), now()
    allow(permissions.is_assessor(viewer))
    typed = request.args.get("halaman", "1")
    page = int(typed) if typed.isdecimal() and 0 < int(typed) < 10_000 else abort(404)
    listed, has_more = waiting.queue(viewer, page=page)
    if page > 1 and not listed:
        abort(404)
    return render_template(
        "submissions/queue.html",
        waiting=[(one, waiting_words(one.since, moment), is_late(one.since, moment)) for one in listed],
        total=waiting.waiting_for(viewer),
        counted=waiting.COUNTED,
        page=page,
        has_more=has_more,
    )


@bp.get("/antrean/kesepakatan")
def agreement() -> ResponseReturnValue:
    """Show how well assessors agree over work judged twice."""
    viewer = signed_in_user()
    allow(permissions.can_see_agreement(viewer))
    found = agreed()
    words = meaning(found.kappa) if found.is_enough else _("Baru berarti kalau sudah %(least)s tugas.", least=ENOUGH)
    judges = permissions.is_assessor(viewer)
    return render_template("submissions/agreement.html", found=found, meaning=words, judges=judges, at=now())


@bp.get("/antrean/<uuid:version_id>")
def piece(version_id: UUID) -> ResponseReturnValue:
    """Show one piece of work with its sheet, or say why it waits no more."""
    work = _work_or_404(version_id)
    pieces = pieces_of(work.id)
    this = _of(pieces, version_id)
    place = place_for(this.version, signed_in_user().id)
    if place is None:
        return _closed(pieces, this)
    return _sheet(pieces, this, form_for(this.rubric), place=place)


@bp.post("/antrean/<uuid:version_id>")
def judge(version_id: UUID) -> ResponseReturnValue:
    """Save a judgement, once, unless somebody was faster; "susun" only puts the chosen sentences where they can be changed."""
    work = _work_or_404(version_id)
    pieces = pieces_of(work.id)
    this = _of(pieces, version_id)
    form, place = form_for(this.rubric), _place_sent(version_id, signed_in_user())
    if "susun" in request.form:
        form.put_into_words()
        return _sheet(pieces, this, form, place=place)
    if not _is_in_order(form):
        return _sheet(pieces, this, form, place=place), 422
    return _save(pieces, this, form, place=place)


def _save(pieces: list[Piece], this: Piece, form: JudgeForm, *, place: int) -> ResponseReturnValue:
    """Save a sheet that is in order, and go on to the queue; or say why it is not saved, with its words kept."""
    viewer, version_id, work_id = signed_in_user(), this.version.id, this.version.work_id
    verdict = Verdict(form.verdict.data)
    key = _key(version_id, viewer, place)
    judgement = judging.Judgement(key, place, verdict, form.points, form.said_good, form.said_next)
    try:
        is_new = judging.judge(this.version, judgement, by_id=viewer.id, at=now())
    except judging.NoLongerWaits as refusal:
        db.session.rollback()
        pieces = pieces_of(work_id)
        return _closed(pieces, _of(pieces, version_id), refusal=str(refusal), words=form.words), 409
    except judging.CannotJudge as refusal:
        form.verdict.errors = [str(refusal)]
        return _sheet(pieces, this, form, place=place), 422
    db.session.commit()
    if is_new:
        log.info("work judged: version=%s place=%s by=%s", version_id, place, viewer.id)
    flash(_("Penilaian tersimpan. Terima kasih."), "good")
    return redirect(url_for(".queue"), code=303)


@bp.post("/tugas/<int(max=2147483647):work_id>/komentar")
def comment(work_id: int) -> ResponseReturnValue:
    """Add a word to a piece of work, once, and go back to where it was written."""
    viewer = signed_in_user()
    work = db.session.get(Work, work_id) or abort(404)
    if not permissions.may_see(viewer, work):
        abort(404)
    form = sent_comment()
    back = safe_path(request.form.get("kembali")) or url_for("home.home")
    written_before = request.form.get("kunci", "")
    if not form.validate_on_submit():
        kept = {"back": back, "written_before": written_before, "work_id": work_id}
        return render_template("submissions/comment.html", form=form, **kept), 422
    key = stable_key("comment", viewer.id, work_id, written_before, form.text.data)
    if commenting.comment(work, by_id=viewer.id, text=form.text.data, key=key, at=now()):
        log.info("work commented: work=%s by=%s", work_id, viewer.id)
    db.session.commit()
    flash(_("Komentar tersimpan."), "good")
    return redirect(back, code=303)


def _is_in_order(form: JudgeForm) -> bool:
    """Whether the sheet can be saved; what is wrong stands in it."""
    if not is_of_rubric(form, request.form):
        form.form_errors.append(_("Nilainya tidak cocok dengan rubrik karya ini. Periksa lagi, lalu kirim sekali lagi."))
        return False
    return bool(form.validate_on_submit())


def _sheet(pieces: list[Piece], this: Piece, form: JudgeForm, *, place: int) -> str:
    """Give the page on which a piece is judged. A second look shows nothing that anybody said before."""
    since = this.version.waiting_since or this.version.second_since
    is_first, work_id = place == 1, this.version.work_id
    return render_template(
        "submissions/review.html",
        this=this,
        form=form,
        key=_key(this.version.id, signed_in_user(), place),
        waiting=waiting_words(since, now()) if since else "",
        is_late=since is not None and is_late(since, now()),
        earlier=_before(pieces, this),
        judgements=judgements_of(work_id) if is_first else {},
        comments=comments_on(work_id) if is_first else [],
        comment_form=new_comment(),
        pass_rule=pass_rule(this.rubric),
        good=GOOD,
        onward=NEXT,
    )


def _closed(pieces: list[Piece], this: Piece, *, refusal: str = "", words: str = "") -> str:
    """Give the page of a piece that waits for nothing from the viewer, with the judgement that counts.

    What the viewer wrote stays, to be copied or sent as a comment. Who may still be the one to look a second time reads
    neither the judgement nor what was written about it.
    """
    judgement = judgements_of(this.version.work_id).get(this.version.id)
    is_unseen = place_for(this.version, signed_in_user().id) is not None
    return render_template(
        "submissions/review_closed.html",
        this=this,
        refusal=refusal,
        words=words,
        judgement=judgement,
        is_unseen=is_unseen,
        judged_ago=ago(judgement.at, now()) if judgement else "",
        newer=pieces[0] if pieces[0] is not this and pieces[0].version.waiting_since else None,
        comments=[] if is_unseen else comments_on(this.version.work_id),
        comment_form=new_comment(words),
    )


def _work_or_404(version_id: UUID) -> Work:
    """Find the work of a version the viewer may judge; work of other areas does not exist for them."""
    viewer = signed_in_user()
    allow(permissions.is_assessor(viewer))
    work = work_of(version_id)
    if work is None or not permissions.is_assessor_of(viewer, work):
        abort(404)
    allow(permissions.can_judge(viewer, work))
    return work


def _of(pieces: list[Piece], version_id: UUID) -> Piece:
    return next(one for one in pieces if one.version.id == version_id)


def _before(pieces: list[Piece], this: Piece) -> list[Piece]:
    """Give the earlier versions but those taken back, which are nobody's to read."""
    return [one for one in pieces if one.version.number < this.version.number and one.version.withdrawn_at is None]


def _key(version_id: UUID, viewer: Viewer, place: int) -> UUID:
    """Give the key of the viewer's judgement, which tells nobody but us for which place the sheet was opened."""
    return stable_key("review", version_id, viewer.id, place)


def _place_sent(version_id: UUID, viewer: Viewer) -> int:
    """Give the place a sheet was opened for, by the key that came back with it."""
    key = as_uuid(request.form.get("kunci"))
    found = next((place for place in PLACES if _key(version_id, viewer, place) == key), None)
    return found or abort(400)
