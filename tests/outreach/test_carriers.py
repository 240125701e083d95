"""Who carries the word to which RT: proposed by the machine, decided by a person; and the grid of what was reached."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import end_terms
from lms.kim.models import Affiliation, Body
from lms.outreach.actions import carrying
from lms.outreach.models.visits import Carrier
from lms.outreach.models.words import Topic
from lms.outreach.queries import carriers as queries
from lms.outreach.rules.carrying import Load, Spot, nearest, share_out
from lms.outreach.rules.visits import House, Reached, count, is_minor, names_somebody
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.factories.visits import a_carrier, a_visit, rt_numbered
from tests.pressing import press_together


@pytest.fixture
def cast(magelang, wates, cacaban):
    return SimpleNamespace(
        coordinator=a_coordinator(wates),
        sri=an_officer(wates, "Sri Wahyuni"),
        dimas=a_volunteer(wates, "Dimas"),
        neighbour=an_officer(cacaban, "Tini Lestari"),
        agency=an_agency_officer(magelang),
        resident=a_person("Warsono", wates),
    )


def current():
    db.session.expire_all()
    found = db.session.scalars(select(Carrier).where(Carrier.ends_on.is_(None)).order_by(Carrier.rt_id))
    return {one.rt_id: (one.person_id, one.beside_id) for one in found}


def csrf(visitor):
    return next(item.get("value") for item in visitor.get("/saya").all("input") if item.get("name") == "csrf_token")


def spots(*labels, rw=""):
    return [Spot(number, label, rw) for number, label in enumerate(labels, start=1)]


def test_the_grid_tells_what_was_reached_and_who_carries_it(visit, cast, wates):
    a_visit(rt_numbered(wates, 1), cast.sri, days_ago=10, confirmed_by=cast.coordinator)
    a_visit(rt_numbered(wates, 2), cast.sri, days_ago=200, confirmed_by=cast.coordinator, topic=Topic.HEALTH)
    a_visit(rt_numbered(wates, 3), cast.sri, days_ago=10)
    a_visit(rt_numbered(wates, 4), cast.sri, days_ago=400, confirmed_by=cast.coordinator)
    a_carrier(rt_numbered(wates, 3), cast.sri, beside=cast.dimas)
    page = visit(cast.coordinator).get("/kelurahan/wates/jangkauan")

    assert page.heading == "2 dari 80 RT terjangkau"
    assert "1 RT punya pembawa kabar, 79 belum" in page.text
    assert "RT 3: belum pernah dikunjungi, pembawa Bu Sri dan Dimas" in page.text
    assert "RT 1: terakhir dikunjungi" in page.text
    health = visit(cast.sri).get("/kelurahan/wates/jangkauan?topik=health")
    assert health.heading == "1 dari 80 RT terjangkau"
    assert visit(cast.agency).get("/kelurahan/wates/jangkauan?topik=tidak-ada").heading == "2 dari 80 RT terjangkau"
    visit(cast.neighbour).get("/kelurahan/wates/jangkauan", status=403)
    visit(cast.resident).get("/kelurahan/wates/jangkauan", status=403)
    visit(cast.coordinator).get("/kelurahan/tidak-ada/jangkauan", status=404)


def test_the_grid_takes_the_same_statements_with_ten_times_the_visits(visit, cast, wates, steady_catalog):
    visitor = visit(cast.coordinator)
    a_visit(rt_numbered(wates, 1), cast.sri, confirmed_by=cast.coordinator)
    visitor.get("/kelurahan/wates/jangkauan")
    few = visitor.get("/kelurahan/wates/jangkauan").statements
    for number in range(1, 21):
        a_visit(rt_numbered(wates, number), cast.sri, days_ago=number, confirmed_by=cast.coordinator)
        a_carrier(rt_numbered(wates, number), cast.sri)

    assert visitor.get("/kelurahan/wates/jangkauan").statements == few <= 5


def test_a_coordinator_gives_an_rt_to_somebody_and_takes_it_back(visit, cast, wates):
    rt = rt_numbered(wates, 7)
    db.session.add(
        Affiliation(person_id=cast.sri.id, body=Body.PKK, rt_id=rt.id, rw="", noted_at=now(), noted_by_id=cast.coordinator.id)
    )
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kelurahan/wates/jangkauan/{rt.id}")
    assert "Belum ada pembawa kabar." in page.text
    assert "Anggota KIM di RT ini" in page.text

    given = page.submit("Simpan", person=str(cast.sri.id), beside=str(cast.dimas.id)).follow()
    assert "Pembawa kabar: Ibu Sri Wahyuni dan Dimas." in given.text
    page.submit("Simpan", person=str(cast.sri.id), beside=str(cast.dimas.id))
    assert current() == {rt.id: (cast.sri.id, cast.dimas.id)}
    given.submit("Simpan", person=str(cast.dimas.id), beside="")
    assert current() == {rt.id: (cast.dimas.id, None)}
    same = given.submit("Simpan", person=str(cast.sri.id), beside=str(cast.sri.id)).follow()
    assert "dua orang yang berbeda" in same.status_message
    assert "Pilih salah satu" in given.submit("Simpan", person=str(cast.neighbour.id), status=422).alert
    given.submit("Simpan", person="", beside="")
    given.submit("Simpan", person="", beside="")
    assert current() == {}
    assert len(db.session.scalars(select(Carrier)).all()) == 2


def test_only_the_own_coordinator_decides(visit, cast, wates, cacaban):
    rt = rt_numbered(wates, 7)
    for person in (cast.sri, cast.agency, cast.neighbour):
        visitor = visit(person)
        visitor.post(f"/kelurahan/wates/jangkauan/{rt.id}/pembawa", {"csrf_token": csrf(visitor)}, status=403)
        visitor.get("/kelurahan/wates/pembawa", status=403)
    visitor = visit(cast.coordinator)
    visitor.get(f"/kelurahan/wates/jangkauan/{rt_numbered(cacaban, 1).id}", status=404)
    visitor.post(f"/kelurahan/wates/jangkauan/{rt.id}/bawa", {}, status=400)
    agency = visit(cast.agency)
    agency.post(f"/kelurahan/wates/jangkauan/{rt.id}/bawa", {"csrf_token": csrf(agency)}, status=403)


def test_an_officer_takes_a_white_rt_and_the_second_is_told(app, visit, cast, wates):
    rt, joko = rt_numbered(wates, 7), an_officer(wates, "Joko Susilo")
    sri, other = visit(cast.sri), visit(joko)
    first, second = sri.get(f"/kelurahan/wates/jangkauan/{rt.id}"), other.get(f"/kelurahan/wates/jangkauan/{rt.id}")

    assert "Terima kasih" in first.submit("Saya mau bawa RT ini").follow().status_message
    assert "Terima kasih" in first.submit("Saya mau bawa RT ini").follow().status_message
    assert "baru saja dibawa orang lain" in second.submit("Saya mau bawa RT ini").follow().status_message
    assert current() == {rt.id: (cast.sri.id, None)}
    free = rt_numbered(wates, 8)
    presses = [(sri, {"csrf_token": csrf(sri)}), (other, {"csrf_token": csrf(other)})]
    assert press_together(app, f"/kelurahan/wates/jangkauan/{free.id}/bawa", presses) == [303, 303]
    assert set(current()) == {rt.id, free.id}


def test_the_young_carry_nothing_alone(cast, wates):
    cast.dimas.birth_year = now().year - 16
    rt = rt_numbered(wates, 7)

    with pytest.raises(carrying.CannotCarry, match="Di bawah 18"):
        carrying.assign(rt, cast.dimas, None, by_id=cast.coordinator.id, at=now())
    with pytest.raises(carrying.CannotCarry, match="Di bawah 18"):
        carrying.take(rt, cast.dimas, at=now())
    carrying.assign(rt, cast.sri, cast.dimas, by_id=cast.coordinator.id, at=now())
    assert current() == {rt.id: (cast.sri.id, cast.dimas.id)}
    assert queries.minors([cast.dimas.id, cast.sri.id], on=now().date()) == {cast.dimas.id}


def test_a_proposal_is_shown_and_taken_over_as_a_whole_or_in_part(visit, cast, wates):
    cast.dimas.birth_year = now().year - 16
    a_carrier(rt_numbered(wates, 1), cast.sri)
    visitor = visit(cast.coordinator)
    page = visitor.get("/kelurahan/wates/jangkauan").click("Bagi RT yang belum ada pembawanya")

    assert page.heading == "79 RT belum ada pembawanya"
    assert "Dimas" not in page.text
    chosen = [str(rt_numbered(wates, number).id) for number in (2, 3, 4)]
    page.submit("Pakai usulan", rt=chosen)
    page.submit("Pakai usulan", rt=chosen)

    assert len(current()) == 4
    assert {person for person, _beside in current().values()} == {cast.sri.id, cast.coordinator.id}


def test_nobody_and_nothing_to_share_out(visit, cast, wates, cacaban):
    lonely = a_coordinator(cacaban, "Warsito")
    for rt in queries.open_spots(cacaban.id, on=now().date()):
        db.session.add(
            Carrier(rt_id=rt.id, person_id=lonely.id, starts_on=now().date(), set_by_id=lonely.id, set_at=now()),
        )
    db.session.flush()
    assert visit(lonely).get("/kelurahan/cacaban/pembawa").heading == "Semua RT ada pembawanya"
    assert share_out(spots("1"), []) == []


def test_who_leaves_their_office_carries_nothing_any_longer(cast, wates, app):
    kept, gone, closed = (rt_numbered(wates, number) for number in (1, 2, 3))
    a_carrier(kept, cast.dimas)
    a_carrier(gone, cast.sri)
    a_carrier(closed, cast.coordinator)
    closed.closed_on = now().date()
    end_terms(cast.sri.id, on=now().date())
    db.session.commit()

    result = app.test_cli_runner().invoke(args=["outreach", "tidy"])

    assert "2" in result.output
    assert set(current()) == {kept.id}
    assert carrying.tidy(on=now().date()) == 0


def test_the_nearest_without_a_carrier_are_proposed_first(cast, wates):
    a_carrier(rt_numbered(wates, 40), cast.sri)
    own = rt_numbered(wates, 41)
    db.session.add(
        Affiliation(person_id=cast.sri.id, body=Body.RT, rt_id=own.id, rw="", noted_at=now(), noted_by_id=cast.coordinator.id)
    )
    db.session.flush()

    proposed = queries.next_rts(wates.id, cast.sri.id, 3, on=now().date())

    assert [spot.label for spot in proposed] == ["39", "41", "38"]
    carried = queries.carried_by(cast.sri.id, on=now().date())
    assert [(one.label, one.kelurahan_slug, one.last_on) for one in carried] == [("40", "wates", None)]


def test_ones_own_rt_is_never_the_only_one():
    load = Load(7, own={1})

    assert [spot.id for spot in nearest(spots("1", "2", "3"), load)] == [2, 3, 1]
    assert share_out(spots("1"), [load]) == [(spots("1")[0], 7)]


def test_another_rw_is_far_away_and_a_label_without_a_number_is_no_stumbling_block():
    near = [Spot(1, "9", "1"), Spot(2, "1", "2"), Spot(3, "B", "1")]

    assert [spot.id for spot in nearest(near, Load(7, [Spot(9, "3", "1")]))] == [3, 1, 2]


@given(st.integers(0, 40), st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_sharing_out_reaches_every_rt_and_balances(open_count, carried):
    people = [
        Load(number, [Spot(1000 + 10 * number + one, str(one), "") for one in range(has)]) for number, has in enumerate(carried)
    ]
    shared = share_out(spots(*map(str, range(1, open_count + 1))), people)

    assert [spot.id for spot, _person in shared] == list(range(1, open_count + 1))
    sizes = [len(load.carries) for load in people]
    assert sum(sizes) == open_count + sum(carried)
    grown = [size for size, before in zip(sizes, carried, strict=True) if size > before]
    assert not grown or max(grown) - min(sizes) <= 1


def test_a_house_counts_for_twelve_months_and_shines_for_ninety_days():
    day = now().date().replace(year=2026, month=11, day=24)
    ages = {0: Reached.LATELY, 89: Reached.LATELY, 90: Reached.YEAR, 364: Reached.YEAR, 365: Reached.NEVER}
    houses = [House(age, str(age), "", day - timedelta(days=age), ()) for age in ages]

    assert {house.id: house.reached(day) for house in houses} == ages
    assert count([*houses, House(1, "1", "", None, ())], day) == {Reached.LATELY: 2, Reached.YEAR: 2, Reached.NEVER: 2}


@pytest.mark.parametrize(
    ("words", "found"),
    [("Lampu RT 5 padam sejak 2025", False), ("hubungi 0812 3456 7890", True), ("3371010101010001", True), ("12.345.678", True)],
)
def test_long_numbers_are_taken_for_somebodys(words, found):
    assert names_somebody(words) is found


def test_a_year_of_birth_leaves_a_year_of_doubt():
    day = now().date()

    assert is_minor(day.year - 18, on=day)
    assert not is_minor(day.year - 19, on=day)
    assert not is_minor(None, on=day)
