"""Reading a pack from disk and what the linter says of it."""

import pytest

from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import BrokenPack, content_hash, read_pack
from tests.factories.packs import write_pack

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180"/></svg>'


def problems(pack):
    return lint(read_pack(pack)).problems


def rewrite(pack, old, new, lesson="01-pelajaran-a1.md"):
    path = pack / "lessons" / lesson
    path.write_text(path.read_text().replace(old, new))


def test_a_sound_pack_has_no_problems(tmp_path):
    report = lint(read_pack(write_pack(tmp_path)))

    assert (report.problems, report.warnings) == ([], [])


def test_every_unreadable_file_is_named(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, "minutes = 10", "minutes = ten")
    (pack / "lessons" / "02-pelajaran-a2.md").write_text("no front matter")
    (pack / "lessons" / "Empat.md").write_text("+++\n+++\n")
    (pack / "lessons" / "05-lima.md").write_bytes(b"\xff\xfe")
    (pack / "course.toml").unlink()

    with pytest.raises(BrokenPack) as broken:
        read_pack(pack)

    said = " ".join(broken.value.problems)
    assert len(broken.value.problems) == 5
    for words in (
        "course.toml: the file is missing",
        "01-pelajaran-a1.md: ",
        "+++ is missing",
        "01-judul-pelajaran.md",
        "not UTF-8",
    ):
        assert words in said


def test_an_unknown_field_is_named_with_its_place(tmp_path):
    pack = write_pack(tmp_path)
    rewrite(pack, "minutes = 10", "minutes = 10\nminuets = 10")

    with pytest.raises(BrokenPack, match="unknown field `minuets`"):
        read_pack(pack)


def test_a_pack_without_lessons_cannot_be_read(tmp_path):
    pack = write_pack(tmp_path, lessons=())

    with pytest.raises(BrokenPack, match="no lesson file"):
        read_pack(pack)


def test_a_missing_manifest_field_is_named(tmp_path):
    pack = write_pack(tmp_path)
    manifest = pack / "course.toml"
    manifest.write_text(manifest.read_text().replace('summary = "Kursus untuk mencoba."\n', ""))

    with pytest.raises(BrokenPack, match="missing required field `summary`"):
        read_pack(pack)


def test_a_manifest_that_is_not_text_is_named(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "course.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(BrokenPack, match="not UTF-8"):
        read_pack(pack)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "A1"', 'id = "A2"', "two lesson files have the id A2"),
        ("minutes = 10", "minutes = 46", "46 minutes are more than 45"),
        ("minutes = 10", "minutes = 0", "at least 1"),
        ('completion = "read"', 'completion = "attend"', "cannot be recorded"),
        ("Satu.", "![](gambar.svg)", "has no alternative text"),
        ("Satu.", "![Gambar](hilang.svg)", "hilang.svg is not in media/"),
        ("Satu.", "Satu <b>dua</b>.", "raw HTML"),
        ("Satu.", "::: langkah\nSatu.\n:::", "no block named langkah"),
        ("Satu.", "```video\nurl = 3\n```", "a video block cannot be read"),
        (
            "Satu.",
            '```video\nurl = "http://example.org"\ntitle = "A"\nminutes = 4\nmegabytes = 10\n```',
            "must begin with https://",
        ),
        ('completion = "read"', 'completion = "quiz"', "a lesson completed by a quiz needs questions"),
        (
            'completion = "read"',
            'completion = "quiz"\n[[questions]]\nid = "q"\ntext = "?"\noptions = [{text = "a", why = "b"}]',
            "question q has no right answer",
        ),
        (
            'completion = "read"',
            'completion = "read"\n'
            + '[[questions]]\nid = "q"\ntext = "?"\noptions = [{text = "a", why = "b", right = true}]\n' * 2,
            "two questions have the id q",
        ),
    ],
)
def test_the_linter_names_what_is_wrong(tmp_path, old, new, said):
    pack = write_pack(tmp_path)
    rewrite(pack, old, new)

    assert said in " ".join(problems(pack))


def test_lessons_must_be_listed_once_and_exist(tmp_path):
    pack = write_pack(tmp_path)
    manifest = pack / "course.toml"
    manifest.write_text(
        manifest.read_text().replace('"A1", "A2", "A3"', '"A1", "A1", "A9"').replace("retired = []", 'retired = ["A2"]')
    )

    said = " ".join(problems(pack))

    for words in (
        "A1 is listed twice",
        "A9 is listed but has no file",
        "A3 is neither required nor optional",
        "A2 is retired but still",
    ):
        assert words in said


def test_a_course_needs_a_required_lesson_and_distinct_addresses(tmp_path):
    pack = write_pack(tmp_path, optional=["A1", "A2", "A3"], slugs={"A1": "sama", "A2": "sama"})

    said = " ".join(problems(pack))

    assert "at least one required lesson" in said
    assert "two lesson files have the address sama" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("foto.png", b"x", "only drawings"),
        ("jahat.svg", b"<svg><script>alert(1)</script></svg>", "must not hold scripts"),
        ("jahat.svg", b'<svg onload="x"/>', "must not hold scripts"),
        ("jahat.svg", b'<svg><image href="https://example.org/a.png"/></svg>', "must not hold scripts"),
        ("besar.svg", b" " * 26_000, "larger than 25 KB"),
    ],
)
def test_drawings_are_small_and_harmless(tmp_path, name, content, said):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    (pack / "media" / name).write_bytes(content)

    assert said in " ".join(problems(pack))


def test_all_drawings_together_have_a_limit(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    for number in range(20):
        (pack / "media" / f"{number}.svg").write_bytes(b" " * 24_000)

    assert "together larger than 400 KB" in " ".join(problems(pack))


def test_an_unused_drawing_and_a_long_sentence_are_warnings(tmp_path):
    pack = write_pack(tmp_path, [("A1", "kata " * 30 + ".")])
    (pack / "media").mkdir()
    (pack / "media" / "sisa.svg").write_text(DRAWING)

    report = lint(read_pack(pack))

    assert report.problems == []
    assert "no lesson shows this file" in report.warnings[0]
    assert "a sentence of 31 words" in report.warnings[1]


def test_the_hash_follows_what_is_seen_and_not_the_address(tmp_path):
    one = read_pack(write_pack(tmp_path / "one")).lessons[0]
    renamed = read_pack(write_pack(tmp_path / "two", slugs={"A1": "lain"})).lessons[0]
    reworded = read_pack(write_pack(tmp_path / "three", [("A1", "Lain.")])).lessons[0]

    assert content_hash(one, {}) == content_hash(renamed, {})
    assert content_hash(one, {}) != content_hash(reworded, {})


def test_a_changed_drawing_changes_the_hash(tmp_path):
    lesson = read_pack(write_pack(tmp_path, [("A1", "![Gambar](a.svg)")])).lessons[0]

    assert content_hash(lesson, {"a.svg": b"1"}) != content_hash(lesson, {"a.svg": b"2"})
