"""Work that was handed in: how it is listed, who finds it, how often it may come."""

from sqlalchemy import select

from lms.db import db
from lms.submissions.models import Work
from tests.factories.handing_in import DONE, FINAL, LINK, versions
from tests.factories.people import a_person, an_officer
from tests.factories.submissions import handed_in, judged


def test_own_work_is_listed_with_its_state(vlog, visit, member, final):
    assert "Belum ada tugas yang dikirim" in visit(member).get("/tugas").text
    judged(handed_in(member, final))
    handed_in(member, vlog.lessons[0])

    page = visit(member).get("/tugas")

    assert f"{final.title}Lulus, versi 1" in page.text
    assert f"{vlog.lessons[0].title}Menunggu penilaian, versi 1" in page.text
    assert page.statements <= 3


def test_the_page_costs_the_same_however_long_the_history(vlog, visit, member, final, steady_catalog):
    visitor = visit(member)
    visitor.get(FINAL)
    handed_in(member, final)
    few = visitor.get(FINAL).statements
    for _turn in range(5):
        handed_in(member, final)

    assert visitor.get(FINAL).statements == few <= 8


def test_an_address_that_leads_nowhere_is_404(vlog, visit, member):
    visitor = visit(member)
    for path in ("/tugas/vlog/tidak-ada", "/tugas/tidak-ada/x", "/tugas/999999"):
        visitor.get(path, status=404)
    visitor.post("/tugas/vlog/tidak-ada", {"csrf_token": "x"}, status=400)


def test_the_number_of_a_work_leads_its_owner_to_the_page(vlog, visit, member, final):
    version = handed_in(member, final)

    assert visit(member).get(f"/tugas/{version.work_id}").heading == final.title


def test_other_members_see_nothing_of_it(vlog, visit, member, final, wates, cacaban):
    version = handed_in(member, final)

    for other in (an_officer(wates, "Slamet Riyadi"), an_officer(cacaban, "Budi Raharjo"), a_person("Orang Luar")):
        visit(other).get(f"/tugas/{version.work_id}", status=404)


def test_a_work_is_one_row_however_often_it_is_handed_in(vlog, visit, member, final):
    handed_in(member, final)
    visit(member).get(FINAL).submit("Kirim tugas", link=LINK, people="nobody")

    assert len(db.session.scalars(select(Work)).all()) == 1


def test_an_eleventh_version_on_one_day_is_refused_with_its_words_kept(vlog, visit, member, final):
    for _turn in range(10):
        handed_in(member, final)

    page = visit(member).get(FINAL).submit("Kirim tugas", status=422, words="Sekali lagi", people="nobody")

    assert "Kirim lagi besok" in page.alert
    assert "Sekali lagi" in page.html
    assert len(versions()) == 10


def test_ten_versions_of_earlier_days_hinder_nobody(vlog, visit, member, final):
    for _turn in range(10):
        handed_in(member, final, hours_ago=25)

    assert DONE in visit(member).get(FINAL).submit("Kirim tugas", link=LINK, people="nobody").follow().status_message
