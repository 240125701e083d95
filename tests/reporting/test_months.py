"""Figures as they were, and the snapshots that are kept of them."""

from datetime import date, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from lms.accounts.models import Person
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from lms.kim.models import Group, Position, Status, Term
from lms.kim.queries import group_of
from lms.regions.models import Rt
from lms.regions.queries import the_city_id
from lms.reporting import actions
from lms.reporting.models import Snapshot
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.figures.rows import Figure
from lms.reporting.queries.lists import behind
from lms.reporting.queries.trends import trend
from lms.reporting.rules.measures import KEYS, MEASURES, PER_DOMAIN, measure_of
from lms.reporting.rules.months import begin_of, earlier, end_of, end_of_day, last_months, month_of, read_month, written
from lms.reporting.rules.yardsticks import Yardsticks
from lms.volunteering.models import Application, State, Transition
from lms.volunteering.rules.needs import Ratios
from tests.factories.competency import at_level
from tests.factories.mentoring import a_meeting, a_pair
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_application, an_officer
from tests.factories.reached import a_carrier_of, a_visit_to, an_aspiration_of, an_event_held, moment_on, rt_in, was_there
from tests.statements import Statements

BY = Yardsticks(dormant_after=60, level_months=24, level_target=3, ratios=Ratios(2, 5))
LAST = earlier(month_of(now().date()), 1)
"""The month just over."""
MIDDLE = LAST.replace(day=15)


def figure(kelurahan, key, at=None):
    found = city_figures(the_city_id(), at=at or now(), by=BY)
    return next(row for row in found.rows if row.kelurahan_id == kelurahan.id).figure(key)


def end_of_last():
    return end_of(LAST, now().tzinfo)


def test_months_of_the_calendar():
    zone = ZoneInfo("Asia/Jakarta")
    end = end_of(date(2026, 12, 1), zone)

    assert (end.isoformat(), month_of(end.date())) == ("2026-12-31T23:59:59.999999+07:00", date(2026, 12, 1))
    assert begin_of(end).isoformat() == "2026-12-01T00:00:00+07:00"
    assert end_of_day(begin_of(end)).isoformat() == "2026-12-01T23:59:59.999999+07:00"
    assert last_months(date(2026, 2, 9), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert written(date(2026, 2, 1)) == "2026-02"


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-10", date(2026, 10, 1)), ("2026-13", None), ("2026-00", None), ("0000-01", None), ("2026-1", None), ("abc", None)],
)
def test_months_in_addresses(text, month):
    assert read_month(text) == month


def test_every_figure_has_a_meaning_and_a_title(magelang):
    assert len(set(KEYS)) == len(KEYS) == len(MEASURES) - 3 + 15
    assert str(measure_of("k2_kurang").title) == "Kurang orang mampu: Video (vlog)"
    assert [measure_of(key).key for key in KEYS] == list(KEYS)
    assert [measure_of(key) for key in [*PER_DOMAIN, "k6", "tidak-ada"]] == [None] * 5


def test_shares_and_what_is_wanting():
    assert (Figure(1, 8).percent, Figure(1, 8).rest) == (12, 7)
    assert [Figure(*of).percent for of in [(None, 8), (1, None), (0, 0)]] == [None] * 3
    assert [Figure(*of).rest for of in [(None, 8), (1, None), (0, 0)]] == [None, None, 0]


def test_people_are_counted_as_they_were(magelang, wates, vlog):
    left, stays = an_officer(wates, "Pergi", since=MIDDLE), an_officer(wates, "Baru")
    left.left_at = now()
    db.session.flush()
    db.session.execute(update(Term).where(Term.person_id == stays.id).values(starts_on=now().date()))
    db.session.flush()

    assert figure(wates, "pengurus", end_of_last()) == Figure(1, 8), "who left since was there then"
    assert figure(wates, "pengurus") == Figure(1, 8), "and who has come since was not"


def test_volunteers_are_counted_in_the_state_they_were_in(magelang, wates, vlog):
    a_volunteer(wates)
    application = an_application(wates, "Lain")
    db.session.execute(update(Application).values(sent_at=moment_on(MIDDLE), state_since=now()))
    db.session.execute(update(Transition).values(at=moment_on(MIDDLE)))
    db.session.add(Transition(application_id=application.id, came_from=State.WAITING, moved_to=State.DECLINED, at=now()))
    application.state, application.state_since = State.DECLINED, now()
    db.session.flush()

    then = city_figures(the_city_id(), at=end_of_last(), by=BY)
    assert (then.totals["volunteers"], then.totals["waiting"]) == (1, 1)
    assert city_figures(the_city_id(), at=now(), by=BY).totals["waiting"] == 0
    assert city_figures(the_city_id(), at=end_of(earlier(LAST, 1), now().tzinfo), by=BY).totals["volunteers"] == 0


def test_volunteers_are_measured_against_what_the_rt_need(magelang, wates, vlog):
    assert figure(wates, "relawan") == Figure(0, 8), "80 RT, five to each, less the eight seats"

    a_volunteer(wates)
    a_volunteer(wates, "Rani", state=State.OFFICER)

    assert figure(wates, "relawan") == Figure(2, 9), "who became an officer is asked for no more"


def test_levels_are_those_of_the_moment(magelang, wates, vlog):
    person = an_officer(wates, since=MIDDLE)
    at_level(person, 1, months_ago=3)
    raised = at_level(person, 2, months_ago=0)
    raised.recorded_at = now()
    db.session.flush()

    assert (figure(wates, "k2", end_of_last()), figure(wates, "k2")) == (Figure(0, 1), Figure(1, 1))
    assert figure(wates, "k2_dinilai", end_of_last()) == Figure(1, 1)
    assert (figure(wates, "k1"), figure(wates, "k1_kurang")) == (Figure(None, 1), Figure(3, 3)), "nobody assessed: unknown"
    found = city_figures(the_city_id(), at=now(), by=BY)
    assert (found.total("k2"), found.total("k1"), found.total("anggota")) == (Figure(1, 1), Figure(None, 1), Figure(0))


def test_who_serves_in_two_groups_counts_where_they_live(magelang, wates, cacaban, vlog):
    twice = an_officer(wates, "Dua Kursi")
    outsider = a_person("Luar", None)
    for person, place in ((twice, cacaban), (outsider, wates), (outsider, cacaban)):
        start = now().date()
        db.session.add(Term(group_id=group_of(place.id).id, person_id=person.id, position=Position.MEMBER, starts_on=start))
    for person in (twice, outsider):
        at_level(person, 2)
    db.session.flush()

    assert (figure(wates, "k2").whole, figure(cacaban, "k2").whole) == (2, 0), "at home, else in the older group"
    assert {figure(wates, "pengurus").value, figure(cacaban, "pengurus").value} == {1, 0}
    assert (figure(wates, "anggota").value, figure(cacaban, "anggota").value) == (1, 1)
    listed = behind("anggota", city_id=the_city_id(), kelurahan_id=cacaban.id, course_id=None, at=now())
    assert len(listed or []) == 1


def test_rt_are_counted_as_they_were(magelang, wates, vlog):
    person = an_officer(wates)
    closed, opened = rt_in(wates, 1), rt_in(wates, 2)
    closed.closed_on, opened.opened_on = now().date(), now().date()
    a_visit_to(closed, person, MIDDLE)
    a_visit_to(rt_in(wates, 3), person, now().date())
    a_visit_to(rt_in(wates, 4), person, now().date() - timedelta(days=100))
    a_visit_to(rt_in(wates, 5), person, now().date() - timedelta(days=400))
    a_visit_to(rt_in(wates, 6), person, now().date(), is_confirmed=False)
    a_carrier_of(rt_in(wates, 3), person, now().date())

    assert figure(wates, "rt") == Figure(79)
    assert figure(wates, "rt", end_of_last()) == Figure(79)
    assert figure(wates, "rt_terjangkau") == Figure(2, 79)
    assert figure(wates, "rt_90") == Figure(1, 79)
    assert (figure(wates, "rt_pembawa"), figure(wates, "rt_pembawa", end_of_last())) == (Figure(1, 79), Figure(0, 79))
    assert figure(wates, "rt_90", end_of_last()).value in {1, 2}, "the closed one was reached while it existed"


def test_what_happened_in_a_month(magelang, wates, vlog):
    person = an_officer(wates)
    training = an_event_held(wates, person, MIDDLE)
    was_there(training, person)
    an_event_held(wates, person, MIDDLE, topic=training.topic.HEALTH).cancelled_at = now()
    an_event_held(wates, person, now().date(), topic=training.topic.HEALTH)
    visit = a_visit_to(rt_in(wates), person, MIDDLE, heads=12)
    an_aspiration_of(visit, answered_after=timedelta(days=1))
    an_aspiration_of(visit, 2)
    an_aspiration_of(visit, 3).withdrawn_at = now()
    db.session.flush()

    def then(key):
        return figure(wates, key, end_of_last())

    assert (then("dilatih"), figure(wates, "dilatih")) == (Figure(1), Figure(0))
    assert (then("kegiatan"), then("kegiatan_ti"), figure(wates, "kegiatan_ti")) == (Figure(1), Figure(1, 1), Figure(0, 1))
    assert (then("kunjungan"), then("warga"), figure(wates, "kunjungan")) == (Figure(1), Figure(12), Figure(0))
    assert (then("aspirasi"), figure(wates, "aspirasi")) == (Figure(2), Figure(0))
    assert figure(wates, "aspirasi_dijawab") == Figure(1, 2)
    assert figure(wates, "aspirasi_dijawab", moment_on(MIDDLE, 5)) == Figure(0, 2), "answered the day after"


def test_hours_of_the_month(magelang, wates, vlog):
    a_meeting(a_pair(a_volunteer(wates), an_officer(wates)), hours=-0.01, minutes=60, is_confirmed=True)

    assert figure(wates, "jam_relawan") == Figure(60)
    assert figure(wates, "jam_relawan", end_of_last()) == Figure(0)


@pytest.mark.parametrize("wake", ["event", "visit"])
def test_events_and_visits_wake_a_group(magelang, wates, vlog, wake):
    person = an_officer(wates, since=now().date() - timedelta(days=100))
    assert (figure(wates, "aktif"), figure(wates, "vakum")) == (Figure(0, 1), Figure(1, 1))

    if wake == "event":
        an_event_held(wates, person, now().date() - timedelta(days=50))
    else:
        a_visit_to(rt_in(wates), person, now().date() - timedelta(days=50))

    assert (figure(wates, "aktif"), figure(wates, "vakum")) == (Figure(1, 1), Figure(0, 1))


def test_a_state_nobody_knows_is_neither(magelang, wates, vlog):
    db.session.execute(update(Group).where(Group.kelurahan_id == wates.id).values(starting_status=Status.UNKNOWN, seats=None))

    assert (figure(wates, "aktif"), figure(wates, "pengurus")) == (Figure(None), Figure(0))
    assert city_figures(the_city_id(), at=now(), by=BY).total("aktif") == Figure(12, 16)


def test_a_month_is_kept_once_and_corrected_beside(magelang, wates, vlog):
    person = a_coordinator(wates)
    visit = a_visit_to(rt_in(wates), person, MIDDLE, is_confirmed=False)

    first = actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    again = actions.take_snapshot(the_city_id(), LAST, by=BY, at=now())
    visit.confirmed_at = now()
    db.session.flush()
    third = actions.take_missing_snapshots(the_city_id(), by=BY, at=now())

    assert (first.added, first.corrected, again.added, again.corrected) == (17 * len(KEYS), 0, 0, 0)
    assert [(one.month, one.corrected) for one in third if one.corrected] == [(LAST, 4)], "visits, heads, RT in both spans"
    city_id = the_city_id()
    with Statements(db.engine) as counted:
        found = trend(city_id, ["kunjungan", "rt"], [earlier(LAST, 9), LAST])
    assert len(counted) == 1
    assert found.series("kunjungan") == [None, Figure(1)]
    assert found.series("kunjungan", wates.id) == [None, Figure(1)]
    assert found.is_corrected("kunjungan", LAST)
    assert found.is_corrected("kunjungan", LAST, wates.id)
    assert not found.is_corrected("rt", LAST)
    versions = select(Snapshot.version, Snapshot.value).where(Snapshot.measure == "kunjungan", Snapshot.month == LAST)
    assert db.session.execute(versions.where(Snapshot.kelurahan_id == wates.id).order_by(Snapshot.version)).all() == [
        (1, 0),
        (2, 1),
    ]


def test_every_finished_month_since_the_first_record_is_kept(app, magelang, wates, vlog):
    assert actions.take_missing_snapshots(the_city_id(), by=BY, at=now()) == []
    an_officer(wates)
    db.session.commit()
    run = app.test_cli_runner().invoke

    first, second = run(args=["reporting", "snapshot"]).output, run(args=["reporting", "snapshot"]).output

    months = db.session.scalars(select(Snapshot.month).distinct().order_by(Snapshot.month)).all()
    joined = db.session.scalars(select(Person.joined_at)).first()
    assert months == last_months(LAST, len(months))
    assert months[0] == month_of(joined.astimezone(now().tzinfo).date())
    assert f"{written(LAST)}: {17 * len(KEYS)} figures kept, 0 corrected." in first
    assert second == "Every finished month is kept already.\n"


def test_the_command_looks_at_one_month_anew(app, magelang, wates, vlog):
    an_officer(wates)
    db.session.commit()
    run = app.test_cli_runner().invoke

    assert (
        f"{written(LAST)}: {17 * len(KEYS)} figures kept" in run(args=["reporting", "snapshot", "--month", written(LAST)]).output
    )
    wrong, early = (
        run(args=["reporting", "snapshot", "--month", "Oktober"]),
        run(args=["reporting", "snapshot", "--month", "2999-01"]),
    )
    assert "Write the month like 2026-10." in wrong.output
    assert "Bulan itu belum berakhir." in early.output


def test_two_at_once_keep_a_month_once(app, magelang, wates, vlog):
    an_officer(wates)
    db.session.commit()
    gate = Barrier(2)

    def run():
        gate.wait(timeout=10)
        app.test_cli_runner().invoke(args=["reporting", "snapshot", "--month", written(LAST)])

    both = [Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 17 * len(KEYS)


def test_figures_and_lists_of_rt_agree_when_some_are_closed(magelang, wates, vlog):
    db.session.execute(update(Rt).where(Rt.kelurahan_id == wates.id, Rt.label == "1").values(closed_on=now().date()))

    listed = behind("rt", city_id=the_city_id(), kelurahan_id=wates.id, course_id=None, at=now())

    assert len(listed or []) == figure(wates, "rt").value == 79


def test_domains_are_kept_apart(magelang, wates, vlog):
    at_level(an_officer(wates), 2, domain=Domain.K5)

    assert (figure(wates, "k5"), figure(wates, "k5_kurang"), figure(wates, "k4")) == (Figure(1, 1), Figure(2, 3), Figure(None, 1))
