"""Meetings: planned, opened with a code, said by both, locked, disputed, from paper; never a volunteer's own word alone."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.clock import now
from lms.db import db
from lms.mentoring.actions import marking, planning
from lms.mentoring.actions.planning import CannotPlan, Plan
from lms.mentoring.models import Meeting, PairState
from lms.mentoring.queries.hours import NOTHING, verified
from lms.mentoring.rules.meetings import Standing, standing
from lms.volunteering.models import State
from tests.factories.mentoring import Cast, a_meeting, a_pair, a_ready_volunteer
from tests.factories.people import a_coordinator, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")


def at_hour(hour, *, days=3, minute=0):
    return (now() + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def plan_of(starts_at, *, minutes=60, place="Balai kelurahan"):
    return Plan(uuid4(), starts_at, minutes, place)


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


@pytest.fixture
def met(pair):
    """A meeting that has just ended, unmarked."""
    return a_meeting(pair, -1.2)


def token_of(visitor):
    page = visitor.get("/saya")
    return {"csrf_token": next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")}


def path(meeting):
    return f"/pasangan/{meeting.pair_id}/pertemuan/{meeting.id}"


def test_planning_moving_and_calling_off(visit, cast, pair):
    dimas = visit(cast.volunteer)
    form = dimas.get(f"/pasangan/{pair.id}").click("Atur pertemuan")
    day = at_hour(16).date().isoformat()
    page = form.submit("Simpan pertemuan", day=day, clock="16:00", public="y").follow()
    form.submit("Simpan pertemuan", day=day, clock="16:00", public="y")
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1

    calendar = dimas.client.get(f"{page.path}/kalender.ics")
    assert calendar.mimetype == "text/calendar"
    assert "T090000Z" in calendar.get_data(as_text=True)
    moved = page.click("Pindahkan").submit("Simpan pertemuan", clock="17.30", public="y").follow()
    assert "17.30" in moved.heading
    bad = moved.click("Pindahkan").submit("Simpan pertemuan", status=422, clock="25.99", public="y")
    assert "Jamnya belum benar" in bad.alert
    done = moved.submit("Batalkan pertemuan ini").follow()
    moved.submit("Batalkan pertemuan ini")
    assert "Dibatalkan" in done.text


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (lambda: plan_of(now() - timedelta(hours=1)), "sudah lewat"),
        (lambda: plan_of(now() + timedelta(days=200)), "terlalu jauh"),
        (lambda: plan_of(at_hour(16), minutes=17), "dari daftar"),
        (lambda: plan_of(at_hour(23)), "22.00"),
        (lambda: plan_of(at_hour(5)), "06.00"),
    ],
)
def test_impossible_meetings_are_refused(cast, pair, plan, words):
    with pytest.raises(CannotPlan, match=words):
        planning.plan(pair, plan(), by_id=cast.volunteer.id, at=now())


@pytest.mark.parametrize(
    ("starts", "place", "words"),
    [(23, "Balai", "20.00"), (19.5, "Balai", "20.00"), (16, "Rumah Bu Sri", "tidak bertemu di rumah")],
)
def test_a_minor_meets_nobody_at_night_nor_at_home(vlog, wates, starts, place, words):
    cast = Cast(wates, an_officer(wates, "Sri Wahyuni"), age=16)
    pair = a_pair(cast.volunteer, cast.senior, vlog.id)

    with pytest.raises(CannotPlan, match=words):
        planning.plan(
            pair, plan_of(at_hour(int(starts), minute=int(starts % 1 * 60)), place=place), by_id=cast.coordinator.id, at=now()
        )
    planning.plan(pair, plan_of(at_hour(19)), by_id=cast.coordinator.id, at=now())


def test_nobody_is_in_two_places_at_once(cast, pair, vlog, wates):
    planning.plan(pair, plan_of(at_hour(16)), by_id=cast.volunteer.id, at=now())
    meeting = planning.plan(pair, plan_of(at_hour(17)), by_id=cast.volunteer.id, at=now())

    with pytest.raises(CannotPlan, match="sudah punya pertemuan"):
        planning.plan(pair, plan_of(at_hour(16, minute=30)), by_id=cast.volunteer.id, at=now())
    with pytest.raises(CannotPlan, match="sudah punya pertemuan"):
        planning.reschedule(meeting, plan_of(at_hour(16, minute=30)), by_id=cast.volunteer.id, at=now())
    planning.cancel(meeting, by_id=cast.volunteer.id, at=now())
    with pytest.raises(CannotPlan, match="sudah ditandai atau dibatalkan"):
        planning.reschedule(meeting, plan_of(at_hour(20)), by_id=cast.volunteer.id, at=now())
    other = a_pair(a_ready_volunteer(wates, "Rani"), an_officer(wates, "Tutik Rahayu"), vlog.id)
    key = plan_of(at_hour(9))
    assert planning.plan(pair, key, by_id=cast.volunteer.id, at=now()) is planning.plan(
        pair, key, by_id=cast.volunteer.id, at=now()
    )
    with pytest.raises(CannotPlan, match="pasangan lain"):
        planning.plan(other, key, by_id=cast.volunteer.id, at=now())
    pair.state = PairState.ENDED
    db.session.flush()
    with pytest.raises(CannotPlan, match="tidak berjalan"):
        planning.plan(pair, plan_of(at_hour(10)), by_id=cast.volunteer.id, at=now())


def test_two_who_plan_for_the_same_hour_at_once_get_one_meeting(app, visit, cast, pair):
    people = [visit(cast.volunteer), visit(cast.senior)]
    page = people[0].get(f"/pasangan/{pair.id}/pertemuan/atur")
    fields = filled_in(page.form("Simpan pertemuan")) | {"day": at_hour(16).date().isoformat(), "clock": "16:00", "public": "y"}
    token = filled_in(people[1].get(f"/pasangan/{pair.id}/pertemuan/atur").form("Simpan pertemuan"))["csrf_token"]
    others = fields | {"csrf_token": token, "clock": "16:30", "kunci": str(uuid4())}

    statuses = press_together(app, f"/pasangan/{pair.id}/pertemuan/atur", [(people[0], fields), (people[1], others)])

    assert sorted(statuses) == [303, 422]
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1


def test_the_code_proves_that_both_are_there_and_both_say_how_long(visit, cast, pair, met):
    cast.application.state = State.PAIRED
    sri, dimas = visit(cast.senior), visit(cast.volunteer)
    assert "menampilkan kode" in dimas.get(path(met)).text
    shown = sri.get(path(met)).submit("Tampilkan kode").follow()
    code = fresh(met).code
    assert code in "".join(shown.text.split())

    wrong = dimas.get(path(met)).submit("Masukkan kode", status=422, code="XXXXXX")
    assert "belum cocok" in wrong.alert
    assert code not in dimas.get(path(met)).html
    opened = dimas.get(path(met)).submit("Masukkan kode", code=code.lower()).follow()
    assert "Kodenya cocok" in opened.status_message
    opened.submit("Ya, kami bertemu", minutes="60", taught_back="Cara rapat RT")
    assert standing(fresh(met), now()) is Standing.SAID_BY_ONE
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 0
    done = sri.get(path(met)).submit("Ya, kami bertemu").follow()

    assert "Disahkan" in done.text
    assert cast.application.state is State.ACTIVE, "the first meeting that counts"
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 60
    assert "Cara rapat RT" in sri.get(f"/pasangan/{pair.id}").text


def test_a_code_lasts_a_quarter_of_an_hour_and_is_never_the_volunteers(cast, met):
    at = now()
    code = marking.show_code(met, by_id=cast.senior.id, at=at)
    assert marking.show_code(met, by_id=cast.coordinator.id, at=at) == code
    with pytest.raises(marking.CannotMark, match="bukan di HP relawan"):
        marking.show_code(met, by_id=cast.volunteer.id, at=at)
    with pytest.raises(marking.CannotMark, match="tidak berlaku"):
        marking.enter_code(met, code, by_id=cast.volunteer.id, at=at + timedelta(minutes=15))
    assert marking.show_code(met, by_id=cast.senior.id, at=at + timedelta(minutes=15)) != code
    with pytest.raises(marking.CannotMark, match="diketik oleh relawan"):
        marking.enter_code(met, met.code, by_id=cast.senior.id, at=at + timedelta(minutes=15))
    marking.enter_code(met, met.code, by_id=cast.volunteer.id, at=at + timedelta(minutes=16))
    marking.enter_code(met, "apa saja", by_id=cast.volunteer.id, at=at + timedelta(minutes=16))
    with pytest.raises(marking.CannotMark, match="sudah dimasukkan"):
        marking.show_code(met, by_id=cast.senior.id, at=at + timedelta(minutes=17))


def test_a_code_that_another_meeting_holds_is_drawn_again(cast, pair, met, monkeypatch):
    a_meeting(pair, -4, code="AAAAAA")
    drawn = iter(["AAAAAA", "CCCCCC"])
    monkeypatch.setattr(marking.rules, "new_code", lambda: next(drawn))

    assert marking.show_code(met, by_id=cast.senior.id, at=now()) == "CCCCCC"


def test_who_tries_too_many_codes_has_to_wait(app, visit, cast, met):
    dimas = visit(cast.volunteer)
    page = dimas.get(path(met))
    fields = filled_in(page.form("Masukkan kode")) | {"code": "XXXXXX"}

    statuses = [dimas.status_of("POST", f"{path(met)}/masuk", data=fields) for _ in range(60)]

    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_a_volunteer_never_confirms_own_hours(cast, pair, met):
    with pytest.raises(marking.CannotMark, match="relawannya sendiri"):
        marking.say_as_senior(met, 60, taught_back="", by_id=cast.volunteer.id, at=now())
    with pytest.raises(marking.CannotMark, match="relawannya sendiri"):
        marking.type_in_paper(met, 60, taught_back="", by_id=cast.volunteer.id, at=now())
    with pytest.raises(marking.CannotMark, match="kode dari HP"):
        marking.say_as_volunteer(met, 60, taught_back="", by_id=cast.volunteer.id, at=now())
    with pytest.raises(marking.CannotMark, match="relawannya sendiri"):
        marking.say_as_volunteer(met, 60, taught_back="", by_id=cast.senior.id, at=now())
    met.volunteer_said_at = met.senior_said_at = now()
    met.senior_said_by_id = cast.volunteer.id
    db.session.flush()
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].meetings == 0, "not even when the table says so"
    met.disputed_at = now()
    with pytest.raises(marking.CannotMark, match="tidak memutuskan sendiri"):
        marking.settle(met, "ya", counts=True, by_id=cast.volunteer.id, at=now())


def test_a_volunteer_who_coordinates_cannot_tick_for_the_senior(visit, vlog, wates, met, cast, pair):
    other = a_coordinator(wates, "Wakil Koordinator")
    pair.volunteer_id = met.volunteer_id = other.id
    page = visit(other).get(path(met))

    assert "Ya, kami bertemu" not in page.text
    assert "Tampilkan kode" not in page.text


def test_an_officer_ticks_for_somebody_without_a_telephone(visit, cast, met):
    visit(cast.coordinator).get(path(met)).submit("Ya, kami bertemu")
    page = visit(cast.volunteer).get(path(met))
    done = page.submit("Ya, kami bertemu").follow()

    assert fresh(met).senior_said_by_id == cast.coordinator.id
    assert "ditandai petugas" in done.text
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].meetings == 1


def test_another_number_of_minutes_asks_the_other_side_once_more(cast, pair):
    meeting = a_meeting(pair, starts_at=at_hour(14, days=-1))
    marking.say_as_senior(meeting, 60, taught_back="", by_id=cast.senior.id, at=now())
    marking.say_as_volunteer(meeting, 90, taught_back="", by_id=cast.volunteer.id, at=now())
    assert standing(meeting, now()) is Standing.SAID_BY_ONE
    assert meeting.senior_said_at is None
    marking.say_as_senior(meeting, 90, taught_back="", by_id=cast.senior.id, at=now())
    marking.say_as_senior(meeting, 90, taught_back="", by_id=cast.senior.id, at=now())

    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 90


@pytest.mark.parametrize(("minutes", "words"), [(17, "dari daftar"), (120, "belum selama itu")])
def test_minutes_that_cannot_be(cast, met, minutes, words):
    with pytest.raises(marking.CannotMark, match=words):
        marking.say_as_senior(met, minutes, taught_back="", by_id=cast.senior.id, at=now())


def test_nothing_is_marked_before_or_long_after(cast, pair):
    later, earlier = a_meeting(pair, 5), a_meeting(pair, -60)
    for meeting in (later, earlier):
        with pytest.raises(marking.CannotMark, match="belum mulai, sudah terkunci"):
            marking.say_as_senior(meeting, 60, taught_back="", by_id=cast.senior.id, at=now())


def test_the_printed_sheet_is_typed_in_by_an_officer_up_to_30_days_later(visit, cast, pair):
    meeting, old = a_meeting(pair, -100), a_meeting(pair, -24 * 40)
    coordinator = visit(cast.coordinator)
    sheet = coordinator.get(f"/pasangan/{pair.id}/lembar")
    assert f"{pair.id}-{meeting.id}" in sheet.text
    page = coordinator.get(path(meeting))
    assert "Belum diketahui" in page.text
    assert "mangkir" not in page.html
    coordinator.post(f"{path(meeting)}/kertas", filled_in(page.form("Simpan dari kertas")) | {"minutes": "3"}, status=422)

    page.submit("Simpan dari kertas", minutes="45")

    found = fresh(meeting)
    assert (found.from_paper, found.minutes, found.senior_said_by_id) == (True, 45, cast.coordinator.id)
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].minutes == 45
    with pytest.raises(marking.CannotMark, match="30 hari"):
        marking.type_in_paper(old, 60, taught_back="", by_id=cast.coordinator.id, at=now())
    with pytest.raises(marking.CannotMark, match="oleh koordinator"):
        marking.type_in_paper(old, 60, taught_back="", by_id=cast.senior.id, at=now())
    with pytest.raises(marking.CannotMark, match="tidak bisa ditandai"):
        marking.type_in_paper(found, 60, taught_back="", by_id=cast.coordinator.id, at=now())
    sri = visit(cast.senior)
    sri.post(f"{path(meeting)}/kertas", token_of(sri), status=403)


def test_a_dispute_goes_to_the_coordinator_who_decides_once(visit, cast, pair):
    meeting = a_meeting(pair, -3, is_confirmed=True)
    sri, coordinator = visit(cast.senior), visit(cast.coordinator)
    empty = sri.get(path(meeting)).submit("Serahkan kepada koordinator", status=422)
    assert "apa yang tidak sesuai" in empty.alert
    sri.get(path(meeting)).submit("Serahkan kepada koordinator", dispute__words="Hanya 15 menit.")
    marking.dispute(fresh(meeting), "lagi", by_id=cast.senior.id, at=now())
    db.session.commit()
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].meetings == 0

    listed = coordinator.get("/kelurahan/wates/pasangan").text
    assert "Perlu diputuskan" in listed
    page = coordinator.get(path(meeting))
    assert "Hanya 15 menit." in page.text
    assert "Pilih dihitung" in page.submit("Simpan keputusan", status=422, words="x").alert
    page.submit("Simpan keputusan", counts="ya", words="Sudah ditanyakan, benar.")
    twice = page.submit("Simpan keputusan", counts="tidak", words="Tidak jadi.").follow()

    assert "sudah diputuskan" in twice.status_message
    assert "Sudah ditanyakan, benar." in sri.get(path(meeting)).text
    assert verified([cast.volunteer.id], at=now())[cast.volunteer.id].meetings == 1
    coordinator.post(f"{path(meeting)}/persoalkan", token_of(coordinator), status=403)
    sri.post(f"{path(meeting)}/putuskan", token_of(sri), status=403)


def test_disputes_and_decisions_need_words_and_the_right_moment(cast, pair):
    fresh_one, locked = a_meeting(pair, -3, is_confirmed=True), a_meeting(pair, -100, is_confirmed=True)
    with pytest.raises(marking.CannotMark, match="terkunci"):
        marking.dispute(locked, "x", by_id=cast.senior.id, at=now())
    with pytest.raises(marking.CannotMark, match="apa yang tidak sesuai"):
        marking.dispute(fresh_one, "", by_id=cast.senior.id, at=now())
    with pytest.raises(marking.CannotMark, match="tidak dipersoalkan"):
        marking.settle(fresh_one, "x", counts=True, by_id=cast.coordinator.id, at=now())
    marking.dispute(fresh_one, "Lupa jamnya.", by_id=cast.senior.id, at=now())
    with pytest.raises(marking.CannotMark, match="alasan"):
        marking.settle(fresh_one, "", counts=False, by_id=cast.coordinator.id, at=now())
    marking.settle(fresh_one, "Tidak cocok.", counts=False, by_id=cast.coordinator.id, at=now())
    assert standing(fresh_one, now()) is Standing.NOT_COUNTED


def test_both_press_at_once_and_the_meeting_counts_once(app, visit, cast, met):
    marking.say_as_senior(met, 60, taught_back="", by_id=cast.senior.id, at=now())
    met.senior_said_at, met.code_used_at = None, now()
    people = [visit(cast.volunteer), visit(cast.senior)]
    fields = [filled_in(one.get(path(met)).form("Ya, kami bertemu")) for one in people]

    statuses = press_together(app, f"{path(met)}/tandai", list(zip(people, fields, strict=True)))

    assert statuses == [303, 303]
    found = verified([cast.volunteer.id], at=now())[cast.volunteer.id]
    assert (found.minutes, found.meetings, found.planned) == (60, 1, 1)


def test_a_stranger_finds_no_meeting_and_a_meeting_of_another_pair_is_none(visit, cast, met, wates, vlog, cacaban):
    other = a_pair(a_ready_volunteer(wates, "Rani"), an_officer(wates, "Tutik Rahayu"), vlog.id)
    db.session.commit()
    visit(cast.senior).get(f"/pasangan/{other.id}/pertemuan/{met.id}", status=404)
    visit(cast.coordinator).get(f"/pasangan/{other.id}/pertemuan/{met.id}", status=404)
    stranger = visit(a_coordinator(cacaban, "Koordinator Cacaban"))
    for address in ("", "/ubah", "/kalender.ics"):
        stranger.get(path(met) + address, status=404)
    stranger.get(f"/pasangan/{other.id}/lembar", status=404)


def test_a_meeting_of_the_stand_in_counts_for_the_stand_in_only(cast, pair, wates):
    rani = a_ready_volunteer(wates, "Rani")
    met = a_meeting(pair, -3, volunteer=rani)
    cast.application.state = State.PAUSED
    with pytest.raises(marking.CannotMark, match="relawannya sendiri"):
        marking.say_as_senior(met, 60, taught_back="", by_id=rani.id, at=now())
    marking.say_as_senior(met, 60, taught_back="", by_id=cast.senior.id, at=now())
    marking.say_as_volunteer(met, 60, taught_back="", by_id=rani.id, at=now())

    found = verified([rani.id, cast.volunteer.id], at=now())
    assert (found[rani.id].minutes, found[cast.volunteer.id].minutes) == (60, 0)
    assert cast.application.state is State.PAUSED


def test_verified_hours_of_several_volunteers_take_one_statement(cast, pair, wates):
    a_meeting(pair, -200, is_confirmed=True)
    a_meeting(pair, -30, minutes=90, is_confirmed=True)
    a_meeting(pair, 30)
    a_meeting(pair, 60, cancelled_at=now())
    other = a_ready_volunteer(wates, "Rani")

    found = verified([cast.volunteer.id, other.id], at=now())

    mine = found[cast.volunteer.id]
    assert (mine.minutes, mine.meetings, mine.planned) == (150, 2, 2)
    assert mine.first_on < mine.last_on
    assert found[other.id] == NOTHING
    assert verified([], at=now()) == {}
    assert isinstance(mine.first_on, type(datetime.now().date()))  # noqa: DTZ005


def test_a_meeting_to_come_breaks_no_promise(cast, pair):
    a_meeting(pair, -30, is_confirmed=True)
    a_meeting(pair, 50)

    found = verified([cast.volunteer.id], at=now())[cast.volunteer.id]

    assert (found.meetings, found.planned) == (1, 1)
