"""Taking a course out and bringing it in: byte for byte, all or nothing, nowhere else."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from config import PROJECT
from lms.catalog import queries
from lms.catalog.actions.features import load_features
from lms.catalog.actions.files import CannotWrite, export_files
from lms.catalog.actions.publishing import publish, publish_all
from lms.catalog.models import Course, Release
from lms.catalog.queries import source_files
from lms.catalog.rules.features import read_features
from lms.catalog.rules.pack import BrokenPack, read_pack
from lms.db import db
from tests.conftest import NOON, empty_tables
from tests.factories.packs import release, write_pack

COURSES = PROJECT / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/course.toml"))


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def requiring(folder: Path, *courses: str) -> Path:
    path = folder / "course.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("requires =")]
    lines.insert(0, f"requires = {list(courses)!r}".replace("'", '"'))
    path.write_text("\n".join(lines))
    return folder


def test_every_real_course_comes_out_as_it_went_in_and_in_again_as_it_came_out(app, tmp_path):
    load_features(read_features(COURSES))
    publish_all([read_pack(folder) for folder in FOLDERS], at=NOON)
    db.session.commit()

    for folder in FOLDERS:
        export_files(source_files(folder.name), tmp_path / folder.name)
        again = publish(read_pack(tmp_path / folder.name), at=NOON + timedelta(days=1))

        assert everything(tmp_path / folder.name) == everything(folder)
        assert again.release is None


COMMENTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="<>[]!`~|&\\"), min_size=1, max_size=30
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(comment=COMMENTS, words=WORDS, ends=st.sampled_from(["\n", "\r\n"]), tail=st.binary(max_size=8))
def test_any_pack_comes_out_byte_for_byte(app, tmp_path_factory, comment, words, ends, tail):
    folder = tmp_path_factory.mktemp("pack")
    pack = write_pack(folder, [("A1", f"Kata: {words}"), ("A2", "Dua.")])
    (pack / "media").mkdir()
    (pack / "media" / "a b é.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>' + b" \r\n\t" * len(tail))
    (pack / "facilitator.md").write_bytes(f"Siapkan ruang.{ends}".encode() * 2)
    for path in [pack / "course.toml", pack / "lessons" / "01-pelajaran-a1.md"]:
        text = path.read_text("utf-8").replace("id = ", f"# {comment}\nid = ", 1)
        path.write_bytes(text.replace("\n", ends).encode())

    publish(read_pack(pack), at=NOON)
    found = source_files("coba")
    export_files(found, folder / "out")
    db.session.rollback()
    empty_tables()
    publish(read_pack(folder / "out"), at=NOON)
    again = source_files("coba")
    db.session.rollback()

    assert found == everything(pack) == everything(folder / "out") == again


def test_a_changed_comment_is_no_release_and_still_comes_out(app, tmp_path):
    release(tmp_path, at=NOON)
    manifest = tmp_path / "coba" / "course.toml"
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n") + b"# catatan\r\n")

    published = publish(read_pack(tmp_path / "coba"), at=NOON)
    db.session.commit()

    assert published.release is None
    assert source_files("coba")["course.toml"] == manifest.read_bytes()


def test_an_export_never_touches_what_is_there(tmp_path):
    folder = tmp_path / "penuh"
    folder.mkdir()
    (folder / "milik-saya.txt").write_text("jangan hilang")

    with pytest.raises(CannotWrite, match="is not an empty folder"):
        export_files({"course.toml": b""}, folder)
    with pytest.raises(CannotWrite, match="is not an empty folder"):
        export_files({"course.toml": b""}, folder / "milik-saya.txt")

    assert everything(tmp_path) == {"penuh/milik-saya.txt": b"jangan hilang"}


def test_an_empty_folder_may_be_filled(tmp_path):
    export_files({"course.toml": b"a", "media/b.svg": b"b"}, tmp_path)

    assert everything(tmp_path) == {"course.toml": b"a", "media/b.svg": b"b"}


def test_an_export_says_which_folders_it_cannot_fill(app, tmp_path, monkeypatch):
    release(tmp_path, at=NOON)
    here, real, full = tmp_path / "sini", tmp_path / "sungguhan", tmp_path / "penuh"
    for folder in (here, real, full):
        folder.mkdir()
    (tmp_path / "tautan").symlink_to(real)
    (full / "berkas").write_text("x")
    monkeypatch.chdir(here)

    def said(*options):
        refused = app.test_cli_runner().invoke(args=["catalog", "export", "coba", *options])
        assert refused.exit_code == 1
        return refused.output

    assert said("--to", ".") == "Error: . is the folder you are in; name one that does not exist yet.\n"
    assert said("--to", str(tmp_path / "tautan")).endswith("tautan is a link; name a folder that does not exist yet.\n")
    assert said("--to", str(full / "berkas" / "a" / "x")).endswith("x cannot be written: Not a directory.\n")
    assert (list(here.iterdir()), list(real.iterdir()), len(list(full.iterdir()))) == ([], [], 1)


def test_an_export_of_an_old_odd_address_asks_for_a_folder(app, tmp_path, monkeypatch):
    release(tmp_path / "asal", at=NOON)
    db.session.execute(update(Course).values(slug="../../keluar"))
    db.session.commit()
    queries.__dict__["_kept"].__init__()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    run = app.test_cli_runner().invoke

    refused = run(args=["catalog", "export", "../../keluar"])
    done = run(args=["catalog", "export", "../../keluar", "--to", "baik"])

    assert refused.output == "Error: '../../keluar' cannot be the name of a folder; name one with --to.\n"
    assert (done.exit_code, not (tmp_path / "keluar").exists()) == (0, True)


@pytest.mark.parametrize("path", ["../luar.txt", "/luar.txt", "media/../../luar.txt", "lessons/a/b.md", "a\\b", "c:a"])
def test_no_path_leads_out_of_the_folder(tmp_path, path):
    with pytest.raises(CannotWrite, match="is no path within a pack"):
        export_files({"course.toml": b"", path: b"jahat"}, tmp_path / "baru")

    assert everything(tmp_path) == {}


@contextmanager
def courses_at(app, folder: Path):
    app.config["COURSES"], kept = folder, app.config["COURSES"]
    try:
        yield app.test_cli_runner().invoke
    finally:
        app.config["COURSES"] = kept


def test_the_commands_take_a_course_out_and_bring_it_into_another_site(app, tmp_path):
    release(tmp_path, at=NOON)
    run = app.test_cli_runner().invoke

    out = run(args=["catalog", "export", "coba", "--to", str(tmp_path / "keluar" / "coba")])
    full = run(args=["catalog", "export", "coba", "--to", str(tmp_path / "keluar")])
    unknown = run(args=["catalog", "export", "hilang"])
    db.session.remove()
    empty_tables()
    brought, again = (run(args=["catalog", "import", str(tmp_path / "keluar" / "coba")]) for _ in range(2))

    assert out.output == f"{tmp_path}/keluar/coba: 4 files of release 1.\n"
    assert (full.exit_code, unknown.exit_code) == (1, 1)
    assert "is not an empty folder" in full.output
    assert "There is no published course hilang." in unknown.output
    assert (brought.output, again.output) == ("coba: release 1\n", "coba: unchanged\n")


def test_a_broken_pack_is_not_brought_in(app, tmp_path):
    pack = write_pack(tmp_path, [("A1", "Satu."), ("A2", "![](x.svg)")])
    run = app.test_cli_runner().invoke

    broken = run(args=["catalog", "import", str(pack)])
    (pack / "course.toml").unlink()
    unreadable = run(args=["catalog", "import", str(pack)])

    assert (broken.exit_code, unreadable.exit_code) == (1, 1)
    assert broken.output.startswith("Error: Nothing was published. coba/lessons/02-pelajaran-a2.md: the picture x.svg")
    assert "course.toml: the file is missing" in unreadable.output
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Course)) == 0


def test_courses_of_one_load_may_require_each_other_in_any_order(app, tmp_path):
    first = requiring(write_pack(tmp_path, [("A1", "Satu.")], course="aaa"), "zzz")
    last = write_pack(tmp_path, [("Z1", "Satu.")], course="zzz")
    packs = [read_pack(first), read_pack(last)]

    with pytest.raises(BrokenPack, match="it requires zzz, but there is no such course"):
        publish(packs[0], at=NOON)
    done = publish_all(packs, at=NOON)

    assert [item.release for item in done] == [1, 1]


def test_a_ring_is_refused_against_what_is_published_too(app, tmp_path):
    first = write_pack(tmp_path, [("A1", "Satu.")], course="aaa")
    publish(read_pack(first), at=NOON)
    publish(read_pack(requiring(write_pack(tmp_path, [("B1", "Satu.")], course="bbb"), "aaa")), at=NOON)
    db.session.commit()

    with pytest.raises(BrokenPack, match="bbb cannot be done without aaa"):
        publish(read_pack(requiring(first, "bbb")), at=NOON)
    db.session.rollback()

    assert db.session.scalar(select(func.count()).select_from(Release)) == 2


def test_a_course_lies_in_one_folder(app, tmp_path):
    pack = write_pack(tmp_path, [("A1", "Satu.")])
    shutil.copytree(pack, tmp_path / "salinan")
    other = write_pack(tmp_path, [("B1", "Satu.")], course="lain") / "course.toml"
    other.write_text(other.read_text().replace('slug = "lain"', 'slug = "coba"'))

    with courses_at(app, tmp_path) as run:
        linted, loaded = run(args=["catalog", "lint"]), run(args=["catalog", "load"])

    assert (linted.exit_code, loaded.exit_code) == (1, 1)
    for said in (linted.output, loaded.output):
        assert "the id coba is there in several folders: coba, salinan." in said
        assert "the address coba is there in several folders: coba, lain, salinan." in said
    assert loaded.output.startswith("Error: Nothing was published.")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Release)) == 0


def test_an_address_belongs_to_one_course(app, tmp_path):
    release(tmp_path, at=NOON)
    other = write_pack(tmp_path, [("B1", "Satu.")], course="lain")
    manifest = other / "course.toml"
    manifest.write_text(manifest.read_text().replace('slug = "lain"', 'slug = "coba"'))

    with pytest.raises(BrokenPack, match="the address coba belongs to the course coba"):
        publish(read_pack(other), at=NOON)


def test_the_linter_reads_the_registry_and_what_courses_require(app, tmp_path):
    requiring(write_pack(tmp_path, [("A1", "[Berita](feature:mc-berita)")]), "hilang")
    with courses_at(app, tmp_path) as run:
        without = run(args=["catalog", "lint"])
        shutil.copy(COURSES / "features.csv", tmp_path)
        known = run(args=["catalog", "lint", "--only", "coba"])
        (tmp_path / "features.csv").write_text("id\n")
        broken, not_loaded = run(args=["catalog", "lint"]), run(args=["catalog", "load"])

    assert "the registry of features knows no mc-berita." in without.output
    assert "coba/course.toml: it requires hilang, but there is no such course." in without.output
    assert (without.exit_code, known.exit_code, broken.exit_code, not_loaded.exit_code) == (1, 0, 1, 1)
    assert "features.csv line 1: the columns must be" in broken.output
    assert not_loaded.output.startswith("Error: Nothing was published. features.csv line 1")


def test_loading_brings_in_the_registry(app, tmp_path):
    write_pack(tmp_path, [("A1", "[Berita](feature:mc-berita)")])
    shutil.copy(COURSES / "features.csv", tmp_path)

    with courses_at(app, tmp_path) as run:
        first, second = run(args=["catalog", "load"]), run(args=["catalog", "load"])

    assert (first.output, second.output) == ("coba: release 1\n", "coba: unchanged\n")
