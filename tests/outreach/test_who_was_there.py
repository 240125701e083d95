"""Who was at an event: by code, by tick, from paper; residents without an account; photos with consent."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest

from lms.clock import now
from lms.db import db
from lms.files.storage import CannotKeep, Folder, storage
from lms.outreach.actions import photos, presence
from lms.outreach.actions.photos import CannotKeepPhoto, NewPhoto
from lms.outreach.actions.presence import CannotNote, CannotOpen, Entry
from lms.outreach.models.events import Event, EventPhoto, Material, Presence
from lms.outreach.models.words import Noted
from lms.outreach.rules.events import Standing, can_note, code_now, standing
from tests.factories.files import a_photo_that_tells
from tests.factories.outreach import an_event, an_invitation
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in


@pytest.fixture
def cast(vlog, magelang, wates, cacaban):
    return SimpleNamespace(
        coordinator=a_coordinator(wates),
        officer=an_officer(wates, "Sri Wahyuni"),
        volunteer=a_volunteer(wates, "Dimas"),
        neighbour=an_officer(cacaban, "Joko Susilo"),
        agency=an_agency_officer(magelang),
        resident=a_person("Tini Lestari", wates),
    )


@pytest.fixture
def running(cast, wates):
    return an_event(wates, cast.coordinator, -0.5)


def there(event):
    db.session.expire_all()
    return {item.person_id: item.noted for item in db.session.query(Presence).filter_by(event_id=event.id)}


def opened(event, cast, at=None):
    code = presence.open_code(event, by_id=cast.coordinator.id, at=at or now())
    db.session.commit()
    return code


def test_the_code_is_shown_read_out_and_entered(visit, cast, running, vlog):
    lesson = vlog.lessons[0]
    db.session.add(Material(event_id=running.id, lesson_id=lesson.id, course_id=vlog.id))
    page = visit(cast.coordinator).get(f"/kegiatan/{running.id}").click("Catat yang hadir")
    board = page.submit("Tampilkan kode hadir").follow()
    db.session.expire_all()
    code = db.session.get(Event, running.id).code
    assert code in "".join(board.text.split())
    assert "/hadir di HP" in board.text
    assert "Sri" not in board.text
    assert board.submit("Buat kode baru").follow().heading == running.title

    sri = visit(cast.officer)
    entered = sri.get("/hadir").submit("Lanjut", code=f"{code[:3].lower()} {code[3:]}").follow()
    assert entered.path == f"/hadir-kegiatan/{code}"
    done = entered.submit("Ya, saya hadir").follow()
    assert done.heading == "Kehadiran tercatat"
    assert lesson.title in done.text
    assert there(running) == {cast.officer.id: Noted.CODE}
    entered.submit("Ya, saya hadir")
    assert "dengan kode" in visit(cast.coordinator).get(page.path).text
    assert "Kehadiran Anda sudah tercatat" in sri.get(f"/kegiatan/{running.id}").text


def test_a_code_lasts_a_quarter_of_an_hour_and_never_beyond_the_end(visit, cast, running):
    at = now()
    first = opened(running, cast, at)
    assert opened(running, cast, at + timedelta(minutes=14)) == first
    assert opened(running, cast, at + timedelta(minutes=15)) != first
    last = running.ends_at - timedelta(minutes=5)
    opened(running, cast, last)
    assert running.code_until == running.ends_at
    assert code_now(running, running.ends_at) is None
    running.code_until = now() - timedelta(minutes=1)
    assert "lewat 15 menit" in visit(cast.coordinator).get(f"/kegiatan/{running.id}/kode").text
    page = visit(cast.officer).get(f"/hadir-kegiatan/{running.code}")
    assert "Minta panitia menampilkan kode yang baru" in page.submit("Ya, saya hadir", status=422).alert


def test_a_code_that_another_event_holds_is_drawn_again(cast, wates, running, monkeypatch):
    an_event(wates, cast.coordinator, 0, code="AAAAAA")
    drawn = iter(["AAAAAA", "CCCCCC"])
    monkeypatch.setattr(presence, "new_code", lambda: next(drawn))

    assert opened(running, cast) == "CCCCCC"


@pytest.mark.parametrize(
    ("hours", "columns", "words"),
    [
        (-3, {}, "sudah selesai"),
        (5, {}, "belum mulai"),
        (-0.5, {"cancelled_at": now(), "cancelled_because": "Hujan"}, "dibatalkan"),
        (-0.5, {"code_until": now() - timedelta(minutes=1)}, "lewat 15 menit"),
    ],
)
def test_a_code_at_the_wrong_time_is_refused_in_plain_words(visit, cast, wates, hours, columns, words):
    event = an_event(wates, cast.coordinator, hours, **({"code": "AAAAAA", "code_until": now() + timedelta(minutes=9)} | columns))
    with pytest.raises(CannotNote, match=words):
        presence.enter(event, "AAAAAA", Entry(cast.officer.id, is_planner=False), at=now())
    assert visit(cast.officer).get("/hadir-kegiatan/AAAAAA").heading
    assert there(event) == {}


def test_wrong_codes_are_refused_and_too_many_have_to_wait(visit, cast):
    sri = visit(cast.officer)
    assert "Kode ini tidak ada" in sri.get("/hadir").submit("Lanjut", status=422, code="XXXXXX").alert
    statuses = [sri.status_of("GET", "/hadir-kegiatan/XXXXXX") for _ in range(60)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_who_may_enter_a_code(visit, cast, wates, magelang, running):
    of_city = an_event(magelang, cast.agency, -0.5, code="CCCCCC", code_until=now() + timedelta(minutes=9))
    code = opened(running, cast)
    refused = visit(cast.neighbour).get(f"/hadir-kegiatan/{code}").submit("Ya, saya hadir", status=422)
    assert "untuk orang dari kelurahan itu" in refused.alert
    for person in (cast.resident, cast.volunteer):
        visit(person).get(f"/hadir-kegiatan/{code}").submit("Ya, saya hadir")
    visit(cast.neighbour).get("/hadir-kegiatan/CCCCCC").submit("Ya, saya hadir")
    assert set(there(running)) == {cast.resident.id, cast.volunteer.id}
    assert set(there(of_city)) == {cast.neighbour.id}
    own = visit(cast.coordinator).get(f"/hadir-kegiatan/{code}").submit("Ya, saya hadir", status=422)
    assert "Minta orang lain" in own.alert
    elsewhere = a_volunteer(wates, "Rian")
    elsewhere.kelurahan_id = None
    visit(elsewhere).get(f"/hadir-kegiatan/{code}").submit("Ya, saya hadir")


def test_a_page_opened_for_somebody_else_records_nobody(visit, cast, running):
    code = opened(running, cast)
    page = visit(cast.officer).get(f"/hadir-kegiatan/{code}")
    assert "orang lain" in page.submit("Ya, saya hadir", status=422, untuk=str(cast.resident.id)).alert
    assert there(running) == {}


def test_the_planner_ticks_others_and_never_themselves(visit, cast, running):
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kegiatan/{running.id}/hadir")
    assert "Slamet Riyadi" not in page.text
    done = page.submit("Catat yang dicentang", orang=[str(cast.resident.id), str(cast.volunteer.id)]).follow()
    assert "dicentang petugas" in done.text
    page.submit("Catat yang dicentang", orang=[str(cast.resident.id)])
    assert set(there(running).values()) == {Noted.TICKED}
    for people, words in (
        ([], "paling sedikit satu"),
        ([str(cast.coordinator.id)], "mencentang dirinya sendiri"),
        ([str(cast.neighbour.id)], "bukan dari tempat ini"),
        (["apa saja"], "bukan dari tempat ini"),
    ):
        assert words in page.submit("Catat yang dicentang", orang=people).follow().status_message
    assert len(there(running)) == 2
    token = filled_in(page.form("Catat yang dicentang"))["csrf_token"]
    visitor.post(f"/kegiatan/{running.id}/hadir/ticked", {"csrf_token": token, "orang": ["1"] * 501}, status=400)
    visitor.post(f"/kegiatan/{running.id}/hadir/ticked", {}, status=400)


def test_a_mistaken_name_is_taken_off(visit, cast, running):
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kegiatan/{running.id}/hadir").submit("Catat yang dicentang", orang=[str(cast.resident.id)]).follow()
    page.submit("Hapus", orang=str(cast.resident.id)).follow()
    page.submit("Hapus", orang=str(cast.resident.id)).follow()
    assert there(running) == {}


def test_the_sheet_is_printed_and_typed_in_later(visit, cast, wates):
    event = an_event(wates, cast.coordinator, -24 * 20)
    visitor = visit(cast.coordinator)
    sheet = visitor.get(f"/kegiatan/{event.id}/lembar")
    assert sheet.heading == f"Daftar hadir K-{event.id}"
    assert "Tini Lestari" in sheet.text
    page = visitor.get(f"/kegiatan/{event.id}/kertas")
    page.submit("Catat dari kertas", orang=[str(cast.resident.id)]).follow()
    page = page.submit("Simpan jumlah warga", heads="25").follow()
    assert there(event) == {cast.resident.id: Noted.PAPER}
    assert "dari kertas" in page.text
    assert "25 warga lain" in visit(cast.officer).get(f"/kegiatan/{event.id}").text
    for typed, words in (("", "tulis 0"), ("banyak", "angka saja"), ("6000", "paling banyak 5000")):
        assert words in page.submit("Simpan jumlah warga", status=422, heads=typed).alert
    page.submit("Simpan jumlah warga", heads="25")
    with pytest.raises(CannotNote, match="antara 0 dan"):
        presence.count_heads(event, -1, by_id=cast.coordinator.id, at=now())


def test_nothing_is_noted_before_or_long_after(visit, cast, wates):
    later, old = an_event(wates, cast.coordinator, 5), an_event(wates, cast.coordinator, -24 * 40)
    for event in (later, old):
        page = visit(cast.coordinator).get(f"/kegiatan/{event.id}/hadir")
        assert "sampai 31 hari" in page.text
        with pytest.raises(CannotNote, match="31 hari"):
            presence.note(event, [cast.officer.id], Noted.TICKED, by_id=cast.coordinator.id, at=now())
        with pytest.raises(CannotNote, match="31 hari"):
            presence.take_off(event, cast.officer.id, by_id=cast.coordinator.id, at=now())
        assert not can_note(event, now())
    with pytest.raises(CannotOpen, match="satu jam"):
        presence.open_code(later, by_id=cast.coordinator.id, at=now())
    with pytest.raises(CannotOpen, match="sudah selesai"):
        presence.open_code(old, by_id=cast.coordinator.id, at=now())
    assert standing(later, later.starts_at - timedelta(minutes=60)) is Standing.OPEN


def test_at_an_event_of_the_city_guests_stand_on_the_list_and_others_are_found(visit, cast, magelang):
    event = an_event(magelang, cast.agency, -0.5)
    an_invitation(magelang, cast.agency, event=event)
    visitor = visit(cast.agency)
    page = visitor.get(f"/kegiatan/{event.id}/hadir")
    assert "Joko Susilo" in page.text
    assert "Tini Lestari" not in page.text
    found = visitor.get(f"/kegiatan/{event.id}/hadir?kelurahan=wates")
    assert "Tini Lestari" in found.text
    found.submit("Catat yang dicentang", orang=[str(cast.resident.id)]).follow()
    found.submit("Simpan jumlah warga", heads="3").follow()
    visitor.get(f"/kegiatan/{event.id}/lembar?kelurahan=wates")
    assert set(there(event)) == {cast.resident.id}
    cast.neighbour.left_at = now()
    with pytest.raises(CannotNote, match="keluar"):
        presence.note(event, [cast.neighbour.id], Noted.TICKED, by_id=cast.agency.id, at=now())


def test_a_code_that_cannot_be_opened_is_said_on_the_list(visit, cast, running):
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kegiatan/{running.id}/hadir")
    event = db.session.get(Event, running.id)
    event.starts_at, event.ends_at = now() - timedelta(hours=2), now() - timedelta(hours=1)
    assert "tidak bisa dibuka lagi" in page.submit("Tampilkan kode hadir").follow().status_message


def test_two_who_tick_the_same_person_at_once_note_one(app, visit, cast, running):
    people = [visit(cast.coordinator), visit(cast.agency)]
    path = f"/kegiatan/{running.id}/hadir"
    forms = [filled_in(one.get(path).form("Catat yang dicentang")) | {"orang": str(cast.resident.id)} for one in people]

    statuses = press_together(app, f"{path}/ticked", list(zip(people, forms, strict=True)))

    assert statuses == [303, 303]
    assert there(running) == {cast.resident.id: Noted.TICKED}


def sent(page, **changed):
    values = {"words": "Warga mencoba memotret", "faces": "no", "photo": (BytesIO(a_photo_that_tells()), "DSC.jpg")}
    return {"csrf_token": filled_in(page.form("Simpan foto"))["csrf_token"], "kunci": str(uuid4())} | values | changed


def kept_files():
    return storage().names(photos.FOLDER)


def test_a_photo_is_made_safe_shown_to_members_and_removed(visit, cast, running):
    visitor = visit(cast.coordinator)
    path = f"/kegiatan/{running.id}/foto"
    page = visitor.get(f"/kegiatan/{running.id}").click("Tambah atau hapus foto")
    key = str(uuid4())
    done = visitor.post(path, sent(page, kunci=key)).follow()
    visitor.post(path, sent(page, kunci=key)).follow()
    photo = db.session.query(EventPhoto).one()
    assert "Foto tersimpan" in done.status_message
    assert len(kept_files()) == 1
    given = visit(cast.officer).client.get(f"{path}/{photo.id}")
    assert given.mimetype == "image/jpeg"
    assert b"Rahasia" not in given.data
    visit(cast.neighbour).get(f"{path}/{photo.id}", status=404)
    assert 'alt="Warga mencoba memotret"' in visit(cast.officer).get(f"/kegiatan/{running.id}").html
    visitor.get(path).submit("Hapus foto ini").follow()
    assert kept_files() == []
    visitor.get(f"{path}/{photo.id}", status=404)
    photos.remove_photo(photo, by_id=cast.coordinator.id, at=now())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"photo": (BytesIO(b""), "")}, "Pilih dulu fotonya"),
        ({"photo": (BytesIO(b"%PDF-1.7"), "foto.jpg")}, "PDF"),
        ({"words": ""}, "Tulis apa yang terlihat"),
        ({"faces": "yes"}, "Tanyakan dulu kepada semua"),
    ],
)
def test_a_photo_that_cannot_be_kept_leaves_nothing_behind(visit, cast, running, changed, words):
    visitor = visit(cast.coordinator)
    page = visitor.get(f"/kegiatan/{running.id}/foto")
    assert words in visitor.post(f"/kegiatan/{running.id}/foto", sent(page, **changed), status=422).alert
    assert kept_files() == []


def test_the_limits_of_photos(visit, cast, running, wates, monkeypatch):
    visitor, path = visit(cast.coordinator), f"/kegiatan/{running.id}/foto"
    new = NewPhoto(uuid4(), "Warga", shows_faces=True, agreed=True)
    for number in range(6):
        assert photos.add_photo(
            running, NewPhoto(uuid4(), "Warga", shows_faces=False, agreed=False), f"events/{number}", by_id=1, at=now()
        )
    with pytest.raises(CannotKeepPhoto, match="Sudah ada 6 foto"):
        photos.add_photo(running, new, "events/7", by_id=cast.coordinator.id, at=now())
    assert "Simpan foto" not in visitor.get(path).text
    with pytest.raises(CannotKeepPhoto, match="setelah kegiatannya mulai"):
        photos.refuse_photo(an_event(wates, cast.coordinator), new, at=now())
    with pytest.raises(CannotKeepPhoto, match="terlihat"):
        photos.refuse_photo(running, NewPhoto(uuid4(), "", shows_faces=False, agreed=False), at=now())
    first = db.session.query(EventPhoto).first()
    visitor.get(f"{path}/{first.id}", status=404)

    def broken(*_anything):
        raise CannotKeep("Tidak bisa.")

    monkeypatch.setattr(Folder, "read", broken)
    visitor.get(f"{path}/{first.id}", status=503)
    monkeypatch.setattr(Folder, "erase", broken)
    photos.erase_file("events/1", storage())


def test_a_photo_that_is_too_large_is_said(visit, cast, running):
    visitor, path = visit(cast.coordinator), f"/kegiatan/{running.id}/foto"
    page = visitor.get(path)
    huge = (BytesIO(bytes(10 * 1024 * 1024)), "foto.jpg")
    assert "lebih dari 8 MB" in visitor.post(path, sent(page, photo=huge)).follow().status_message
