"""Photos of events: kept with the consent of who is in them, and taken away again."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.files import photos
from lms.files.storage import CannotKeep, Storage
from lms.outreach.models.events import Event, EventPhoto
from lms.outreach.queries import events as queries
from lms.outreach.rules import events as rules
from lms.outreach.rules.events import Standing

log = logging.getLogger(__name__)

FOLDER = "events"
"""Of the storage, for photos of events."""


class CannotKeepPhoto(Refused):
    """The photo cannot be added here."""


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """What somebody says about a photo; `agreed` is theirs to tick when faces can be recognised."""

    key: UUID
    words: str
    shows_faces: bool
    agreed: bool


def refuse_photo(event: Event, new: NewPhoto, *, at: datetime) -> None:
    """Refuse a photo that cannot stand there, before its file is looked at. Raises CannotKeepPhoto."""
    if rules.standing(event, at) in {Standing.PLANNED, Standing.CANCELLED}:
        raise CannotKeepPhoto(_("Foto ditambahkan setelah kegiatannya mulai."))
    if not new.words:
        raise CannotKeepPhoto(_("Tulis apa yang terlihat di foto, untuk yang tidak bisa melihatnya."))
    if new.shows_faces and not new.agreed:
        raise CannotKeepPhoto(_("Ada wajah yang dikenali. Tanyakan dulu kepada semua, untuk anak juga orang tuanya."))
    if len(queries.photos_of(event.id)) >= rules.MOST_PHOTOS:
        raise CannotKeepPhoto(_("Sudah ada %(most)s foto. Hapus satu dulu.", most=rules.MOST_PHOTOS))


def keep_file(file: IO[bytes], storage: Storage) -> str:
    """Make a photo safe and put it into the storage; gives its name there. Raises UnfitFile and CannotKeep."""
    name = f"{FOLDER}/{uuid4()}"
    storage.put(name, photos.safe_photo(file.read(photos.MOST_BYTES + 1)))
    return name


def add_photo(event: Event, new: NewPhoto, name: str, *, by_id: int, at: datetime) -> bool:
    """Make a file that is kept a photo of an event, once for each key; tells whether it is new. Raises CannotKeepPhoto."""
    found = queries.held(event.id)  # two at once are counted
    if queries.photo_with(new.key):
        return False
    refuse_photo(found, new, at=at)
    photo = EventPhoto(key=new.key, event_id=found.id, name=name, words=new.words, shows_faces=new.shows_faces)
    photo.added_by_id, photo.added_at = by_id, at
    db.session.add(photo)
    record("add_photo", "outreach_event", found.id, actor_id=by_id, at=at)
    return True


def remove_photo(photo: EventPhoto, *, by_id: int, at: datetime) -> None:
    """Take a photo away; the caller erases its file once that is saved. Doing it twice is the same as once."""
    if photo.removed_at is None:
        photo.removed_at = at
        record("remove_photo", "outreach_event", photo.event_id, actor_id=by_id, at=at, photo=photo.id)


def erase_file(name: str, storage: Storage) -> None:
    """Erase a file that no row shows any more; a store that does not answer is noted for the operator, nobody is stopped."""
    try:
        storage.erase([name])
    except CannotKeep:
        log.exception("photo not erased: name=%s", name)
