"""The dashboard: what changed, trends and targets, what to do, and where each number leads."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from lms.clock import now
from lms.db import db
from lms.kim.models import Group, Term
from lms.kim.queries import group_of
from lms.outreach.models.invitations import GroupReply, Invitation
from lms.outreach.models.words import Topic
from lms.regions.queries import kelurahan_at, the_city_id
from lms.reporting import actions
from lms.reporting.models import Snapshot
from lms.reporting.queries.todo import Waits, waits
from lms.reporting.rules.headline import Change, Headline, headline
from lms.reporting.rules.measures import KEYS
from lms.reporting.rules.months import earlier, month_of
from lms.reporting.views.overview import scale_for
from tests.factories.competency import at_level
from tests.factories.people import a_volunteer, an_agency_officer, an_application, an_officer
from tests.factories.reached import a_carrier_of, a_visit_to, an_aspiration_of, rt_in
from tests.reporting.test_months import BY, LAST
from tests.statements import Statements
from tests.visitor import text_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def office(visit, magelang):
    return visit(an_agency_officer(magelang))


@pytest.mark.parametrize(
    ("now_", "before", "said"),
    [
        ({"aktif": 13}, {}, Headline(Change.FIRST)),
        ({"aktif": 13, "relawan": 3}, {"aktif": 13, "relawan": 3}, Headline(Change.NOTHING)),
        ({"aktif": 12, "rt_terjangkau": 9}, {"aktif": 13, "rt_terjangkau": 1}, Headline(Change.ASLEEP, 1)),
        ({"aktif": 15}, {"aktif": 13}, Headline(Change.AWAKE, 2)),
        ({"aktif": 13, "rt_terjangkau": 9}, {"aktif": 13, "rt_terjangkau": 4}, Headline(Change.REACHED, 5)),
        ({"rt_terjangkau": 3}, {"rt_terjangkau": 4}, Headline(Change.LOST, 1)),
        ({"selesai": 3, "relawan": 5}, {"selesai": 2, "relawan": 5}, Headline(Change.FINISHED, 1)),
        ({"selesai": 1, "relawan": 5}, {"selesai": 2, "relawan": 4}, Headline(Change.MORE_VOLUNTEERS, 1)),
        ({"relawan": 3}, {"relawan": 4}, Headline(Change.FEWER_VOLUNTEERS, 1)),
        ({"aktif": None, "relawan": 3}, {"aktif": 13, "relawan": 3}, Headline(Change.NOTHING)),
    ],
)
def test_what_changed_most(now_, before, said):
    assert headline(now_, before) == said


def test_scales_have_few_marks():
    assert [words for _value, words in scale_for([4.2, 11.4])] == ["0", "2", "4", "6", "8", "10", "12"]
    assert scale_for([]) == [(0, "0"), (1, "1")]
    assert len(scale_for([900.0])) == 10


def test_the_sentence_on_top_says_what_changed(office, wates, vlog):
    officer = an_officer(wates, since=LAST)
    assert office.get("/dasbor").heading == "13 dari 17 KIM aktif, 0 dari 1.016 RT terjangkau"
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    db.session.commit()
    assert office.get("/dasbor").heading.startswith("Belum ada yang berubah sejak akhir ")

    a_visit_to(rt_in(wates), officer, now().date())
    db.session.commit()
    page = office.get("/dasbor")

    assert page.heading.startswith("1 RT lagi terjangkau sejak akhir ")
    assert page.heading.endswith("kini 1 dari 1.016")
    assert "+1 sejak akhir" in page.text
    assert "sasaran 813" in page.text
    assert len([item for item in page.all(f"{SVG}svg") if item.get("class") == "spark"]) == 4


def test_the_chart_of_coverage_holds_the_start_lines_of_the_study(office, vlog):
    text = office.get("/dasbor").text

    assert "satu RT tiap kursi, 13,4 %. Tanpa KIM vakum 10,2 %." in text
    chart = next(item for item in office.get("/dasbor").all(f"{SVG}svg") if "titik awal" in (item.get("aria-label") or ""))
    assert "titik awal 10,2 sampai 13,4 persen" in chart.get("aria-label")
    assert len([path for path in chart if "start" in (path.get("class") or "").split()]) == 2


def test_rt_per_person_before_and_with_volunteers(office, wates, vlog):
    for number in range(4):
        an_officer(wates, f"Orang {number}")
    a_volunteer(wates)
    db.session.commit()

    page = office.get("/dasbor")
    words = [text_of(item) for item in page.all(f"{SVG}text")]

    assert words[words.index("Wates", words.index("belum ada pengurus, 39 RT")) + 1] == "16"
    assert "vakum, 91 RT" in words
    assert "0 dari 4 pengurus selesai kursus, 4 belum mulai" in page.text


def test_the_map_shows_what_nobody_knows_as_unknown(office, wates, cacaban, vlog):
    at_level(an_officer(wates), 2)
    an_officer(cacaban)
    db.session.commit()

    page = office.get("/dasbor?peta=k2")
    tiles = {item.get("aria-label"): item.get("class") for item in page.all(f"{SVG}a")}

    assert tiles["Wates 1"] == "band-2"
    assert tiles["Cacaban –, belum diketahui"] == "band-none"
    assert tiles["Tidar Utara – Vakum, belum diketahui"] == "band-0"
    assert "1 orang mampu: Video (vlog)" in page.text
    assert "– belum diketahui" in page.text


def test_every_waiting_thing_stands_with_its_button(office, magelang, wates, cacaban, vlog):
    officer = an_officer(wates)
    an_aspiration_of(a_visit_to(rt_in(wates), officer, now().date() - timedelta(days=3)))
    a_carrier_of(rt_in(wates), officer, LAST)
    for place in ("gelangan", "panjang", "kemirirejo", "magersari", "potrobangsan"):
        an_application(kelurahan_at(place), place)
    invite(magelang, officer, wates, cacaban)
    db.session.execute(update(Group).where(Group.kelurahan_id == wates.id).values(decree_until=now().date() + timedelta(days=9)))
    db.session.commit()

    page = office.get("/dasbor")

    for words in (
        "1 jawaban KIM belum datang, undangan sejak",
        "1 aspirasi belum dijawab, paling lama sejak",
        "1 SK berakhir, paling cepat",
        "RT di KIM aktif belum punya pembawa kabar",
        "Kelurahan lain2 pendaftar relawan menunggu jawaban.",
        "91 RT, 8 kursi kosong.",
    ):
        assert words in page.text, words
    assert page.links()["Bangkitkan Tidar Utara"] in {"/kelurahan/tidar-utara", "/kelurahan/tidar-utara/bangkit"}


def invite(city, by, silent, answered):
    invitation = Invitation(key=uuid4(), city_id=city.id, title="Sosialisasi", words="Mari.", topic=Topic.HEALTH)
    invitation.sent_by_id, invitation.sent_at = by.id, now() - timedelta(hours=49)
    db.session.add(invitation)
    db.session.flush()
    for place in (silent, answered):
        reply = GroupReply(invitation_id=invitation.id, group_id=group_of(place.id).id, words="")
        reply.answered_at = now() if place is answered else None
        db.session.add(reply)
    db.session.flush()


def test_what_waits_is_one_statement(magelang, wates, vlog):
    city_id = magelang.id
    with Statements(db.engine) as counted:
        found = waits(city_id, at=now())

    assert len(counted) == 1
    assert found == Waits(0, None, 0, None, 0, None)


def test_a_fifth_sleeping_group_is_counted_with_the_others(office, wates, vlog):
    an_officer(wates)
    db.session.execute(update(Term).values(ends_on=now().date()))
    db.session.commit()

    assert "1 KIM lainJurangombo Utara" in office.get("/dasbor").text


def test_page_and_file_give_the_same(office, wates, vlog):
    officer = an_officer(wates)
    at_level(officer, 2)
    a_visit_to(rt_in(wates), officer, now().date(), heads=12)
    db.session.commit()

    page = office.get("/dasbor")
    lines = list(csv.DictReader(io.StringIO(office.get("/dasbor.csv").html.lstrip("\ufeff"))))
    line = next(one for one in lines if one["kelurahan"] == "Wates")
    cells = next([text_of(cell) for cell in row] for row in page.all("tr") if text_of(row[0]) == "Wates")

    assert cells[3] == f"{line['k2']}/{line['k2_dari']}" == "1/1"
    assert (cells[2], line["k1"], line["k1_dari"]) == ("–", "", "1"), "unknown is not zero"
    assert cells[7] == f"{line['rt_terjangkau']} / {line['rt_terjangkau_dari']}" == "1 / 80"
    assert (line["warga"], line["warga_dari"], line["relawan_dari"]) == ("12", "", "8")
    assert set(KEYS) - {"vakum"} <= set(line)


def test_a_correction_of_the_past_changes_the_trend_and_is_told_apart(office, wates, vlog):
    officer = an_officer(wates, since=LAST)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    visit = a_visit_to(rt_in(wates), officer, LAST)
    actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    db.session.commit()

    assert office.get("/dasbor").heading.startswith("Belum ada yang berubah")
    assert visit.id
    assert db.session.query(Snapshot).filter(Snapshot.version == 2).count() == 4


def test_months_of_the_chart_end_with_this_one(office, wates, vlog):
    officer = an_officer(wates, since=earlier(LAST, 2))
    a_visit_to(rt_in(wates), officer, earlier(LAST, 1))
    actions.take_missing_snapshots(the_city_id(), by=BY, at=now())
    db.session.commit()

    charts = [item.get("aria-label") for item in office.get("/dasbor").all(f"{SVG}svg")]

    counts = next(label for label in charts if label and label.startswith("Kunjungan RT yang dibenarkan"))
    assert counts.endswith("1, 0, 0.")
    assert month_of(now().date()) == earlier(LAST, -1)
