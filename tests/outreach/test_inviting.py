"""The city invites; groups and people answer; nothing commands, and silence is only shown."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Position
from lms.outreach.actions import inviting
from lms.outreach.actions.inviting import CannotAnswer, CannotInvite, Said, Wanted
from lms.outreach.actions.planning import CannotPlan
from lms.outreach.models.events import Event, Material
from lms.outreach.models.invitations import Answer, GroupReply, Guest, GuestAnswer, Invitation
from lms.outreach.models.words import Topic
from lms.outreach.queries import invitations as queries
from lms.outreach.rules.answers import is_silent
from tests.factories.outreach import an_event, an_invitation, group_named
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.outreach.test_planning_events import plan_of
from tests.pressing import press_together
from tests.visitor import filled_in


@pytest.fixture
def cast(vlog, magelang, wates, cacaban):
    coordinator = a_coordinator(wates)
    coordinator.whatsapp = "+6281234567890"
    return SimpleNamespace(
        coordinator=coordinator,
        officer=an_officer(wates, "Sri Wahyuni"),
        neighbour=an_officer(cacaban, "Joko Susilo", Position.CHAIR),
        volunteer=a_volunteer(wates, "Dimas"),
        agency=an_agency_officer(magelang),
        resident=a_person("Tini Lestari", wates),
        wates=group_named(magelang, "KIM Wates"),
        cacaban=group_named(magelang, "KIM Cacaban"),
    )


@pytest.fixture
def event(cast, magelang):
    return an_event(magelang, cast.agency, 72)


@pytest.fixture
def sent(cast, magelang, event, vlog):
    return an_invitation(magelang, cast.agency, event=event, lesson_id=vlog.lessons[0].id)


def reply(invitation, group):
    db.session.expire_all()
    return db.session.get(GroupReply, (invitation.id, group.id))


def fields(**changed):
    values = {
        "title": "Bimbingan Monggo Lapor",
        "words": "Mari belajar bersama.",
        "topic": "technology",
        "lesson": "",
        "event": "",
    }
    return values | changed


def new_event(**changed):
    day = (now() + timedelta(days=5)).date().isoformat()
    return {"day": day, "begins": "09.00", "ends": "11.00", "place": "Aula Diskominsta"} | changed


def send_fields(page, **changed):
    chosen = [item.get("value") for item in page.form("Kirim ajakan").iter("input") if item.get("name") == "groups"]
    known = {item.get("name") for item in page.form("Kirim ajakan").iter("select")}
    return {name: value for name, value in fields(groups=chosen, **changed).items() if name != "event" or name in known}


def test_the_city_invites_every_group_to_an_event_planned_in_the_same_form(visit, cast, vlog):
    page = visit(cast.agency).get("/ajakan").click("Tulis ajakan")
    typed = send_fields(page, lesson=vlog.lessons[0].id, **new_event())
    shown = page.submit("Kirim ajakan", **typed).follow()
    page.submit("Kirim ajakan", **typed)

    invitation = db.session.query(Invitation).one()
    assert "Ajakan terkirim" in shown.status_message
    assert db.session.query(GroupReply).count() == 18
    assert {item.person_id for item in db.session.query(Guest)} == {cast.coordinator.id, cast.officer.id, cast.neighbour.id}
    assert invitation.event.place == "Aula Diskominsta"
    assert db.session.query(Event).count() == 1
    assert db.session.query(Material).one().lesson_id == vlog.lessons[0].id
    assert shown.text.count("belum ada yang menjawab") == 18
    assert "Slamet" not in shown.text


def test_a_brief_without_an_event_and_one_to_an_event_that_is_planned(visit, cast, event):
    visitor = visit(cast.agency)
    page = visitor.get("/ajakan/baru")
    page.submit("Kirim ajakan", **send_fields(page, title="Hanya kabar"))
    page = visitor.get(f"/ajakan/baru?kegiatan={event.id}")
    page.submit("Kirim ajakan", **send_fields(page, event=str(event.id)))
    found = {item.title: item.event_id for item in db.session.query(Invitation)}
    assert found == {"Hanya kabar": None, "Bimbingan Monggo Lapor": event.id}
    assert "Kegiatan kota yang sudah" not in visitor.get("/ajakan/baru").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Tulis judulnya"),
        ({"place": "Aula"}, "Pilih tanggalnya"),
        (new_event(place=""), "Tulis tempatnya"),
        (new_event(day="2020-02-02"), "sudah lewat"),
        (new_event(ends="08.00"), "sesudah jam mulai"),
        ({"groups": []}, "paling sedikit satu kelompok"),
        ({"groups": ["999"]}, "jawaban yang ada di halaman"),
        ({"lesson": "tidak-ada"}, "dari daftar"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_typed_is_lost(visit, cast, changed, words):
    page = visit(cast.agency).get("/ajakan/baru")
    again = page.submit("Kirim ajakan", status=422, **(send_fields(page) | changed))
    assert words in again.alert
    assert "Mari belajar bersama" in again.html
    assert db.session.query(Invitation).count() == 0
    assert db.session.query(Event).count() == 0


def test_the_rules_of_sending(cast, magelang, event):
    groups = frozenset({cast.wates.id})
    wanted = Wanted("Judul", "Isi", Topic.HEALTH, groups)
    key = uuid4()
    first = inviting.send(key, magelang.id, wanted, by_id=cast.agency.id, at=now())
    assert inviting.send(key, magelang.id, wanted, by_id=cast.agency.id, at=now()) is first
    for other, words in (
        (Wanted("Judul", "Isi", Topic.HEALTH, groups, lesson_id="tidak-ada"), "tidak ada lagi"),
        (Wanted("Judul", "Isi", Topic.HEALTH, groups, event_id=event.id + 1), "sudah mulai"),
        (Wanted("Judul", "Isi", Topic.HEALTH, frozenset({999})), "satu kelompok"),
    ):
        with pytest.raises(CannotInvite, match=words):
            inviting.send(uuid4(), magelang.id, other, by_id=cast.agency.id, at=now())
    with pytest.raises(CannotInvite, match="sudah dipakai"):
        inviting.send(key, magelang.id, wanted, by_id=cast.coordinator.id, at=now())


def test_who_serves_twice_is_invited_once_with_the_kelurahan(cast, magelang):
    city = next(group for group in queries.all_groups(magelang.id) if group.city_id)
    seat(city, cast.officer, Position.OFFICER, starts_on=now().date() - timedelta(days=5))
    invitation = an_invitation(magelang, cast.agency)
    assert queries.guest_of(invitation.id, cast.officer.id).group_id == cast.wates.id


def test_who_may_write_and_who_may_read(visit, cast, magelang, sent):
    speaker = a_person("Ketua Kota")
    grant_role(speaker, Role.COORDINATOR, magelang, by_id=None, on=now().date() - timedelta(days=5))
    for person in (cast.coordinator, cast.officer, cast.volunteer):
        visit(person).get("/ajakan/baru", status=403)
        visit(person).get("/ajakan")
    visit(speaker).get("/ajakan/baru")
    visit(cast.resident).get("/ajakan", status=403)
    visit(cast.officer).get(f"/ajakan/{sent.id}/tarik", status=403)
    for person in (cast.resident, cast.volunteer):
        visit(person).get(f"/ajakan/{sent.id}", status=404)
        visit(person).get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}", status=404)
    sri = visit(cast.officer)
    shown = sri.get(f"/ajakan/{sent.id}")
    assert "Jawab untuk kelompok" not in shown.text
    assert "Kabar dari kelompok" not in shown.text
    sri.get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}", status=403)
    sri.get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}/setuju", status=403)
    slamet = visit(cast.coordinator)
    slamet.get(f"/ajakan/{sent.id}/kelompok/{cast.cacaban.id}", status=403)
    slamet.get(f"/ajakan/{sent.id}/kelompok/9999", status=404)
    slamet.get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}/tamu/{cast.neighbour.id}", status=404)
    city = visit(speaker).get(f"/ajakan/{sent.id}")
    assert "KIM Cacaban" in city.text
    visit(cast.agency).get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}/tamu/{cast.officer.id}", status=403)


def test_a_group_reads_and_answers(visit, cast, sent):
    sri = visit(cast.officer)
    page = sri.get("/kegiatan").click("Lihat semua ajakan").click("Bimbingan Monggo Lapor")
    page.submit("Sudah kami baca").follow()
    page.submit("Sudah kami baca").follow()
    assert reply(sent, cast.wates).read_by_id == cast.officer.id
    token = filled_in(page.form("Kirim kabar"))["csrf_token"]
    sri.post(f"/ajakan/{sent.id}/kelompok/{cast.cacaban.id}/dibaca", {"csrf_token": token}, status=403)
    sri.post(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}/dibaca", {}, status=400)

    joko = visit(cast.neighbour).get(f"/ajakan/{sent.id}").click("Jawab untuk kelompok")
    done = joko.submit("Kirim jawaban", answer="accepted", words="Kami ikut").follow()
    assert "Jawaban tersimpan" in done.status_message
    assert reply(sent, cast.cacaban).read_by_id == cast.neighbour.id
    done.submit("Kirim jawaban", answer="declined", words="").follow()
    assert reply(sent, cast.cacaban).answer is Answer.DECLINED
    listed = visit(cast.agency).get("/ajakan")
    assert "2 dari 18 kelompok sudah membaca. 0 bersedia, 1 belum bisa, 0 tanggal lain, 17 belum menjawab." in listed.text
    assert listed.statements <= 8


def test_two_of_a_group_who_answer_at_once_are_told(visit, cast, sent):
    seat(cast.wates, cast.resident, Position.CHAIR, starts_on=now().date() - timedelta(days=2))
    path = f"/ajakan/{sent.id}/kelompok/{cast.wates.id}"
    one, two = visit(cast.coordinator).get(path), visit(cast.resident)
    sent_again = two.get(f"/ajakan/{sent.id}", status=200)
    assert "KIM Wates" in sent_again.text
    page = two.get(path)
    one.submit("Kirim jawaban", answer="accepted", words="")
    again = page.submit("Kirim jawaban", status=422, answer="declined", words="Belum bisa")
    assert "baru saja menjawab" in again.alert
    assert "Bersedia" in again.text
    page.submit("Kirim jawaban", answer="accepted", words="")
    assert reply(sent, cast.wates).answer is Answer.ACCEPTED


def test_another_date_is_proposed_and_agreed_to(app, visit, cast, sent, wates):
    day = (now() + timedelta(days=9)).date()
    path = f"/ajakan/{sent.id}/kelompok/{cast.wates.id}"
    page = visit(cast.coordinator).get(path)
    for typed, words in (("", "Pilih tanggal yang diusulkan"), ("2020-01-01", "sudah lewat")):
        assert words in page.submit("Kirim jawaban", status=422, answer="other_date", words="", proposed_on=typed).alert
    page.submit("Kirim jawaban", answer="other_date", words="Rabu ada pasar", proposed_on=day.isoformat()).follow()
    agency = visit(cast.agency)
    asked = agency.get(path).click("Setujui tanggal lain")
    assert "Rabu ada pasar" in asked.text
    assert "sesudah jam mulai" in asked.submit("Setuju, rencanakan", status=422, begins="20.00", ends="09.00").alert
    agreed = asked.submit("Setuju, rencanakan", begins="09.00", ends="11.00", place="Balai Wates").follow()
    asked.submit("Setuju, rencanakan", begins="09.00", ends="11.00", place="Balai Wates")

    planned = db.session.query(Event).filter_by(kelurahan_id=wates.id).one()
    assert agreed.path == f"/kegiatan/{planned.id}"
    assert reply(sent, cast.wates).event_id == planned.id
    shown = visit(cast.officer).get(f"/ajakan/{sent.id}")
    assert "Balai Wates" in shown.text
    shown.submit("Kirim kabar", answer="coming", deputy="")
    late = visit(cast.coordinator).get(path)
    assert "Kirim jawaban" not in late.text
    said = Said(Answer.ACCEPTED, "")
    with pytest.raises(CannotAnswer, match="sudah disepakati"):
        inviting.answer_for_group(reply(sent, cast.wates), said, seen=Answer.OTHER_DATE, by_id=cast.coordinator.id, at=now())


def test_the_rules_of_agreeing(cast, sent):
    with pytest.raises(CannotAnswer, match="tidak lagi mengusulkan"):
        inviting.agree(reply(sent, cast.wates), uuid4(), plan_of(), by_id=cast.agency.id, at=now())
    found = reply(sent, cast.wates)
    found.answer = Answer.OTHER_DATE
    past = plan_of(starts_at=now() - timedelta(hours=1))
    with pytest.raises(CannotAnswer, match="sudah lewat"):
        inviting.agree(found, uuid4(), past, by_id=cast.agency.id, at=now())
    with pytest.raises(CannotPlan):
        inviting.agree(found, uuid4(), plan_of(rt_id=10**6), by_id=cast.agency.id, at=now())


def test_the_agency_writes_down_what_it_was_told_by_telephone(visit, cast, sent, magelang):
    dormant = group_named(magelang, "KIM Magelang")
    page = visit(cast.agency).get(f"/ajakan/{sent.id}").click("KIM Magelang")
    assert page.path == f"/ajakan/{sent.id}/kelompok/{dormant.id}"
    assert "Tulis jawaban lewat telepon" in page.text
    done = page.submit("Kirim jawaban", answer="accepted", words="Ditelepon Bu RW").follow()
    assert "Bu RW" in done.text
    assert reply(sent, dormant).answered_by_id == cast.agency.id


def test_people_answer_for_themselves_and_change_it(visit, cast, sent):
    path = f"/ajakan/{sent.id}"
    page = visit(cast.officer).get(path)
    assert "Nama depan" in page.text
    assert "Tulis nama depan" in page.submit("Kirim kabar", status=422, answer="deputy", deputy="").alert
    assert "Pilih satu jawaban" in page.submit("Kirim kabar", status=422, deputy="").alert
    done = page.submit("Kirim kabar", answer="deputy", deputy="Tini").follow()
    assert "Ada wakil (Tini)" in done.text
    done.submit("Kirim kabar", answer="coming", deputy="Tini").follow()
    guest = queries.guest_of(sent.id, cast.officer.id)
    assert (guest.answer, guest.deputy, guest.answered_by_id) == (GuestAnswer.COMING, "", cast.officer.id)
    listed = visit(cast.agency).get(path)
    assert "1 datang, 0 ada wakil, 0 tidak bisa, 1 belum memberi kabar" in listed.text
    agency = visit(cast.agency)
    token = filled_in(agency.get("/ajakan/baru").form("Kirim ajakan"))["csrf_token"]
    agency.post(f"/ajakan/{sent.id}/saya", {"csrf_token": token}, status=404)


def test_the_chair_sees_who_is_silent_and_writes_down_what_they_say(visit, cast, magelang, event):
    event.starts_at, event.ends_at = now() + timedelta(hours=3), now() + timedelta(hours=5)
    old = an_invitation(magelang, cast.agency, event=event, at=now() - timedelta(hours=49))
    cast.officer.whatsapp = "+6281234567891"
    path = f"/ajakan/{old.id}/kelompok/{cast.wates.id}"
    page = visit(cast.coordinator).get(path)
    assert "Belum memberi kabar dua hari" in page.text
    assert "Mohon%20kabarnya" in page.html
    assert page.html.count("wa.me/") == 1, "nobody is reminded to remind themselves"
    assert "wa.me/6281234567891" in page.html
    asked = page.click("Sri Wahyunibelum").submit("Simpan kabarnya", status=422, answer="deputy", deputy="")
    asked.submit("Simpan kabarnya", answer="cannot", deputy="").follow()
    assert queries.guest_of(old.id, cast.officer.id).answered_by_id == cast.coordinator.id
    assert "wa.me/" not in visit(cast.coordinator).get(path).html
    assert "Sri" not in visit(cast.agency).get(path).text


def test_silence_begins_after_48_hours():
    sent_at = now()
    assert not is_silent(sent_at, None, at=sent_at + timedelta(hours=47, minutes=59))
    assert is_silent(sent_at, None, at=sent_at + timedelta(hours=48))
    assert not is_silent(sent_at, sent_at, at=sent_at + timedelta(hours=49))


def test_an_invitation_is_withdrawn(visit, cast, sent):
    visitor = visit(cast.agency)
    page = visitor.get(f"/ajakan/{sent.id}").click("Tarik ajakan ini")
    page.submit("Ya, tarik ajakan").follow()
    page.submit("Ya, tarik ajakan").follow()
    shown = visit(cast.officer).get(f"/ajakan/{sent.id}")
    assert "sudah ditarik" in shown.text
    assert "Kirim kabar" not in shown.text
    assert "Ditarik" in visit(cast.officer).get("/ajakan").text
    said = Said(Answer.ACCEPTED, "")
    with pytest.raises(CannotAnswer, match="sudah ditarik"):
        inviting.answer_for_group(reply(sent, cast.wates), said, seen=None, by_id=cast.coordinator.id, at=now())


def test_nothing_is_answered_after_the_start_or_when_called_off(visit, cast, sent, event):
    guest, found = queries.guest_of(sent.id, cast.officer.id), reply(sent, cast.wates)
    shown = visit(cast.officer).get(f"/ajakan/{sent.id}")
    db.session.get(Event, event.id).starts_at = now() - timedelta(minutes=1)
    assert "sudah mulai" in shown.submit("Kirim kabar", status=422, answer="coming", deputy="").text
    group = visit(cast.coordinator).get(f"/ajakan/{sent.id}/kelompok/{cast.wates.id}")
    assert "Kirim jawaban" not in group.text
    db.session.get(Event, event.id).cancelled_at = now()
    db.session.get(Event, event.id).cancelled_because = "Hujan"
    assert "Hujan" in visit(cast.officer).get(f"/ajakan/{sent.id}").text
    with pytest.raises(CannotAnswer, match="dibatalkan"):
        inviting.answer_as_guest(guest, GuestAnswer.COMING, "", by_id=cast.officer.id, at=now())
    with pytest.raises(CannotAnswer, match="dibatalkan"):
        inviting.answer_for_group(found, Said(Answer.ACCEPTED, ""), seen=None, by_id=1, at=now())


def test_a_brief_asks_only_groups(visit, cast, magelang):
    brief = an_invitation(magelang, cast.agency)
    page = visit(cast.coordinator).get(f"/ajakan/{brief.id}")
    assert "Kirim kabar" not in page.text
    assert "Mengusulkan tanggal lain" not in page.click("Jawab untuk kelompok").text
    guest = queries.guest_of(brief.id, cast.officer.id)
    with pytest.raises(CannotAnswer, match="tidak menyebut acara"):
        inviting.answer_as_guest(guest, GuestAnswer.COMING, "", by_id=cast.officer.id, at=now())
    said = Said(Answer.OTHER_DATE, "", now().date() + timedelta(days=3))
    with pytest.raises(CannotAnswer, match="tidak menyebut acara"):
        inviting.answer_for_group(reply(brief, cast.wates), said, seen=None, by_id=1, at=now())


def test_two_presses_at_once_send_one(app, visit, cast):
    visitor = visit(cast.agency)
    page = visitor.get("/ajakan/baru")
    typed = filled_in(page.form("Kirim ajakan")) | send_fields(page, **new_event())

    statuses = press_together(app, "/ajakan/baru", [(visitor, typed), (visitor, typed)])

    assert set(statuses) <= {303, 409}
    assert db.session.query(Invitation).count() == 1
    assert db.session.query(Event).count() == 1
