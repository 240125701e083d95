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
MOST_PIXELS = {"jpeg": 66_000_000, "progressive": 26_000_000, "png": 16_000_000, "webp": 12_500_000}
"""Checked before anything is decoded. A plain JPEG is decoded at a fraction of its size, the others only whole."""

MOST_SCANS = 50
"""Passes of a JPEG; each costs a walk over the whole picture, and a camera makes a dozen at most."""

STRIP = 256
"""Rows, about, that are made opaque and smaller at a time."""

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
            share = LONGEST_SIDE / max(image.size)
            wanted = (max(1, int(image.width * share)), max(1, int(image.height * share)))
            image.draft("RGB", wanted)  # decodes an eighth, a quarter or half where that is enough
        picture = _smaller_on_white(image)
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
    if kind == "jpeg" and content.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("too many scans")
    most = MOST_PIXELS["progressive" if kind == "jpeg" and _comes_in_scans(content) else kind]
    try:
        image: Image = pillow.open(BytesIO(content), formats=[FORMATS[kind]])
        pixels = image.width * image.height
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning):
        pixels = most + 1
    if pixels > most:
        raise UnfitFile(_("Fotonya terlalu besar untuk dibuka. Potret lebih kecil, atau kirim tangkapan layarnya."))
    return image


def _comes_in_scans(content: bytes) -> bool:
    """Whether a JPEG is told in several passes, for which the decoder holds the whole picture whatever size is wanted."""
    place, colours = 2, 0
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xDA:
            return content[place + 4] < colours
        if marker == 0xFF:  # padding
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            colours = content[place + 9]
            if marker > 0xC1:
                return True
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return True  # not in order: the worst is assumed


def _smaller_on_white(image: "Image") -> "Image":
    """Give the picture without transparency, as paper would show it, and not much larger than wanted.

    It goes strip by strip, so that no second copy of the full size is ever in memory.
    """
    pillow: Any = import_module("PIL.Image")
    factor = max(1, max(image.size) // LONGEST_SIDE)
    width, height = image.size
    paper: Image = pillow.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    rows = factor * max(1, STRIP // factor)
    for top in range(0, height, rows):
        strip = _on_white(image.crop((0, top, width, min(top + rows, height))))
        paper.paste(strip.reduce(factor), (0, top // factor))
    return paper


def _on_white(image: "Image") -> "Image":
    if image.mode.startswith("I"):  # 16 bits of grey, of which converting would keep only the darkest
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
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
