"""Who serves: added one by one, corrected, ended, by the kelurahan's coordinator or the agency."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person, Role, RoleGrant
from lms.accounts.queries import held_on
from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.kim.models import Affiliation, Body, EndReason, Position, Term
from lms.kim.queries import affiliations_of, group_of, terms_of
from lms.regions.queries import rt_of
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer


def term_of(person):
    return db.session.scalars(select(Term).where(Term.person_id == person.id)).one()


def a_new_one(page, **fields):
    common = {"person": "baru", "name": "Endang Lestari", "honorific": "ibu", "position": "secretary", "starts_on": "01-02-2026"}
    return page.submit("Simpan orang ini", status=fields.pop("status", 303), **(common | fields))


def test_a_new_person_is_added_with_term_and_decree(visit, wates):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/pengurus").click("Tambah orang")

    done = a_new_one(
        page, whatsapp="0812 3456 7890", birth_year="1962", last_day="31-12-2028", decree_number="12/2026", decree_on="02-01-2026"
    ).follow()

    term = db.session.scalars(select(Term).join(Person).where(Person.name == "Endang Lestari")).one()
    assert done.status_message == "Endang Lestari sudah tercatat di KIM Wates."
    assert "Sekretaris, 1 Februari 2026 sampai 31 Desember 2028" in done.text
    assert (term.person.whatsapp, term.person.birth_year, term.person.kelurahan_id) == ("+6281234567890", 1962, wates.id)
    assert (term.ends_on.isoformat(), term.decree_number) == ("2029-01-01", "12/2026")
    assert "2 dari 8 kursi terisi." in done.text


def test_pressing_twice_adds_one(visit, wates):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/pengurus/tambah")

    a_new_one(page)
    a_new_one(page)

    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.name == "Endang Lestari")) == 1


def test_somebody_from_the_list_is_seated_and_pressing_twice_seats_once(visit, wates):
    known = a_person("Tini Suharti", wates)
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/pengurus/tambah")

    a_new_one(page, person=str(known.id), name="", honorific="")
    a_new_one(page, person=str(known.id), name="", honorific="")

    assert term_of(known).position is Position.SECRETARY


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Tulis namanya, atau pilih orangnya dari daftar."),
        ({"whatsapp": "12345"}, "Nomor ini belum benar."),
        ({"honorific": ""}, "Pilih sapaannya."),
        ({"honorific": "raja"}, "Pilih satu dari daftar."),
        ({"position": ""}, "Pilih satu dari daftar."),
        ({"position": "raja"}, "Pilih satu dari daftar."),
        ({"person": "999999"}, "Pilih satu dari daftar."),
        ({"starts_on": "kemarin"}, "Tanggalnya belum benar."),
        ({"starts_on": "01-02-1026"}, "Tanggal mulainya tidak wajar."),
        ({"last_day": "31-01-2026"}, "Hari terakhirnya sebelum hari mulai."),
        ({"birth_year": "62"}, "Tulis tahunnya, misalnya 1962."),
        ({"name": "slamet  RIYADI"}, "Slamet Riyadi sudah tercatat di KIM Wates."),
        ({"name": "Tini Suharti"}, "Pilih namanya dari daftar."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(visit, wates, fields, words):
    a_person("Tini Suharti", wates)
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/pengurus/tambah")
    before = db.session.scalar(select(func.count()).select_from(Term))

    again = a_new_one(page, status=422, decree_number="12/2026", **fields)

    assert words in again.alert
    assert 'value="12/2026"' in again.html
    assert db.session.scalar(select(func.count()).select_from(Term)) == before


def test_a_term_is_corrected_with_a_trace(visit, wates):
    sri = an_officer(wates)
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/pengurus").click("Ibu Sri Wahyuni")

    saved = page.submit("Simpan perubahan", masa__position="treasurer").follow()

    assert term_of(sri).position is Position.TREASURER
    assert saved.status_message == "Perubahan tersimpan."
    trace = db.session.scalars(select(Entry).where(Entry.action == "change_term")).one()
    assert trace.details == {"position": "officer > treasurer"}


def test_the_second_of_two_coordinators_is_told_what_changed_and_loses_nothing(visit, wates):
    sri = an_officer(wates)
    first, second = visit(a_coordinator(wates)), visit(a_coordinator(wates, "Bambang Sutrisno"))
    address = f"/kelurahan/wates/pengurus/{term_of(sri).id}"
    page = second.get(address)
    first.get(address).submit("Simpan perubahan", masa__position="treasurer")

    told = page.submit("Simpan perubahan", status=422, masa__position="secretary", masa__decree_number="7/2026")
    assert "Sekarang jabatan: Bendahara." in told.alert
    assert 'value="7/2026"' in told.html
    assert term_of(sri).position is Position.TREASURER
    told.submit("Simpan perubahan", masa__position="secretary")

    assert (term_of(sri).position, term_of(sri).decree_number) == (Position.SECRETARY, "7/2026")


def test_saving_an_unchanged_term_leaves_no_trace_and_bad_days_are_refused(visit, wates):
    sri = an_officer(wates)
    page = visit(a_coordinator(wates)).get(f"/kelurahan/wates/pengurus/{term_of(sri).id}")

    page.submit("Simpan perubahan", masa__position="officer")
    refused = page.submit("Simpan perubahan", status=422, masa__position="officer", masa__last_day="01-01-2020")

    assert "Hari terakhirnya sebelum hari mulai" in refused.alert
    assert db.session.scalars(select(Entry).where(Entry.action == "change_term")).all() == []


def test_a_term_does_not_run_over_another_of_the_same_person(visit, wates):
    sri = an_officer(wates, since=now().date() - timedelta(days=20))
    db.session.add(
        Term(
            group_id=group_of(wates.id).id,
            person_id=sri.id,
            position=Position.OFFICER,
            starts_on=now().date() - timedelta(days=400),
            ends_on=now().date() - timedelta(days=20),
        )
    )
    db.session.flush()
    old = db.session.scalars(select(Term).where(Term.ends_on.is_not(None))).one()
    page = (
        visit(a_coordinator(wates))
        .get("/kelurahan/wates/pengurus")
        .click("Ibu Sri Wahyuni")
        .visitor.get(f"/kelurahan/wates/pengurus/{old.id}")
    )

    refused = page.submit("Simpan perubahan", status=422, masa__position="officer", masa__last_day="")

    assert "Akhiri atau ubah yang itu dulu." in refused.alert


def test_an_ended_term_frees_the_seat_and_ends_coordinating(visit, magelang, wates):
    leaving = a_coordinator(wates, "Bambang Sutrisno")
    agency = visit(an_agency_officer(magelang))
    page = agency.get(f"/kelurahan/wates/pengurus/{term_of(leaving).id}").click("Akhiri masa bakti")
    assert "Tugasnya sebagai koordinator ikut berakhir" in page.text
    yesterday = now().date() - timedelta(days=1)

    done = page.submit("Akhiri masa bakti", reason="resigned", last_day=yesterday.isoformat()).follow()
    page.submit("Akhiri masa bakti", reason="resigned", last_day=yesterday.isoformat())

    assert "Kursinya menjadi lowongan sendiri" in done.status_message
    assert term_of(leaving).end_reason is EndReason.RESIGNED
    assert terms_of(group_of(wates.id), on=now().date()) == []
    assert db.session.scalars(select(RoleGrant).where(RoleGrant.role == Role.COORDINATOR, held_on(now().date()))).all() == []
    assert len(db.session.scalars(select(Entry).where(Entry.action == "end_term")).all()) == 1


def test_a_term_ends_neither_before_it_begins_nor_after_it_has_ended(visit, wates):
    sri, coordinator = an_officer(wates), visit(a_coordinator(wates))
    page = coordinator.get(f"/kelurahan/wates/pengurus/{term_of(sri).id}/akhiri")

    early = page.submit("Akhiri masa bakti", status=422, reason="over", last_day="01-01-2020")
    silent = page.submit("Akhiri masa bakti", status=422)
    page.submit("Akhiri masa bakti", reason="over", last_day=(now().date() - timedelta(days=3)).isoformat())
    late = page.submit("Akhiri masa bakti", status=422, reason="moved", last_day=now().date().isoformat())

    assert "Hari terakhirnya sebelum hari mulai" in early.alert
    assert "Pilih satu alasan." in silent.alert
    assert "Masa baktinya sudah berakhir" in late.alert


def test_a_term_recorded_by_mistake_is_taken_out(visit, wates):
    sri = an_officer(wates)
    page = visit(a_coordinator(wates)).get(f"/kelurahan/wates/pengurus/{term_of(sri).id}/akhiri")

    done = page.submit("Hapus catatan salah").follow()
    again = page.submit("Hapus catatan salah").follow()

    assert "Catatan salah atas nama Ibu Sri Wahyuni dihapus." in done.status_message
    assert again.status_message == "Catatan itu sudah dihapus."
    assert db.session.scalars(select(Term).where(Term.person_id == sri.id)).all() == []
    assert db.session.get(Person, sri.id)
    assert page.visitor.status_of("POST", "/kelurahan/wates/pengurus/1/koordinator") == 400


def test_where_else_somebody_serves_is_noted_once_and_ended(visit, wates):
    sri, coordinator = an_officer(wates), visit(a_coordinator(wates))
    rt = next(one for one in rt_of(wates.id) if one.label == "7")
    page = coordinator.get(f"/kelurahan/wates/pengurus/{term_of(sri).id}")

    page.submit("Simpan lembaga", body="rt", rt=str(rt.id), rw="")
    page.submit("Simpan lembaga", body="rt", rt=str(rt.id), rw="")
    noted = page.submit("Simpan lembaga", body="pkk", rt="0", rw="").follow()

    assert [(one.body, one.rt_id) for one in affiliations_of([sri.id])[sri.id]] == [(Body.PKK, None), (Body.RT, rt.id)]
    assert "Pengurus RT RT 7" in noted.text
    assert "PKK" in coordinator.get("/kelurahan/wates/pengurus").text
    pkk = affiliations_of([sri.id])[sri.id][0]
    address = f"/kelurahan/wates/pengurus/{term_of(sri).id}/lembaga/{pkk.id}/akhiri"
    token = next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")
    coordinator.post(address, {"csrf_token": token})
    coordinator.post(address, {"csrf_token": token})
    assert [one.body for one in affiliations_of([sri.id])[sri.id]] == [Body.RT]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": "rt", "rt": "0", "rw": ""}, "Pilih RT-nya"),
        ({"body": "rw", "rt": "0", "rw": ""}, "Tulis nomor RW-nya."),
        ({"body": "", "rt": "0", "rw": ""}, "Pilih satu dari daftar."),
    ],
)
def test_an_affiliation_needs_what_makes_it_a_road(visit, wates, fields, words):
    sri = an_officer(wates)
    page = visit(a_coordinator(wates)).get(f"/kelurahan/wates/pengurus/{term_of(sri).id}")

    refused = page.submit("Simpan lembaga", status=422, **fields)

    assert words in refused.alert
    assert db.session.scalars(select(Affiliation)).all() == []


def test_the_rt_of_another_kelurahan_is_no_choice(visit, wates, cacaban):
    sri, theirs = an_officer(wates), rt_of(cacaban.id)[0]
    page = visit(a_coordinator(wates)).get(f"/kelurahan/wates/pengurus/{term_of(sri).id}")

    refused = page.submit("Simpan lembaga", status=422, body="rt", rt=str(theirs.id), rw="")

    assert "Pilih satu dari daftar." in refused.alert


def test_the_agency_alone_names_the_coordinator(visit, magelang, wates):
    sri = an_officer(wates)
    address = f"/kelurahan/wates/pengurus/{term_of(sri).id}"
    agency = visit(an_agency_officer(magelang))

    done = agency.get(address).submit("Jadikan koordinator").follow()
    agency.get(address)
    assert "Ibu Sri Wahyuni sekarang koordinator KIM Wates." in done.status_message
    assert "Koordinator: Ibu Sri Wahyuni." in visit(sri).get("/kelurahan/wates/pengurus").text
    assert "Jadikan koordinator" not in visit(sri).get(address).html
    token = next(item.get("value") for item in agency.get(address).all("input") if item.get("name") == "csrf_token")
    agency.post(f"{address}/koordinator", {"csrf_token": token})
    agency.get(address).submit("Akhiri tugas koordinator")
    agency.post(f"{address}/koordinator/akhiri", {"csrf_token": token})

    assert db.session.scalars(select(RoleGrant).where(RoleGrant.role == Role.COORDINATOR, held_on(now().date()))).all() == []
    assert visit(sri).status_of("GET", "/kelurahan/wates/pengurus") == 403


def test_a_reason_for_an_old_term_leaves_a_coordinator_who_serves_again(visit, wates):
    chief, day = a_coordinator(wates), now().date()
    old = Term(
        group_id=group_of(wates.id).id,
        person_id=chief.id,
        position=Position.OFFICER,
        starts_on=day - timedelta(days=900),
        ends_on=day - timedelta(days=300),
    )
    db.session.add(old)
    db.session.flush()
    last_day = (day - timedelta(days=301)).isoformat()

    visit(chief).get(f"/kelurahan/wates/pengurus/{old.id}/akhiri").submit("Akhiri masa bakti", reason="over", last_day=last_day)

    assert old.end_reason is EndReason.OVER
    assert visit(chief).status_of("GET", "/kelurahan/wates/pengurus") == 200


def test_whoever_no_longer_serves_cannot_be_made_coordinator(visit, magelang, wates):
    sri = an_officer(wates)
    agency = visit(an_agency_officer(magelang))
    page = agency.get(f"/kelurahan/wates/pengurus/{term_of(sri).id}")
    term_of(sri).ends_on = now().date()

    told = page.submit("Jadikan koordinator").follow()

    assert "belum menjabat di KIM Wates" in told.status_message
