"""One query, three renderings; parts sum to wholes; nobody counted twice."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Position, Status, Term
from lms.kim.queries import group_of
from lms.kim.rules.standing import Why
from lms.learning.actions import Answer, finish_lesson
from lms.regions.queries import kelurahan_at, the_city_id
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.figures.rows import CourseCount
from lms.reporting.queries.lists import behind
from lms.reporting.rules.yardsticks import Yardsticks
from lms.volunteering.models import State
from lms.volunteering.rules.needs import Ratios
from tests.factories.packs import publish_lessons
from tests.factories.people import a_person, a_volunteer, an_application, an_officer

YARDSTICKS = Yardsticks(dormant_after=60, level_months=24, level_target=3, ratios=Ratios(2, 5))


def figures():
    return city_figures(the_city_id(), at=now(), by=YARDSTICKS)


def row_of(slug):
    return next(row for row in figures().rows if row.slug == slug)


def test_an_untouched_city_has_its_starting_state(magelang, vlog):
    found = figures()

    assert (len(found.rows), len(found.dormant)) == (17, 4)
    assert {row.standing.why for row in found.rows} == {Why.STARTING}
    assert found.totals == {
        "rt": 1016, "seats": 136, "officers": 0, "members": 0, "volunteers": 0, "waiting": 0, "open_seats": 136,
    }  # fmt: skip


def test_somebody_in_two_positions_is_one_officer(magelang, wates, vlog):
    person = an_officer(wates)
    term = Term(group_id=group_of(wates.id).id, person_id=person.id, position=Position.CHAIR, starts_on=now().date())
    db.session.add(term)
    db.session.commit()

    assert row_of("wates").officers == 1


def test_a_dormant_group_wakes_with_its_first_officer(magelang, vlog):
    tidar = kelurahan_at("tidar-utara")
    an_officer(tidar)
    db.session.commit()

    standing = row_of("tidar-utara").standing
    assert (standing.status, standing.why) == (Status.ACTIVE, Why.ACTIVITY)


def test_a_group_sleeps_after_sixty_quiet_days(magelang, wates, vlog):
    an_officer(wates, since=now().date() - timedelta(days=61))
    db.session.commit()

    assert row_of("wates").standing.why is Why.NO_ACTIVITY


def test_a_group_whose_terms_ended_sleeps(magelang, wates, vlog):
    an_officer(wates)
    db.session.execute(update(Term).values(ends_on=now().date()))
    db.session.commit()

    assert row_of("wates").standing.why is Why.NO_OFFICER


def test_who_has_left_counts_nowhere(magelang, wates, vlog):
    an_officer(wates)
    a_volunteer(wates)
    db.session.execute(update(Person).values(left_at=now()))
    db.session.commit()

    row = row_of("wates")
    assert (row.officers, row.volunteers) == (0, 0)


def test_applications_wait_until_answered(magelang, wates, vlog):
    an_application(wates)
    db.session.commit()

    assert row_of("wates").waiting == 1


def test_who_lives_outside_the_city_waits_for_the_agency_and_is_part_of_the_total(magelang, wates, vlog):
    an_application(wates)
    an_application(wates, "Rani", age=16, state=State.GUARDIAN)
    an_application(None, "Rangga")
    an_application(None, "Tono", state=State.DECLINED)
    db.session.commit()

    found = figures()

    assert (found.waiting_outside, row_of("wates").waiting, found.totals["waiting"]) == (1, 1, 2)


def test_a_figure_without_a_list_has_none(magelang, vlog):
    assert behind("vakum", city_id=the_city_id(), kelurahan_id=None, course_id=None, at=now()) is None


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["wates", "cacaban", "tidar-utara"]),
        st.sampled_from(["officer", "member", "volunteer", "both", "left", "ended"]),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE)
def test_figures_lists_and_totals_agree_in_any_city(magelang, vlog, people):
    try:
        for slug, kind in people:
            settle(kelurahan_at(slug), kind)
        db.session.flush()
        check(figures())
    finally:
        db.session.rollback()


def settle(kelurahan, kind):
    today = now().date()
    person = a_volunteer(kelurahan) if kind == "volunteer" else a_person("Orang", kelurahan)
    group = group_of(kelurahan.id)
    if kind in {"officer", "both", "left"}:
        seat(group, person, Position.OFFICER, starts_on=today - timedelta(days=9))
    if kind in {"member", "both"}:
        term = Term(group_id=group.id, person_id=person.id, position=Position.MEMBER, starts_on=today)
        db.session.add(term)
    if kind == "ended":
        seat(group, person, Position.OFFICER, starts_on=today - timedelta(days=9), ends_on=today)
    if kind == "left":
        person.left_at = now() - timedelta(days=1)
    db.session.flush()


def check(found):
    assert found.totals["officers"] == sum(row.officers for row in found.rows)
    assert found.totals["rt"] == 1016
    for row in found.rows:
        for measure, count in (("pengurus", row.officers), ("anggota", row.members), ("relawan", row.volunteers), ("rt", row.rt)):
            listed = behind(measure, city_id=the_city_id(), kelurahan_id=row.kelurahan_id, course_id=None, at=now())
            assert listed is not None
            assert len(listed) == count >= 0, (row.name, measure)
        assert all(0 <= count.finished <= count.started for count in row.courses)
        assert row.open_seats == max(0, row.seats - row.officers)


def test_figures_are_kept_until_something_changes(magelang, wates, vlog):
    def kept():
        return city_figures(the_city_id(), at=now(), by=YARDSTICKS, keep_seconds=60)

    first = kept()
    db.session.rollback()
    assert kept() is first

    an_officer(wates)
    db.session.commit()

    assert kept() is not first
    assert kept().totals["officers"] == 1


def test_somebody_in_two_courses_is_one_learner(magelang, wates, vlog, tmp_path):
    other = publish_lessons(tmp_path, ("A1", "Satu."), at=now() - timedelta(days=3))
    twice, once = an_officer(wates, "Sri Wahyuni"), an_officer(wates, "Endang Lestari")
    for person, course in [(twice, other), (twice, vlog), (once, vlog)]:
        finish_lesson(course, course.lessons[0], person.id, answer=Answer(uuid4(), 1), at=now())
    db.session.commit()

    found = figures()
    assert row_of("wates").learners == CourseCount(started=2, finished=1)
    assert (found.started, found.finished) == (2, 1)
