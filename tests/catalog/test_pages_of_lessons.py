"""Addresses of lessons and pictures over time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.catalog.actions.publishing import publish
from lms.catalog.models import Media
from lms.catalog.rules.pack import read_pack
from lms.db import db
from tests.conftest import NOON
from tests.factories.packs import release, write_pack
from tests.factories.people import an_officer


def test_an_old_address_leads_to_the_present_one(app, visit, magelang, tmp_path):
    release(tmp_path, at=NOON)
    release(tmp_path, at=NOON, slugs={"A1": "baru"})

    moved = visit().get("/kursus/coba/pelajaran-a1", status=301)

    assert moved.location == "/kursus/coba/baru"


def test_a_retired_lesson_says_so(app, visit, magelang, tmp_path):
    release(tmp_path, at=NOON)
    release(tmp_path, ("A1", "Satu."), at=NOON + timedelta(days=1), retired=["A2", "A3"])

    gone = visit().get("/kursus/coba/pelajaran-a2", status=410)

    assert gone.heading == "Pelajaran ini sudah tidak dipakai"


def test_unknown_courses_and_lessons_are_not_found(visit, vlog):
    visit().get("/kursus/hilang", status=404)
    visit().get("/kursus/vlog/hilang", status=404)


def test_a_picture_is_sent_for_a_year_and_can_do_nothing(visit, vlog):
    picture = db.session.scalars(select(Media).order_by(Media.name)).first()

    answer = visit().get(f"/media/{picture.digest}/{picture.name}").response

    assert answer.content_type == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    visit().get("/media/0000/x.svg", status=404)


def renamed(folder, old, new):
    """Publish a course under another address, as an author would: the folder and the line in course.toml."""
    pack = (folder / old).rename(folder / new)
    text = (pack / "course.toml").read_text()
    (pack / "course.toml").write_text(text.replace(f'slug = "{old}"', f'slug = "{new}"'))
    publish(read_pack(pack), at=NOON)
    db.session.commit()


class TestACourseThatWasRenamed:
    """What stands on printed cards and in old messages goes on working."""

    @pytest.mark.parametrize("rest", ["", "/pelajaran-a1", "/pelajaran-a1/cetak", "/cetak?a=b"])
    def test_every_old_address_leads_to_the_present_one(self, visit, app, tmp_path, rest):
        release(tmp_path, at=NOON)
        renamed(tmp_path, "coba", "mencoba")
        renamed(tmp_path, "mencoba", "dicoba")

        for old in ("coba", "mencoba"):
            moved = visit().get(f"/kursus/{old}{rest}", status=301)
            assert moved.response.headers["Location"] == f"/kursus/dicoba{rest}"

    def test_a_page_that_was_open_is_still_saved(self, visit, wates, tmp_path):
        release(tmp_path, at=NOON)
        page = visit(an_officer(wates)).get("/kursus/coba/pelajaran-a1")
        renamed(tmp_path, "coba", "mencoba")

        after = page.submit("Saya sudah paham, lanjut")

        assert after.location == "/kursus/mencoba/pelajaran-a2"
        assert "Tersimpan" in after.follow().status_message

    def test_an_address_taken_by_another_course_is_that_ones(self, visit, app, tmp_path):
        release(tmp_path, at=NOON)
        renamed(tmp_path, "coba", "mencoba")
        pack = write_pack(tmp_path, (("B1", "Satu."),))
        text = (pack / "course.toml").read_text()
        (pack / "course.toml").write_text(text.replace('id = "coba"', 'id = "lain"').replace("Kursus coba", "Kursus lain"))
        publish(read_pack(pack), at=NOON)
        db.session.commit()

        assert visit().get("/kursus/coba").heading == "Kursus lain"
