"""Files in a bucket: tried before the site starts, and the backup says what it does not hold."""

import pytest

from lms.files.storage import storage
from tests.bucket import a_bucket


@pytest.fixture(scope="module")
def bucket():
    with a_bucket() as settings:
        yield settings


def test_the_backup_says_that_the_files_are_elsewhere(make_site, bucket, tmp_path):
    site = make_site("sqlite", **bucket)
    assert site.run("set-up").exit_code == 0
    with site.app.app_context():
        storage().put("attachments/satu", b"isi")

    said = site.run("backup", tmp_path / "backup.tar.gz")

    assert said.exit_code == 0
    assert "0 uploads" in said.output
    assert "Files that people sent are in s3://sinau/berkas, not in the archive" in said.output


def test_the_backup_of_a_folder_holds_the_files_and_says_nothing_else(make_site, tmp_path):
    site = make_site("sqlite")
    site.run("set-up")
    with site.app.app_context():
        storage().put("attachments/satu", b"isi")

    said = site.run("backup", tmp_path / "backup.tar.gz")

    assert "1 uploads" in said.output
    assert "elsewhere" not in said.output
    assert "s3://" not in said.output


def test_a_bucket_that_cannot_be_used_stops_the_start_with_one_sentence(make_site, bucket):
    site = make_site("sqlite", **bucket | {"STORAGE_URL": "s3://tidak-ada"})

    said = site.run("set-up")

    assert said.exit_code == 1
    assert "The storage s3://tidak-ada cannot be used" in said.output
    assert said.output.count("\n") == 1
