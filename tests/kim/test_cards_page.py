"""The coordinator makes sign-in cards."""

from sqlalchemy import select

from lms.accounts.models import Card
from lms.audit.models import Entry
from lms.db import db
from tests.factories.people import a_card, a_coordinator, an_officer


def test_cards_are_shown_once_ready_to_print(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    member = an_officer(wates, "Endang Lestari")

    page = coordinator.get("/kelurahan/wates").click("Kartu masuk")
    sheet = page.submit("Buat kartu", status=200, orang=[str(member.id)])

    assert sheet.heading == "1 kartu siap dicetak"
    assert "Ibu Endang Lestari" in sheet.text
    assert sheet.all("{http://www.w3.org/2000/svg}path")
    assert db.session.scalars(select(Entry.action)).all() == ["issue_card"]


def test_people_with_a_good_card_are_not_chosen_beforehand(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    with_card, without = an_officer(wates, "Endang Lestari"), an_officer(wates, "Tini Suharti")
    a_card(with_card)

    page = coordinator.get("/kelurahan/wates/kartu")

    chosen = {item.get("value") for item in page.all("input") if "checked" in item.attrib}
    assert chosen == {str(without.id)}


def test_choosing_nobody_is_said_kindly_and_changes_nothing(visit, vlog, wates):
    coordinator = visit(a_coordinator(wates))
    an_officer(wates, "Endang Lestari")
    before = db.session.scalars(select(Card.id)).all()

    page = coordinator.get("/kelurahan/wates/kartu").submit("Buat kartu", status=422, orang=[])

    assert "Pilih paling sedikit satu orang." in page.alert
    assert db.session.scalars(select(Card.id)).all() == before


def test_a_card_of_another_group_cannot_be_made(visit, vlog, wates, cacaban):
    coordinator = visit(a_coordinator(wates))
    stranger = an_officer(cacaban, "Joko Prasetyo")

    coordinator.get("/kelurahan/wates/kartu").submit("Buat kartu", status=422, orang=[str(stranger.id)])

    assert db.session.scalars(select(Card).where(Card.person_id == stranger.id)).all() == []
