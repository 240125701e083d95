"""What waits stays on the home page until it is done; assessors and the agency see how long work has waited."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.clock import now
from lms.db import db
from lms.submissions.models import Comment, Verdict
from lms.web.filters import day
from tests.factories.people import a_person, an_agency_officer, an_assessor, an_officer
from tests.factories.submissions import handed_in, judged


@pytest.fixture
def sri(wates):
    return an_officer(wates)


def test_a_repair_stays_when_newer_news_arrives_and_long_after(visit, vlog, sri):
    first, second = vlog.lessons[0], vlog.lessons[-1]
    judged(handed_in(sri, first, hours_ago=1000), verdict=Verdict.REPAIR, hours_ago=900)
    judged(handed_in(sri, second), hours_ago=1)
    db.session.commit()
    words = f"Perlu perbaikan kecil: {first.title}"
    home = visit(sri).get("/beranda")
    assert words in home.text
    assert "Lulus: Tugas akhir" in home.text

    handed_in(sri, first, hours_ago=0)
    db.session.commit()
    assert words not in visit(sri).get("/beranda").text


def test_a_work_that_passed_before_asks_for_no_repair(visit, vlog, sri):
    first = vlog.lessons[0]
    judged(handed_in(sri, first, hours_ago=900), hours_ago=800)
    judged(handed_in(sri, first, hours_ago=700), verdict=Verdict.REPAIR, hours_ago=600)
    db.session.commit()

    assert "Perlu perbaikan kecil" not in visit(sri).get("/beranda").text


def test_a_comment_on_ones_work_is_heard(visit, vlog, sri):
    version = handed_in(sri, vlog.lessons[0])
    writer = a_person("Rina Astuti")
    db.session.add(Comment(id=uuid4(), work_id=version.work_id, author_id=writer.id, text="Bagus sekali.", written_at=now()))
    db.session.commit()

    assert "Bu Rina: “Bagus sekali.”" in visit(sri).get("/beranda").text


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (120, "1 tugas menunggu, paling lama 5 hari"),
        (5, "1 tugas menunggu, semuanya kurang dari sehari"),
        (None, "Tidak ada tugas menunggu"),
    ],
)
def test_an_assessor_sees_the_queue_on_the_home_page(visit, vlog, magelang, sri, hours, words):
    if hours:
        handed_in(sri, vlog.lessons[0], hours_ago=hours)
    db.session.commit()

    home = visit(an_assessor(magelang)).get("/beranda")

    assert words in home.text
    assert "/antrean" in home.links().values()
    assert words not in visit(sri).get("/beranda").text


def test_the_agency_is_told_of_work_older_than_the_promise(visit, vlog, magelang, sri):
    handed_in(sri, vlog.lessons[0], hours_ago=24 * 3 - 1)
    db.session.commit()
    agency = visit(an_agency_officer(magelang))
    assert "Ingatkan penilainya" not in agency.get("/dasbor").text

    late = handed_in(sri, vlog.lessons[1], hours_ago=24 * 6)
    gone = an_officer(sri.kelurahan, "Sudah Pergi")
    handed_in(gone, vlog.lessons[1], hours_ago=24 * 9)
    gone.left_at = now() - timedelta(days=1)
    db.session.commit()

    page = agency.get("/dasbor")
    assert f"1 tugas lewat janji 3 hari, yang paling lama sejak {day(late.waiting_since)}. Ingatkan penilainya." in page.text
    assert page.click("Lihat Tugas praktik").heading == "Kesepakatan penilai"
