"""Reading a pack from disk and what the linter says of it."""

import hashlib

import msgspec
import pytest

from config import PROJECT
from lms.catalog.rules.content import content_hash
from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import BrokenPack, digest, is_safe_path, read_pack
from tests.factories.packs import SPELLINGS, write_pack


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


def test_the_hash_follows_what_is_seen_and_not_the_address(tmp_path):
    one = read_pack(write_pack(tmp_path / "one")).lessons[0]
    renamed = read_pack(write_pack(tmp_path / "two", slugs={"A1": "lain"})).lessons[0]
    reworded = read_pack(write_pack(tmp_path / "three", [("A1", "Lain.")])).lessons[0]

    assert content_hash(one, {}) == content_hash(renamed, {})
    assert content_hash(one, {}) != content_hash(reworded, {})


def test_a_changed_drawing_changes_the_hash(tmp_path):
    lesson = read_pack(write_pack(tmp_path, [("A1", "![Gambar](a.svg)")])).lessons[0]

    assert content_hash(lesson, {"a.svg": b"1"}) != content_hash(lesson, {"a.svg": b"2"})


@pytest.mark.parametrize("picture", SPELLINGS)
def test_a_changed_drawing_changes_the_hash_however_it_is_written(tmp_path, picture):
    lesson = read_pack(write_pack(tmp_path, [("A1", picture)])).lessons[0]

    assert content_hash(lesson, {"p.svg": b"1"}) != content_hash(lesson, {"p.svg": b"2"})
    assert content_hash(lesson, {"p.svg": b"1"}) == content_hash(lesson, {"p.svg": b"1", "lain.svg": b"2"})


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in (PROJECT / "courses").glob("*/course.toml")), ids=lambda f: f.name
)
def test_the_hash_of_what_is_published_stays(folder):
    """As the first release computed it; another hash would give every lesson of every site a new revision."""
    pack = read_pack(folder)
    for lesson in pack.lessons:
        shown = sorted(digest(content) for name, content in pack.media.items() if f"({name})" in lesson.body)
        head = msgspec.json.encode(lesson.head, order="deterministic")
        before = hashlib.sha256(b"\0".join([head, lesson.body.encode(), *(item.encode() for item in shown)])).hexdigest()
        assert content_hash(lesson, pack.media) == before


def test_the_check_and_the_facilitators_page_are_read(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "check.toml").write_text('[[questions]]\nid = "q"\nkind = "single"\ntext = "?"\noptions = []\n')
    (pack / "facilitator.md").write_bytes(b"## Siapkan ruang\r\n")

    found = read_pack(pack)

    assert [question.id for question in found.check] == ["q"]
    assert found.facilitator == "## Siapkan ruang\n"
    assert found.files["facilitator.md"] == b"## Siapkan ruang\r\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("check.toml", b"questions = 3", "coba/check.toml: Expected `array`"),
        ("check.toml", b"questions =", "coba/check.toml: Invalid value"),
        ("check.toml", b"\xff\xfe", "coba/check.toml: the file is not UTF-8 text"),
        ("facilitator.md", b"\xff\xfe", "coba/facilitator.md: the file is not UTF-8 text"),
        ("course.toml", b"x = " + b"[" * 3000, "coba/course.toml: brackets are nested too deeply."),
        ("check.toml", b"x = " + b"[" * 3000, "coba/check.toml: brackets are nested too deeply."),
        ("lessons/01-pelajaran-a1.md", b"+++\nx = " + b"[" * 3000 + b"\n+++\n", "coba/lessons/01-pelajaran-a1.md: brackets are"),
        ("lessons/01:a.md", b"", "coba/lessons/01:a.md: a file's name must not begin with a dot"),
        ("media/.tersembunyi.svg", b"", "coba/media/.tersembunyi.svg: a file's name must not begin with a dot"),
        ("media/a\nb.svg", b"", r"coba/media/a\nb.svg: a file's name must not begin with a dot"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, name, content, said):
    pack = write_pack(tmp_path)
    (pack / "media").mkdir()
    (pack / name).write_bytes(content)

    with pytest.raises(BrokenPack) as broken:
        read_pack(pack)

    assert broken.value.problems[0].startswith(said)


@pytest.mark.parametrize("name", ["lessons/04-empat.md", "facilitator.md", "check.toml", "course.toml"])
def test_a_folder_where_a_file_should_be_is_named(tmp_path, name):
    pack = write_pack(tmp_path)
    (pack / name).unlink(missing_ok=True)
    (pack / name).mkdir()

    with pytest.raises(BrokenPack) as broken:
        read_pack(pack)

    assert broken.value.problems == [f"coba/{name}: this must be a file, not a folder."]


def test_a_mark_at_the_start_of_a_file_says_only_that_it_is_text(tmp_path):
    plain, marked = write_pack(tmp_path / "a"), write_pack(tmp_path / "b")
    for pack, mark in ((plain, b""), (marked, b"\xef\xbb\xbf")):
        (pack / "check.toml").write_bytes(b"questions = []\n")
        (pack / "facilitator.md").write_bytes(b"Siapkan.\n")
        for path in pack.rglob("*.*"):
            path.write_bytes(mark + path.read_bytes())

    found, expected = read_pack(marked), read_pack(plain)

    assert (found.manifest, found.lessons, found.check, found.facilitator) == (
        expected.manifest,
        expected.lessons,
        expected.check,
        expected.facilitator,
    )
    assert found.files == {name: b"\xef\xbb\xbf" + content for name, content in expected.files.items()}


@pytest.mark.parametrize("name", ["media/curian.svg", "facilitator.md", "media"])
def test_a_pack_brings_in_nothing_from_elsewhere(tmp_path, name):
    pack = write_pack(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "rahasia.svg").write_text("rahasia")
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).symlink_to(elsewhere / "rahasia.svg" if "." in name else elsewhere)

    with pytest.raises(BrokenPack, match="not links to others"):
        read_pack(pack)


def test_what_is_no_part_of_a_pack_is_left_out_and_said(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "catatan.txt").write_text("untuk saya")
    (pack / "fasilitator.md").write_text("salah ketik")
    (pack / "checks.toml").write_text("salah ketik")
    (pack / "lessons" / "lama").mkdir()
    (pack / "lessons" / "lama" / "01-lama.md").write_text("lama")

    found = read_pack(pack)

    assert set(found.files) == {"course.toml", *(f"lessons/0{n}-pelajaran-a{n}.md" for n in (1, 2, 3))}
    assert lint(found).warnings == [
        "coba/catatan.txt: no part of a pack; it is left out.",
        "coba/checks.toml: no part of a pack; it is left out.",
        "coba/fasilitator.md: no part of a pack; it is left out.",
        "coba/lessons/lama/01-lama.md: no part of a pack; it is left out.",
    ]


@pytest.mark.parametrize("path", ["course.toml", "lessons/01-a.md", "media/a b.svg", "media/é.svg"])
def test_a_path_within_a_pack_is_safe(path):
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "..",
        "../a",
        "/etc/passwd",
        "media/../a",
        "media/..",
        "lessons/x/y.md",
        "a\\b",
        "c:a",
        "media/",
        "a\0",
        "a\n",
        "other/a",
    ],
)
def test_a_path_that_leads_elsewhere_is_not(path):
    assert not is_safe_path(path)
