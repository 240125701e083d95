"""Photos: decoded with care and drawn anew, so that nothing of the file that came is kept but the picture."""

from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from lms.files.kinds import HEAD, UnfitFile, kind_of, refusal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 8 * 1024 * 1024
LONGEST_SIDE = 1600
MEDIA_TYPE = "image/jpeg"

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_PIXELS = {"jpeg": 66_000_000, "png": 24_000_000, "webp": 24_000_000}
"""Checked before anything is decoded. A JPEG is decoded at a fraction of its size, the others only whole."""

QUALITY = 82


def safe_photo(content: bytes) -> bytes:
    """Give the picture of a JPEG, PNG or WebP file as a plain JPEG: upright, at most 1600 pixels, without a word about where.

    Raises UnfitFile for anything else, with what to do instead.
    """
    if not content:
        raise UnfitFile(_("Berkasnya kosong (0 byte). Ambil fotonya sekali lagi, lalu kirim."))
    if len(content) > MOST_BYTES:
        raise UnfitFile(_("Fotonya lebih dari 8 MB. Kirim tangkapan layar fotonya, atau potret dengan ukuran lebih kecil."))
    kind = kind_of(content[:HEAD])
    if kind == "mp4":
        raise UnfitFile(_("Ini video, bukan foto. Kirim lewat tempat untuk video, atau pilih foto."))
    if kind not in FORMATS:
        raise UnfitFile(refusal(kind))
    try:
        return _drawn_anew(content, kind)
    except UnfitFile:
        raise
    except Exception as error:  # a broken file makes the decoders fail in a dozen ways
        raise UnfitFile(_("Fotonya rusak atau terpotong, jadi tidak bisa dibuka. Ambil sekali lagi, lalu kirim.")) from error


def _drawn_anew(content: bytes, kind: str) -> bytes:
    pillow: Any = import_module("PIL.Image")
    with _opened(content, kind) as image:
        turn = _turn(image)
        if kind == "jpeg":
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes an eighth, a quarter or half where that is enough
        picture = _on_white(image)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if turn:
        picture = picture.transpose(turn)
    plain = pillow.new("RGB", picture.size)  # a new picture: comments, profiles and positions belong to the old one
    plain.paste(picture)
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()


def _opened(content: bytes, kind: str) -> "Image":
    """Give a picture whose size is known and sound, before anything of it is decoded."""
    pillow: Any = import_module("PIL.Image")
    try:
        image: Image = pillow.open(BytesIO(content), formats=[FORMATS[kind]])
        pixels = image.width * image.height
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning):
        pixels = MOST_PIXELS[kind] + 1
    if pixels > MOST_PIXELS[kind]:
        raise UnfitFile(_("Fotonya terlalu besar untuk dibuka. Potret lebih kecil, atau kirim tangkapan layarnya."))
    return image


def _on_white(image: "Image") -> "Image":
    """Give the picture without transparency, as paper would show it."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    pillow: Any = import_module("PIL.Image")
    seen = image.convert("RGBA")
    paper: Image = pillow.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper.convert("RGB")


def _turn(image: "Image") -> Any:
    """Give how to turn the picture upright, as the camera noted it; None where it is, or the note cannot be read."""
    turns = import_module("PIL.Image").Transpose
    try:
        noted = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001 (a photo is worth more than a broken note in it)
        return None
    return {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }.get(noted)
