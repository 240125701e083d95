"""Photos of an event, visible to its members only."""

from uuid import uuid4

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.files.storage import CannotKeep, NotKept, storage
from lms.outreach.actions import photos as actions
from lms.outreach.actions.photos import NewPhoto
from lms.outreach.forms.events import PhotoForm
from lms.outreach.models.events import EventPhoto
from lms.outreach.queries import events as queries
from lms.outreach.rules.events import MOST_PHOTOS
from lms.outreach.views.event_pages import NUMBER, attempt, event_or_404, key_or_400, planned_or_403, pressed

bp = Blueprint("photos", __name__, template_folder="../templates")

MOST_BYTES = 9 * 1024 * 1024
"""One photo and the words about it."""
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, values: object) -> None:
    """Let the form of photos hold one, before anything reads it; only for devices that have signed in."""
    del values
    if endpoint == "photos.add" and "_user_id" in session:
        request.max_content_length = MOST_BYTES


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    del error
    flash(_("Fotonya lebih dari 8 MB. Kirim tangkapan layarnya, atau potret lebih kecil."), "bad")
    return redirect(request.path, code=303)


@bp.route(f"/kegiatan/{NUMBER}/foto", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    """Add a photo, after asking whether everybody in it agrees."""
    found, form = planned_or_403(event_id), PhotoForm()
    if form.validate_on_submit():
        new = NewPhoto(key_or_400(), form.words.data, form.faces.data == "yes", form.agreed.data)
        try:
            is_new = _keep_photo(event_id, new, form)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            found = planned_or_403(event_id)
        else:
            if is_new:
                flash(_("Foto tersimpan. Hanya anggota yang bisa melihatnya."), "good")
            return redirect(url_for("events.event", event_id=event_id), code=303)
    photos = queries.photos_of(event_id)
    key = request.form.get("kunci") or uuid4()
    page = render_template("outreach/photos.html", event=found, form=form, key=key, photos=photos, most=MOST_PHOTOS)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get(f"/kegiatan/{NUMBER}/foto/<int(max=2147483647):photo_id>")
def photo(event_id: int, photo_id: int) -> ResponseReturnValue:
    """Give a photo to who may read the event."""
    event_or_404(event_id)
    kept = _photo_or_404(event_id, photo_id)
    try:
        content = b"".join(storage().read(kept.name))
    except NotKept:
        abort(404)
    except CannotKeep:
        abort(503)
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.cache_control.private, answer.cache_control.max_age = True, 3600
    return answer


@bp.post(f"/kegiatan/{NUMBER}/foto/<int(max=2147483647):photo_id>/hapus")
def remove(event_id: int, photo_id: int) -> ResponseReturnValue:
    """Take a photo away, and erase its file."""
    pressed(event_id)
    kept, viewer = _photo_or_404(event_id, photo_id), signed_in_user()
    name = kept.name
    answer = attempt(
        lambda: actions.remove_photo(kept, by_id=viewer.id, at=now()),
        done=_("Foto dihapus."),
        then=url_for(".add", event_id=event_id),
    )
    actions.erase_file(name, storage())
    return answer


def _keep_photo(event_id: int, new: NewPhoto, form: PhotoForm) -> bool:
    """Keep the file without holding the database, then the row; a file without a row is erased."""
    viewer_id, moment = signed_in_user().id, now()
    actions.refuse_photo(planned_or_403(event_id), new, at=moment)
    db.session.rollback()  # nothing is written yet: nobody has to wait while the file is made safe
    name = actions.keep_file(form.photo.data.stream, storage())  # type: ignore[union-attr]  # the form requires it
    is_new = False
    try:
        is_new = actions.add_photo(planned_or_403(event_id), new, name, by_id=viewer_id, at=moment)
        db.session.commit()
    finally:
        if not is_new:
            actions.erase_file(name, storage())
    return is_new


def _photo_or_404(event_id: int, photo_id: int) -> EventPhoto:
    return next((item for item in queries.photos_of(event_id) if item.id == photo_id), None) or abort(404)
