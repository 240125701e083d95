"""A photo comes out as a plain upright JPEG, or is refused with what to do."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lms.files.kinds import UnfitFile
from lms.files.photos import LONGEST_SIDE, MOST_BYTES, safe_photo
from tests.factories.files import a_film, a_photo, a_photo_that_tells

pytestmark = pytest.mark.usefixtures("app")


def opened(content):
    return Image.open(BytesIO(content))


def segments(content):
    """The markers of a JPEG file up to its picture."""
    place, found = 2, []
    while content[place + 1] != 0xDA:
        found.append(content[place + 1])
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_comes_out_as_jpeg_with_its_longest_side_bounded(kind):
    picture = opened(safe_photo(a_photo((2400, 1200), kind)))

    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (LONGEST_SIDE, LONGEST_SIDE // 2))


def test_a_small_photo_is_not_blown_up():
    assert opened(safe_photo(a_photo((320, 200)))).size == (320, 200)


def test_nothing_but_the_picture_is_kept():
    made = safe_photo(a_photo_that_tells())

    assert not opened(made).getexif()
    assert set(segments(made)) <= {0xE0, 0xDB, 0xC0, 0xC4}, "only the plain header and the tables of the picture"
    assert b"ahasia" not in made
    assert not [word for word in (b"Exif", b"GPS", b"ICC_PROFILE") if word in made]


@pytest.mark.parametrize(
    ("orientation", "white", "coloured"),
    [(1, (5, 240), (630, 240)), (3, (630, 240), (5, 240)), (6, (240, 5), (240, 630)), (8, (240, 630), (240, 5))],
)
def test_a_photo_stands_upright(orientation, white, coloured):
    picture = opened(safe_photo(a_photo_that_tells(orientation)))

    assert min(picture.getpixel(white)) > 240
    assert min(picture.getpixel(coloured)) < 60


def test_what_was_transparent_becomes_white():
    kept = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(kept, "PNG")

    assert min(opened(safe_photo(kept.getvalue())).getpixel((20, 20))) > 240


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_unusual_pictures_are_read_too(mode):
    kept = BytesIO()
    Image.new(mode, (60, 40)).save(kept, "JPEG" if mode == "CMYK" else "PNG")

    assert opened(safe_photo(kept.getvalue())).mode == "RGB"


def test_what_hangs_behind_the_picture_is_gone():
    polyglot = a_photo() + b"PK\x03\x04<script>alert(1)</script>"

    assert b"script" not in safe_photo(polyglot)


def png_of(width, height):
    """The beginning of a PNG that claims to be this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 10)
        + b"IDAT"
        + bytes(14)
    )


@pytest.mark.parametrize("size", [(4100, 4000), (6000, 5000), (10_000, 10_000), (50_000, 50_000)])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(size):
    with pytest.raises(UnfitFile, match="terlalu besar untuk dibuka"):
        safe_photo(png_of(*size))


def test_a_photo_of_fifty_megapixels_is_taken():
    assert opened(safe_photo(a_photo((8160, 6144), quality=30))).size == (1600, 1205)


def test_a_photo_in_passes_is_taken_only_up_to_a_smaller_size():
    assert opened(safe_photo(a_photo((2400, 1200), progressive=True))).size == (1600, 800)
    with pytest.raises(UnfitFile, match="terlalu besar untuk dibuka"):
        safe_photo(a_photo((5400, 5000), quality=30, progressive=True))


def test_a_plain_photo_whose_colours_come_one_after_another_counts_as_one_in_passes():
    content = a_photo((5400, 5000), quality=30)
    start = content.index(b"\xff\xda")

    with pytest.raises(UnfitFile, match="terlalu besar untuk dibuka"):
        safe_photo(content[: start + 4] + b"\x01" + content[start + 5 :])


def test_a_photo_that_repeats_its_passes_is_refused_before_it_is_decoded():
    content = a_photo((2000, 2000), progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]

    with pytest.raises(UnfitFile, match="rusak atau terpotong"):
        safe_photo(content[:-2] + last * 50 + b"\xff\xd9")


def test_a_long_narrow_photo_is_decoded_at_a_fraction_too():
    assert opened(safe_photo(a_photo((40_000, 1500), quality=30))).size == (1600, 60)


def test_sixteen_bits_of_grey_stay_the_grey_they_are():
    kept = BytesIO()
    Image.new("I;16", (60, 40), 32_768).save(kept, "PNG")

    assert abs(opened(safe_photo(kept.getvalue())).getpixel((20, 20))[0] - 128) <= 2


def test_a_large_transparent_picture_has_no_seams():
    kept = BytesIO()
    Image.new("RGBA", (3501, 3333), (0, 0, 0, 128)).save(kept, "PNG")
    darkest, lightest = opened(safe_photo(kept.getvalue())).convert("L").getextrema()

    assert lightest - darkest <= 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "lebih dari 8 MB"),
        (a_film(), "Ini video, bukan foto"),
        (a_film(brand=b"heic"), "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bukan foto"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><svg/>", "bukan foto"),
        (b"<!DOCTYPE html><html></html>", "bukan foto"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"GIF89a" + bytes(50), "bergerak"),
        (b"\x1a\x45\xdf\xa3", "WebM"),
        (b"halo", "bukan foto atau video yang kami kenal"),
        (a_photo()[:400], "rusak atau terpotong"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "rusak atau terpotong"),
        (b"GIF89a/*\xff\xd8\xff*/", "bergerak"),
    ],
)
def test_anything_else_is_refused_in_words(content, said):
    with pytest.raises(UnfitFile, match=said):
        safe_photo(content)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 3000), junk=st.binary(min_size=1, max_size=40), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_damaged_file_is_drawn_anew_or_refused_and_nothing_else(place, junk, kind):
    content = a_photo((60, 40), kind)
    place %= len(content)
    with suppress(UnfitFile):
        made = safe_photo(content[:place] + junk + content[place + len(junk) :])
        assert opened(made).format == "JPEG"
