"""Files that arrive in pieces, and files given back to who may see them."""

import logging
from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.accounts.current import signed_in_user
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.files.kinds import UnfitFile
from lms.files.storage import CannotKeep, NotKept, storage
from lms.learning.current import learner, refusal_for_somebody_else
from lms.submissions import permissions
from lms.submissions.actions import uploads
from lms.submissions.models import Attachment, FileKind, Upload
from lms.submissions.queries import works
from lms.submissions.rules.evidence import PIECE, Evidence, taken

log = logging.getLogger(__name__)
bp = Blueprint("uploads", __name__, template_folder="../templates")

POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
"""Whatever the bytes are, a browser that opens them alone runs nothing and asks nobody for anything."""

EVIDENCE = {FileKind.PHOTO: Evidence.PHOTO, FileKind.VIDEO: Evidence.VIDEO}
ENDINGS = {"image/jpeg": "jpg", "video/mp4": "mp4", "video/3gpp": "3gp"}


@bp.get("/berkas/<uuid:attachment_id>")
def file(attachment_id: UUID) -> ResponseReturnValue:
    """Give a photo or a film, or a part of it, to who may see the work it belongs to; for others there is none."""
    found = works.given(attachment_id)
    if found is None or not _may_have(found):
        abort(404)
    attachment = found.attachment
    response = Response(mimetype=attachment.media_type)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = (
        f'inline; filename="tugas-{str(attachment_id)[:8]}.{ENDINGS[attachment.media_type]}"'
    )
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.cache_control.private, response.cache_control.max_age = True, 3600
    response.accept_ranges = "bytes"
    response.set_etag(attachment_id.hex)
    start, end = _span(attachment)
    if (start, end) != (0, attachment.size):
        response.status_code = 206
        response.content_range.set(start, end, attachment.size)
    if request.method == "GET" and not request.if_none_match.contains(attachment_id.hex):
        response.response = _content(attachment, start, end)
    response.content_length = end - start
    return response.make_conditional(request) if response.status_code == 200 else response


@bp.post("/unggah/baru/<course_slug>/<lesson_slug>")
def begin(course_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Announce a file that will come in pieces."""
    course = catalog().course(course_slug) or abort(404)
    lesson = course.lesson(lesson_slug) or abort(404)
    reader = learner() or abort(403)
    typed, size = request.form.get("jenis"), request.form.get("ukuran", "")
    elsewhere = refusal_for_somebody_else(reader)
    if elsewhere:
        return _refused(uploads.CannotSend(elsewhere))
    if typed not in set(FileKind) or not size.isdecimal() or len(size) > 12:
        abort(400)
    kind = FileKind(typed)
    if EVIDENCE[kind] not in taken(lesson.task or {}, is_helped=False):
        return _refused(uploads.CannotSend(_("Tugas ini tidak meminta berkas seperti itu.")))
    try:
        upload = uploads.begin(kind, int(size), lesson_id=lesson.id, person_id=reader.id, at=now())
    except uploads.CannotSend as refusal:
        db.session.rollback()
        return _refused(refusal)
    answer = _where(upload)
    db.session.commit()
    return answer, 201


@bp.get("/unggah/<uuid:upload_id>")
def received(upload_id: UUID) -> ResponseReturnValue:
    """Say how much of a file has arrived, so that a broken line can go on."""
    return _where(_upload_or_404(upload_id))


@bp.post("/unggah/<uuid:upload_id>/<int(max=2147483647):offset>")
def piece(upload_id: UUID, offset: int) -> ResponseReturnValue:
    """Keep the next piece of a file."""
    upload = _upload_or_404(upload_id)
    content = request.stream.read(PIECE + 1)
    try:
        uploads.refuse_misplaced(upload, offset, len(content))
        db.session.rollback()  # nothing is written yet: nobody has to wait for the storage
        storage().put(uploads.piece_name(upload_id, offset), content)
        upload = _upload_or_404(upload_id)
        uploads.note_piece(upload, offset, len(content))
    except Refused as refusal:
        db.session.rollback()
        return _refused(refusal)
    answer = _where(upload)
    db.session.commit()
    return answer


@bp.post("/unggah/<uuid:upload_id>/selesai")
def finish(upload_id: UUID) -> ResponseReturnValue:
    """Check a file that is whole, make it safe, and add it to what will be handed in."""
    upload = _upload_or_404(upload_id)
    kind, size, arrived = upload.kind, upload.size, upload.received
    if arrived < size:
        return _refused(uploads.WrongPlace(arrived))
    if upload.attachment_id is not None:
        return _done(upload.attachment_id)
    db.session.rollback()  # nothing is written yet: nobody has to wait while the file is made safe
    try:
        kept = uploads.put_together(upload_id, kind, size=size, storage=storage())
    except (UnfitFile, CannotKeep) as refusal:
        return _refused(refusal) if isinstance(refusal, CannotKeep) else _give_up(upload_id, refusal)
    return _add(upload_id, kept)


def _add(upload_id: UUID, kept: uploads.Kept) -> ResponseReturnValue:
    """Make the file part of the draft; when it came twice at once, one of them is enough."""
    upload = uploads.locked(upload_id)
    try:
        is_new = upload is not None and uploads.finish(upload, kept, at=now())
    except uploads.CannotSend as refusal:
        db.session.rollback()
        uploads.erase_quietly([uploads.name_of(kept.id)], storage())
        return _give_up(upload_id, refusal)
    attachment_id = upload.attachment_id if upload else None
    db.session.commit()
    if not is_new:
        uploads.erase_quietly([uploads.name_of(kept.id)], storage())
    uploads.erase_pieces(upload_id, storage())
    log.info("file received in pieces: upload=%s attachment=%s", upload_id, attachment_id)
    return _done(attachment_id)


def _give_up(upload_id: UUID, refusal: Refused) -> ResponseReturnValue:
    """Forget a file that is unfit, unless the same request was faster elsewhere and took the pieces away."""
    upload = uploads.locked(upload_id)
    made = upload.attachment_id if upload else None
    if upload and made is None:
        uploads.give_up(upload)
    db.session.commit()
    uploads.erase_pieces(upload_id, storage())
    return _refused(refusal) if made is None else _done(made)


def _upload_or_404(upload_id: UUID) -> Upload:
    reader = learner() or abort(403)
    return works.upload_of(upload_id, reader.id) or abort(404)


def _where(upload: Upload) -> Response:
    return jsonify(id=str(upload.id), offset=upload.received, size=upload.size, piece=PIECE)


def _done(attachment_id: UUID | None) -> ResponseReturnValue:
    made = db.session.get(Attachment, attachment_id) if attachment_id else None
    if made is None:
        return _refused(uploads.CannotSend(_("Berkas ini sudah dibuang. Pilih sekali lagi.")))
    return jsonify(id=str(attachment_id), html=render_template("submissions/draft_item.html", file=made))


def _refused(refusal: Refused) -> ResponseReturnValue:
    """Answer the script with a sentence, and with where to go on; a fault of ours may be tried again."""
    more = {"offset": refusal.received} if isinstance(refusal, uploads.WrongPlace) else {}
    status = 409 if more else 503 if isinstance(refusal, CannotKeep) else 422
    return jsonify(message=str(refusal), **more), status


def _may_have(found: works.Given) -> bool:
    viewer, reader = signed_in_user(), learner()
    owner = found.attachment.person_id
    if owner == viewer.id or (reader is not None and reader.id == owner):
        return True
    if found.work is None or found.version is None or found.version.withdrawn_at is not None:
        return False
    return permissions.may_see(viewer, found.work)


def _span(attachment: Attachment) -> tuple[int, int]:
    """Give the first byte wanted and the one after the last; several ranges at once are answered with everything."""
    wanted, size = request.range, attachment.size
    is_other = request.if_range.date is not None or request.if_range.etag not in {None, attachment.id.hex}
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or is_other:
        return 0, size
    found = wanted.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(length=size)
    return found


def _content(attachment: Attachment, start: int, end: int) -> Iterator[bytes]:
    try:
        return storage().read(uploads.name_of(attachment.id), start, end)
    except NotKept:
        log.exception("file missing: attachment=%s", attachment.id)
        abort(404)
    except CannotKeep as refusal:
        log.warning("storage does not answer: attachment=%s reason=%s", attachment.id, type(refusal.__cause__).__name__)
        abort(503)
