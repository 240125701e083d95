"""What the linter says of a pack that can be read: every rule, with a pack that breaks it."""

import pytest

from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import read_pack
from tests.factories.packs import SPELLINGS, write_pack

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180"/></svg>'
FIRST = "01-pelajaran-a1.md"
ANSWERS = 'options = [{text = "ya", why = "Benar.", right = true}, {text = "tidak", why = "Salah."}]'
QUESTION = f'[[questions]]\nid = "q"\nkind = "single"\ntext = "Boleh?"\n{ANSWERS}\n'
QUIZ = 'completion = "quiz"\n[quiz]\npass_mark = 80\n'
CRITERIA = '[[task.criteria]]\nid = "isi"\ntitle = "Isi"\nlevels = ["a", "b", "c", "d"]\n'
TASK = '[task]\nprompt = "Buat."\nevidence = ["photo"]\n'


def problems(pack, features=None):
    return lint(read_pack(pack), features).problems


def rewrite(pack, old, new, lesson=FIRST):
    path = pack / "lessons" / lesson
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes = 10", "minutes = 46", "46 minutes are more than 45; only a final task may be longer."),
        ("minutes = 10", "minutes = 0", "minutes must be at least 1."),
        (
            'minutes = 10\noutcome = "Bapak/Ibu bisa Pelajaran A1."\ncompletion = "read"',
            f'minutes = 601\noutcome = "Bisa."\ncompletion = "task"\n{TASK}checklist = ["Ada."]\n{CRITERIA}',
            "601 minutes are more than 600.",
        ),
        ('completion = "read"', 'completion = "task"', "a lesson completed by a task needs one, with a checklist."),
        ('completion = "read"', f'completion = "task"\n{TASK}', "a lesson completed by a task needs one, with a checklist."),
        ("Satu.", "![](gambar.svg)", "the picture gambar.svg has no alternative text."),
        ("Satu.", "![Gambar](hilang.svg)", "the picture hilang.svg is not in media/."),
        ("Satu.", "Satu <b>dua</b>.", "raw HTML is not part of the lesson format."),
        ("Satu.", "::: langkah\nSatu.\n:::", "there is no block named langkah."),
        ("Satu.", "```video\nurl = 3\n```", "a video block cannot be read: "),
        ("Satu.", "```video\nurl =\n```", "a video block cannot be read: "),
        ("Satu.", f"```video\nurl = {'[' * 3000}\n```", "a video block cannot be read: brackets are nested too deeply."),
        (
            "Satu.",
            '```video\nurl = "http://example.org"\ntitle = "A"\nminutes = 4\nmegabytes = 10\n```',
            "the video address http://example.org must begin with https://.",
        ),
        ('completion = "read"', 'completion = "quiz"', "a lesson completed by a quiz has questions and a pass mark"),
        ('completion = "read"', QUIZ, "a lesson completed by a quiz has questions and a pass mark"),
        ('completion = "read"', f'completion = "quiz"\n{QUESTION}', "a lesson completed by a quiz has questions and a pass mark"),
        ('completion = "read"', f'completion = "read"\n{QUESTION}[quiz]\npass_mark = 80\n', "and no other lesson has."),
        ('completion = "read"', f"{QUIZ.replace('80', '0')}{QUESTION}", "the pass mark is a percentage from 1 to 100."),
        ('completion = "read"', f"{QUIZ.replace('80', '101')}{QUESTION}", "the pass mark is a percentage from 1 to 100."),
        ('completion = "read"', QUIZ + QUESTION * 2, "two questions have the id q."),
        ('completion = "read"', QUIZ + QUESTION.replace("right = true", "right = false"), "question q has no right answer."),
        ('completion = "read"', 'completion = "read"\nafter = ["A2"]', "it comes after A2, which is no earlier lesson"),
        ('completion = "read"', 'completion = "read"\nafter = ["A1"]', "it comes after A1, which is no earlier lesson"),
    ],
)
def test_the_linter_names_what_is_wrong_in_a_lesson(tmp_path, old, new, said):
    pack = write_pack(tmp_path)
    rewrite(pack, old, new)

    assert any(problem.startswith(f"coba/lessons/{FIRST}: ") and said in problem for problem in problems(pack))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('completion = "read"', QUIZ + QUESTION),
        ('completion = "read"', f'completion = "task"\n{TASK}checklist = ["Ada."]\n'),
        ("minutes = 10", "minutes = 45"),
        (
            'minutes = 10\noutcome = "Bapak/Ibu bisa Pelajaran A1."\ncompletion = "read"',
            f'minutes = 90\noutcome = "Bisa."\ncompletion = "task"\n{TASK}checklist = ["Ada."]\n{CRITERIA}',
        ),
        ("Satu.", '```video\nurl = "https://youtu.be/x"\ntitle = "A"\nminutes = 4\nmegabytes = 10\n```'),
        ("Satu.", "::: steps\n1. Satu.\n:::"),
    ],
)
def test_what_is_right_stays_unsaid(tmp_path, old, new):
    pack = write_pack(tmp_path)
    rewrite(pack, old, new)

    assert problems(pack) == []


def test_a_lesson_may_come_after_an_earlier_one(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, 'completion = "read"', 'completion = "read"\nafter = ["A1", "A2"]', "03-pelajaran-a3.md")

    assert problems(pack) == []


def test_two_lessons_with_one_id_are_named(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, 'id = "A1"', 'id = "A2"')

    assert "coba/course.toml: two lesson files have the id A2." in problems(pack)


def test_a_question_id_stands_once_in_the_whole_course(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, 'completion = "read"', QUIZ + QUESTION)
    (pack / "check.toml").write_text(QUESTION)

    assert problems(pack) == ["coba: two questions have the id q."]


def test_the_check_is_looked_at_like_a_quiz(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "check.toml").write_text(QUESTION.replace('text = "Boleh?"', 'text = " "'))

    assert problems(pack) == ["coba/check.toml: question q asks nothing."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::: langkah\nSatu.\n:::", "there is no block named langkah."),
        ("<b>Satu</b>", "raw HTML is not part of the lesson format."),
        ("![](a.svg)", "the picture a.svg has no alternative text."),
        ("![Gambar](hilang.svg)", "the picture hilang.svg is not in media/."),
        ("[Lapor](feature:hilang)", "the registry of features knows no hilang."),
        ("```video\nurl = 3\n```", "a video block cannot be read: "),
    ],
)
def test_the_facilitators_page_is_looked_at_like_a_lesson(tmp_path, text, said):
    pack = write_pack(tmp_path)
    (pack / "facilitator.md").write_text(text)

    assert any(problem.startswith(f"coba/facilitator.md: {said}") for problem in problems(pack, set()))


def test_lessons_rely_on_features_the_registry_knows(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, "Satu.", "Buka [menu berita](feature:mc-berita).\n\n| a |\n|-|\n| [Lapor](feature:hilang) |")

    assert problems(pack) == []  # without a registry nothing is looked up
    assert problems(pack, {"mc-berita", "hilang"}) == []
    assert problems(pack, {"mc-berita"}) == [f"coba/lessons/{FIRST}: the registry of features knows no hilang."]
    assert len(problems(pack, set())) == 2


@pytest.mark.parametrize("slug", ["", "a/b", "../../keluar", "a b", "Ä?x", "-a", "a" * 61])
def test_the_address_of_a_course_is_one_plain_word(tmp_path, slug):
    pack = write_pack(tmp_path)
    manifest = pack / "course.toml"
    manifest.write_text(manifest.read_text().replace('slug = "coba"', f'slug = "{slug}"'))

    assert [problem for problem in problems(pack) if problem.startswith(f"coba/course.toml: the slug {slug!r} must be")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("order = 9", f"order = {10**20}", "order must be a number from 0 to 9999."),
        ("order = 9", "order = -1", "order must be a number from 0 to 9999."),
        ('id = "coba"', 'id = " "', "the id ' ' must have 1 to 60 characters."),
        ('id = "coba"', f'id = "{"x" * 61}"', f"the id '{'x' * 60}' must have 1 to 60 characters."),
        (
            'title = "Kursus coba"',
            'title = "Kursus \\u0000"',
            "course.toml: a text holds the character NUL (\\u0000); take it out.",
        ),
        ("Bapak/Ibu bisa mencoba.", "\\u0000", "course.toml: a text holds the character NUL"),
    ],
)
def test_what_no_database_takes_is_named(tmp_path, old, new, said):
    pack = write_pack(tmp_path)
    manifest = pack / "course.toml"
    assert old in manifest.read_text()
    manifest.write_text(manifest.read_text().replace(old, new))

    assert any(said in problem for problem in problems(pack))


@pytest.mark.parametrize("name", ["lessons/01-pelajaran-a1.md", "facilitator.md", "check.toml"])
def test_the_character_no_database_takes_is_named_wherever_it_is(tmp_path, name):
    pack = write_pack(tmp_path)
    (pack / "facilitator.md").write_text("a\0b" if name == "facilitator.md" else "")
    (pack / "check.toml").write_text(QUESTION.replace("Boleh?", "\\u0000" if name == "check.toml" else "Boleh?"))
    rewrite(pack, "Satu.", "Satu\0." if name.startswith("lessons/") else "Satu.")

    assert problems(pack) == [f"coba/{name}: a text holds the character NUL (\\u0000); take it out."]


def test_lessons_must_be_listed_once_and_exist(tmp_path):
    pack = write_pack(tmp_path)
    manifest = pack / "course.toml"
    manifest.write_text(
        manifest.read_text().replace('"A1", "A2", "A3"', '"A1", "A1", "A9"').replace("retired = []", 'retired = ["A2"]')
    )

    assert {
        f"coba/course.toml: lesson {words}"
        for words in (
            "A1 is listed twice.",
            "A9 is listed but has no file.",
            "A2 is neither required nor optional.",
            "A3 is neither required nor optional.",
            "A2 is retired but still has a file.",
        )
    } == set(problems(pack))


def test_a_course_needs_a_required_lesson_and_distinct_addresses(tmp_path):
    pack = write_pack(tmp_path, optional=["A1", "A2", "A3"], slugs={"A1": "sama", "A2": "sama"})

    assert problems(pack) == [
        "coba/course.toml: two lesson files have the address sama.",
        "coba/course.toml: a course needs at least one required lesson.",
    ]


OUTSIDE = "a drawing must not point outside itself"


def svg(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'.encode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("foto.png", b"x", "only drawings (.svg) are supported."),
        ("besar.svg", svg(" " * 26_000), "larger than 25 KB."),
        ("jahat.svg", svg("<script>alert(1)</script>"), "a drawing must not hold <script>."),
        ("jahat.svg", svg("<g><foreignObject/></g>"), "a drawing must not hold <foreignObject>."),
        ("jahat.svg", svg("<style>*{}</style>"), "a drawing must not hold <style>."),
        ("jahat.svg", svg("<image/>"), "a drawing must not hold <image>."),
        (
            "jahat.svg",
            svg('<html xmlns="http://www.w3.org/1999/xhtml"/>'),
            "a drawing must not hold <{http://www.w3.org/1999/xhtml}html>.",
        ),
        ("jahat.svg", svg('<animate attributeName="href" to="x"/>'), "a drawing must not hold <animate>."),
        ("jahat.svg", svg("<g\nonclick = 'x'/>"), "a drawing must not hold onclick=."),
        ("jahat.svg", svg('<use href="javascript:alert(1)"/>'), f"{OUTSIDE} (href)."),
        ("jahat.svg", svg("<use xlink:href='//example.org/a.svg#a'/>"), f"{OUTSIDE} (href)."),
        ("jahat.svg", svg('<rect fill="url( https://example.org/a.svg#a)"/>'), f"{OUTSIDE} (fill)."),
        ("jahat.svg", svg("<rect style=\"fill: URL('//example.org/a')\"/>"), f"{OUTSIDE} (style)."),
        ("jahat.svg", svg("<script/>").decode().encode("utf-16"), "the file is not UTF-8 text."),
        ("jahat.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "a drawing must not hold a document type or entities."),
        ("rusak.svg", svg("<rect>"), "this is no drawing: mismatched tag"),
        ("rusak.svg", svg("<use href=a/>"), "this is no drawing: not well-formed"),
        ("bukan.svg", b"<svg/>", "this is no drawing: it begins with svg and needs the xmlns of SVG."),
        ("bukan.svg", b"<html/>", "this is no drawing: it begins with html"),
        ("bukan.svg", svg("\0"), "this is no drawing: not well-formed"),
        ("bukan.svg", b"", "this is no drawing: no element found"),
    ],
)
def test_drawings_are_small_and_harmless(tmp_path, name, content, said):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    (pack / "media" / name).write_bytes(content)

    found = problems(pack)

    assert len(found) == 1
    assert found[0].startswith(f"coba/media/{name}: {said}")


def test_a_drawing_may_point_into_itself(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    (pack / "media" / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><g id="a"/></defs><use href="#a" fill="url(#b)"/></svg>'
    )

    assert problems(pack) == []


def test_all_drawings_together_have_a_limit(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    for number in range(20):
        (pack / "media" / f"{number}.svg").write_bytes(svg(" " * 24_000))

    assert "coba/media: together larger than 400 KB." in problems(pack)


def test_an_unused_drawing_and_a_long_sentence_are_warnings(tmp_path):
    pack = write_pack(tmp_path, [("A1", "kata " * 30 + ".")])
    (pack / "media").mkdir()
    (pack / "media" / "sisa.svg").write_text(DRAWING)

    report = lint(read_pack(pack))

    assert report.problems == []
    assert report.warnings[0] == "coba/media/sisa.svg: no lesson shows this file."
    assert "a sentence of 31 words" in report.warnings[1]


@pytest.mark.parametrize("picture", SPELLINGS)
def test_a_drawing_is_used_however_it_is_written(tmp_path, picture):
    pack = write_pack(tmp_path, [("A1", picture)])
    (pack / "media").mkdir()
    (pack / "media" / "p.svg").write_text(DRAWING)

    report = lint(read_pack(pack))

    assert (report.problems, report.warnings) == ([], [])


def test_a_drawing_on_the_facilitators_page_is_used(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    (pack / "media" / "ruang.svg").write_text(DRAWING)
    (pack / "facilitator.md").write_text("![Ruang dengan lima kursi](ruang.svg)")

    report = lint(read_pack(pack))

    assert (report.problems, report.warnings) == ([], [])
