"""Files are kept, given back in pieces and erased, in a folder and in a bucket of a real server alike."""

import os
from datetime import timedelta
from io import BytesIO

import pytest

from config import Config, Misconfigured
from lms.clock import now
from lms.files.storage import PIECE, CannotKeep, NotKept, storage_of
from tests.bucket import KEYS, a_bucket


@pytest.fixture(scope="module")
def bucket():
    with a_bucket() as settings:
        yield settings


@pytest.fixture(params=["folder", "bucket"])
def storage(request, tmp_path):
    more = request.getfixturevalue("bucket") if request.param == "bucket" else {}
    return opened(tmp_path, **more)


def opened(folder, **more):
    return storage_of(vars(Config({"SINAU_DATA": str(folder), **more})))


def test_what_was_kept_comes_back(storage):
    storage.put("attachments/satu", b"isi berkas")

    assert b"".join(storage.read("attachments/satu")) == b"isi berkas"
    assert storage.size("attachments/satu") == 10


def test_a_large_file_goes_in_and_out_in_pieces(storage):
    content = os.urandom(11 * 1024 * 1024)
    storage.put("attachments/film", BytesIO(content))

    pieces = list(storage.read("attachments/film"))

    assert b"".join(pieces) == content
    assert len(pieces) > 10
    assert b"".join(storage.read("attachments/film", 5, PIECE * 2)) == content[5 : PIECE * 2]
    assert b"".join(storage.read("attachments/film", len(content) - 3)) == content[-3:]


def test_a_file_that_is_not_there_is_said_to_be_none(storage):
    with pytest.raises(NotKept):
        storage.read("attachments/tidak-ada")
    with pytest.raises(NotKept):
        storage.size("attachments/tidak-ada")


def test_erasing_twice_is_the_same_as_once(storage):
    storage.put("incoming/a/0", b"0")
    storage.put("incoming/a/1", b"1")
    storage.put("incoming/b/0", b"2")

    storage.erase(["incoming/a/0", "incoming/a/1"])
    storage.erase(["incoming/a/0", "incoming/a/1"])

    assert storage.names("incoming") == ["incoming/b/0"]


def test_only_what_was_kept_before_a_moment_is_named_when_asked_so(storage):
    storage.put("attachments/satu", b"x")

    assert "attachments/satu" not in storage.names("attachments", before=now() - timedelta(hours=1))
    assert "attachments/satu" in storage.names("attachments", before=now() + timedelta(hours=1))


def test_a_name_cannot_lead_out_of_the_storage(storage, tmp_path):
    with pytest.raises(CannotKeep):
        storage.put("../../keluar", b"x")

    assert not (tmp_path.parent / "keluar").exists()


def test_the_folder_is_the_one_a_backup_takes_and_its_owners_alone(tmp_path):
    opened(tmp_path).put("attachments/satu", b"isi")

    assert (tmp_path / "uploads" / "attachments" / "satu").read_bytes() == b"isi"
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0


def test_a_sound_storage_passes_the_check_and_keeps_nothing_of_it(storage):
    storage.check()

    assert not [name for name in storage.names("") if "probe" in name]


@pytest.mark.parametrize("wrong", [{"STORAGE_URL": "s3://lain"}, {"S3_ENDPOINT": "http://127.0.0.1:9"}])
def test_a_bucket_that_cannot_be_used_is_named_in_one_sentence(tmp_path, bucket, wrong):
    with pytest.raises(CannotKeep, match=r"^The storage s3://\S+ cannot be used: [^\n]+\.$"):
        opened(tmp_path, **bucket | wrong).check()


def test_a_folder_that_cannot_be_used_is_named_in_one_sentence(tmp_path):
    (tmp_path / "uploads").write_text("a file where the folder should be")

    with pytest.raises(CannotKeep, match="cannot be used"):
        opened(tmp_path).check()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"STORAGE_URL": "ftp:" + "//sinau"}, "STORAGE_URL must look like"),
        ({"STORAGE_URL": "s3://"}, "STORAGE_URL must look like"),
        ({"STORAGE_URL": "s3://sinau"}, "S3_ACCESS_KEY and S3_SECRET_KEY are needed"),
        ({"STORAGE_URL": "s3://sinau", "S3_ACCESS_KEY": "kunci"}, "S3_ACCESS_KEY and S3_SECRET_KEY are needed"),
        ({"STORAGE_URL": "s3://sinau", "S3_ENDPOINT": "minio:9000", **KEYS}, "S3_ENDPOINT must be"),
    ],
)
def test_a_bucket_that_is_half_described_stops_the_start(tmp_path, settings, said):
    with pytest.raises(Misconfigured, match=said):
        Config({"SINAU_DATA": str(tmp_path), **settings})
