"""Addresses of lessons and pictures over time."""

from datetime import timedelta

from sqlalchemy import select

from lms.catalog.models import Media
from lms.db import db
from tests.conftest import NOON
from tests.factories.packs import release


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
