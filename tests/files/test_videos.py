"""A film is whole, of a kind that telephones play, and tells no place; anything else is refused with what to do."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.files import videos
from lms.files.kinds import UnfitFile
from lms.files.videos import safe_video
from tests.factories.files import JAKARTA, a_film, a_photo, box, track

pytestmark = pytest.mark.usefixtures("app")

FTYP = box(b"ftyp", b"isom", bytes(4), b"mp42")
MOOV = box(b"moov", box(b"mvhd", bytes(100)), track())
MDAT = box(b"mdat", b"gambar")


def checked(content):
    file = BytesIO(content)
    kind = safe_video(file)
    return kind, file.getvalue()


@pytest.mark.parametrize(
    ("brand", "kind"), [(b"isom", "video/mp4"), (b"mp42", "video/mp4"), (b"qt  ", "video/mp4"), (b"3gp5", "video/3gpp")]
)
def test_films_of_telephones_are_taken(brand, kind):
    assert checked(a_film(brand=brand))[0] == kind


def test_places_and_names_are_blanked_out_and_nothing_moves():
    film = a_film()

    _kind, made = checked(film)

    assert JAKARTA in film
    assert JAKARTA not in made
    assert len(made) == len(film)
    assert made.index(b"gambar") == film.index(b"gambar")
    assert not [kind for kind in (b"udta", b"meta", b"uuid", b"gps ", b"\xa9xyz") if kind in made]


def test_a_track_that_nobody_sees_or_hears_is_blanked_out():
    _kind, made = checked(a_film(tracks=(b"vide", b"meta")))

    assert made.count(b"trak") == 1


def test_checking_twice_changes_nothing_more():
    _kind, once = checked(a_film())

    assert checked(once)[1] == once


def test_large_boxes_and_one_that_reaches_to_the_end_are_understood():
    large = (1).to_bytes(4, "big") + b"mdat" + (16 + 6).to_bytes(8, "big") + b"gambar"

    assert checked(FTYP + large + MOOV)[0] == "video/mp4"
    assert checked(FTYP + MOOV + bytes(4) + b"mdat" + b"gambar")[0] == "video/mp4"


def test_a_list_that_ends_with_zeros_is_understood():
    assert checked(FTYP + box(b"moov", box(b"mvhd", bytes(100)), track(), bytes(4)) + MDAT)[0] == "video/mp4"


def test_a_film_in_fragments_is_taken():
    fragment = box(b"moof", box(b"mfhd", bytes(8)), box(b"traf", bytes(20)), box(b"udta", JAKARTA))

    _kind, made = checked(FTYP + MOOV + fragment + MDAT)

    assert JAKARTA not in made


@pytest.mark.parametrize("cut", [1, 7, 40, 300, 600])
def test_a_film_cut_off_on_its_way_is_refused(cut):
    with pytest.raises(UnfitFile, match="terpotong"):
        checked(a_film()[:-cut])


@pytest.mark.parametrize(
    "content",
    [
        FTYP + MDAT,
        FTYP + MOOV,
        FTYP + MOOV + MOOV + MDAT,
        FTYP + MOOV + MDAT + b"PK\x03\x04 more behind it",
        FTYP + MOOV + MDAT + b"\0",
        FTYP + box(b"moov", b"\1\2\3") + MDAT,
        FTYP + box(b"moov", box(b"trak", box(b"tkhd"))) + MDAT,
        FTYP + box(b"moov", b"\x00\x00\x00\x04trak") + MDAT,
        FTYP + box(b"moov", b"\x00\x00\x00\x00trak") + MDAT,
        FTYP + MOOV + (1).to_bytes(4, "big") + b"mdat" + (2**63).to_bytes(8, "big"),
        FTYP + MOOV + (1).to_bytes(4, "big") + b"mdat" + (0).to_bytes(8, "big"),
    ],
)
def test_boxes_that_do_not_add_up_are_refused(content):
    with pytest.raises(UnfitFile, match="terpotong atau rusak"):
        checked(content)


def test_a_file_of_endless_boxes_is_refused_soon():
    with pytest.raises(UnfitFile, match="rusak"):
        checked(FTYP + box(b"moov", box(b"free") * (videos.MOST_BOXES + 1), track()) + MDAT)
    with pytest.raises(UnfitFile, match="rusak"):
        checked(
            FTYP
            + box(b"moov", track(), *[box(b"trak", box(b"free") * 9, box(b"mdia", box(b"hdlr", bytes(8), b"vide")))] * 900)
            + MDAT
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (a_film(tracks=(b"soun",)), "tidak ada gambarnya"),
        (a_film(brand=b"heic"), "Ini foto, bukan video"),
        (a_photo(), "Ini foto, bukan video"),
        (box(b"ftyp", b"jp2 ", bytes(4)) + MOOV + MDAT, "bukan foto atau video yang kami kenal"),
        (b"\x1a\x45\xdf\xa3webm", "WebM"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"<html><video src=x onerror=alert(1)>", "bukan foto atau video"),
        (b"PK\x03\x04", "zip"),
        (MOOV + FTYP + MDAT, "bukan foto atau video yang kami kenal"),
    ],
)
def test_anything_else_is_refused_in_words(content, said):
    with pytest.raises(UnfitFile, match=said):
        checked(content)


def test_a_film_that_is_too_long_is_refused_with_what_to_do(tmp_path):
    with (tmp_path / "film").open("w+b") as file:
        file.truncate(videos.MOST_BYTES + 1)
        with pytest.raises(UnfitFile, match="YouTube"):
            safe_video(file)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 3000), junk=st.binary(min_size=1, max_size=16))
def test_a_damaged_film_is_taken_whole_or_refused_and_nothing_else(place, junk):
    film = a_film()
    place %= len(film)
    damaged = film[:place] + junk + film[place + len(junk) :]
    with suppress(UnfitFile):
        _kind, made = checked(damaged)
        assert len(made) == len(damaged)
