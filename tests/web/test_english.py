"""The site in English: a catalogue that is complete and compiled, and pages without Indonesian words in them."""

import os
import re
from io import BytesIO

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config import PROJECT
from lms.web.languages import COOKIE, TRANSLATIONS
from tests.factories.people import PASSWORD, a_coordinator, a_volunteer, an_agency_officer, an_application, an_officer

CATALOGUE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = CATALOGUE.with_suffix(".mo")
FILLED_IN = re.compile(r"%\(\w+\)s|%%")
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
INDONESIAN = frozenset(
    WORD.findall(
        """
        ada akun anda anggota angka arti atau bahasa bantuan baru beranda belajar belum benar berikutnya bersama bisa
        boleh buat buka capaian centang coba daftar dan dari dasbor dengan di dibanding diterima halaman hari hapus
        huruf ini isi itu jadi jam jawab jawaban juga kamu kami kartu kata ke keluar kembali kirim kode koordinator
        kursi kursus lagi lanjut lanjutkan lewat lihat mana masih masuk mengapa menit menunggu minggu mulai nama nomor
        orang pada paling pelajaran pendaftar pendaftaran pendamping pengurus perlu pilih punya relawan ringkasan saja
        sampai sandi sasaran saya sekarang selamat selesai semua setuju siapa simpan sudah sumber supaya tahun tanpa
        tekan terima tersimpan tiap tidak tugas ubah ukuran umur unduh untuk vakum wajib waktu wali ya yang
        """
    )
)
"""Common words of the site that are not English words as well."""
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")
"""Attributes that are read out or shown."""


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def translations(catalogue):
    return {message.id: message for message in catalogue if message.id}


@pytest.fixture(scope="module")
def compiled(catalogue, app):
    """Compile the catalogue where nobody has yet, as `make translations` does, and let the site read it anew."""
    content = BytesIO()
    write_mo(content, catalogue)
    if not COMPILED.exists() or COMPILED.read_bytes() != content.getvalue():
        fresh = COMPILED.with_suffix(f".{os.getpid()}.mo")  # two workers may be at it at once
        fresh.write_bytes(content.getvalue())
        fresh.replace(COMPILED)
    with app.app_context():
        app.extensions["babel"].instance.domain_instance.cache.clear()


@pytest.fixture
def visit_in_english(visit, compiled):
    def visit_in_english(person=None):
        visitor = visit(person)
        visitor.client.set_cookie(COOKIE, "en")
        return visitor

    return visit_in_english


@pytest.fixture
def names(vlog, magelang):
    """What comes from the data and stays as it is in every language, longest first."""
    found = {vlog.title, vlog.summary, *vlog.outcomes}
    for lesson in vlog.lessons:
        found |= {lesson.title, lesson.outcome, *strings_in(lesson.task)}
    return sorted(found, key=len, reverse=True)


def strings_in(value):
    """Every text inside what a course says of a task."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


def texts():
    """Every text of the site, read as babel.cfg says."""
    with (PROJECT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(PROJECT / "lms"), methods, options, keywords=DEFAULT_KEYWORDS | {"_l": None})
    return {message for _file, _line, message, _comments, _context in found}


def test_babel_cfg_finds_texts_of_every_kind():
    found = texts()

    assert {"Belajar", "Lanjutkan", "Kamu tinggal di kelurahan mana?", "Halaman tidak ditemukan"} <= found
    assert not [text for text in found if not isinstance(text, str)], "plural forms need their own check here"


def test_every_text_has_its_english_and_nothing_else_is_kept(catalogue, translations):
    found = texts()
    missing = sorted(text for text in found if text not in translations or not translations[text].string)

    assert not missing, f"{len(missing)} texts without English: {missing[:5]}"
    assert not set(translations) - found, f"no longer used: {sorted(set(translations) - found)[:5]}"
    assert not [item.id for item in translations.values() if item.fuzzy]
    assert not catalogue.obsolete, f"take out what is commented out: {list(catalogue.obsolete)[:5]}"


def test_the_english_fills_in_what_the_text_does(translations):
    wrong = [
        item.id for item in translations.values() if sorted(FILLED_IN.findall(item.id)) != sorted(FILLED_IN.findall(item.string))
    ]

    assert not wrong


def test_a_translation_stands_in_html_and_in_attributes(translations):
    """Templates take translations as they are, without escaping."""
    wrong = [item.string for item in translations.values() if re.search(r"[<>&\"]", item.string)]

    assert not wrong, f"write “ ” and plain words: {wrong}"


def test_one_word_stands_for_one_thing(translations):
    words = {"pelajaran": "lesson", "kursus": "course", "relawan": "volunteer", "koordinator": "coordinator", "vakum": "dormant"}
    wrong = [
        (item.id, item.string)
        for item in translations.values()
        for word, english in words.items()
        if re.search(rf"\b{word}\b", item.id, re.IGNORECASE) and english not in item.string.lower()
    ]

    assert not wrong


PUBLIC = (
    *("/", "/relawan", "/relawan/daftar/kelurahan", "/relawan/daftar/lahir", "/relawan/status", "/relawan/belum-cukup-umur"),
    *("/belajar", "/kursus/vlog", "/kursus/vlog/siapkan-hp-anda", "/masuk", "/capaian", "/capaian/wates"),
    *("/bantuan", "/privasi", "/aksesibilitas", "/arti-ukuran"),
)


def test_a_visitor_reads_english(visit_in_english, names):
    visitor = visit_in_english()
    pages = [visitor.get(path) for path in PUBLIC] + [visitor.get("/tidak-ada", status=404)]

    assert indonesian_on(pages, names) == {}


def test_a_young_person_signs_up_in_english(visit_in_english, names):
    pages = [visit_in_english().get("/relawan/daftar")]
    answers = [
        *({"kelurahan": "wates"}, {"birth_year": "2000"}, {"times": ["sabtu"]}, {"skills": ["video"]}, {"name": "Dimas"}),
        *({"whatsapp": "0812 3456 7890"}, {"agreed": "y"}),
    ]
    for answer in answers:
        pages.append(pages[-1].submit("Continue", **answer).follow())
    pages.append(pages[-1].submit("Send the application").follow())

    assert pages[-1].heading == "We have your application"
    assert indonesian_on(pages, names) == {}


def test_a_member_reads_english(visit_in_english, names, wates):
    member = visit_in_english(an_officer(wates))
    lesson = member.get("/kursus/vlog/siapkan-hp-anda")
    pages = [member.get("/beranda"), member.get("/saya"), lesson, lesson.submit("I understand").follow()]

    assert indonesian_on([*pages, member.get("/kursus/vlog"), member.get("/beranda")], names) == {}


def test_the_coordinator_and_the_agency_read_english(visit_in_english, names, magelang, wates):
    a_volunteer(wates, "Rani")
    waiting = an_application(wates)
    coordinator, agency = visit_in_english(a_coordinator(wates)), visit_in_english()
    an_agency_officer(magelang)
    agency.get("/masuk").submit("Sign in", username="dinas", password=PASSWORD)
    pages = [coordinator.get(path) for path in ("/kelurahan/wates", "/kelurahan/wates/kartu", "/kelurahan/wates/relawan")]
    pages += [agency.get(path) for path in ("/dasbor", "/dasbor/rincian/pengurus", "/kelola/relawan")]
    pages += [agency.get(f"/dasbor?peta={measure}") for measure in ("pengurus", "relawan", "selesai", "k2")]

    assert indonesian_on([*pages, agency.get(f"/kelola/relawan/{waiting.id}")], [*names, "Petugas Dinas"]) == {}


def indonesian_on(pages, names):
    """The Indonesian words on pages, by address, without what is marked as Indonesian or comes from the data."""
    found = {}
    for page in pages:
        assert page.all("html")[0].get("lang") == "en"
        said = "\n".join(said_by(page.all("html")[0]))
        for name in names:
            said = said.replace(name, " ")
        strange = {word.lower() for word in WORD.findall(said)} & INDONESIAN
        found |= {page.path: sorted(strange)} if strange else {}
    return found


def said_by(element):
    """The words of an element and those below it, without the parts in Indonesian."""
    if element.get("lang") == "id" or not isinstance(element.tag, str):
        return
    yield from (element.get(name, "") for name in SPOKEN)
    yield element.text or ""
    for child in element:
        yield from said_by(child)
        yield child.tail or ""
