"""Questions go from a published lesson to a GIFT file and from there into a lesson's file, and nothing else changes."""

import pytest
from sqlalchemy import update

from lms.catalog import queries
from lms.catalog.models import Revision
from lms.catalog.rules.gift.reading import read_gift
from lms.catalog.rules.lesson_file import CannotReplace, with_questions
from lms.catalog.rules.pack import read_pack
from lms.catalog.rules.quiz import Kind, Option, Question
from lms.db import db
from tests.conftest import NOON
from tests.factories.packs import publish_lessons

HEAD = """+++
id = "A1"
# catatan
title = "Satu"
minutes = 10
outcome = "Bisa."
completion = "quiz"

[quiz]
pass_mark = 80
"""
OLD = """
[[questions]]
id = "lama"
kind = "single"
text = "Lama?"
must = true
[[questions.options]]
text = "ya"
right = true
why = "Ya."
[[questions.options]]
text = "tidak"
why = "Tidak."
"""
BODY = "+++\n## Isi\n\n[[questions]]\n\n+++\n"
NEW = Question("baru", Kind.SINGLE, 'Kata "x"\\ \x7f\n?', [Option("ya", "Ya.", right=True), Option("é", "Tidak.")], why="Begini.")


def questions_in(text, tmp_path):
    folder = tmp_path / "coba" / "lessons"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "01-satu.md").write_bytes(text.encode())
    (folder.parent / "course.toml").write_text(
        'id = "coba"\nslug = "coba"\ntitle = "C"\nsummary = "S"\naudience = "member"\norder = 1\noutcomes = []\n'
        'required = ["A1"]\n[release]\nchange = "content"\n'
    )
    return read_pack(folder.parent).lessons[0].head.questions


@pytest.mark.parametrize("old", ["", OLD])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_only_the_questions_change(tmp_path, old, ends):
    text = (HEAD + old + BODY).replace("\n", ends)

    found = with_questions(text, [NEW])

    assert questions_in(found, tmp_path) == [NEW]
    assert found.startswith(HEAD.replace("\n", ends))
    assert found.endswith(BODY.replace("\n", ends))
    assert found.count("\n") == found.count(ends)


def test_putting_them_in_twice_is_putting_them_in_once():
    once = with_questions(HEAD + OLD + BODY, [NEW])

    assert with_questions(once, [NEW]) == once


@pytest.mark.parametrize("line", ["[[ questions ]]", "  [[questions]]", "[[questions]] # satu"])
def test_questions_are_replaced_however_their_table_is_written(tmp_path, line):
    found = with_questions(HEAD + OLD.replace("[[questions]]", line) + BODY, [NEW])

    assert questions_in(found, tmp_path) == [NEW]


def test_a_mark_at_the_start_of_the_file_stays(tmp_path):
    found = with_questions("\ufeff" + HEAD + OLD + BODY, [NEW])

    assert found.startswith("\ufeff+++\n")
    assert questions_in(found, tmp_path) == [NEW]


def test_every_kind_is_written_as_it_is(tmp_path):
    pairs = Question("p", Kind.MATCH, "Pasang", [Option(one, "Ya.", match=one.upper()) for one in "abc"])
    typed = Question("s", Kind.SHORT, "Apa?", [Option("a", "Ya.", right=True), Option("b", "Bukan.")], why="Coba lagi.")

    assert questions_in(with_questions(HEAD + BODY, [pairs, typed, NEW]), tmp_path) == [pairs, typed, NEW]


def test_what_had_to_be_right_still_has_to(tmp_path):
    again = Question("lama", Kind.SINGLE, "Lama, lebih baik?", NEW.options)

    found = questions_in(with_questions(HEAD + OLD + BODY, [again, NEW]), tmp_path)

    assert [(question.id, question.must) for question in found] == [("lama", True), ("baru", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tanpa kepala", "the front matter between two lines of +++ is missing."),
        (HEAD + OLD + '[task]\nprompt = "x"\nevidence = []\n' + BODY, "[task] stands after the questions; move it above"),
        (
            HEAD.replace("[quiz]\npass_mark = 80\n", "") + OLD + "[ quiz ] # x\npass_mark = 80\n" + BODY,
            "[ quiz ] # x stands after",
        ),
        (HEAD.replace("80", "") + BODY, "the front matter cannot be read: "),
        (HEAD + OLD.replace("[[questions]]", '[["questions"]]') + BODY, "its own questions cannot be told apart"),
        (HEAD + OLD + '  [task]\n  prompt = "x"\n  evidence = []\n' + BODY, "its own questions cannot be told apart"),
        (HEAD.replace("[quiz]", "questions = []\n[quiz]") + BODY, "the front matter cannot be read: "),
        (HEAD.replace("minutes", "menit") + BODY, "the front matter cannot be read: "),
        (HEAD.replace('"quiz"', '"read"') + BODY, 'the lesson has no quiz: write completion = "quiz"'),
        (HEAD.replace("[quiz]\npass_mark = 80", "") + BODY, "the lesson has no quiz: "),
        (HEAD.replace("\n", "\r\n") + BODY, "the lines end in two different ways"),
        (HEAD.replace('"Bisa."', '"""\n[[questions]]\n"""') + BODY, "stands after the questions"),
        (
            HEAD.replace('"Bisa."', '"""\n[[questions]]\n"""').replace("[quiz]\n", "quiz.") + BODY,
            "the front matter cannot be read",
        ),
    ],
)
def test_a_file_that_is_not_ready_is_refused(text, said):
    with pytest.raises(CannotReplace) as refused:
        with_questions(text, [NEW])

    assert said in str(refused.value)


def test_questions_that_cannot_be_asked_are_refused():
    with pytest.raises(CannotReplace, match="question q has no right answer"):
        with_questions(HEAD + BODY, [Question("q", Kind.SINGLE, "?", [Option("a", "b"), Option("c", "d")])])


def test_the_commands_take_the_real_quiz_out_and_put_it_back(app, vlog, tmp_path):
    run = app.test_cli_runner().invoke
    lesson = vlog.lesson("izin-anak-dan-musik")
    source = app.config["COURSES"] / "vlog" / "lessons" / "05-izin-anak-dan-musik.md"
    copy, gift = tmp_path / source.name, tmp_path / "kuis.gift"
    copy.write_bytes(source.read_bytes())

    gift.write_text(run(args=["catalog", "gift-export", "vlog", lesson.slug]).output, "utf-8")
    put = run(args=["catalog", "gift-import", str(gift), "--into", str(copy)])

    assert put.output.startswith(f"05-izin-anak-dan-musik.md: {len(lesson.quiz.questions)} questions.")
    assert questions_in(copy.read_text("utf-8").replace('id = "V5"', 'id = "A1"'), tmp_path) == list(lesson.quiz.questions)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [source.name, "coba", "kuis.gift"]


@pytest.mark.parametrize(
    ("gift", "lesson", "said"),
    [
        (b"::a:: A {}\n\n::b:: B {#3}\n", HEAD + BODY, ["kuis.gift, line 1: a question without answers", "kuis.gift, line 3: "]),
        (b"\xff\xfe", HEAD + BODY, ["kuis.gift: the file is not UTF-8 text."]),
        (b"::a:: A {T#a#b}\n", "kosong", ["01-satu.md: the front matter between two lines"]),
    ],
)
def test_nothing_is_half_imported(app, tmp_path, gift, lesson, said):
    (tmp_path / "kuis.gift").write_bytes(gift)
    path = tmp_path / "01-satu.md"
    path.write_text(lesson)

    refused = app.test_cli_runner().invoke(args=["catalog", "gift-import", str(tmp_path / "kuis.gift"), "--into", str(path)])

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: Nothing was changed.")
    assert [words for words in said if words not in refused.output] == []
    assert path.read_text() == lesson
    assert len(list(tmp_path.iterdir())) == 2


def test_a_lesson_that_is_not_text_is_left_alone(app, tmp_path):
    (tmp_path / "kuis.gift").write_text("::a:: A {T#a#b}\n")
    (tmp_path / "01-satu.md").write_bytes(b"\xff\xfe")

    refused = app.test_cli_runner().invoke(
        args=["catalog", "gift-import", str(tmp_path / "kuis.gift"), "--into", str(tmp_path / "01-satu.md")]
    )

    assert "01-satu.md: the file is not UTF-8 text." in refused.output


WITHOUT_QUIZ = (("x", "y"), ("coba", "y"), ("coba", "pelajaran-a1"))


def test_only_a_published_quiz_can_be_printed(app, tmp_path):
    publish_lessons(tmp_path, at=NOON)
    run = app.test_cli_runner().invoke

    outputs = [
        run(args=["catalog", "gift-export", *words]).output for words in (("x", "y"), ("coba", "y"), ("coba", "pelajaran-a1"))
    ]

    assert all(output.startswith("Error: There is no published quiz at ") for output in outputs)


def test_a_quiz_that_gift_cannot_hold_is_not_printed(app, vlog):
    order = [{"text": text, "why": "Ya."} for text in "abc"]
    revision_id = vlog.lesson("izin-anak-dan-musik").revision_id
    quiz = {"pass_mark": 80, "questions": [{"id": "q", "kind": "order", "text": "Urut", "options": order}]}
    db.session.execute(update(Revision).where(Revision.id == revision_id).values(quiz=quiz))
    db.session.commit()
    queries.__dict__["_kept"].__init__()

    refused = app.test_cli_runner().invoke(args=["catalog", "gift-export", "vlog", "izin-anak-dan-musik"])

    assert refused.exit_code == 1
    assert refused.output == "Error: Nothing was written. question q: GIFT has no questions that put things in order.\n"


def test_what_the_real_quiz_becomes_is_gift(vlog, app):
    printed = app.test_cli_runner().invoke(args=["catalog", "gift-export", "vlog", "izin-anak-dan-musik"]).output

    assert len(read_gift(printed)) == len(vlog.lesson("izin-anak-dan-musik").quiz.questions)
