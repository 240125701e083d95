"""Any lesson as a short row of screens for a meeting, ending with the record of the visit."""

import re

import pytest

from lms.catalog.rules.pack import read_pack
from lms.catalog.rules.quiz import Kind, Option, Question, Quiz
from lms.catalog.rules.rendering import render
from lms.outreach.rules.screens import Show, minutes, screens
from tests.conftest import NOON, PROJECT, publish_or_copy
from tests.factories.packs import release
from tests.visitor import parse

LESSON = "/kursus/vlog/siapkan-hp-anda/rapat"
COURSES = sorted(path for path in (PROJECT / "courses").iterdir() if path.is_dir())

HTML = """<h2>Mengapa</h2>
<p>Hujan &amp; banjir.</p>
<h2>Caranya</h2>
<p>Cari yang mirip.</p>
<div class="steps">
<ol>
<li>
<p><strong>Buka HP &amp; lihat.</strong> Tekan tombol.</p>
<ul>
<li>kiri</li>
<li>kanan</li>
</ul>
<figure class="drawing"><img src="/x.svg" alt="HP" loading="lazy"></figure>
</li>
<li>Tutup<br>lagi.</li>
</ol>
</div>
<div class="remember">
<p class="block-title">Ingat</p>
<p>Tenang.</p>
</div>
<div class="example">
<p class="block-title">Bu Sri</p>
<p>Bu Sri membuka HP.</p>
</div>
<div class="exercise">
<p>Kerjakan.</p>
</div>
"""


def a_question(kind, number):
    options = [Option("Ya", "Karena ya.", right=True), Option("Bukan", "Karena bukan."), Option("Anu", "Karena anu.")]
    return Question(f"q{number}", kind, f"Tanya {number}?", options)


def shown(html, quiz=None):
    return [screen.show.value for screen in screens(html, quiz)]


def test_a_lesson_is_cut_into_story_steps_blocks_and_hands():
    found = screens(HTML, None)

    assert [screen.show for screen in found] == [
        Show.GOAL,
        Show.STORY,
        Show.STEP,
        Show.STEP,
        Show.EXAMPLE,
        Show.REMEMBER,
        Show.KNOWN,
        Show.WANTED,
        Show.PASSED_ON,
        Show.END,
    ]
    assert (found[1].title, found[1].html) == ("Mengapa", "<p>Hujan &amp; banjir.</p>")
    assert (found[2].title, found[2].number, found[2].of) == ("Buka HP & lihat.", 1, 2)
    assert found[2].html.startswith("<p>Tekan tombol.</p>")
    assert found[2].html.endswith("</figure>")
    assert (found[3].title, found[3].html) == ("", "Tutup<br>lagi.")
    assert (found[4].title, found[4].html) == ("Bu Sri", "<p>Bu Sri membuka HP.</p>")
    assert [screen.number for screen in found[6:9]] == [1, 2, 3]


def test_a_lesson_without_steps_is_shown_section_by_section():
    html = "<p>Halo.</p>\n<h2>Satu</h2>\n<p>Isi.</p>\n<ul>\n<li>a</li>\n</ul>\n"
    html += '<div class="warning">\n<p>Awas.</p>\n</div>\n<h2>Dua</h2>'
    found = screens(html, None)

    assert shown(html)[:4] == ["goal", "section", "section", "warning"]
    assert [screen.title for screen in found[1:4]] == ["", "Satu", ""]
    assert found[2].html == "<p>Isi.</p><ul>\n<li>a</li>\n</ul>"


@pytest.mark.parametrize("html", ["", "<h2>Satu</h2>", '<div class="steps">\n<ol>\n<li>Tekan.</li>\n</ol>\n</div>'])
def test_a_short_lesson_is_short(html):
    assert shown(html) == ["goal", *(["step"] if html.startswith("<div") else []), "known", "wanted", "passed_on", "end"]


def test_questions_of_the_quiz_are_asked_where_hands_can_answer_them():
    kinds = (Kind.ORDER, Kind.SINGLE, Kind.SHORT, Kind.TRUE_FALSE, Kind.SEVERAL, Kind.SINGLE)
    questions = tuple(a_question(kind, number) for number, kind in enumerate(kinds))

    assert shown("", Quiz(80, questions))[1:-1] == ["question", "answer"] * 3
    assert shown("", Quiz(80, questions[:3]))[1:-1] == ["question", "answer", "wanted", "passed_on"]
    asked = screens("", Quiz(80, questions))[1]
    assert asked.title == "Tanya 1?"
    assert [option.text for option in asked.options] == ["Anu", "Bukan", "Ya"]


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_every_lesson_of_every_course_takes_five_to_ten_minutes_and_keeps_all_its_steps(folder):
    pack = read_pack(folder)
    for lesson in pack.lessons:
        html = render(lesson.body, pack.media)
        found = screens(html, None)

        assert 5 <= minutes(len(found)) <= 10, lesson.head.id
        steps = [screen for screen in found if screen.show is Show.STEP]
        written = re.findall(r"^\d+\. ", lesson.body, re.MULTILINE)
        assert 3 <= len(steps) <= len(written), lesson.head.id
        for screen in found:
            parse(f"<!doctype html><title>x</title>{screen.html}")


def test_a_meeting_goes_through_a_lesson_screen_by_screen_to_the_record_of_the_visit(visit, vlog):
    visitor = visit()
    page = visitor.get("/kursus/vlog/siapkan-hp-anda").click("Tampilkan di rapat")
    assert page.path.startswith(LESSON)
    assert page.heading == "Siapkan HP Anda"
    assert "Kira-kira 9 menit" in page.text
    headings = [page.heading]
    page = page.click("Mulai")
    while "Lanjut" in page.links():
        headings.append(page.heading)
        page = page.click("Lanjut")

    assert page.heading == "Selesai. Terima kasih!"
    assert page.links()["Catat kunjungan ini"] == "/kegiatan/catat?kursus=vlog&pelajaran=siapkan-hp-anda"
    assert "Lap kaca kamera." in headings
    assert len(headings) == len(screens(vlog.lessons[0].html, None)) - 1
    assert page.click("Sebelumnya").heading == "Siapa yang akan menceritakan ini kepada orang lain?"
    assert page.click("Ulangi dari awal").heading == "Siapkan HP Anda"


def test_a_quiz_question_is_followed_by_its_answer(visit, app):
    publish_or_copy("aman", at=NOON)
    visitor, path = visit(), "/kursus/aman/tahan-jempol/rapat"
    number = next(n for n in range(1, 30) if "Angkat tangan, pertanyaan 1" in visitor.get(f"{path}?layar={n}").text)
    question = visitor.get(f"{path}?layar={number}")
    answer = question.click("Lanjut")

    assert "A. " in question.text
    assert answer.heading == question.heading
    assert "Jawaban pertanyaan 1 dari 3" in answer.text
    assert len(answer.text) < len(question.text) + 300


@pytest.mark.parametrize(
    ("typed", "number"), [("0", 1), ("-3", 1), ("abc", 1), ("²", 1), ("999", 22), ("9" * 5000, 22), ("2", 2), ("", 1)]
)
def test_any_number_shows_the_nearest_screen(visit, vlog, typed, number):
    assert f"Layar {number} dari 22" in visit().get(f"{LESSON}?layar={typed}").text


def test_who_spares_data_sees_links_in_place_of_pictures(visit, vlog):
    visitor = visit()
    with_picture = f"{LESSON}?layar=3"
    assert 'loading="lazy"' not in visitor.get(with_picture).html
    assert "<img " in visitor.get(with_picture).html
    visitor.client.set_cookie("hemat", "ya")
    spared = visitor.get(with_picture)

    assert "<img " not in spared.html
    assert "Gambar:" in spared.text


def test_former_and_unknown_addresses(visit, app, tmp_path):
    release(tmp_path, at=NOON)
    release(tmp_path, ("A1", "Satu."), ("A2", "Dua."), at=NOON, slugs={"A1": "baru"}, retired=["A3"])
    visitor = visit()

    assert visitor.get("/kursus/coba/pelajaran-a1/rapat", status=301).location == "/kursus/coba/baru/rapat"
    assert visitor.get("/kursus/coba/pelajaran-a3/rapat", status=410).heading == "Pelajaran ini sudah tidak dipakai"
    assert visitor.get("/kursus/coba/pelajaran-a2/rapat?layar=2").heading == "Langkah-langkah"
    for path in ("/kursus/coba/hilang/rapat", "/kursus/hilang/hilang/rapat"):
        visitor.get(path, status=404)
