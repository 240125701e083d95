"""How much each page asks of the database, whatever the number of rows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.web.pages import stable_key
from tests.factories.people import a_coordinator, a_volunteer, an_agency_officer, an_application, an_officer


def crowd(kelurahan, vlog, size):
    """People of a kelurahan with progress, volunteers and applications."""
    for number in range(size):
        person = an_officer(kelurahan, f"Orang {number}")
        for lesson in vlog.lessons[: number % 9]:
            answer = Answer(stable_key(person.id, lesson.id), 1)
            finish_lesson(vlog, lesson, person.id, answer=answer, at=now() - timedelta(days=1))
        a_volunteer(kelurahan, f"Relawan {number}")
        an_application(kelurahan, f"Pendaftar {number}")
    db.session.commit()


@pytest.fixture
def member(visit, vlog, wates, steady_catalog):
    crowd(wates, vlog, 2)
    visitor = visit(an_officer(wates, "Endang Lestari"))
    visitor.get("/beranda")  # the process remembers the courses and whether the city is a sample
    return visitor


def test_a_lesson_takes_three(member):
    assert member.get("/kursus/vlog/siapkan-hp-anda").statements <= 3


def test_saving_a_lesson_takes_six_at_most(member, vlog):
    by_button = [lesson for lesson in vlog.lessons if lesson.completion == "read"]
    counts = [member.get(f"/kursus/vlog/{one.slug}").submit("Saya sudah paham, lanjut").statements for one in by_button]

    assert len(counts) >= 5
    assert max(counts) <= 6


def test_the_home_page_takes_six_at_most(member):
    assert member.get("/beranda").statements <= 6


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/dasbor", 18),
        ("/dasbor.csv", 14),
        ("/dasbor/kemampuan", 14),
        ("/kelurahan/wates", 27),
        ("/kelola/relawan", 4),
        ("/kelurahan/wates/relawan", 4),
    ],
)
def test_ten_times_the_rows_take_the_same_statements(visit, vlog, magelang, wates, path, limit, steady_catalog):
    an_agency_officer(magelang)
    officer = visit(db.session.scalars(select(Person)).first())
    crowd(wates, vlog, 2)
    officer.get(path)
    few = officer.get(path).statements

    crowd(wates, vlog, 20)
    an_officer(wates, "Terakhir")
    many = officer.get(path).statements

    assert many == few <= limit


@pytest.mark.parametrize("path", ["/dasbor", "/dasbor?peta=k2", "/dasbor.csv", "/dasbor/kemampuan"])
def test_figures_that_were_just_counted_take_eight_at_most(visit, vlog, magelang, wates, path, steady_catalog, app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_CACHE_SECONDS", 60)
    officer = visit(an_agency_officer(magelang))
    crowd(wates, vlog, 2)
    officer.get("/dasbor/kemampuan")  # counted now
    first = officer.get(path).statements
    again = officer.get(path).statements

    crowd(wates, vlog, 20)
    officer.get("/dasbor/kemampuan")

    assert officer.get(path).statements == first <= 8
    assert officer.get(path).statements == again <= 4


def test_the_public_pages_take_few(visit, vlog, magelang, steady_catalog):
    visitor = visit()
    visitor.get("/")

    for path in ("/belajar", "/kursus/vlog", "/kursus/vlog/siapkan-hp-anda", "/capaian", "/capaian/wates"):
        assert visitor.get(path).statements <= (12 if path.startswith("/capaian") else 9), path
    assert visitor.get("/").statements <= 18, "the front page, which is kept until something changes, also counts the openings"


def test_the_coordinators_list_does_not_grow(visit, vlog, wates, steady_catalog):
    coordinator = visit(a_coordinator(wates))
    an_application(wates)
    coordinator.get("/kelurahan/wates/relawan")  # the process remembers the courses
    few = coordinator.get("/kelurahan/wates/relawan").statements
    for number in range(15):
        an_application(wates, f"Pendaftar {number}")

    assert coordinator.get("/kelurahan/wates/relawan").statements == few
