"""The gap in skill: how far it is, how it changed, and what would close it."""

import csv
import io
from datetime import timedelta

import pytest

from lms.clock import now
from lms.db import db
from lms.outreach.models.words import Topic
from lms.reporting.queries.figures.outreach import activities_of_a_year
from lms.reporting.rules.gaps import Means
from tests.factories.competency import at_level
from tests.factories.people import a_coordinator, an_agency_officer, an_officer
from tests.factories.reached import an_event_held
from tests.statements import Statements
from tests.visitor import text_of


@pytest.mark.parametrize(("gap", "trainings", "volunteers"), [(0, 0, 0), (1, 1, 1), (9, 1, 5), (10, 2, 5), (38, 5, 19)])
def test_what_closes_a_gap(gap, trainings, volunteers):
    means = Means(people=15, percent=60, learners=2)

    assert (means.able_by_training, means.trainings(gap), means.volunteers(gap)) == (9, trainings, volunteers)


def test_a_training_brings_at_least_one_person_along():
    assert Means(people=3, percent=10, learners=2).trainings(4) == 4


def cells(page, head):
    return next([text_of(cell) for cell in row] for row in page.all("tr") if text_of(row[0]) == head)


def test_the_page_shows_target_now_gap_change_and_what_closes_it(visit, magelang, wates, vlog):
    risen, steady = an_officer(wates, "Naik"), an_officer(wates, "Tetap")
    at_level(risen, 1, months_ago=5)
    at_level(risen, 2)
    at_level(steady, 2)
    an_event_held(wates, risen, now().date() - timedelta(days=3))
    an_event_held(wates, risen, now().date() - timedelta(days=3), topic=Topic.HEALTH)
    an_event_held(wates, risen, now().date() - timedelta(days=400))
    db.session.commit()

    page = visit(an_agency_officer(magelang)).get("/dasbor/kemampuan")

    assert cells(page, "K2 Video (vlog)") == ["K2 Video (vlog)", "51", "2", "49", "+1", "6 pelatihan, atau 25 relawan"]
    assert cells(page, "K1 Mengelola informasi (ADINDA)")[2:5] == ["belum dinilai", "51", "–"]
    assert cells(page, "Wates")[3] == "Siap 1 orang lagi sampai sasaran (2/2) +1"
    assert "Jadi 51 : 9 = 6 pelatihan, dibulatkan ke atas." in page.text
    assert "51 : 2 = 26 relawan." in page.text
    assert "1 dari 2 kegiatan setahun ini tentang teknologi (50 %)." in page.text


def test_a_target_that_is_reached(visit, magelang, wates, vlog, app, monkeypatch):
    monkeypatch.setitem(app.config, "LEVEL_TARGET", 0)

    page = visit(an_agency_officer(magelang)).get("/dasbor/kemampuan")

    assert cells(page, "K2 Video (vlog)")[3:] == ["0", "–", "Sasaran tercapai"]
    assert "Belum ada kegiatan yang tercatat dalam setahun ini." in page.text


def test_the_kelurahan_page_and_the_file_say_what_closes_its_gap(visit, magelang, wates, vlog):
    at_level(an_officer(wates), 2)
    coordinator = visit(a_coordinator(wates))

    page = coordinator.get("/kelurahan/wates/kemampuan")
    lines = list(csv.DictReader(io.StringIO(coordinator.get("/kelurahan/wates/kemampuan.csv").html.lstrip("\ufeff"))))
    line = next(one for one in lines if one["bidang"] == "Video (vlog)")

    assert "Menutupnya: 1 pelatihan, atau 1 relawan." in page.text
    assert (line["kurang"], line["pelatihan_menutup"], line["relawan_menutup"]) == ("2", "1", "1")


def test_activities_are_counted_with_one_statement(magelang, wates, vlog):
    officer = an_officer(wates)
    event = an_event_held(wates, officer, now().date() - timedelta(days=1))
    event.kelurahan_id, event.city_id = None, magelang.id
    an_event_held(wates, officer, now().date()).cancelled_at = now()
    db.session.flush()
    city_id = magelang.id

    with Statements(db.engine) as counted:
        found = activities_of_a_year(city_id, at=now())

    assert (found, len(counted)) == ((1, 1), 1), "the city's own events count, cancelled ones do not"
