"""What a file is by its first bytes, never by its name, and what to say about those that are not taken."""

import re

from flask_babel import gettext as _

from lms.errors import Refused

HEAD = 512
"""Bytes that are enough to tell."""

PHOTO_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
VIDEO_BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"XAVC", b"dash", b"qt  "),
    *(b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3gp8", b"3gp9", b"3g2a", b"3g2b", b"3g2c"),
}

_STARTS = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webm": (b"\x1a\x45\xdf\xa3",),
    "zip": (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"),
    "pdf": (b"%PDF-",),
}


_RIFF = {b"WEBP": "webp", b"AVI ": "avi"}
_MARKUP = re.compile(rb"<(svg|\?xml|!doctype|html|script)\b", re.IGNORECASE)


class UnfitFile(Refused):
    """The file is not one that is taken; the message says what to do instead."""


def kind_of(head: bytes) -> str:
    """Name what a file is: jpeg, png, webp, mp4, and some that are not taken; "unknown" for anything else."""
    for kind, starts in _STARTS.items():
        if head.startswith(starts):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "unknown")
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    return "markup" if _MARKUP.search(head) else "unknown"


def refusal(kind: str) -> str:
    """Say what to do with a file that is not taken, in plain words."""
    words: dict[str, str] = {
        "heif": _("Foto jenis HEIC belum bisa dibuka di sini. Kirim tangkapan layarnya, atau pilih foto JPEG."),
        "gif": _("Gambar bergerak tidak bisa dikirim. Pilih foto JPEG atau PNG."),
        "webm": _("Video jenis WebM belum bisa diputar di semua HP. Rekam dengan kamera HP, atau simpan sebagai MP4."),
        "avi": _("Video jenis AVI belum bisa diputar di semua HP. Rekam dengan kamera HP, atau simpan sebagai MP4."),
        "zip": _("Berkas zip atau dokumen tidak bisa dikirim. Kirim fotonya satu per satu."),
        "pdf": _("Dokumen PDF tidak bisa dikirim. Kirim fotonya, atau tulis isinya."),
        "markup": _("Berkas ini bukan foto atau video. Pilih foto dari galeri HP."),
    }
    return words.get(kind) or str(_("Berkas ini bukan foto atau video yang kami kenal. Pilih foto atau video dari galeri HP."))


def _by_brand(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, length, 4))}
    if head[8:12] in PHOTO_BRANDS:
        return "heif"
    return "mp4" if brands & VIDEO_BRANDS else "unknown"
