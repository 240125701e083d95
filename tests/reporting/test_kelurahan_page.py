"""The coordinator's page of a kelurahan: what waits, RT, the month, needs; and who sees which of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from lms.clock import now
from lms.db import db
from lms.kim.models import Group
from lms.kim.queries import group_of
from lms.learning.actions import Answer, finish_lesson
from lms.outreach.models.invitations import GroupReply, Invitation
from lms.outreach.models.words import Topic
from lms.regions.models import Rt
from lms.regions.queries import the_city_id
from lms.reporting import actions
from lms.reporting.queries.place import PlaceWaits, place_waits, rt_houses
from lms.reporting.rules.months import written
from lms.web.pages import stable_key
from tests.factories.people import a_coordinator, an_agency_officer, an_application, an_officer
from tests.factories.reached import a_visit_to, an_aspiration_of, rt_in
from tests.reporting.test_months import BY, LAST, MIDDLE
from tests.statements import Statements

TODAY = now().date()


def an_invitation(by, kelurahan, **said):
    invitation = Invitation(key=uuid4(), city_id=the_city_id(), title="Ajakan", words="Mari", topic=Topic.HEALTH)
    invitation.sent_by_id, invitation.sent_at = by.id, now()
    db.session.add(invitation)
    db.session.flush()
    db.session.add(GroupReply(invitation_id=invitation.id, group_id=group_of(kelurahan.id).id, words="", **said))
    db.session.flush()
    return invitation


def test_what_waits_in_a_kelurahan_is_counted_with_one_statement(magelang, wates, cacaban, vlog):
    person = an_officer(wates)
    visit = a_visit_to(rt_in(wates), person, TODAY, is_confirmed=False)
    a_visit_to(rt_in(wates), person, TODAY)
    a_visit_to(rt_in(cacaban), person, TODAY, is_confirmed=False)
    a_visit_to(rt_in(wates), person, TODAY, is_confirmed=False).withdrawn_at = now()
    an_aspiration_of(visit)
    an_aspiration_of(visit, 2, answered_after=timedelta(days=1))
    an_aspiration_of(visit, 3).withdrawn_at = now()
    an_invitation(person, wates)
    an_invitation(person, wates, answered_at=now())
    an_invitation(person, wates).withdrawn_at = now()
    an_invitation(person, cacaban)
    db.session.execute(update(Group).where(Group.kelurahan_id == wates.id).values(decree_until=TODAY + timedelta(days=60)))
    db.session.flush()

    with Statements(db.engine) as counted:
        found = place_waits(wates.id, on=TODAY)

    assert found == PlaceWaits(invitations=1, visits=1, aspirations=1, decree_until=TODAY + timedelta(days=60))
    assert len(counted) == 1
    assert place_waits(wates.id, on=TODAY - timedelta(days=1)).decree_until is None


def test_houses_stand_in_the_order_of_their_numbers(magelang, wates, vlog):
    person = an_officer(wates)
    a_visit_to(rt_in(wates, 2), person, TODAY)
    a_visit_to(rt_in(wates, 3), person, TODAY - timedelta(days=400))
    rt_in(wates, 4).closed_on = TODAY
    db.session.add(Rt(kelurahan_id=wates.id, label="9A", rw="", source="Rapat", opened_on=TODAY))
    db.session.flush()

    houses = rt_houses(wates.id, at=now())

    assert houses[:4] == [("1", False), ("2", True), ("3", False), ("5", False)]
    assert houses[-2:] == [("80", False), ("9A", False)]


def test_the_most_urgent_thing_stands_first_and_is_the_primary_button(visit, wates, vlog):
    coordinator = a_coordinator(wates)
    an_application(wates)
    an_invitation(coordinator, wates)
    an_aspiration_of(a_visit_to(rt_in(wates), coordinator, TODAY, is_confirmed=False))
    study(an_officer(wates, "Tini"), vlog, 1, days_ago=40)
    db.session.execute(update(Group).where(Group.kelurahan_id == wates.id).values(decree_until=TODAY))
    page = visit(coordinator).get("/kelurahan/wates")
    titles = [" ".join("".join(item.itertext()).split()) for item in page.all("b")]

    assert titles[:6] == [
        "1 pendaftar relawan menunggu jawaban.",
        "1 ajakan menunggu jawaban KIM.",
        "1 kunjungan RT menunggu dibenarkan.",
        "1 aspirasi warga belum dijawab.",
        "1 orang perlu bantuan belajar.",
        titles[5],
    ]
    assert titles[5].startswith("SK KIM berlaku sampai")
    primary = [link for link in page.all("a") if link.get("class") == "button"]
    assert ["".join(link.itertext()).strip() for link in primary] == ["Jawab pendaftar"]
    assert page.click("Lihat siapa").path == "/kelurahan/wates/belajar?keadaan=perlu-bantuan"


def study(person, course, lessons, *, days_ago):
    at = now() - timedelta(days=days_ago)
    for lesson in course.lessons[:lessons]:
        answer = Answer(stable_key(person.id, lesson.id), lesson.revision_number)
        finish_lesson(course, lesson, person.id, answer=answer, at=at)
    db.session.commit()


def test_when_nothing_waits_the_page_says_so(visit, wates, vlog):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates")

    assert "Tidak ada yang menunggu. Semua sudah dijawab." in page.text
    assert "Yang menunggu (0)" in page.text
    assert [link for link in page.all("a") if link.get("class") == "button"] == []


def test_only_the_own_coordinator_learns_who_is_behind(visit, magelang, wates, vlog):
    study(an_officer(wates, "Tini"), vlog, 1, days_ago=40)

    assert "perlu bantuan belajar" not in visit(an_agency_officer(magelang)).get("/kelurahan/wates").text
    assert "1 orang perlu bantuan belajar." in visit(a_coordinator(wates)).get("/kelurahan/wates").text


def test_the_month_stands_beside_the_one_before(visit, wates, vlog):
    coordinator = a_coordinator(wates)
    a_visit_to(rt_in(wates), coordinator, MIDDLE)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    page = visit(coordinator).get("/kelurahan/wates")

    assert "1 dari 80 RT terjangkau" in page.text
    assert "Kunjungan RT0 (bulan lalu 1)" in page.text
    assert page.click("Laporan bulan ini").path == f"/kelurahan/wates/laporan/{written(TODAY)}"


def test_without_a_month_before_there_is_only_this_one(visit, wates, vlog):
    assert "bulan lalu" not in visit(a_coordinator(wates)).get("/kelurahan/wates").text


def test_needs_are_said_and_lead_to_the_openings(visit, wates, vlog):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates")

    assert "Masih butuh 7 pengurus, 8 relawan, 15 orang mampu di lima bidang, pembawa kabar untuk 80 RT." in page.text
    assert page.click("Atur lowongan").path == "/kelurahan/wates/lowongan"


def test_where_nothing_is_wanting_the_page_says_so(visit, magelang, wates, vlog):
    db.session.execute(update(Rt).where(Rt.kelurahan_id == wates.id).values(closed_on=TODAY))
    db.session.execute(update(Group).where(Group.kelurahan_id == wates.id).values(seats=0))
    able = {"LEVEL_TARGET": 0}
    visitor = visit(an_agency_officer(magelang))
    kept = {name: visitor.app.config[name] for name in able}
    visitor.app.config.update(able)
    try:
        assert "Tidak ada yang kurang." in visitor.get("/kelurahan/wates").text
    finally:
        visitor.app.config.update(kept)


@pytest.mark.parametrize("path", ["/kelurahan/wates/papan", "/kelurahan/wates/kemampuan", "/kelurahan/wates/kartu"])
def test_the_other_pages_of_the_kelurahan_are_linked_and_only_those_there_are(visit, wates, vlog, path):
    coordinator = visit(a_coordinator(wates))
    page = coordinator.get("/kelurahan/wates")

    assert path in page.links().values()
    for address in page.links().values():
        if address.startswith("/"):
            coordinator.get(address)
