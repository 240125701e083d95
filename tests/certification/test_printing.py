"""The sheet and the card: names are never markup, whatever they hold, and everything stays on one page."""

import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from lms.certification.models import CertificateKind
from lms.certification.rules.printing import Sheet, card, paper

LONG = "Raden Mas Haji Muhammad Sulistyo Prabowo Kusumaningrat Durung Tatag Sastroamidjojo Mangkunegara, S.Kom., M.M., Ph.D."
NAMES = {
    "plain": "Sri Wahyuni",
    "markup": '#let x = 1; $a^2$ [b] "q" \\ @ref *x* _y_ <z> // = - + `c`',
    "call": '#panic("x")',
    "accents": "René Ḍurung Ṭaṭag Éléonore é è ê ě",
    "long": LONG,
    "unbroken": "W" * 120,
}


def sheet(name="Sri Wahyuni", *, kind=CertificateKind.COURSE, title="Membuat Video Pendek", description="Belajar merekam."):
    days = date(2026, 11, 3), date(2026, 11, 24)
    words = "Diskominsta Kota Magelang", "Kota Magelang", "K7QM2XRD9FTB8HJN", "https://sinau.example"
    return Sheet(kind, name, title, description, *days, *words)


def words_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    return "".join(pages[0].extract_text().replace("\u200b", "").split())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_stands_as_it_is_on_one_page_of_a4(name):
    content = paper(sheet(name))

    assert "".join(name.split()) in words_of(content)
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_card_is_1080_by_1350_dots_and_light_enough_to_send(name):
    content = card(sheet(name))

    assert Image.open(io.BytesIO(content)).size == (1080, 1350)
    assert len(content) < 300_000


def test_a_letter_without_a_drawing_costs_the_accessible_form_and_nothing_else():
    content = paper(sheet("Sri ꦱꦿꦶ 😀"))

    assert "Sri" in words_of(content)
    assert b"pdfuaid" not in content


def test_a_sheet_says_what_it_has_to_say():
    words = words_of(paper(sheet()))

    for expected in (
        "SERTIFIKATPENYELESAIAN",
        "diberikankepada",
        "yangtelahmenyelesaikankursus",
        "MembuatVideoPendek",
        "3November2026",
        "DiskominstaKotaMagelang",
        "K7QM-2XRD-9FTB-8HJN",
        "sinau.example/s",
    ):
        assert expected in words


def test_a_level_is_certified_without_the_word_competence():
    words = words_of(paper(sheet(kind=CertificateKind.LEVEL, title="Video (vlog), tingkat 2: mandiri"))).lower()

    assert "penilaiankemampuan" in words
    assert "kompeten" not in words


def test_a_very_long_title_and_description_stay_on_the_page():
    content = paper(sheet(title=" ".join(["Menyusun kabar kampung"] * 7), description=" ".join(["Belajar merekam kabar."] * 12)))

    assert words_of(content).count("Menyusunkabarkampung") == 7
    assert "K7QM-2XRD-9FTB-8HJN" in words_of(content)


def test_the_same_certificate_is_always_the_same_bytes():
    assert paper(sheet()) == paper(sheet())
    assert card(sheet()) == card(sheet())


def test_the_document_is_tagged_in_indonesian_and_dated_on_the_day_of_issue():
    reader = PdfReader(io.BytesIO(paper(sheet())))

    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Sertifikat penyelesaian: Membuat Video Pendek"
    assert reader.metadata.creation_date.date() == date(2026, 11, 24)
    assert b"pdfuaid" in paper(sheet()), "the accessible form is what everybody gets whose name can be drawn"
