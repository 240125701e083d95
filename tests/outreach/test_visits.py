"""Bringing the word to an RT: told in a minute, counted when somebody else has confirmed it."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Group, Position
from lms.outreach.actions import confirming, visiting
from lms.outreach.models.events import Presence
from lms.outreach.models.visits import Aspiration, Pledge, Visit, Whom
from lms.outreach.models.words import Forum, Noted, Topic
from lms.outreach.queries import visits as queries
from lms.outreach.rules.visits import Standing
from tests.factories.outreach import an_event
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.factories.visits import a_carrier, a_visit, rt_numbered
from tests.pressing import press_together

SAVE = "Simpan kunjungan"


@pytest.fixture
def cast(magelang, wates, cacaban):
    people = SimpleNamespace(
        coordinator=a_coordinator(wates),
        sri=an_officer(wates, "Sri Wahyuni"),
        joko=an_officer(wates, "Joko Susilo"),
        dimas=a_volunteer(wates, "Dimas"),
        neighbour=an_officer(cacaban, "Tini Lestari"),
        agency=an_agency_officer(magelang),
        resident=a_person("Warsono", wates),
        hadi=a_person("Hadi Utomo", cacaban),
    )
    city_group = db.session.scalars(select(Group).where(Group.city_id == magelang.id)).one()
    seat(city_group, people.hadi, Position.SECRETARY, starts_on=now().date())
    db.session.flush()
    return people


def told(rt, **fields):
    typed = {"rt": str(rt.id), "forum": "rt_meeting", "topic": "technology", "day": str(now().date()), "adults": "12"}
    return typed | fields


def csrf(visitor):
    return next(item.get("value") for item in visitor.get("/saya").all("input") if item.get("name") == "csrf_token")


def visits():
    db.session.expire_all()
    return db.session.scalars(select(Visit).order_by(Visit.id)).all()


def test_an_officer_records_a_visit_and_another_confirms_it(visit, cast, wates):
    rt = rt_numbered(wates, 5)
    sri, joko = visit(cast.sri), visit(cast.joko)
    page = sri.get("/kegiatan/catat")
    saved = page.submit(SAVE, **told(rt, seniors="4", questions="2", wish_1="Kapan lampu gang diperbaiki?")).follow()
    page.submit(SAVE, **told(rt))

    assert "Kunjungan tersimpan" in saved.text
    assert "wa.me" in saved.html
    assert "Benar, kunjungan ini terjadi" not in saved.text
    [kept] = visits()
    assert (kept.heads, kept.seniors, kept.questions, kept.recorder_id, kept.from_paper) == (16, 4, 2, cast.sri.id, False)
    assert db.session.scalars(select(Aspiration.words)).all() == ["Kapan lampu gang diperbaiki?"]
    assert queries.standing(kept) is Standing.WAITING
    listed = joko.get("/kelurahan/wates/kunjungan").click("RT 5, Sri Wahyuni")
    done = listed.submit("Benar, kunjungan ini terjadi").follow()
    assert done.status_message == "Terima kasih. Kunjungan ini sekarang dihitung."
    listed.submit("Benar, kunjungan ini terjadi")
    assert [(one.confirmed_by_id, queries.standing(one)) for one in visits()] == [(cast.joko.id, Standing.COUNTS)]
    assert "Dihitung" in sri.get("/kunjungan").text


def test_nobody_confirms_what_they_had_a_part_in(visit, cast, wates):
    own = a_visit(rt_numbered(wates, 1), cast.sri, beside_id=cast.joko.id)
    typed = a_visit(rt_numbered(wates, 2), cast.sri, typed_by_id=cast.coordinator.id, from_paper=True)

    for person, one in ((cast.sri, own), (cast.joko, own), (cast.coordinator, typed)):
        visitor = visit(person)
        page = visitor.get(f"/kunjungan/{one.id}")
        assert "Benar, kunjungan ini terjadi" not in page.text
        refused = visitor.post(f"/kunjungan/{one.id}/benar", {"csrf_token": csrf(page.visitor)}).follow()
        assert "tidak bisa dibenarkan sendiri" in refused.status_message
    assert not any(one.confirmed_at for one in visits())


@pytest.mark.parametrize(
    ("who", "status"),
    [("dimas", 403), ("neighbour", 404), ("resident", 404), ("agency", 403), ("joko", 303), ("hadi", 303), ("coordinator", 303)],
)
def test_officers_of_the_group_and_of_the_citys_confirm(visit, cast, wates, who, status):
    one = a_visit(rt_numbered(wates, 1), cast.sri)
    visitor = visit(getattr(cast, who))
    token = csrf(visitor)

    visitor.post(f"/kunjungan/{one.id}/benar", {"csrf_token": token}, status=status)

    assert bool(visits()[0].confirmed_at) is (status == 303)


def test_a_visit_that_was_not_so_is_denied_with_a_reason(visit, cast, wates):
    one = a_visit(rt_numbered(wates, 1), cast.sri)
    page = visit(cast.joko).get(f"/kunjungan/{one.id}")

    assert "Tulis dulu apa yang tidak sesuai" in page.submit("Kirim: tidak sesuai", status=422).alert
    page.submit("Kirim: tidak sesuai", because="Rapatnya batal.")
    page.submit("Kirim: tidak sesuai", because="Rapatnya batal.")
    other = visit(cast.coordinator)
    late = other.post(f"/kunjungan/{one.id}/benar", {"csrf_token": csrf(other)}).follow()
    same = other.post(f"/kunjungan/{one.id}/tidak-sesuai", {"csrf_token": csrf(other), "because": "Batal."}).follow()
    assert same.status_message == "Tersimpan. Pencatatnya melihat alasan ini."
    assert "baru saja ditandai tidak sesuai" in late.status_message
    seen = visit(cast.sri).get(f"/kunjungan/{one.id}")
    assert "Rapatnya batal." in seen.text
    assert [queries.standing(item) for item in visits()] == [Standing.DENIED]


def test_yes_and_no_at_the_same_moment_leave_one_answer(app, visit, cast, wates):
    one = a_visit(rt_numbered(wates, 1), cast.sri)
    joko, slamet = visit(cast.joko), visit(cast.coordinator)
    yes = {"csrf_token": csrf(joko)}
    twice = press_together(app, f"/kunjungan/{one.id}/benar", [(joko, yes), (slamet, {"csrf_token": csrf(slamet)})])

    assert twice == [303, 303]
    [kept] = visits()
    with pytest.raises(confirming.CannotConfirm, match="dibenarkan orang lain"):
        confirming.deny(kept, "Tidak", by_id=cast.hadi.id, at=now())


def test_the_same_form_sent_twice_at_once_records_one_visit(app, visit, cast, wates):
    sri = visit(cast.sri)
    page = sri.get("/kegiatan/catat")
    fields = told(rt_numbered(wates, 5)) | {"csrf_token": csrf(page.visitor), "kunci": str(uuid4()), "tempat": "wates"}

    answers = press_together(app, "/kegiatan/catat", [(sri, fields), (sri, fields)])

    assert answers == [303, 303]
    assert len(visits()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"adults": "", "seniors": ""}, "Isi jumlah warga yang hadir"),
        ({"adults": "banyak"}, "Tulis dengan angka saja"),
        ({"adults": "99999"}, "Jumlahnya paling banyak 2000"),
        ({"day": str(now().date() + timedelta(days=2))}, "Tanggalnya belum tiba"),
        ({"day": str(now().date() - timedelta(days=61))}, "lebih dari 60 hari lalu"),
        ({"day": "kemarin"}, "Tanggalnya belum benar"),
        ({"rt": "999999"}, "Pilih salah satu dari daftar"),
        ({"rt": ""}, "Pilih RT-nya"),
        ({"forum": "briefing"}, "Pilih salah satu dari daftar"),
        ({"topic": ""}, "Pilih topiknya"),
        ({"wish_2": "Hubungi Bu Tini 0812-3456-7890"}, "Hapus nomor HP atau NIK"),
        ({"wish_1": "a" * 301}, "terlalu panjang"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_as_typed(visit, cast, wates, fields, words):
    page = visit(cast.sri).get("/kegiatan/catat")
    typed = told(rt_numbered(wates, 5), wish_3="Jalan rusak") | fields

    refused = page.submit(SAVE, status=422, **typed)

    assert words in refused.alert
    assert "Jalan rusak" in refused.text
    assert not visits()


def test_an_rt_of_another_kelurahan_is_not_ours(visit, cast, cacaban, wates):
    visitor = visit(cast.sri)
    page = visitor.get("/kegiatan/catat")

    assert "Pilih salah satu dari daftar" in page.submit(SAVE, status=422, **told(rt_numbered(cacaban, 3))).alert
    visitor.get("/kegiatan/catat?tempat=cacaban", status=403)
    visitor.get("/kelurahan/cacaban/kunjungan", status=403)
    visit(cast.resident).get("/kegiatan/catat", status=403)
    visit(cast.agency).get("/kegiatan/catat", status=403)
    visit(cast.agency).get("/kelurahan/wates/kunjungan")
    assert not visits()


def test_an_officer_of_the_city_chooses_the_kelurahan_first(visit, cast, wates, cacaban):
    visitor = visit(cast.hadi)
    page = visitor.get("/kegiatan/catat").click("Wates")
    page.submit(SAVE, **told(rt_numbered(wates, 7)))
    straight = visitor.get(f"/kegiatan/catat?rt={rt_numbered(cacaban, 2).id}")

    assert [one.rt.kelurahan_id for one in visits()] == [wates.id]
    assert "Kelurahan Cacaban" in straight.text


def test_the_same_visit_is_not_told_twice(visit, cast, wates):
    visitor, rt = visit(cast.sri), rt_numbered(wates, 5)
    visitor.get("/kegiatan/catat").submit(SAVE, **told(rt))

    again = visitor.get("/kegiatan/catat").submit(SAVE, status=422, **told(rt))

    assert "Kunjungan yang sama sudah tercatat" in again.alert
    assert len(visits()) == 1


def test_a_promise_is_kept_and_what_was_brought_is_known(visit, cast, wates, vlog):
    rt, lesson = rt_numbered(wates, 9), vlog.lessons[0]
    event = an_event(wates, cast.coordinator, -3)
    db.session.add(Presence(event_id=event.id, person_id=cast.sri.id, noted=Noted.CODE, noted_at=now()))
    pledge = Pledge(key=uuid4(), person_id=cast.sri.id, lesson_id=lesson.id, course_id=vlog.id, whom=Whom.RT, rt_id=rt.id)
    pledge.made_at = now()
    db.session.add(pledge)
    db.session.flush()
    query = f"rt={rt.id}&kursus={vlog.id}&pelajaran={lesson.id}&janji={pledge.id}&kegiatan={event.id}&topik=health"
    page = visit(cast.sri).get(f"/kegiatan/catat?{query}")

    page.submit(SAVE, **{name: value for name, value in told(rt).items() if name != "topic"})

    assert lesson.title in page.text
    [kept] = visits()
    assert (kept.lesson_id, kept.course_id, kept.event_id, kept.topic) == (lesson.id, vlog.id, event.id, Topic.HEALTH)
    assert db.session.get_one(Pledge, pledge.id).ended_at is not None


def test_a_lesson_an_event_or_a_promise_of_others_is_left_out(visit, cast, wates, vlog):
    rt, event = rt_numbered(wates, 9), an_event(wates, cast.coordinator, -3)
    pledge = Pledge(key=uuid4(), person_id=cast.joko.id, lesson_id=vlog.lessons[0].id, whom=Whom.RT, rt_id=rt.id, made_at=now())
    db.session.add(pledge)
    db.session.flush()
    page = visit(cast.sri).get(f"/kegiatan/catat?rt=x&kursus=tidak&pelajaran=ada&janji={pledge.id}&kegiatan={event.id}")

    page.submit(SAVE, **told(rt))

    [kept] = visits()
    assert (kept.lesson_id, kept.event_id) == (None, None)
    assert db.session.get_one(Pledge, pledge.id).ended_at is None


def test_a_coordinator_types_in_what_somebody_else_did_from_paper(visit, cast, wates):
    visitor, rt = visit(cast.coordinator), rt_numbered(wates, 5)
    page = visitor.get("/kegiatan/catat").click("Ketik kunjungan orang lain dari kertas")

    assert "Pilih siapa yang berkunjung" in page.submit(SAVE, status=422, **told(rt)).alert
    same = page.submit(SAVE, status=422, **told(rt, who=str(cast.sri.id), beside=str(cast.sri.id)))
    assert "dua orang yang berbeda" in same.alert
    done = page.submit(SAVE, **told(rt, who=str(cast.sri.id), beside=str(cast.dimas.id))).follow()

    [kept] = visits()
    assert (kept.recorder_id, kept.beside_id, kept.typed_by_id, kept.from_paper) == (
        cast.sri.id,
        cast.dimas.id,
        cast.coordinator.id,
        True,
    )
    assert "(dari kertas)" in done.text
    assert visit(cast.sri).get("/kegiatan/catat?kertas=ya").heading == "Catat kunjungan RT"


def test_ones_own_note_is_taken_back_within_ten_minutes(visit, cast, wates):
    visitor = visit(cast.sri)
    page = visitor.get("/kegiatan/catat").submit(SAVE, **told(rt_numbered(wates, 5), wish_1="Banjir")).follow()
    page.submit("Batalkan catatan ini")
    page.submit("Batalkan catatan ini")
    old = a_visit(rt_numbered(wates, 6), cast.sri)
    late = visitor.post(f"/kunjungan/{old.id}/batal", {"csrf_token": csrf(page.visitor)}).follow()

    assert "Sudah lewat 10 menit" in late.status_message
    assert [queries.standing(one) for one in visits()] == [Standing.WITHDRAWN, Standing.WAITING]
    assert db.session.scalars(select(Aspiration.withdrawn_at)).one() is not None
    with pytest.raises(confirming.CannotConfirm, match="sudah dibatalkan"):
        confirming.confirm(visits()[0], by_id=cast.joko.id, at=now())


def test_the_coordinator_or_the_agency_strikes_out_with_a_reason(visit, cast, wates):
    one = a_visit(rt_numbered(wates, 5), cast.sri, confirmed_by=cast.joko)
    two = a_visit(rt_numbered(wates, 6), cast.sri, days_ago=30, confirmed_by=cast.joko)
    page = visit(cast.coordinator).get(f"/kunjungan/{one.id}")

    assert "Tulis dulu" in page.submit("Coret kunjungan", status=422).alert
    page.submit("Coret kunjungan", because="RT-nya keliru.")
    page.submit("Coret kunjungan", because="RT-nya keliru.")
    visit(cast.agency).get(f"/kunjungan/{two.id}").submit("Coret kunjungan", because="Kembar.")
    joko = visit(cast.joko)
    joko.post(f"/kunjungan/{two.id}/coret", {"csrf_token": csrf(joko), "because": "x"}, status=403)

    assert [queries.standing(item) for item in visits()] == [Standing.WITHDRAWN] * 2
    assert "RT-nya keliru." in visit(cast.sri).get(f"/kunjungan/{one.id}").text
    with pytest.raises(visiting.CannotWithdraw):
        visiting.strike_out(a_visit(rt_numbered(wates, 8), cast.sri), "", by_id=cast.joko.id, at=now())


def test_the_young_do_not_go_from_house_to_house_alone(cast, wates):
    cast.dimas.birth_year = now().year - 16
    rt, heads = rt_numbered(wates, 5), visiting.Heads(adults=3)

    def tell(by, **changes):
        values = {"rt": rt, "visited_on": now().date(), "forum": Forum.DOORSTEP, "topic": Topic.HEALTH}
        account = visiting.Account(**(values | changes), heads=heads, questions=0, wishes=changes.pop("wishes", ()))
        return visiting.record(uuid4(), account, by, at=now())

    with pytest.raises(visiting.CannotRecord, match="Di bawah 18"):
        tell(visiting.By(cast.dimas))
    assert tell(visiting.By(cast.dimas, cast.sri)).beside_id == cast.sri.id
    with pytest.raises(visiting.CannotRecord, match="sampai ke satu RT"):
        tell(visiting.By(cast.sri), forum=Forum.RADIO)
    rt.opened_on = now().date() + timedelta(days=1)
    with pytest.raises(visiting.CannotRecord, match="belum ada pada tanggal itu"):
        tell(visiting.By(cast.sri))
    rt.opened_on, rt.closed_on = None, now().date()
    with pytest.raises(visiting.CannotRecord, match="sudah ditutup"):
        tell(visiting.By(cast.sri))


def test_a_key_of_somebody_else_and_a_fourth_wish_are_refused(cast, wates):
    rt = rt_numbered(wates, 5)
    known = a_visit(rt, cast.sri)
    account = visiting.Account(rt, now().date(), Forum.ARISAN, Topic.HEALTH, visiting.Heads(adults=3), 0, ("a", "b", "c", "d"))

    with pytest.raises(visiting.CannotRecord, match="orang lain"):
        visiting.record(known.key, account, visiting.By(cast.joko), at=now())
    with pytest.raises(visiting.CannotRecord, match="tiga suara"):
        visiting.record(uuid4(), account, visiting.By(cast.joko), at=now())


def test_own_rt_come_first_and_only_ones_own_visits_are_listed(visit, cast, wates):
    a_carrier(rt_numbered(wates, 40), cast.sri)
    page = visit(cast.sri).get("/kegiatan/catat")
    assert "RT saya" in page.html
    assert page.html.index("RT saya") < page.html.index("Semua RT")
    mine = a_visit(rt_numbered(wates, 1), cast.sri)
    a_visit(rt_numbered(wates, 2), cast.joko)

    listed = visit(cast.sri).get("/kunjungan")

    assert "RT 1" in listed.text
    assert "RT 2" not in listed.text
    visit(cast.neighbour).get(f"/kunjungan/{mine.id}", status=404)
