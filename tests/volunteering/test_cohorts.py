"""Groups from a campus or school: made by the agency, joined with a code, hours shown only with consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.volunteering.actions import answering, cohorts, moving, signup
from lms.volunteering.models import Cohort, CohortKind, CohortMember, State
from lms.volunteering.queries import cohorts as queries
from tests.factories.people import a_coordinator, a_volunteer, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in
from tests.volunteering.test_actions import a_draft

TODAY = now().date()


@pytest.fixture
def officer(magelang):
    return an_agency_officer(magelang)


@pytest.fixture
def kkn(officer):
    plan = cohorts.Plan(CohortKind.CAMPUS, "Kampus Contoh", "KKN 12", "Pak Dosen", "", None, TODAY, TODAY + timedelta(days=40))
    cohort, _token = cohorts.make_cohort(plan, by_id=officer.id, at=now())
    return cohort


def test_the_agency_makes_a_cohort_and_sees_the_contacts_link_once(visit, officer):
    page = visit(officer).get("/kelola/kelompok").click("Kelompok baru")
    fields = {"kind": "campus", "institution": "Kampus Contoh", "name": "KKN 12", "contact": "Bu Dosen", "place": "kota"}

    wrong = page.submit("Buat kelompok", status=422, **fields, starts_on="2027-01-10", ends_on="2027-01-10")
    made = page.submit("Buat kelompok", **fields, starts_on="2027-01-10", ends_on="2027-02-10").follow()
    again = visit(officer).get("/kelola/kelompok")

    assert "sesudah tanggal mulai" in wrong.alert
    assert "/k/" in made.text
    assert "/k/" not in again.text
    assert "KKN 12, Kampus Contoh" in again.text


def test_a_member_joins_shares_and_takes_it_back(visit, vlog, wates, kkn):
    dimas = a_volunteer(wates)
    page = visit(dimas).get("/saya/relawan/kelompok")
    contact = db.session.get(Person, kkn.contact_id)

    wrong = page.submit("Simpan", status=422, code="TIDAKADA", member_ref="")
    page.submit("Simpan", code=kkn.code.lower(), member_ref="12345", shares="y")
    seen = visit(contact).get("/lembaga")
    visit(dimas).get("/saya/relawan/kelompok").submit("Simpan", shares=None)
    hidden = visit(contact).get("/lembaga")

    assert "tidak ada, atau kelompoknya sudah selesai" in wrong.alert
    assert "Dimas, 12345" in seen.text
    assert "0 pertemuan" in seen.text
    assert "Dimas" not in hidden.text
    assert seen.statements <= 6


def test_the_code_in_the_address_goes_with_the_sign_up(visit, vlog, wates, kkn):
    visitor = visit()
    visitor.get(f"/relawan/daftar?kelompok={kkn.code}")
    page = visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates").follow()
    page.submit("Lanjutkan", birth_year="2000")
    application = signup.apply(a_draft(cohort=kkn.code, at=now()), at=now())
    moving.move(application, State.INTERVIEW, by_id=None, at=now())

    answering.accept(application, by_id=a_coordinator(wates).id, reference="Kampus", reply="", at=now())

    member = db.session.scalars(select(CohortMember)).one()
    assert (member.cohort_id, member.person_id, member.shares_since) == (kkn.id, application.person_id, None)


def test_a_cohort_that_is_over_takes_nobody(wates, kkn):
    kkn.ends_on = TODAY
    kkn.starts_on = TODAY - timedelta(days=9)
    db.session.flush()

    with pytest.raises(cohorts.CannotJoin):
        cohorts.join(a_volunteer(wates).id, code=kkn.code, member_ref="", shares=True, at=now())


def test_these_pages_are_for_those_they_are_for(visit, vlog, wates, kkn):
    coordinator, member = visit(a_coordinator(wates)), visit(an_officer(wates))

    coordinator.get("/kelola/kelompok", status=403)
    coordinator.get("/kelola/kelompok/baru", status=403)
    token = next(item.get("value") for item in coordinator.get("/saya").all("input") if item.get("name") == "csrf_token")
    coordinator.post(f"/kelola/kelompok/{kkn.id}/tautan", {"csrf_token": token}, status=403)
    member.get("/saya/relawan/kelompok", status=404)
    member.get("/lembaga", status=404)
    assert db.session.scalars(select(Cohort)).all() == [kkn]


def test_sharing_is_taken_back_after_the_cohort_is_over_too(visit, vlog, wates, kkn):
    dimas = a_volunteer(wates)
    cohorts.join(dimas.id, code=kkn.code, member_ref="12345", shares=True, at=now())
    kkn.starts_on, kkn.ends_on = TODAY - timedelta(days=9), TODAY
    contact = db.session.get(Person, kkn.contact_id)

    told = visit(dimas).get("/saya/relawan/kelompok").submit("Simpan", shares=None).follow()

    assert "Tersimpan" in told.status_message
    assert "Dimas" not in visit(contact).get("/lembaga").text


def test_who_goes_to_another_cohort_shares_nothing_with_the_one_before(visit, vlog, wates, kkn, officer):
    plan = cohorts.Plan(CohortKind.SCHOOL, "SMA Contoh", "OSIS", "Bu Guru", "", None, TODAY, None)
    osis, _token = cohorts.make_cohort(plan, by_id=officer.id, at=now())
    dimas, before = a_volunteer(wates), db.session.get(Person, kkn.contact_id)
    cohorts.join(dimas.id, code=kkn.code, member_ref="", shares=True, at=now() - timedelta(days=2))

    cohorts.join(dimas.id, code=osis.code, member_ref="", shares=True, at=now() - timedelta(days=1))
    moved = queries.membership(dimas.id).cohort_id
    cohorts.join(dimas.id, code=kkn.code, member_ref="", shares=False, at=now())

    assert moved == osis.id
    assert queries.membership(dimas.id).cohort_id == kkn.id
    assert queries.sharing_members([kkn.id, osis.id]) == []
    assert "Dimas" not in visit(before).get("/lembaga").text


def test_a_code_in_small_letters_goes_with_the_sign_up(wates, kkn):
    assert signup.apply(a_draft(cohort=kkn.code.lower(), at=now()), at=now()).cohort_id == kkn.id


def test_two_presses_make_one_cohort(app, visit, officer):
    visitor = visit(officer)
    form = visitor.get("/kelola/kelompok/baru").form("Buat kelompok")
    fields = filled_in(form) | {"kind": "campus", "institution": "Kampus Contoh", "name": "KKN 12", "contact": "Bu Dosen"}
    fields |= {"place": "kota", "starts_on": "2027-01-10"}

    answers = press_together(app, "/kelola/kelompok/baru", [(visitor, fields)] * 2)

    assert sorted(answers) == [303, 422]
    assert db.session.scalars(select(Cohort.name)).all() == ["KKN 12"]


def test_a_lost_link_is_made_anew_and_the_old_one_leads_nowhere(visit, officer, kkn):
    contact = db.session.get(Person, kkn.contact_id)
    old = visit(contact)

    page = visit(officer).get("/kelola/kelompok").submit("Tautan masuk baru untuk Pak Dosen").follow()

    assert "/k/" in page.text
    assert "Tautan masuk yang lama tidak berlaku lagi" in page.status_message
    assert old.get("/lembaga", status=303).location == "/masuk"
    visit(officer).post(f"/kelola/kelompok/{kkn.id}/tautan", {}, status=400)
