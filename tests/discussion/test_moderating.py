"""What was reported or hidden: let it stand, hide it, show it again."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.db import db
from lms.discussion.models import Question, Reply, Report
from tests.factories.discussion import a_mentor, a_question, a_reply, a_report
from tests.factories.people import a_coordinator, an_agency_officer, an_officer


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


def token_of(visitor):
    return next(item.get("value") for item in visitor.get("/saya").all("input") if item.get("name") == "csrf_token")


def test_nobody_settles_a_report_about_their_own_words(visit, mentor, asked, vlog, wates, magelang):
    own = a_reply(asked, db.session.scalars(select(Person).where(Person.name == "Dimas Prasetyo")).one(), "Bodoh.")
    a_report(own, an_officer(wates, "Tini"))
    page = mentor.get("/tanya")
    assert "Laporannya diperiksa koordinator atau petugas kota." in page.text
    assert "Biarkan tampil" not in page.html

    sent = mentor.post(f"/tanya/jawaban/{own.id}/biarkan", {"csrf_token": token_of(mentor)}).follow()
    still_open = db.session.scalars(select(Report).where(Report.settled_at.is_(None))).all()
    kept = visit(an_agency_officer(magelang)).get("/tanya").submit("Biarkan tampil").follow()

    assert "Laporan tentang tulisan sendiri diperiksa orang lain" in sent.status_message
    assert len(still_open) == 1
    assert "tetap ditampilkan" in kept.status_message


def test_hiding_and_showing_is_no_way_around_that(visit, mentor, asked, wates):
    own = a_reply(asked, db.session.scalars(select(Person).where(Person.name == "Dimas Prasetyo")).one(), "Bodoh.")
    a_report(own, an_officer(wates, "Tini"))
    page = mentor.get(f"/tanya/{asked.id}").submit("jawaban Dimas").follow()

    refused = page.submit("Tampilkan").follow()
    shown = visit(a_coordinator(wates)).get(f"/tanya/{asked.id}").submit("Tampilkan").follow()

    assert "ditampilkan lagi oleh orang lain" in refused.status_message
    assert "Tulisan ditampilkan lagi." in shown.status_message


def test_own_words_that_nobody_reported_are_hidden_and_shown_at_will(mentor, asked):
    a_reply(asked, db.session.scalars(select(Person).where(Person.name == "Dimas Prasetyo")).one(), "Keliru.")

    shown = mentor.get(f"/tanya/{asked.id}").submit("jawaban Dimas").follow().submit("Tampilkan").follow()

    assert "Tulisan ditampilkan lagi." in shown.status_message


def test_a_hidden_question_asked_again_is_not_said_to_be_saved(visit, mentor, asked, wates):
    learner = visit(an_officer(wates, "Tini"))
    page = learner.get("/kursus/vlog/siapkan-hp-anda/tanya")
    page.submit("Kirim pertanyaan", text="Kasar?").follow()
    found = db.session.scalars(select(Question).where(Question.text == "Kasar?")).one()
    mentor.get(f"/tanya/{found.id}").submit("Sembunyikan")

    again = page.submit("Kirim pertanyaan", status=422, text="Kasar?")
    other = page.submit("Kirim pertanyaan", text="Bagaimana?").follow()

    assert "sudah pernah dikirim, lalu disembunyikan" in again.alert
    assert "tersimpan" not in again.text
    assert "Pertanyaan tersimpan" in other.status_message


def test_a_hidden_reply_given_again_is_not_said_to_be_saved(mentor, asked):
    words = {f"q{asked.id}__text": "Sandarkan."}
    mentor.get(f"/tanya/{asked.id}").submit("Kirim jawaban", **words)
    mentor.get(f"/tanya/{asked.id}").submit("jawaban Dimas")

    again = mentor.get(f"/tanya/{asked.id}").submit("Kirim jawaban", status=422, **words)

    assert "Jawaban yang sama sudah ada dan disembunyikan." in again.alert
    assert len(db.session.scalars(select(Reply)).all()) == 1


@pytest.mark.parametrize("verb", ["sembunyikan", "tampilkan", "biarkan"])
def test_only_who_answers_there_moderates(visit, asked, wates, cacaban, verb):
    other = visit(a_mentor(cacaban))

    other.post(f"/tanya/pertanyaan/{asked.id}/{verb}", {"csrf_token": token_of(other)}, status=403)


def test_what_is_not_there(mentor, asked):
    token = token_of(mentor)
    for address in ("/tanya/pertanyaan/9999/tampilkan", "/tanya/surat/1/biarkan", "/tanya/jawaban/1/tampilkan"):
        mentor.post(address, {"csrf_token": token}, status=404)
