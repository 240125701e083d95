"""What nobody needs is erased once a night: here files in the storage that no row names, in a folder and in a bucket."""

from datetime import timedelta
from uuid import uuid4

import pytest

from config import Config
from lms.clock import now
from lms.files.storage import storage_of
from lms.submissions.actions import uploads
from lms.submissions.actions.uploads import name_of, piece_name
from tests.bucket import a_bucket
from tests.factories.handing_in import FIRST, attachments, photo


@pytest.fixture(scope="module")
def bucket():
    with a_bucket() as settings:
        yield settings


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request, app, tmp_path, monkeypatch):
    more = request.getfixturevalue("bucket") if request.param == "bucket" else {}
    found = storage_of(vars(Config({"SINAU_DATA": str(tmp_path), **more})))
    monkeypatch.setitem(app.extensions, "storage", found)
    return found


def test_files_that_no_row_names_are_strays_after_a_day(app, vlog, visit, member, kept_in):
    visit(member).get(FIRST).submit("Kirim tugas", status=422, photos=photo())
    named = name_of(attachments()[0].id)
    stray, piece, odd = name_of(uuid4()), piece_name(uuid4(), 0), "attachments/bukan-dari-kami"
    for name in (stray, piece, odd):
        kept_in.put(name, b"x")

    assert uploads.strays(kept_in, at=now()) == [], "one may be on its way"
    later = uploads.strays(kept_in, at=now() + timedelta(days=1, minutes=1))

    assert sorted(later) == sorted([stray, piece])
    assert named in kept_in.names("attachments")


def test_the_nightly_command_erases_them(app, vlog, kept_in, monkeypatch):
    kept_in.erase(kept_in.names(""))
    kept_in.put(name_of(uuid4()), b"x")
    run = app.test_cli_runner().invoke

    assert run(args=["submissions", "tidy"]).output == "0 uploads, 0 files and 0 strays erased.\n"
    monkeypatch.setattr(uploads, "KEPT_UNNAMED", timedelta(days=-1))
    assert run(args=["submissions", "tidy"]).output == "0 uploads, 0 files and 1 strays erased.\n"
    assert kept_in.names("attachments") == []


def test_a_storage_that_does_not_answer_is_one_sentence(app, tmp_path, bucket, monkeypatch):
    gone = storage_of(vars(Config({"SINAU_DATA": str(tmp_path), **bucket, "STORAGE_URL": "s3://lain"})))
    monkeypatch.setitem(app.extensions, "storage", gone)

    said = app.test_cli_runner().invoke(args=["submissions", "tidy"])

    assert said.exit_code == 1
    assert "Error: Berkas belum bisa disimpan" in said.output
