"""Lessons both saw, a pause, an end, and what the night does about silence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.learning.models import CourseCompletion
from lms.mentoring.actions import closing, marking
from lms.mentoring.models import EndReason, Incident, Meeting, Module, Pair, PairState
from lms.mentoring.queries.pairs import running_pairs
from lms.volunteering.actions import staying
from lms.volunteering.models import Reason, State, Transition
from tests.factories.attendance import a_mentor
from tests.factories.competency import at_level
from tests.factories.mentoring import a_meeting, a_pair, some_meetings
from tests.factories.people import an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")


def completed(course, person):
    done = CourseCompletion(person_id=person.id, course_id=course.id, release_id=course.release_id, completed_at=now())
    done.lesson_ids = [lesson.id for lesson in course.required]
    db.session.add(done)
    db.session.flush()


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def tend(*, days=0):
    done = closing.tend(running_pairs(), at=now() + timedelta(days=days))
    db.session.flush()
    return done


def test_a_lesson_is_done_when_both_say_that_the_senior_did_it_alone(visit, cast, pair, vlog):
    dimas, sri = visit(cast.volunteer), visit(cast.senior)
    page = dimas.get(f"/pasangan/{pair.id}")
    assert "Pelajaran: 0 dari 8" in page.text
    lesson = vlog.required[0]
    fields = {"csrf_token": next(item.get("value") for item in page.all("input") if item.get("name") == "csrf_token")}

    dimas.post(f"/pasangan/{pair.id}/pelajaran/{lesson.id}", fields)
    dimas.post(f"/pasangan/{pair.id}/pelajaran/{lesson.id}", fields)
    assert "Pelajaran: 0 dari 8" in sri.get(f"/pasangan/{pair.id}").text
    own = {
        "csrf_token": next(i.get("value") for i in sri.get(f"/pasangan/{pair.id}").all("input") if i.get("name") == "csrf_token")
    }
    sri.post(f"/pasangan/{pair.id}/pelajaran/{lesson.id}", own)

    assert "Pelajaran: 1 dari 8" in dimas.get(f"/pasangan/{pair.id}").text
    assert db.session.scalars(select(Module)).one().senior_said_by_id is None
    dimas.post(f"/pasangan/{pair.id}/pelajaran/nothing", fields, status=404)
    fresh(pair).state = PairState.ENDED
    db.session.flush()
    with pytest.raises(closing.CannotChange):
        closing.say_done(pair, lesson.id, by_id=cast.senior.id, at=now())


def test_an_officer_may_say_it_for_the_senior(cast, pair, vlog):
    closing.say_done(pair, vlog.required[0].id, by_id=cast.coordinator.id, at=now())

    assert db.session.scalars(select(Module)).one().senior_said_by_id == cast.coordinator.id


def test_six_meetings_and_the_goal_finish_the_pair_and_the_volunteer(visit, cast, pair, vlog):
    some_meetings(pair, 5)
    completed(vlog, cast.senior)
    last = a_meeting(pair, -3)
    assert not closing.finish_if_done(pair, at=now())

    marking.say_as_senior(last, 60, taught_back="Unggah-ungguh", by_id=cast.senior.id, at=now())
    marking.say_as_volunteer(last, 60, taught_back="", by_id=cast.volunteer.id, at=now())

    assert fresh(pair).state is PairState.FINISHED
    assert cast.application.state is State.FINISHED
    page = visit(cast.senior).get(f"/pasangan/{pair.id}")
    assert "tercapai" in page.text
    assert "6 pertemuan disahkan" in page.text


def test_a_level_reached_later_is_noticed_by_night(cast, wates):
    pair = a_pair(cast.volunteer, cast.senior, days_ago=50)
    some_meetings(pair, 6)
    assert tend()["finished"] == 0
    at_level(cast.senior, 2)

    assert tend()["finished"] == 1
    assert cast.application.state is State.FINISHED
    assert tend()["finished"] == 0


def test_who_is_at_risk_or_new_is_finished_along_the_arrows(cast, wates):
    pair = a_pair(cast.volunteer, cast.senior, days_ago=50)
    some_meetings(pair, 6)
    at_level(cast.senior, 3)
    cast.application.state = State.AT_RISK
    db.session.flush()

    assert closing.finish_if_done(pair, at=now())

    moves = db.session.execute(select(Transition.came_from, Transition.moved_to).order_by(Transition.id.desc()).limit(2)).all()
    assert [tuple(move) for move in moves] == [("active", "finished"), ("at_risk", "active")]


def test_a_pause_for_exams_with_a_stand_in(visit, cast, pair, wates):
    rani = a_mentor(wates, "Rani Safitri")
    soon = a_meeting(pair, 48)
    dimas = visit(cast.volunteer)
    form = dimas.get(f"/pasangan/{pair.id}").click("Jeda untuk ujian")
    assert "Pilih hari kembali" in form.submit("Mulai jeda", status=422).alert
    far = (now() + timedelta(days=120)).date().isoformat()
    assert "90 hari" in form.submit("Mulai jeda", status=422, back_on=far).alert
    back_on = (now() + timedelta(days=20)).date()

    paused = form.submit("Mulai jeda", back_on=back_on.isoformat(), stand_in=str(rani.id)).follow()

    assert "Bu Sri dibantu Rani." in paused.text
    assert cast.application.state is State.PAUSED
    assert fresh(soon).cancelled_at
    page = visit(rani).get(f"/pasangan/{pair.id}")
    day = (now() + timedelta(days=2)).date().isoformat()
    page.click("Atur pertemuan").submit("Simpan pertemuan", day=day, clock="16:00", public="y")
    met = db.session.scalars(select(Meeting).where(Meeting.volunteer_id == rani.id)).one()
    assert met.starts_at.date().isoformat() == day
    visit(rani).get(f"/pasangan/{pair.id}/akhiri", status=403)
    visit(cast.senior).get(f"/pasangan/{pair.id}/jeda", status=403)
    back = dimas.get(f"/pasangan/{pair.id}").submit("Kembali sekarang").follow()
    assert "Selamat datang kembali" in back.status_message
    assert cast.application.state is State.ACTIVE
    closing.come_back(fresh(pair), by_id=cast.volunteer.id, at=now())


def test_a_pause_ends_by_itself_on_its_day(cast, pair):
    closing.pause(pair, back_on=(now() + timedelta(days=5)).date(), stand_in_id=None, by_id=cast.volunteer.id, at=now())

    assert tend(days=4)["back"] == 0
    assert tend(days=5)["back"] == 1
    assert (fresh(pair).state, cast.application.state) == (PairState.RUNNING, State.ACTIVE)
    assert tend(days=5)["back"] == 0


def test_a_pair_follows_a_volunteer_whom_somebody_else_brought_back(cast, pair):
    closing.pause(pair, back_on=(now() + timedelta(days=5)).date(), stand_in_id=None, by_id=cast.volunteer.id, at=now())
    staying.come_back(cast.application, by_id=None, at=now())

    assert tend()["back"] == 1


@pytest.mark.parametrize("state", [PairState.PAUSED, PairState.ENDED])
def test_what_does_not_run_is_not_paused(cast, pair, state):
    pair.state = state
    db.session.flush()
    with pytest.raises(closing.CannotChange):
        closing.pause(pair, back_on=now().date(), stand_in_id=None, by_id=cast.volunteer.id, at=now())
    if state is PairState.ENDED:
        with pytest.raises(closing.CannotChange):
            closing.come_back(pair, by_id=None, at=now())


def test_a_stand_in_is_a_mentor_of_the_place_and_a_new_pair_meets_first(cast, pair, cacaban):
    stranger = a_mentor(cacaban, "Bima")
    with pytest.raises(closing.CannotChange, match="pendamping kelurahan"):
        closing.pause(pair, back_on=now().date(), stand_in_id=stranger.id, by_id=cast.volunteer.id, at=now())
    cast.application.state = State.PAIRED
    db.session.flush()
    with pytest.raises(closing.CannotChange, match="pertemuan pertama"):
        closing.pause(pair, back_on=now().date(), stand_in_id=None, by_id=cast.volunteer.id, at=now())


@pytest.mark.parametrize(
    ("before", "reason", "after"),
    [
        (State.PAIRED, EndReason.MISMATCH, State.READY),
        (State.ACTIVE, EndReason.TIME, State.ACTIVE),
        (State.PAUSED, EndReason.HANDED_OVER, State.ACTIVE),
        (State.ACTIVE, EndReason.LEFT, State.LEFT),
    ],
)
def test_ending_a_pair_sets_the_volunteer_free(visit, cast, pair, before, reason, after):
    cast.application.state = before
    coming = a_meeting(pair, 48)
    page = visit(cast.volunteer).get(f"/pasangan/{pair.id}").click("Akhiri pasangan ini")
    assert "Pilih satu alasan" in page.submit("Akhiri pasangan", status=422).alert

    ended = page.submit("Akhiri pasangan", reason=reason).follow()
    page.submit("Akhiri pasangan", reason=reason)

    assert "sudah berakhir" in ended.text
    assert cast.application.state is after
    assert fresh(pair).end_reason is reason
    assert fresh(coming).cancelled_at
    assert "wa.me" not in ended.html


def test_a_senior_does_not_end_the_volunteers_service(visit, cast, pair):
    page = visit(cast.senior).get(f"/pasangan/{pair.id}/akhiri")

    assert "berhenti sepenuhnya" not in page.text
    assert page.submit("Akhiri pasangan", status=422, reason="left").alert


def test_a_pair_with_an_open_report_is_not_ended_by_its_people(visit, cast, pair):
    db.session.add(
        Incident(
            key=pair.key,
            pair_id=pair.id,
            reporter_id=cast.senior.id,
            words="",
            reported_at=now(),
            review_due_at=now(),
            closing="",
        )
    )
    db.session.commit()
    page = visit(cast.volunteer).get(f"/pasangan/{pair.id}/akhiri")

    assert "sedang ditangani petugas" in page.submit("Akhiri pasangan", status=422, reason="time").alert
    pair.state = PairState.PAUSED
    with pytest.raises(closing.CannotChange):
        closing.come_back(pair, by_id=cast.volunteer.id, at=now())
    assert tend()["back"] == 0


def test_fourteen_days_of_silence_ask_both_and_one_answer_gives_peace(visit, cast, vlog):
    pair = a_pair(cast.volunteer, cast.senior, vlog.id, days_ago=15)
    assert tend() == {"asked": 1, "ended": 0, "back": 0, "finished": 0}
    assert tend()["asked"] == 0, "twice is the same as once"
    assert cast.application.state is State.AT_RISK
    db.session.commit()

    dimas = visit(cast.volunteer)
    asked = dimas.get(f"/pasangan/{pair.id}").click("Jawab dengan satu ketukan")
    assert asked.heading == "Apa kabar, Dimas?"
    assert visit(cast.senior).get(f"/pasangan/{pair.id}/kabar").heading == "Apa kabar, Bu Sri?"
    asked.submit("Lanjut")

    assert cast.application.state is State.ACTIVE
    assert tend()["asked"] == 0
    assert tend(days=12)["asked"] == 0
    assert tend(days=14)["asked"] == 1


def test_the_coordinator_is_offered_another_pair_after_28_days(visit, cast, vlog):
    a_pair(cast.volunteer, cast.senior, vlog.id, days_ago=29)

    assert "28 hari tanpa pertemuan" in visit(cast.coordinator).get("/kelurahan/wates/pasangan").text


@pytest.mark.parametrize("before", [State.PAIRED, State.ACTIVE, State.AT_RISK])
def test_42_days_of_silence_end_a_pair_kindly(cast, vlog, before):
    pair = a_pair(cast.volunteer, cast.senior, vlog.id, days_ago=42)
    cast.application.state = before
    db.session.flush()

    assert tend()["ended"] == 1

    assert (fresh(pair).state, pair.end_reason) == (PairState.ENDED, EndReason.SILENCE)
    assert (cast.application.state, cast.application.reason) == (State.LEFT, Reason.NO_CONTACT)
    assert tend()["ended"] == 0


def test_a_confirmed_meeting_ends_the_silence(cast, vlog):
    pair = a_pair(cast.volunteer, cast.senior, vlog.id, days_ago=60)
    a_meeting(pair, -24 * 5, is_confirmed=True)
    cast.application.state = State.AT_RISK
    met = a_meeting(pair, -3)

    marking.say_as_senior(met, 60, taught_back="", by_id=cast.senior.id, at=now())
    marking.say_as_volunteer(met, 60, taught_back="", by_id=cast.volunteer.id, at=now())

    assert cast.application.state is State.ACTIVE
    assert tend() == {"asked": 0, "ended": 0, "back": 0, "finished": 0}


def test_the_nightly_command_says_what_it_did_and_may_run_twice(app, cast, vlog):
    a_pair(cast.volunteer, cast.senior, vlog.id, days_ago=15)
    db.session.commit()
    run = app.test_cli_runner().invoke

    assert run(args=["mentoring", "tend"]).output.strip().endswith("asked: 1, ended: 0, back: 0, finished: 0")
    assert run(args=["mentoring", "tend"]).output.strip().endswith("asked: 0, ended: 0, back: 0, finished: 0")


def test_a_pair_without_an_application_behind_it_changes_nobodys_state(cast, wates, vlog):
    helper = a_mentor(wates, "Rani")
    pair = a_pair(helper, an_officer(wates, "Tutik Rahayu"), vlog.id, days_ago=20)
    assert tend()["asked"] == 0
    closing.go_on(pair, by_id=helper.id, at=now())
    closing.end(pair, reason=EndReason.OTHER, by_id=cast.coordinator.id, at=now())
    paused = a_pair(helper, an_officer(wates, "Endah Lestari"), vlog.id, state=PairState.PAUSED)
    assert tend()["back"] == 0
    assert db.session.get(Pair, paused.id).state is PairState.PAUSED


def test_the_pages_of_a_pair_take_few_statements(visit, cast, pair):
    some_meetings(pair, 1)
    sri = visit(cast.senior)
    sri.get(f"/pasangan/{pair.id}")
    few = sri.get(f"/pasangan/{pair.id}").statements
    some = [a_meeting(pair, -24 * number - 1) for number in range(2, 14)]

    page = sri.get(f"/pasangan/{pair.id}")

    assert page.statements == few <= 16
    assert sri.get("/pasangan").statements <= 6
    assert sri.get(f"/pasangan/{pair.id}/pertemuan/{some[0].id}").statements <= 8
