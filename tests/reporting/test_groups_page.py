"""All groups for the agency, and waking one that sleeps."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Group, Position
from lms.kim.queries import group_in, group_of
from lms.outreach.models.events import Event
from lms.outreach.models.visits import Visit
from lms.outreach.models.words import Forum, Step, Topic
from lms.regions.queries import kelurahan_at, rt_of
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.groups import group_rows
from lms.reporting.queries.restart import restart_of
from lms.volunteering.models import State
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_application, an_officer
from tests.reporting.test_figures import YARDSTICKS
from tests.statements import Statements


def an_event(kelurahan, forum, *, days_ago=1, is_invited=False, by=None):
    starts = now() - timedelta(days=days_ago)
    event = Event(
        key=uuid4(),
        kelurahan_id=kelurahan.id,
        title="Kegiatan",
        forum=forum,
        topic=Topic.HEALTH,
        step=Step.ACCESS,
        is_invited=is_invited,
        place="Balai",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        planned_by_id=(by or a_person("Perencana")).id,
        planned_at=starts,
    )
    db.session.add(event)
    db.session.flush()
    return event


def a_visit(kelurahan, by, **more):
    values = {"children": 0, "youths": 0, "adults": 9, "seniors": 0, "questions": 0, "from_paper": False}
    found = Visit(
        key=uuid4(),
        rt_id=rt_of(kelurahan.id)[0].id,
        recorder_id=by.id,
        visited_on=now().date(),
        forum=Forum.RT_MEETING,
        topic=Topic.HEALTH,
        recorded_at=now(),
        **(values | more),
    )
    db.session.add(found)
    db.session.flush()
    return found


def test_the_agency_sees_eighteen_groups_with_status_seats_and_decree(visit, magelang, wates, vlog):
    a_coordinator(wates)
    group_of(wates.id).decree_until = date(2025, 12, 31)
    page = visit(an_agency_officer(magelang)).get("/kelola/kim")

    rows = [item for item in page.all("li") if (item.get("id") or "").startswith("kim-")]
    assert len(rows) == 18
    assert "KIM Wates aktifAda kegiatan tercatat. 1 dari 8 kursi terisi. SK habis 31 Desember 2025." in page.text
    assert "Koordinator: Ibu Slamet Riyadi." in page.text
    assert "Bangkitkan KIM Tidar Utara" in page.text
    assert page.click("Masukkan dari daftar").heading == "Masukkan dari daftar"


def test_only_the_agency_sees_all_groups(visit, wates):
    assert visit(a_coordinator(wates)).status_of("GET", "/kelola/kim") == 403


def test_the_citys_group_stands_by_its_own_officers(magelang, wates, vlog):
    def city_row():
        return group_rows(figures_now(magelang), magelang.id, dormant_after=60)[0]

    began = city_row()
    assert (began.slug, began.standing.why, began.officers, began.coordinators) == (None, "starting", 0, ())
    seat(group_in(magelang), a_person("Bambang"), Position.CHAIR, starts_on=now().date() - timedelta(days=5))
    db.session.flush()

    assert (city_row().officers, city_row().standing.why) == (1, "activity")


def figures_now(city):
    return city_figures(city.id, at=now(), by=YARDSTICKS)


def test_all_groups_take_few_statements(magelang, vlog):
    figures = figures_now(magelang)

    with Statements(db.engine) as counted:
        group_rows(figures, magelang.id, dormant_after=60)

    assert len(counted) <= 4


def test_a_city_whose_own_group_is_not_loaded_lists_the_others(magelang, vlog):
    db.session.delete(db.session.scalars(select(Group).where(Group.city_id == magelang.id)).one())
    db.session.flush()

    assert len(group_rows(figures_now(magelang), magelang.id, dormant_after=60)) == 17


def test_a_sleeping_group_sees_four_steps_and_awake_neighbours(visit, magelang, vlog):
    place = kelurahan_at("tidar-utara")
    near = kelurahan_at("rejowinangun-selatan")
    a_coordinator(near, "Joko Prasetyo")
    an_application(place, "Dimas")
    agency = visit(an_agency_officer(magelang))

    page = agency.get("/kelola/kim").click("Bangkitkan KIM Tidar Utara")

    assert "0 dari 4 langkah selesai." in page.text
    assert "1 dari 4 orang mendaftar atau bergabung." in page.text
    assert "KIM Rejowinangun SelatanKoordinator: Ibu Joko Prasetyo" in page.text
    assert "KIM Tidar Selatan" not in page.text
    assert visit(a_coordinator(near, "Tini")).status_of("GET", "/kelurahan/tidar-utara/bangkit") == 403
    assert agency.status_of("GET", "/kelurahan/tidak-ada/bangkit") == 404


def test_the_steps_follow_from_what_is_recorded(visit, wates, vlog):
    coordinator = a_coordinator(wates)
    for name, state in (("A", State.WAITING), ("B", State.INTERVIEW), ("C", State.READY), ("D", State.OFFICER)):
        an_application(wates, name, state=state)
    an_application(wates, "E", state=State.DECLINED)
    an_event(wates, Forum.TRAINING, by=coordinator)
    an_event(wates, Forum.POSYANDU, by=coordinator)

    page = visit(coordinator).get("/kelurahan/wates/bangkit")

    assert "4 dari 4 langkah selesai." in page.text
    assert "Semua langkah selesai." in page.text


def test_what_does_not_count_as_waking_up(wates):
    by = an_officer(wates)
    an_event(wates, Forum.BRIEFING)
    an_event(wates, Forum.POSYANDU, is_invited=True)
    an_event(wates, Forum.POSYANDU, days_ago=-3)
    an_event(wates, Forum.POSYANDU, days_ago=90)
    an_event(wates, Forum.POSYANDU).cancelled_at = now()
    a_visit(wates, by, withdrawn_at=now())
    a_visit(wates, by, denied_at=now())
    db.session.flush()

    assert restart_of(wates.id, at=now(), days=60).steps == (False, False, False, False)
    a_visit(wates, by)
    assert restart_of(wates.id, at=now(), days=60).outreach == 1


def test_where_nobody_else_is_awake_no_neighbour_is_named(visit, magelang, vlog):
    for group in db.session.scalars(select(Group)):
        group.starting_status = "dormant"

    page = visit(an_agency_officer(magelang)).get("/kelurahan/wates/bangkit")

    assert "Belum ada KIM lain yang aktif." in page.text
