"""Whoever asked hears of the answer at home; whoever answers sees there how much waits."""

from datetime import timedelta

import pytest

from lms.clock import now
from lms.db import db
from lms.discussion import queries
from tests.factories.discussion import a_mentor, a_question, a_reply, a_report
from tests.factories.people import PASSWORD, a_coordinator, an_agency_officer, an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")

NEWS = "Pertanyaan tentang “Siapkan HP Anda” sudah dijawab"


@pytest.fixture
def sri(vlog, wates):
    return an_officer(wates)


@pytest.fixture
def mentor(sri, wates):
    return a_mentor(wates)


@pytest.fixture
def asked(vlog, sri):
    return a_question(vlog.lessons[0], sri)


def test_the_home_page_says_that_a_question_was_answered(visit, asked, sri, mentor):
    own = visit(sri)
    assert NEWS not in own.get("/beranda").text
    for words in ("Sandarkan di gelas.", "Atau di buku."):
        a_reply(asked, mentor, words)

    page = own.get("/beranda")
    assert "2 jawaban" in page.text

    assert "Sandarkan di gelas." in page.click(NEWS).text
    assert NEWS not in visit(mentor).get("/beranda").text


def test_only_what_others_said_lately_and_can_be_read_is_news(vlog, sri, mentor, wates):
    coordinator = a_coordinator(wates)
    cases = [a_question(vlog.lessons[0], sri, f"Pertanyaan {number}", hours_ago=number) for number in range(6)]
    a_reply(cases[0], sri)
    a_reply(cases[1], mentor).hidden_at = now()
    a_reply(cases[2], mentor).replied_at = now() - timedelta(days=14, minutes=1)
    a_reply(cases[3], mentor)
    cases[3].hidden_at = now()
    a_reply(cases[4], mentor).replied_at = now() - timedelta(days=13)
    a_reply(cases[5], coordinator)
    db.session.commit()

    found = queries.answered_lately(sri.id, at=now())

    assert [item.question_id for item in found] == [cases[5].id, cases[4].id]
    assert [item.title for item in found] == ["Siapkan HP Anda"] * 2
    assert queries.answered_lately(mentor.id, at=now()) == []


def test_three_answers_are_news_at_most(vlog, sri, mentor):
    for number in range(4):
        a_reply(a_question(vlog.lessons[number], sri), mentor)

    assert len(queries.answered_lately(sri.id, at=now())) == 3


def test_those_who_answer_see_how_many_wait(visit, asked, sri, mentor, magelang):
    officer = visit(mentor)
    assert "Pertanyaan yang menunggu (1)" in officer.get("/beranda").links()
    a_report(asked, mentor)
    assert "Pertanyaan yang menunggu (2)" in officer.get("/beranda").links()

    an_agency_officer(magelang)
    agency = visit()
    agency.get("/masuk").submit("Masuk", username="dinas", password=PASSWORD)
    page = agency.get("/dasbor")
    assert "2 pertanyaan atau laporan menunggu." in page.text
    assert page.click("Lihat Tanya jawab").path == "/tanya"

    assert "Pertanyaan yang menunggu" not in visit(sri).get("/beranda").text


def test_without_anything_waiting_no_number_stands_there(visit, mentor):
    assert "Pertanyaan yang menunggu" in visit(mentor).get("/beranda").links()
