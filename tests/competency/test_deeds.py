"""Deeds: told by the person, confirmed by two others, accepted by an assessor who is neither."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.accounts.rules import pronoun
from lms.audit.models import Entry
from lms.clock import now
from lms.competency.actions import deeds
from lms.competency.models import Confirmation, Deed, Domain, LevelRecord
from lms.db import db
from tests.factories.attendance import a_mentor
from tests.factories.competency import a_check, a_deed, a_finished_quiz, an_assessor_of, passed_final_work
from tests.factories.people import an_agency_officer, an_officer
from tests.factories.recognition import paired
from tests.pressing import press_together
from tests.visitor import filled_in

TELL, CONFIRM, ACCEPT = "Simpan karya", "Benar, saya menyaksikannya", "Terima karya ini"


def today():
    return now().date()


def answers(**others):
    on = (today() - timedelta(days=2)).isoformat()
    return {"kind": "published", "title": "Vlog taman baru", "domain": "K2", "happened_on": on, "link": ""} | others


def called_you(person):
    return pronoun(person.honorific)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_from_telling_to_the_highest_level(visit, vlog, sri, two, assessor):
    passed_final_work(vlog, sri, assessor)
    a_finished_quiz(vlog, sri)
    a_deed(sri, *two, title="Vlog pasar", accepted_by=assessor)
    learner = visit(sri)

    told = learner.get("/karya").submit(TELL, **answers(link="https://youtu.be/abc")).follow()
    assert "kirim tautannya kepada dua orang" in told.status_message
    assert "Dibenarkan 0 dari 2 orang." in told.text
    deed = db.session.scalars(select(Deed).where(Deed.title == "Vlog taman baru")).one()
    assert any(f"/karya/{deed.id}/konfirmasi" in href.replace("%2F", "/") for href in told.links().values())

    for person in two:
        done = visit(person).get(f"/karya/{deed.id}/konfirmasi").submit(CONFIRM).follow()
        assert f"Pembenaran {called_you(person)} tersimpan" in done.status_message
    assert "Sudah dibenarkan 2 orang." in learner.get("/karya").text

    after = visit(assessor).get("/karya/menunggu").submit(ACCEPT).follow()
    assert "Karya diterima." in after.status_message
    assert "Tidak ada karya yang menunggu." in after.text
    assert "Diterima penilai" in learner.get("/karya").text
    assert db.session.scalars(select(LevelRecord.level).where(LevelRecord.is_current)).one() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "  "}, "Tulis dulu judulnya."),
        ({"title": "x" * 121}, "Judulnya terlalu panjang"),
        ({"kind": ""}, "Pilih salah satu."),
        ({"kind": "sold"}, "Pilih salah satu jawaban di halaman ini."),
        ({"domain": "K9"}, "Pilih salah satu jawaban di halaman ini."),
        ({"happened_on": ""}, "Pilih tanggalnya."),
        ({"happened_on": "kemarin"}, "Tanggalnya belum benar."),
        ({"happened_on": "2026-02-30"}, "Tanggalnya belum benar."),
        ({"happened_on": "2999-01-01"}, "Tanggalnya belum lewat."),
        ({"happened_on": "2019-01-01"}, "sudah terlalu lama"),
        ({"link": "javascript:alert(1)"}, "Ini bukan tautan."),
        ({"link": "https://127.0.0.1/"}, "hanya bisa dibuka di satu tempat"),
        ({"link": "https://kim:rahasia@kim.id/"}, "memuat nama akun"),
        ({"link": "https://kim.id/" + "x" * 500}, "Tautannya terlalu panjang"),
        ({"untuk": "999"}, "Halaman tadi dibuka untuk orang lain."),
    ],
)
def test_what_cannot_be_told_like_this(visit, vlog, sri, wrong, words):
    page = visit(sri).get("/karya").submit(TELL, status=422, **answers(**wrong))

    assert words in page.alert
    assert not count(Deed)


def test_a_day_as_people_write_it(visit, vlog, sri):
    day = today() - timedelta(days=1)

    visit(sri).get("/karya").submit(TELL, **answers(happened_on=day.strftime("%d/%m/%Y")))

    assert db.session.scalars(select(Deed.happened_on)).one() == day


def test_pressed_twice_it_is_told_once(app, visit, vlog, sri):
    visitor = visit(sri)
    fields = filled_in(visitor.get("/karya").form(TELL)) | answers()

    assert press_together(app, "/karya", [(visitor, fields)] * 2) == [303, 303]
    visitor.post("/karya", fields)

    assert count(Deed) == 1


def test_the_same_link_counts_once(visit, vlog, sri):
    page = visit(sri).get("/karya")
    page.submit(TELL, **answers(link="https://youtu.be/abc"))

    again = page.submit(TELL, status=422, **answers(title="Judul lain", link="https://youtu.be/abc"))

    assert "sudah ada di daftar" in again.alert


def test_nobody_confirms_their_own(visit, vlog, sri):
    deed = a_deed(sri)
    visitor = visit(sri)
    page = visitor.get(f"/karya/{deed.id}/konfirmasi")
    assert "Ini karya Ibu sendiri." in page.text

    refused = visitor.post(f"/karya/{deed.id}/konfirmasi", filled_in(visitor.get("/karya").form(TELL))).follow()

    assert "Karya sendiri dibenarkan oleh orang lain." in refused.status_message
    assert not count(Confirmation)


def test_confirming_twice_is_the_same_as_once(app, visit, vlog, sri, two):
    deed = a_deed(sri)
    visitor, path = visit(two[0]), f"/karya/{deed.id}/konfirmasi"
    fields = filled_in(visitor.get(path).form(CONFIRM))

    assert press_together(app, path, [(visitor, fields)] * 2) == [303, 303]
    assert "Sudah Ibu benarkan." in visitor.get(path).text
    assert count(Confirmation) == 1


@pytest.mark.parametrize("deed_id", ["1", "hilang", "00000000-0000-4000-8000-000000000000"])
def test_a_deed_that_is_not_there(visit, vlog, sri, deed_id):
    visit(sri).get(f"/karya/{deed_id}/konfirmasi", status=404)
    assert visit(sri).status_of("POST", f"/karya/{deed_id}/terima") in {400, 404}


def test_the_deed_of_somebody_who_left(visit, vlog, sri, two):
    deed = a_deed(sri)
    sri.left_at = now()

    visit(two[0]).get(f"/karya/{deed.id}/konfirmasi", status=404)


def test_what_waits_for_an_assessor(visit, vlog, magelang, wates, cacaban, sri, two, assessor):
    a_deed(sri, *two, title="Siap dinilai")
    a_deed(sri, two[0], title="Baru satu orang")
    a_deed(sri, *two, title="Sudah diterima", accepted_by=assessor)
    a_deed(an_officer(cacaban, "Endang"), *two, title="Dari Cacaban")
    helper = an_assessor_of(wates, "Pernah Mendampingi")
    a_check(sri, helper)
    confirmer = an_assessor_of(wates, "Ikut Membenarkan")
    a_deed(sri, confirmer, two[0], title="Dibenarkan penilai")

    def listed(person):
        return [
            item
            for item in ("Siap dinilai", "Dari Cacaban", "Dibenarkan penilai")
            if item in visit(person).get("/karya/menunggu").text
        ]

    coordinator = an_assessor_of(wates, "Juga Koordinator")
    grant_role(coordinator, Role.COORDINATOR, wates, by_id=None, on=today())

    assert listed(coordinator) == [], "who may help somebody does not judge them"
    assert listed(assessor) == ["Siap dinilai", "Dari Cacaban", "Dibenarkan penilai"]
    assert "Baru satu orang" not in visit(assessor).get("/karya/menunggu").text
    assert "Sudah diterima" not in visit(assessor).get("/karya/menunggu").text
    assert listed(an_assessor_of(cacaban)) == ["Dari Cacaban"]
    assert listed(helper) == []
    assert listed(confirmer) == ["Siap dinilai"]


def test_only_assessors_of_the_area_accept(visit, vlog, magelang, wates, cacaban, sri, two):
    deed = a_deed(sri, *two)
    for person in (sri, a_mentor(wates), an_agency_officer(magelang)):
        visitor = visit(person)
        visitor.get("/karya/menunggu", status=403)
        visitor.post(f"/karya/{deed.id}/terima", token_of(visitor), status=403)
    elsewhere = visit(an_assessor_of(cacaban))
    elsewhere.post(f"/karya/{deed.id}/terima", token_of(elsewhere), status=403)

    assert db.session.get_one(Deed, deed.id).accepted_at is None


def token_of(visitor):
    return {name: value for name, value in filled_in(visitor.get("/karya").form(TELL)).items() if name == "csrf_token"}


@pytest.mark.parametrize("who", ["own", "confirmer", "helper", "mentor", "unconfirmed"])
def test_who_may_not_accept_is_told_why(visit, vlog, wates, sri, two, who):
    assessor = an_assessor_of(wates)
    person, confirmers = sri, [*two]
    if who == "own":
        person = assessor
        person.kelurahan_id = wates.id
    if who == "confirmer":
        confirmers = [assessor, two[0]]
    if who == "helper":
        a_check(sri, assessor)
    if who == "mentor":
        grant_role(assessor, Role.MENTOR, wates, by_id=None, on=today())
        paired(assessor, sri, wates)
    if who == "unconfirmed":
        confirmers = [two[0]]
    deed = a_deed(person, *confirmers)
    visitor = visit(assessor)

    page = visitor.post(f"/karya/{deed.id}/terima", token_of(visitor)).follow()
    declined = visitor.get(f"/karya/{deed.id}/belum-diterima").submit("Simpan alasan", reason="Belum terlihat.").follow()

    words = {
        "own": "oleh orang lain",
        "confirmer": "sudah membenarkan",
        "helper": "Pendamping orang ini",
        "mentor": "Pendamping orang ini",
    }
    assert words.get(who, "belum dibenarkan dua orang") in page.status_message
    assert declined.status_message == page.status_message
    assert db.session.get_one(Deed, deed.id).declined_at is None
    assert db.session.get_one(Deed, deed.id).accepted_at is None


def test_the_second_of_two_assessors_is_told(app, visit, vlog, magelang, wates, sri, two, assessor):
    deed = a_deed(sri, *two)
    presses = []
    for person in (assessor, an_assessor_of(wates)):
        visitor = visit(person)
        presses.append((visitor, token_of(visitor)))

    assert press_together(app, f"/karya/{deed.id}/terima", presses) == [303, 303]
    late, fields = presses[1]
    assert "sudah diterima oleh penilai lain" in late.post(f"/karya/{deed.id}/terima", fields).follow().status_message

    trail = db.session.scalars(select(Entry.actor_id).where(Entry.action == "accept", Entry.object_kind == "deed")).all()
    assert trail == [db.session.get_one(Deed, deed.id).accepted_by_id]


def test_who_accepted_does_not_confirm_as_well(vlog, sri, two, assessor):
    deed = a_deed(sri, *two, accepted_by=assessor)

    with pytest.raises(deeds.CannotConfirm):
        deeds.confirm(deed, by_id=assessor.id, at=now())


def test_ten_times_the_deeds_take_the_same_statements(visit, vlog, wates, sri, two, assessor, steady_catalog):
    a_deed(sri, *two)
    learner, judge = visit(sri), visit(assessor)
    for visitor, path in ((learner, "/karya"), (judge, "/karya/menunggu")):
        visitor.get(path)
    few = [learner.get("/karya").statements, judge.get("/karya/menunggu").statements]
    for number in range(10):
        a_deed(sri, *two, title=f"Karya {number}")
        a_deed(an_officer(wates, f"Orang {number}"), *two, domain=Domain.K3)

    assert [learner.get("/karya").statements, judge.get("/karya/menunggu").statements] == few
    assert max(few) <= 4
