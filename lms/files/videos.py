"""Videos: the container is walked box by box, what tells where and about whom is blanked out, nothing is decoded."""

import os
from collections.abc import Iterator
from typing import IO, NamedTuple

from flask_babel import gettext as _

from lms.files.kinds import HEAD, UnfitFile, kind_of, refusal

MOST_BYTES = 100 * 1024 * 1024
MOST_BOXES = 5_000
"""A film of a telephone has some dozens; a file made to keep us busy has more."""

KEPT = {
    b"": {b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"sidx", b"mfra", b"pdin"},
    b"moov": {b"mvhd", b"trak", b"mvex"},
    b"trak": {b"tkhd", b"edts", b"mdia", b"tref"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    b"minf": {b"vmhd", b"smhd", b"dinf", b"stbl", b"hdlr"},
    b"moof": {b"mfhd", b"traf"},
}
"""What playing a film needs, by the box it stands in. Everything else becomes empty room: places, names, remarks."""

SEEN_AND_HEARD = {b"vide", b"soun"}
_BLANK = bytes(1024 * 1024)


class Box(NamedTuple):
    """A part of the container: where it begins, its own header, its end."""

    kind: bytes
    start: int
    content: int
    end: int


class _Broken(Exception):
    """The boxes do not add up."""


def safe_video(file: IO[bytes]) -> str:
    """Blank out in place what a film says about places and people, and give its media type.

    Raises UnfitFile for anything but a whole MP4, MOV or 3GP film; the file may be changed then, too.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(HEAD)
    if not size:
        raise UnfitFile(_("Berkasnya kosong (0 byte). Rekam videonya sekali lagi, lalu kirim."))
    if size > MOST_BYTES:
        raise UnfitFile(_("Videonya lebih dari 100 MB. Rekam lebih pendek, atau unggah ke YouTube lalu kirim tautannya."))
    kind = kind_of(head)
    if kind in {"jpeg", "png", "webp", "heif"}:
        raise UnfitFile(_("Ini foto, bukan video. Kirim lewat tempat untuk foto."))
    if kind != "mp4":
        raise UnfitFile(refusal(kind))
    try:
        _walk(file, size)
    except _Broken as error:
        raise UnfitFile(_("Videonya terpotong atau rusak. Tunggu sampai rekaman selesai disimpan, lalu kirim lagi.")) from error
    return "video/3gpp" if head[8:11] in {b"3gp", b"3g2"} else "video/mp4"


def _walk(file: IO[bytes], size: int) -> None:
    boxes = list(_boxes(file, 0, size, level=b""))
    kinds = [box.kind for box in boxes]
    if kinds[0] != b"ftyp" or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise _Broken
    waiting = [(b"", box) for box in boxes]
    tracks: set[bytes] = set()
    for _step in range(MOST_BOXES):
        if not waiting:
            break
        parent, box = waiting.pop()
        handler = _handler(file, box) if box.kind == b"trak" else b"vide"
        if box.kind not in KEPT[parent] or handler not in SEEN_AND_HEARD:
            _blank(file, box)
            continue
        tracks |= {handler} if box.kind == b"trak" else set()
        waiting += [(box.kind, inner) for inner in _inside(file, box)]
    if waiting:
        raise _Broken
    if b"vide" not in tracks:
        raise UnfitFile(_("Di berkas ini tidak ada gambarnya. Kirim video, bukan rekaman suara."))


def _inside(file: IO[bytes], box: Box) -> list[Box]:
    return list(_boxes(file, box.content, box.end, level=box.kind)) if box.kind in KEPT else []


def _boxes(file: IO[bytes], start: int, end: int, *, level: bytes) -> Iterator[Box]:
    """Give the boxes between two places, which they must fill exactly."""
    count = 0
    while start < end:
        file.seek(start)
        head = file.read(min(16, end - start))
        if level and not any(head) and end - start <= 8:
            return  # QuickTime ends some lists with zeros
        count += 1
        length, content = _measure(head, end - start, is_outermost=not level)
        if length < content or start + length > end or count > MOST_BOXES:
            raise _Broken
        yield Box(head[4:8], start, start + content, start + length)
        start += length


def _measure(head: bytes, room: int, *, is_outermost: bool) -> tuple[int, int]:
    """Give the length of a box and of its header."""
    if len(head) < 8 or not all(32 <= letter < 127 or letter == 0xA9 for letter in head[4:8]):
        raise _Broken
    length = int.from_bytes(head[:4], "big")
    if length == 1 and len(head) == 16:
        return int.from_bytes(head[8:16], "big"), 16
    if length == 0 and is_outermost:
        return room, 8  # to the end of the file
    return length, 8


def _handler(file: IO[bytes], track: Box) -> bytes:
    """Tell what a track holds: vide, soun, or something nobody sees."""
    for media in _boxes(file, track.content, track.end, level=b"trak"):
        if media.kind != b"mdia":
            continue
        for box in _boxes(file, media.content, media.end, level=b"mdia"):
            if box.kind == b"hdlr":
                file.seek(box.content + 8)
                return file.read(4)
    raise _Broken


def _blank(file: IO[bytes], box: Box) -> None:
    """Turn a box into empty room of the same length, so that nothing else moves."""
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.content)
    left = box.end - box.content
    while left:
        left -= file.write(_BLANK[: min(left, len(_BLANK))])
