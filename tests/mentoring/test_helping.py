"""A mentor sits beside a senior and opens the lesson for them on one telephone."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts.models import RoleGrant
from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.learning.current import LONGEST_HELP
from lms.learning.models import Event, LessonState
from tests.factories.attendance import a_mentor, a_session
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_assessor, an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")

LESSON = "/kursus/vlog/siapkan-hp-anda"
DONE = "Saya sudah paham, lanjut"
STRIP = "Mendampingi Bu Sri"


@contextmanager
def at_moment(moment):
    """Let the site's clock stand still."""

    class Still(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Still)
        yield


@pytest.fixture
def sri(vlog, wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def mentor(sri, wates):
    return a_mentor(wates, beside=sri)


@pytest.fixture
def phone(visit, mentor):
    return visit(mentor)


def begin(phone, person):
    return phone.get(f"/dampingi/{person.id}").submit("Mulai mendampingi", agreed="y").follow()


def events():
    db.session.expire_all()
    return [(event.person_id, event.helper_id) for event in db.session.scalars(select(Event).order_by(Event.received_at))]


def words(page):
    return " ".join("".join(item.itertext()) for item in page.all("body"))


def test_from_the_list_to_the_lesson_and_back(phone, mentor, sri):
    start = phone.get("/dampingi").click("Sri Wahyuni")
    assert start.heading == "Dampingi Ibu Sri Wahyuni?"

    begun = start.submit("Mulai mendampingi", agreed="y").follow()
    assert begun.heading == "Belajar bersama Bu Sri"
    assert STRIP in words(begun)
    phone.get(LESSON).submit(DONE)
    assert events() == [(sri.id, mentor.id)]

    after = phone.get(LESSON).submit("Selesai mendampingi").follow()
    assert "Selesai mendampingi Bu Sri" in after.status_message
    assert STRIP not in words(phone.get("/belajar"))
    phone.get(LESSON).submit(DONE)
    assert events() == [(sri.id, mentor.id), (mentor.id, None)]


def test_helping_starts_at_the_lesson_the_person_goes_on_with(visit, phone, sri, vlog):
    own_phone = visit(sri)
    own_phone.get(LESSON).submit(DONE)

    begun = begin(phone, sri)

    assert begun.path == f"/kursus/vlog/{vlog.lessons[1].slug}"
    assert STRIP in words(begun)


def test_without_the_spoken_yes_nothing_begins(phone, sri):
    page = phone.get(f"/dampingi/{sri.id}").submit("Mulai mendampingi", status=422)

    assert "Tanyakan dulu" in page.alert
    assert STRIP not in words(phone.get("/belajar"))
    assert db.session.scalars(select(Entry)).all() == []


def test_the_yes_is_kept_once_however_often_it_is_pressed(phone, mentor, sri):
    page = phone.get(f"/dampingi/{sri.id}")

    page.submit("Mulai mendampingi", agreed="y")
    page.submit("Mulai mendampingi", agreed="y")

    kept = db.session.execute(select(Entry.action, Entry.actor_id, Entry.object_id)).all()
    assert [tuple(row) for row in kept] == [("help", mentor.id, str(sri.id))]


@pytest.mark.parametrize("path", ["/belajar", "/kursus/vlog", LESSON, "/beranda", "/saya", "/dampingi", "/bantuan", "/hadir"])
def test_the_strip_is_on_every_page_of_the_learners_layout(phone, sri, path):
    begin(phone, sri)

    assert STRIP in words(phone.get(path))


def test_even_on_pages_that_say_what_went_wrong(phone, sri):
    begin(phone, sri)

    assert STRIP in words(phone.get("/hilang", status=404))


def test_the_strip_of_one_is_not_shown_to_another(visit, phone, sri, wates):
    begin(phone, sri)
    phone.get(LESSON)
    other = visit(a_mentor(wates, "Rina"))

    assert "Bu Sri" not in words(other.get(LESSON))
    assert "Bu Sri" not in words(visit().get(LESSON))


def test_two_mentors_help_two_people_at_once(visit, phone, mentor, sri, wates):
    endang = an_officer(wates, "Endang Lestari")
    rina = a_mentor(wates, "Rina", beside=endang)
    other = visit(rina)
    begin(phone, sri)
    begin(other, endang)

    one, two = phone.get(LESSON), other.get(LESSON)
    two.submit(DONE)
    one.submit(DONE)

    assert events() == [(endang.id, rina.id), (sri.id, mentor.id)]


def test_helped_and_alone_at_the_same_time_is_done_once(visit, phone, sri):
    own = visit(sri).get(LESSON)
    begin(phone, sri)
    helped = phone.get(LESSON)

    own.submit(DONE)
    helped.submit(DONE)

    assert len(db.session.scalars(select(LessonState)).all()) == 1
    assert events()[0] == (sri.id, None)


def test_it_ends_by_itself_after_two_hours(phone, mentor, sri):
    moment = now()
    with at_moment(moment):
        begin(phone, sri)
    with at_moment(moment + LONGEST_HELP - timedelta(seconds=1)):
        assert STRIP in words(phone.get("/belajar"))
    with at_moment(moment + LONGEST_HELP):
        ended = phone.get("/belajar")

    assert "Dua jam sudah lewat. HP ini kembali mencatat untuk Dimas." in ended.status_message
    assert STRIP not in words(ended)
    assert not phone.get("/belajar").status_message


@pytest.mark.parametrize("path", ["/belajar", LESSON, "/kursus/vlog"])
@pytest.mark.parametrize("why", ["role", "moved", "left"])
def test_it_ends_with_the_right_to_help(phone, mentor, sri, cacaban, why, path):
    begin(phone, sri)
    if why == "role":
        db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == mentor.id)).one().ends_on = now().date()
    elif why == "moved":
        sri.kelurahan_id = cacaban.id
    else:
        sri.left_at = now()

    page = phone.get(path)

    assert "Izin mendampingi sudah berakhir. HP ini kembali mencatat untuk Dimas." in page.status_message
    assert "Mendampingi Bu Sri" not in words(page)


@pytest.mark.parametrize("why", ["stopped", "role", "moved", "time"])
def test_a_form_opened_while_helping_is_not_recorded_for_the_helper(phone, mentor, sri, cacaban, why):
    begin(phone, sri)
    page = phone.get(LESSON)
    later = now()
    if why == "stopped":
        phone.get("/belajar").submit("Selesai mendampingi")
    elif why == "role":
        db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == mentor.id)).one().ends_on = now().date()
    elif why == "moved":
        sri.kelurahan_id = cacaban.id
    else:
        later += LONGEST_HELP

    with at_moment(later):
        refused = page.submit(DONE).follow()

    assert "dibuka untuk orang lain" in refused.status_message
    assert events() == []


def test_a_form_opened_for_oneself_is_not_recorded_for_the_senior(phone, sri):
    page = phone.get(LESSON)
    begin(phone, sri)

    refused = page.submit(DONE).follow()

    assert "dibuka untuk orang lain" in refused.status_message
    assert events() == []


def test_the_code_of_a_session_is_entered_for_the_one_beside(phone, mentor, sri, vlog, wates):
    session = a_session(vlog, a_mentor(wates, "Rina"), wates)
    begin(phone, sri)

    page = phone.get(f"/hadir/{session.code}")
    assert "Yang hadirBu Sri" in page.text.replace("\n", "")
    page.submit("Ya, catat kehadiran")

    assert set(events()) == {(sri.id, mentor.id)}


def test_attending_is_refused_once_helping_has_ended(phone, sri, vlog, wates):
    session = a_session(vlog, a_mentor(wates, "Rina"), wates)
    begin(phone, sri)
    page = phone.get(f"/hadir/{session.code}")
    phone.get("/belajar").submit("Selesai mendampingi")

    assert "dibuka untuk orang lain" in page.submit("Ya, catat kehadiran", status=422).alert
    assert events() == []


def test_signing_out_ends_it(visit, phone, mentor, sri):
    begin(phone, sri)
    phone.get("/saya").submit("Keluar dari HP ini")

    mentors_card = visit(mentor)
    assert STRIP not in words(mentors_card.get("/belajar"))
    assert "Masuk" in phone.get("/belajar").links()


def test_a_card_opened_on_the_telephone_ends_it(phone, sri, wates):
    from_card = an_officer(wates, "Endang Lestari")
    begin(phone, sri)
    phone.get(f"/k/{card_of(from_card)}").submit("Ya, ini saya")

    assert STRIP not in words(phone.get("/belajar"))


def card_of(person):
    from tests.factories.people import a_card

    return a_card(person)


def test_stopping_twice_is_the_same_as_once(phone, sri):
    begin(phone, sri)
    page = phone.get("/belajar")

    page.submit("Selesai mendampingi")
    again = phone.post("/dampingi/selesai", {"csrf_token": page_token(page)})

    assert again.location == "/beranda"
    assert "bukan" not in again.follow().text


def page_token(page):
    return next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")


def test_stopping_needs_the_token(phone, sri):
    begin(phone, sri)
    phone.post("/dampingi/selesai", {"csrf_token": "x"}, status=400)

    assert STRIP in words(phone.get("/belajar"))


def test_a_coordinator_turns_from_one_to_another(visit, sri, wates):
    endang, coordinator = an_officer(wates, "Endang Lestari"), a_coordinator(wates)
    phone = visit(coordinator)
    begin(phone, sri)

    page = begin(phone, endang)
    phone.get(LESSON).submit(DONE)

    assert "Mendampingi Bu Endang" in words(page)
    assert events() == [(endang.id, coordinator.id)]


def test_who_may_help_whom(visit, vlog, magelang, wates, cacaban):
    sri = an_officer(wates, "Sri Wahyuni")
    cast = {
        "mentor": (a_mentor(wates, beside=sri), 200, 200),
        "mentor of others": (a_mentor(wates, "Rani"), 200, 404),
        "coordinator": (a_coordinator(wates), 200, 200),
        "mentor elsewhere": (a_mentor(cacaban, "Bagas"), 200, 404),
        "agency": (an_agency_officer(magelang), 403, 403),
        "assessor": (an_assessor(magelang), 403, 403),
        "learner": (an_officer(wates, "Endang Lestari"), 403, 403),
        "oneself": (sri, 403, 403),
    }
    for who, (person, listed, asked) in cast.items():
        visitor = visit(person)
        token = {"csrf_token": page_token(visitor.get("/saya")), "agreed": "y"}
        assert visitor.status_of("GET", "/dampingi") == listed, who
        assert visitor.status_of("GET", f"/dampingi/{sri.id}") == asked, who
        assert visitor.status_of("POST", f"/dampingi/{sri.id}", data=token) == (303 if asked == 200 else asked), who
    assert visit().status_of("GET", "/dampingi") == 303


def test_nobody_helps_themselves_or_somebody_who_left(visit, mentor, phone, wates, sri):
    gone = a_person("Tini Suharti", wates)
    gone.left_at = now()

    for number in (mentor.id, gone.id, 0, 99_999_999_999_999_999_999):
        phone.get(f"/dampingi/{number}", status=404)
    coordinator = a_coordinator(wates)
    listed = visit(coordinator).get("/dampingi").text
    assert "Sri Wahyuni" in listed
    assert "Tini" not in listed
    assert coordinator.name not in listed


def test_the_list_says_where_each_one_stands(visit, sri, wates):
    visit(sri).get(LESSON).submit(DONE)
    an_officer(wates, "Endang Lestari")

    page = visit(a_coordinator(wates)).get("/dampingi")

    assert "Ibu Sri WahyuniMembuat Video Pendek: Sedang dipelajari, 1 dari 8" in page.text
    assert "Ibu Endang LestariBelum mulai belajar" in page.text


def test_what_it_costs(visit, phone, sri, wates):
    phone.get("/belajar")
    alone = {path: phone.get(path).statements for path in ("/belajar", "/kursus/vlog", LESSON)}
    coordinator = visit(a_coordinator(wates))
    coordinator.get("/dampingi")
    listed = coordinator.get("/dampingi").statements
    for number in range(15):
        an_officer(wates, f"Orang {number}")
    begin(phone, sri)

    assert {path: phone.get(path).statements - 1 for path in alone} == alone
    assert listed <= 4
    assert coordinator.get("/dampingi").statements <= listed


def test_home_shows_the_one_beside_and_the_ways_to_learn_together(visit, phone, sri):
    visit(sri).get(LESSON).submit(DONE)
    own = phone.get("/beranda")
    begin(phone, sri)
    helped = phone.get("/beranda")

    assert {"Masukkan kode sesi", "Dampingi belajar", "Sesi belajar bersama", "Pertanyaan yang menunggu"} <= set(own.links())
    assert "Pelajaran 2 dari 8" not in own.text
    assert helped.heading == "Belajar bersama Bu Sri"
    assert "Pelajaran 2 dari 8" in helped.text


def test_a_member_who_leads_nothing_only_enters_codes(visit, sri):
    links = visit(sri).get("/beranda").links()

    assert "Masukkan kode sesi" in links
    assert "Dampingi belajar" not in links
