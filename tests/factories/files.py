"""Files as telephones make them, and as people who mean harm do."""

from io import BytesIO

from PIL import Image

JAKARTA = b"+06.2000+106.8166/"
"""A place as films note it."""


def a_photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", *, colour: str = "teal", **options: object) -> bytes:
    """A picture with its left half white, so that it is seen when it is turned."""
    picture = Image.new("RGB", size, colour)
    picture.paste("white", (0, 0, size[0] // 2, size[1]))
    kept = BytesIO()
    picture.save(kept, kind, **options)
    return kept.getvalue()


def a_photo_that_tells(orientation: int = 1) -> bytes:
    """A photo with place, camera, name, comment and profile in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "KameraRahasia", "Slamet Rahasia"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 28.0, 12.0), 3: "E", 4: (110.0, 13.0, 4.0)})
    return a_photo(exif=exif, comment=b"Rahasia", icc_profile=b"profil-rahasia" * 20)


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8), kind, bytes(12), b"nama\0")


def track(kind: bytes = b"vide", *more: bytes) -> bytes:
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", box(b"mdhd", bytes(24)), handler(kind), *more), *more)


def a_film(
    *,
    brand: bytes = b"isom",
    tracks: tuple[bytes, ...] = (b"vide", b"soun"),
    places: bytes = JAKARTA,
    mdat: bytes = b"gambar" * 100,
    after: bytes = b"",
) -> bytes:
    """A small film of boxes, with its place wherever films are known to note it."""
    udta = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7", places))
    meta = box(b"meta", bytes(4), box(b"ilst", places))
    moov = box(b"moov", box(b"mvhd", bytes(100)), *(track(kind, udta, meta) for kind in tracks), udta, meta, box(b"gps ", places))
    return (
        box(b"ftyp", brand, bytes(4), b"isom", b"mp42")
        + moov
        + box(b"uuid", bytes(16), places)
        + box(b"free", places)
        + box(b"mdat", mdat)
        + after
    )
