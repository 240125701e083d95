"""What the KIM of a kelurahan can do: one query, shown as page, file and in public; names only for their own people."""

import csv
import io
from datetime import timedelta

import pytest

from lms.clock import now
from lms.competency.models import Domain
from lms.competency.queries.capability import capability
from lms.db import db
from lms.kim.models import Position, Term
from lms.kim.queries import group_of
from tests.factories.attendance import a_mentor
from tests.factories.competency import an_assessor_of, at_level
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.statements import Statements
from tests.visitor import text_of

PAGE = "/kelurahan/wates/kemampuan"


def figures(city, kelurahan, *, target=3, months=24):
    return capability(city.id, at=now(), months=months, target=target, kelurahan_id=kelurahan.id)[0].domains


@pytest.fixture
def mixed(wates, cacaban):
    """Eight people of Wates in K2: two never assessed, one at each level, one risen, one aged; others outside."""
    names = ("Ana", "Bu Cici", "Dewi", "Eko", "Fitri", "Gita", "Hana", "Ina")
    people = [an_officer(wates, name, Position.OFFICER if number < 6 else Position.MEMBER) for number, name in enumerate(names)]
    for level, person in enumerate(people[:4]):
        at_level(person, level)
    at_level(people[4], 0, months_ago=5)
    at_level(people[4], 2, months_ago=1)
    at_level(people[5], 3, months_ago=25)
    at_level(an_officer(cacaban, "Joko"), 3)
    at_level(a_person("Tanpa KIM", wates), 3)
    at_level(a_volunteer(wates), 2)
    gone = an_officer(wates, "Sudah Pergi")
    gone.left_at = now()
    at_level(gone, 3)
    former = an_officer(wates, "Purna", since=now().date() - timedelta(days=300))
    at_level(former, 3)
    db.session.flush()
    term = db.session.query(Term).filter(Term.person_id == former.id).one()
    term.ends_on = now().date()
    db.session.commit()
    return people


def test_the_figures(magelang, wates, mixed):
    k2 = figures(magelang, wates)[1]

    assert (k2.domain, k2.people) == (Domain.K2, 8)
    assert (k2.unable, k2.helped, k2.alone, k2.moving, k2.aged, k2.never) == (1, 1, 2, 1, 1, 2)
    assert (k2.assessed, k2.able, k2.gap, k2.is_ready) == (6, 3, 0, True)
    assert (k2.risen, k2.able_at_first, k2.change) == (1, 3, 0)


def test_a_domain_without_records(magelang, wates, mixed):
    k1 = figures(magelang, wates)[0]

    assert (k1.people, k1.never, k1.assessed, k1.able, k1.gap, k1.is_ready) == (8, 8, 0, 0, 3, False)


def test_a_kelurahan_without_people(magelang, wates):
    assert all((one.people, one.never, one.gap) == (0, 0, 3) for one in figures(magelang, wates))


@pytest.mark.parametrize(("able", "ready", "gap"), [(0, False, 3), (1, False, 2), (2, True, 1), (3, True, 0), (4, True, 0)])
def test_ready_and_gap(magelang, wates, able, ready, gap):
    for number in range(able):
        at_level(an_officer(wates, f"Orang {number}"), 2 + number % 2)

    k2 = figures(magelang, wates)[1]

    assert (k2.is_ready, k2.gap) == (ready, gap)


def test_who_serves_twice_counts_once(magelang, wates):
    person = an_officer(wates)
    db.session.add(Term(group_id=group_of(wates.id).id, person_id=person.id, position=Position.MEMBER, starts_on=now().date()))
    at_level(person, 2)

    assert (figures(magelang, wates)[1].people, figures(magelang, wates)[1].able) == (1, 1)


def test_it_is_one_statement(magelang, wates, mixed):
    city_id = magelang.id
    with Statements(db.engine) as counted:
        places = capability(city_id, at=now(), months=24, target=3)

    assert len(counted) == 1
    assert len(places) == 17
    assert [place.name for place in places][:1] == ["Kramat Utara"]


def rows_of(page):
    return list(csv.DictReader(io.StringIO(page.html.lstrip("\ufeff"))))


def answers_of(page):
    """What stands beside each name in the lists of the page."""
    terms, values = ([text_of(item) for item in page.all(tag)] for tag in ("dt", "dd"))
    return dict(zip(terms, values, strict=True))


def cells_of(page):
    """The cells of the table on the page, by the head of the row."""
    return {
        text_of(row[0]): [text_of(cell) for cell in row[1:]]
        for row in (list(item) for item in page.all("tr"))
        if row[0].get("scope") == "row"
    }


def test_page_file_public_page_and_dashboard_agree(visit, magelang, wates, vlog, mixed):
    office = visit(an_agency_officer(magelang))
    row = next(one for one in rows_of(office.get("/kelurahan/wates/kemampuan.csv")) if one["bidang"] == "Video (vlog)")
    assert row["orang"] == "8"
    in_city = next(
        one
        for one in rows_of(office.get("/dasbor/kemampuan.csv"))
        if one["kelurahan"] == "Wates" and one["bidang"] == "Video (vlog)"
    )
    assert in_city == row

    words = (
        "Siap{mampu} dari {orang} orang mampu. {menggerakkan} menggerakkan, {mandiri} mandiri, {dibantu} dibantu, {belum_mampu} "
        "belum mampu, {perlu_diperbarui} perlu diperbarui, {belum_dinilai} belum dinilai.Orang mampu: awalnya {mampu_awal}, "
        "kini {mampu}. {naik} orang naik tingkat."
    )
    assert answers_of(office.get(PAGE))["Video (vlog)"] == words.format(**row)
    assert cells_of(office.get("/dasbor/kemampuan"))["Wates"][2] == f"Siap ({row['mampu']}/{row['orang']})"

    public = visit().get("/capaian/wates").text
    assert "Video (vlog)0–4 orang mandiri, 5–9 sudah dinilai" in public, "people are told in ranges"
    assert (row["mampu"], int(row["orang"]) - int(row["belum_dinilai"])) == ("3", 6)


def test_nothing_is_told_of_a_small_group_in_public(visit, magelang, wates, vlog):
    at_level(an_officer(wates), 2)

    text = visit().get("/capaian/wates").text

    assert "Video (vlog)kurang dari 5 orang dinilai" in text
    assert "Tulisan (blog)kurang dari 5 orang dinilai" in text
    assert "orang mandiri" not in text


def test_the_own_coordinator_and_chair_see_names_the_agency_does_not(visit, magelang, wates, vlog, mixed):
    chair = an_officer(wates, "Bu Ketua", Position.CHAIR)
    for person in (a_coordinator(wates), chair):
        page = visit(person).get(PAGE)
        assert "Dewi" in page.text
        assert "Video (vlog): mandiri" in page.text
        assert "Video (vlog): menggerakkan (perlu diperbarui)" in page.text
        assert visit(person).get("/kelurahan/wates/kemampuan.csv").status == 200

    office = visit(an_agency_officer(magelang))
    for path in (PAGE, "/kelurahan/wates/kemampuan.csv", "/dasbor/kemampuan", "/dasbor/kemampuan.csv"):
        assert "Dewi" not in office.get(path).html


def test_nobody_else_sees_even_the_counts(visit, magelang, wates, cacaban, vlog):
    others = (an_officer(wates, "Tini"), a_coordinator(cacaban), a_mentor(wates), an_assessor_of(wates))
    for person in others:
        for path in (PAGE, "/kelurahan/wates/kemampuan.csv", "/dasbor/kemampuan", "/dasbor/kemampuan.csv"):
            visit(person).get(path, status=403)
    visit(an_agency_officer(magelang)).get("/kelurahan/hilang/kemampuan", status=404)


def test_the_dashboard_says_it_in_words(visit, magelang, wates, cacaban, vlog):
    for number in range(2):
        at_level(an_officer(wates, f"Orang {number}"), 2)
    an_officer(cacaban, "Endang")

    page = visit(an_agency_officer(magelang)).get("/dasbor").click("Kemampuan")
    cells, nobody = cells_of(page), "Belum ada yang dinilai (0/2)"

    assert page.heading == "1 dari 17 KIM siap, paling sedikit di satu bidang"
    assert cells["Wates"] == ["Aktif", nobody, "Siap 1 orang lagi sampai sasaran (2/2)", *[nobody] * 3]
    assert cells["Cacaban"][2] == "Belum ada yang dinilai (0/1)"
    assert cells["Tidar Utara"][0] == "Vakum"
    assert cells["Tidar Utara"][1] == "Vakum"
    assert cells["Gelangan"][1] == "Belum ada orang"
    assert cells["KIM siap"][1:3] == ["0 dari 17", "1 dari 17"]


def test_a_gap_in_words(visit, magelang, wates, vlog):
    at_level(an_officer(wates), 2)

    assert answers_of(visit(a_coordinator(wates)).get(PAGE))["Video (vlog)"].startswith("Belum siap 2 orang lagi sampai sasaran")


def test_a_dormant_kim_is_said_to_be_dormant_on_page_and_in_the_file(visit, magelang, wates, vlog):
    office = visit(an_agency_officer(magelang))

    asleep, awake = office.get("/kelurahan/tidar-utara/kemampuan"), office.get("/kelurahan/gelangan/kemampuan")

    assert "KIM ini vakum." in asleep.text
    assert answers_of(asleep)["Video (vlog)"] == "Vakum"
    assert "KIM ini vakum." not in awake.text
    assert answers_of(awake)["Video (vlog)"] == "Belum ada orang"
    in_file = {row["kelurahan"]: row["vakum"] for row in rows_of(office.get("/dasbor/kemampuan.csv"))}
    assert (in_file["Tidar Utara"], in_file["Gelangan"]) == ("ya", "tidak")
    assert rows_of(office.get("/kelurahan/tidar-utara/kemampuan.csv"))[0]["vakum"] == "ya"


def test_page_and_file_use_the_same_word_for_a_kim_nobody_was_assessed_in(visit, magelang, wates, vlog):
    an_officer(wates)
    at_level(an_officer(wates, "Tini"), 1, domain=Domain.K3)
    office = visit(an_agency_officer(magelang))

    page, rows = answers_of(office.get(PAGE)), rows_of(office.get("/kelurahan/wates/kemampuan.csv"))

    assert page["Video (vlog)"] == "Belum ada yang dinilai"
    assert {row["bidang"]: (row["siap"], row["belum_dinilai"]) for row in rows}["Video (vlog)"] == (
        "belum ada yang dinilai",
        "2",
    )
    assert "1 dibantu, 1 belum dinilai." in page["Tulisan (blog)"]
    assert {row["bidang"]: (row["siap"], row["belum_dinilai"]) for row in rows}["Tulisan (blog)"] == ("belum", "1")


def test_how_to_read_it_stands_on_both_pages(visit, magelang, wates, vlog):
    office = visit(an_agency_officer(magelang))

    for path in (PAGE, "/dasbor/kemampuan"):
        page = office.get(path)
        assert "Cara membaca." in page.text
        assert page.links()["Arti angka ini"] == "#arti"


def test_links_lead_there(visit, magelang, wates, vlog):
    assert visit(a_coordinator(wates)).get("/kelurahan/wates").click("Kemampuan anggota KIM").heading == "Kemampuan anggota KIM"


def test_ten_times_the_people_take_the_same_statements(visit, magelang, wates, cacaban, vlog, steady_catalog):
    at_level(an_officer(wates), 2)
    coordinator, office, anybody = visit(a_coordinator(wates)), visit(an_agency_officer(magelang)), visit()

    def asked():
        pages = (
            (coordinator, PAGE),
            (office, "/dasbor/kemampuan"),
            (office, "/dasbor/kemampuan.csv"),
            (anybody, "/capaian/wates"),
        )
        for visitor, path in pages:
            visitor.get(path)
        return [visitor.get(path).statements for visitor, path in pages]

    few = asked()
    for number in range(15):
        person = an_officer(wates if number % 2 else cacaban, f"Orang {number}")
        for domain in Domain:
            at_level(person, number % 4, domain=domain)

    assert asked() == few
    assert max(few) <= 14
