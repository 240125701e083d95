"""What was reported or hidden: let it stand, hide it, show it again."""

import pytest
from sqlalchemy import select

from lms.db import db
from lms.discussion.models import Question, Report
from tests.factories.discussion import a_mentor, a_question, a_report
from tests.factories.people import an_officer


@pytest.fixture
def asked(vlog, wates):
    return a_question(vlog.lessons[0], an_officer(wates))


@pytest.fixture
def mentor(visit, asked, wates):
    return visit(a_mentor(wates))


def test_hidden_and_shown_again(visit, mentor, asked, wates):
    hidden = mentor.get(f"/tanya/{asked.id}").submit("Sembunyikan").follow()
    assert "disembunyikan" in hidden.status_message
    assert "Bagaimana menaruh HP?" not in visit(an_officer(wates, "Tini")).get("/kursus/vlog/siapkan-hp-anda/tanya").text

    shown = mentor.get(f"/tanya/{asked.id}").submit("Tampilkan").follow()
    assert "ditampilkan lagi" in shown.status_message
    assert db.session.scalars(select(Question)).one().hidden_at is None


def test_a_report_is_settled_by_letting_it_stand(mentor, asked, wates):
    a_report(asked, an_officer(wates, "Tini"))
    db.session.commit()

    kept = mentor.get("/tanya").submit("Biarkan tampil").follow()

    assert "tetap ditampilkan" in kept.status_message
    assert db.session.scalars(select(Report)).one().settled_at is not None


@pytest.mark.parametrize("verb", ["sembunyikan", "tampilkan", "biarkan"])
def test_only_who_answers_there_moderates(visit, asked, wates, cacaban, verb):
    other = visit(a_mentor(cacaban))
    token = next(item.get("value") for item in other.get("/saya").all("input") if item.get("name") == "csrf_token")

    other.post(f"/tanya/pertanyaan/{asked.id}/{verb}", {"csrf_token": token}, status=403)


def test_what_is_not_there(mentor, asked):
    token = next(item.get("value") for item in mentor.get("/saya").all("input") if item.get("name") == "csrf_token")
    for address in ("/tanya/pertanyaan/9999/tampilkan", "/tanya/surat/1/biarkan", "/tanya/jawaban/1/tampilkan"):
        mentor.post(address, {"csrf_token": token}, status=404)
