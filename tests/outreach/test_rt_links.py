"""The head of an RT confirms visits by a link, without an account."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.outreach.actions import confirming
from lms.outreach.models.visits import Aspiration, RtLink, Visit
from lms.outreach.models.words import Topic
from lms.outreach.queries.visits import standing
from lms.outreach.rules.visits import Standing
from tests.factories.people import a_coordinator, an_officer
from tests.factories.visits import a_link, a_visit, rt_numbered


@pytest.fixture
def cast(magelang, wates):
    return SimpleNamespace(coordinator=a_coordinator(wates), sri=an_officer(wates, "Sri Wahyuni"), rt=rt_numbered(wates, 5))


def visits():
    db.session.expire_all()
    return db.session.scalars(select(Visit).order_by(Visit.id)).all()


def test_a_link_is_made_shown_once_and_the_next_one_ends_it(visit, cast, wates):
    coordinator = visit(cast.coordinator)
    page = coordinator.get(f"/kelurahan/wates/jangkauan/{cast.rt.id}")
    first = page.submit("Buat tautan", status=200)
    second = coordinator.get(f"/kelurahan/wates/jangkauan/{cast.rt.id}").submit("Buat tautan baru", status=200)
    old, new = (token_on(one) for one in (first, second))

    assert "svg" in second.html
    assert old != new
    assert len(new) >= 22
    assert new not in str([(one.token_hash, one.id) for one in db.session.scalars(select(RtLink))])
    visit().get(f"/rt/{old}", status=404)
    assert "Terima kasih, tidak ada yang menunggu" in visit().get(f"/rt/{new}").text
    officer = visit(cast.sri)
    token = next(item.get("value") for item in officer.get("/saya").all("input") if item.get("name") == "csrf_token")
    officer.post(f"/kelurahan/wates/jangkauan/{cast.rt.id}/tautan", {"csrf_token": token}, status=403)


def token_on(page):
    found = re.search(r"wa\.me[^\"]*/rt/([\w-]+)", page.html)
    assert found
    return found[1]


def test_the_head_of_the_rt_says_yes_and_no(visit, cast):
    yes, no = a_visit(cast.rt, cast.sri, days_ago=3), a_visit(cast.rt, cast.sri, days_ago=2, topic=Topic.HEALTH)
    head = visit()
    page = head.get(f"/rt/{a_link(cast.rt, cast.coordinator)}")
    assert page.heading == "2 kunjungan KIM menunggu jawaban"
    assert page.response.headers["X-Robots-Tag"] == "noindex"

    answered = send(page, yes, "ya").follow()
    again = send(page, yes, "ya")
    wordless = send(page, no, "tidak", status=409)
    send(page, no, "tidak", alasan="Tidak ada rapat hari itu.")
    late = send(page, no, "ya", status=409)

    assert answered.status_message == "Terima kasih. Jawaban Bapak/Ibu tersimpan."
    assert again.status == 303
    assert "Tulis dulu apa yang tidak sesuai" in wordless.alert
    assert "baru saja ditandai tidak sesuai" in late.alert
    assert [standing(one) for one in visits()] == [Standing.COUNTS, Standing.DENIED]
    assert [(one.confirmed_by_id, one.denied_by_id) for one in visits()] == [(None, None)] * 2
    assert all(one.link_id for one in visits())


def send(page, visit, answer, *, status=303, **fields):
    token = next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")
    sent = {"csrf_token": token, "kunjungan": str(visit.id), "jawaban": answer} | fields
    return page.visitor.post(page.path, sent, status=status)


def test_who_made_the_link_confirms_nothing_of_their_own_by_it(visit, cast, wates):
    own = a_visit(cast.rt, cast.coordinator)
    along = a_visit(cast.rt, cast.sri, beside_id=cast.coordinator.id, topic=Topic.HEALTH)
    typed = a_visit(cast.rt, cast.sri, typed_by_id=cast.coordinator.id, topic=Topic.FAMILY)
    shown = a_visit(cast.rt, cast.sri, topic=Topic.MSME)
    page = visit().get(f"/rt/{a_link(cast.rt, cast.coordinator)}")

    assert page.heading == "1 kunjungan KIM menunggu jawaban"
    for one in (own, along, typed):
        assert "dicatat oleh pembuat tautan" in send(page, one, "ya", status=409).alert
    send(page, shown, "ya")
    assert sum(one.confirmed_at is not None for one in visits()) == 1


def test_a_visit_elsewhere_or_long_ago_and_no_answer_at_all(visit, cast, wates):
    elsewhere, old = a_visit(rt_numbered(wates, 6), cast.sri), a_visit(cast.rt, cast.sri, days_ago=70)
    page = visit().get(f"/rt/{a_link(cast.rt, cast.coordinator)}")
    mine = a_visit(cast.rt, cast.sri)
    db.session.commit()

    page = page.visitor.get(page.path)
    assert page.heading == "1 kunjungan KIM menunggu jawaban"
    send(page, elsewhere, "ya", status=400)
    send(page, mine, "mungkin", status=400)
    assert "lebih dari 60 hari" in send(page, old, "ya", status=409).alert
    link = db.session.scalars(select(RtLink).where(RtLink.ended_at.is_(None))).one()
    with pytest.raises(confirming.CannotConfirm, match="tidak berlaku"):
        confirming.confirm_by_link(elsewhere, link, at=now())
    assert not any(one.confirmed_at for one in visits())


def test_a_visit_taken_back_meanwhile_is_no_longer_answered(visit, cast):
    one = a_visit(cast.rt, cast.sri)
    page = visit().get(f"/rt/{a_link(cast.rt, cast.coordinator)}")
    one.withdrawn_at = now()
    db.session.flush()

    assert "sudah dibatalkan" in send(page, one, "ya", status=409).alert
    assert "sudah dibatalkan" in send(page, one, "tidak", status=409, alasan="x").alert


def test_what_residents_said_comes_back_to_their_rt(visit, cast):
    one = a_visit(cast.rt, cast.sri, confirmed_by=cast.coordinator)
    told = Aspiration(visit_id=one.id, number=1, rt_id=cast.rt.id, topic=Topic.OTHER, words="Lampu gang padam", told_at=now())
    told.forwarded_at = told.answered_at = now()
    told.answer = "Sudah diperbaiki Selasa."
    db.session.add(told)
    page = visit().get(f"/rt/{a_link(cast.rt, cast.coordinator)}")

    assert "Lampu gang padam" in page.text
    assert "Dijawab: Sudah diperbaiki Selasa." in page.text
    assert "Lampu gang padam" in visit(cast.sri).get(f"/kelurahan/wates/jangkauan/{cast.rt.id}").text


def test_guessing_links_is_slowed_down(visit, cast):
    visitor = visit()
    for number in range(30):
        visitor.get(f"/rt/tebakan-{number}", status=404)

    visitor.get(f"/rt/{a_link(cast.rt, cast.coordinator)}", status=429)


def test_a_closed_rt_has_no_page(visit, cast):
    token = a_link(cast.rt, cast.coordinator)
    cast.rt.closed_on = now().date()
    db.session.flush()

    visit().get(f"/rt/{token}", status=404)
