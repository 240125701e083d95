"""Files on their way into a piece of work: whole or in pieces, made safe before they are kept."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from lms.accounts.models import Person
from lms.db import db
from lms.errors import Refused
from lms.files import photos, videos
from lms.files.kinds import UnfitFile
from lms.files.storage import NotKept, Storage
from lms.submissions.models import Attachment, FileKind, Upload, Version
from lms.submissions.queries.works import bytes_arriving, bytes_kept, drafts, forgotten_before, known
from lms.submissions.rules.evidence import MOST_FILES, MOST_KEPT, MOST_UPLOADS, PIECE

KEPT_UNFINISHED = timedelta(days=2)
"""After so long what was sent and never handed in is erased, and what was taken back."""

KEPT_UNNAMED = timedelta(days=1)
"""After so long a file in the storage that no row names is a stray."""

MOST_ASKED = 500
"""Names looked up with one statement."""

FILES, PIECES = "attachments", "incoming"
"""The folders of the storage: of files that are whole, and of pieces."""

MOST_BYTES = {FileKind.PHOTO: photos.MOST_BYTES, FileKind.VIDEO: videos.MOST_BYTES}


class CannotSend(Refused):
    """The file is too large, there are too many, or its pieces do not fit."""


class WrongPlace(CannotSend):
    """The piece does not follow on what is there; `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(_("Sambungannya tadi putus. Pengiriman dilanjutkan dari bagian terakhir."))
        self.received = received


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is safe and in the storage, and not yet anybody's."""

    id: UUID
    kind: FileKind
    media_type: str
    size: int


def name_of(attachment_id: UUID) -> str:
    """Give the name of a file in the storage."""
    return f"{FILES}/{attachment_id}"


def keep(kind: FileKind, file: IO[bytes], storage: Storage) -> Kept:
    """Make a file safe and put it into the storage, under a name of our own; raises UnfitFile, CannotKeep.

    Asks nothing of the database, so that nobody waits for it.
    """
    attachment_id = uuid4()
    if kind is FileKind.PHOTO:
        picture = photos.safe_photo(file.read(photos.MOST_BYTES + 1))
        storage.put(name_of(attachment_id), picture)
        return Kept(attachment_id, kind, photos.MEDIA_TYPE, len(picture))
    media_type = videos.safe_video(file)
    size = file.seek(0, 2)
    file.seek(0)
    storage.put(name_of(attachment_id), file)
    return Kept(attachment_id, kind, media_type, size)


def add_to_draft(kept: Sequence[Kept], lesson_id: str, person_id: int, *, at: datetime) -> None:
    """Make files somebody's, to be handed in; raises CannotSend when there would be too many or too much."""
    _refuse_too_many(lesson_id, person_id, [item.kind for item in kept])
    if kept:
        _refuse_too_much(bytes_kept(person_id) + sum(item.size for item in kept))
    count = len(drafts(lesson_id, person_id))
    for position, item in enumerate(kept, start=count):
        db.session.add(
            Attachment(
                id=item.id,
                person_id=person_id,
                lesson_id=lesson_id,
                position=position,
                kind=item.kind,
                media_type=item.media_type,
                size=item.size,
                made_at=at,
            )
        )
    db.session.flush()  # they are counted, and bound to a version, in the same transaction


def remove_from_draft(ids: Iterable[UUID], lesson_id: str, person_id: int) -> list[str]:
    """Take files out of a draft; gives the names to erase from the storage once that is saved."""
    wanted = set(ids)
    there = [item.id for item in drafts(lesson_id, person_id) if item.id in wanted]
    return _erase_rows(there, Attachment.version_id.is_(None))  # one that was handed in meanwhile stays


def begin(kind: FileKind, size: int, *, lesson_id: str, person_id: int, at: datetime) -> Upload:
    """Announce a file that will come in pieces; raises CannotSend."""
    if size <= 0:
        raise CannotSend(_("Berkasnya kosong (0 byte). Pilih berkas lain."))
    if size > MOST_BYTES[kind]:
        raise CannotSend(
            _("Videonya lebih dari 100 MB. Rekam lebih pendek, atau unggah ke YouTube lalu kirim tautannya.")
            if kind is FileKind.VIDEO
            else _("Fotonya lebih dari 8 MB. Kirim tangkapan layarnya.")
        )
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # two begun at once are counted
    _refuse_too_many(lesson_id, person_id, [kind])
    _refuse_too_much(bytes_kept(person_id) + bytes_arriving(person_id) + size)
    lately = (Upload.person_id == person_id, Upload.attachment_id.is_(None), Upload.began_at > at - timedelta(hours=1))
    if db.session.scalars(select(func.count()).where(*lately)).one() >= MOST_UPLOADS:
        raise CannotSend(_("Masih ada %(most)s berkas yang sedang dikirim. Tunggu satu selesai dulu.", most=MOST_UPLOADS))
    upload = Upload(
        id=uuid4(), person_id=person_id, lesson_id=lesson_id, kind=kind, size=size, received=0, began_at=at, attachment_id=None
    )
    db.session.add(upload)
    return upload


def refuse_misplaced(upload: Upload, offset: int, length: int) -> None:
    """Refuse a piece that does not follow on what is there, or is no whole piece; raises CannotSend."""
    if offset != upload.received or upload.attachment_id is not None:
        raise WrongPlace(upload.received)
    if offset + length > upload.size:
        raise CannotSend(_("Berkasnya berbeda dari yang diumumkan. Pilih lagi berkasnya, lalu kirim dari awal."))
    if length != min(PIECE, upload.size - offset):
        raise CannotSend(_("Bagian berkasnya tidak utuh. Kirim sekali lagi."))


def piece_name(upload_id: UUID, offset: int) -> str:
    """Give the name of a piece in the storage."""
    return f"{PIECES}/{upload_id}/{offset}"


def note_piece(upload: Upload, offset: int, length: int) -> None:
    """Note that a piece is in the storage; raises WrongPlace when another one was faster."""
    noted = db.session.execute(
        update(Upload)
        .where(Upload.id == upload.id, Upload.received == offset)
        .values(received=offset + length)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(upload)
    if not noted.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has one
        raise WrongPlace(upload.received)


def put_together(upload_id: UUID, kind: FileKind, *, size: int, storage: Storage) -> Kept:
    """Make one safe file of all pieces; raises UnfitFile, CannotKeep. Asks nothing of the database."""
    with TemporaryFile() as file:
        try:
            for offset in range(0, size, PIECE):
                file.writelines(storage.read(piece_name(upload_id, offset)))
        except NotKept as error:
            raise UnfitFile(_("Sebagian berkasnya hilang di jalan. Kirim lagi dari awal.")) from error
        if file.tell() != size:
            raise UnfitFile(_("Berkasnya tidak utuh. Kirim lagi dari awal."))
        file.seek(0)
        return keep(kind, file, storage)


def locked(upload_id: UUID) -> Upload | None:
    """Give a file that is arriving as it stands now, while nobody else can change it; None when it was forgotten."""
    wanted = select(Upload).where(Upload.id == upload_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def finish(upload: Upload, kept: Kept, *, at: datetime) -> bool:
    """Make a file that came in pieces part of the draft, once; tells whether it is new. Raises CannotSend.

    The upload is locked.
    """
    if upload.attachment_id is not None:
        return False
    add_to_draft([kept], upload.lesson_id, upload.person_id, at=at)
    upload.attachment_id = kept.id
    return True


def give_up(upload: Upload) -> None:
    """Forget a file that turned out unfit."""
    db.session.delete(upload)


def erase_pieces(upload_id: UUID, storage: Storage) -> None:
    """Erase what has arrived of a file, as far as the storage lets us now."""
    with suppress(Refused):
        storage.erase(storage.names(f"{PIECES}/{upload_id}"))


def tidy(*, at: datetime) -> tuple[Sequence[UUID], list[str]]:
    """Forget uploads and files that nobody handed in for two days, and files of versions taken back so long ago.

    Gives the ids of the uploads and the names of the files, to erase from the storage once this is saved.
    """
    uploads, files = forgotten_before(at - KEPT_UNFINISHED)
    db.session.execute(delete(Upload).where(Upload.id.in_(uploads)))
    taken_back = select(Version.id).where(Version.withdrawn_at.is_not(None))
    return uploads, _erase_rows(files, or_(Attachment.version_id.is_(None), Attachment.version_id.in_(taken_back)))


def strays(storage: Storage, *, at: datetime) -> list[str]:
    """Give the names of files in the storage that no row names and that are older than a day; raises CannotKeep.

    A younger one may be on its way: a file is in the storage before its row is saved. Names not of our making stay.
    """
    names = [name for folder in (FILES, PIECES) for name in storage.names(folder, before=at - KEPT_UNNAMED)]
    found: list[str] = []
    for start in range(0, len(names), MOST_ASKED):
        some = {name: _owner_of(name) for name in names[start : start + MOST_ASKED]}
        files = {owner for name, owner in some.items() if owner and name.startswith(FILES)}
        there = known(files, {owner for owner in some.values() if owner} - files)
        found += [name for name, owner in some.items() if owner and owner not in there]
    return found


def erase_quietly(names: Sequence[str], storage: Storage) -> None:
    """Erase files that no row names; what cannot be erased now stays without harm until it is tidied as a stray."""
    with suppress(Refused):
        storage.erase(names)


def _owner_of(name: str) -> UUID | None:
    """Give the id of the row that a name in the storage belongs to; None for a name not of our making."""
    with suppress(ValueError):
        return UUID(name.split("/")[1])
    return None


def _erase_rows(attachment_ids: Sequence[UUID], still: ColumnElement[bool]) -> list[str]:
    """Erase files as long as this still holds for them, and give their names in the storage."""
    db.session.execute(delete(Upload).where(Upload.attachment_id.in_(attachment_ids)))
    erased = delete(Attachment).where(Attachment.id.in_(attachment_ids), still).returning(Attachment.id)
    return [name_of(attachment_id) for attachment_id in db.session.scalars(erased)]


def _refuse_too_much(total: int) -> None:
    if total > MOST_KEPT:
        most = MOST_KEPT // 1024 // 1024
        raise CannotSend(
            _("Foto dan video dari satu orang paling banyak %(most)s MB. Kirim tautan saja, atau tanya pendamping.", most=most)
        )


def _refuse_too_many(lesson_id: str, person_id: int, kinds: Sequence[FileKind]) -> None:
    there = [item.kind for item in drafts(lesson_id, person_id)]
    for kind in set(kinds):
        if there.count(kind) + list(kinds).count(kind) > MOST_FILES[kind]:
            raise CannotSend(
                _("Sudah ada 3 foto. Buang satu dulu kalau mau mengganti.")
                if kind is FileKind.PHOTO
                else _("Sudah ada 1 video. Buang dulu kalau mau mengganti.")
            )
