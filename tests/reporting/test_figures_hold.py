"""In any invented city: page and file agree, parts sum to wholes, nobody counts twice, unknown is not zero, today is today."""

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from lms.accounts.models import Person
from lms.catalog.models import Lesson
from lms.clock import now
from lms.competency.models import Domain, LevelRecord
from lms.db import Model, db
from lms.kim.models import Position, Term
from lms.kim.queries import group_of
from lms.learning.models import CourseCompletion, LessonState
from lms.outreach.models.words import Forum, Topic
from lms.regions.models import Rt
from lms.regions.queries import kelurahan_at, the_city_id
from lms.reporting import actions
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.lists import behind
from lms.reporting.queries.trends import trend
from lms.reporting.rules.measures import KEYS, domain_key
from lms.reporting.rules.months import earlier, end_of, end_of_day, month_of
from lms.volunteering.models import State
from tests.factories.people import a_person, a_volunteer, an_agency_officer, an_application
from tests.factories.reached import a_carrier_of, a_visit_to, an_aspiration_of, an_event_held, moment_on, rt_in, was_there
from tests.reporting.test_months import BY
from tests.visitor import text_of

SLUGS = ("wates", "cacaban", "tidar-utara")
INVENTED = ("outreach_", "mentoring_", "volunteering_", "competency_", "learning_", "reporting_", "kim_term")

places = st.sampled_from(SLUGS)
ago = st.integers(1, 420)
terms = st.tuples(
    places, st.sampled_from([Position.CHAIR, Position.OFFICER, Position.MEMBER]), ago, st.none() | st.integers(0, 60)
)
levels = st.tuples(st.sampled_from(list(Domain)[:2]), st.integers(0, 3), st.integers(1, 900))
people = st.fixed_dictionaries(
    {
        "home": st.none() | places,
        "terms": st.lists(terms, max_size=3),
        "levels": st.lists(levels, max_size=3),
        "lessons": st.lists(st.tuples(st.integers(0, 8), ago), max_size=4),
        "finished": st.none() | ago,
        "left": st.none() | st.integers(0, 90),
        "volunteers": st.none() | st.sampled_from([State.READY, State.OFFICER, State.LEFT]),
    }
)
happenings = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["visit", "event", "closed", "opened", "carrier", "waiting"]),
        "place": places,
        "rt": st.integers(1, 6),
        "ago": ago,
        "heads": st.integers(1, 60),
        "is_confirmed": st.booleans(),
    }
)


@pytest.fixture
def office(visit, magelang, vlog):
    db.session.add(Lesson(id="pensiun", course_id=vlog.id))
    agency = an_agency_officer(magelang)
    visitor = visit(agency)
    visitor.agency_id, visitor.vlog = agency.id, vlog
    return visitor


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a city costs a second: what fails is shown as it was found
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(people, max_size=7), st.lists(happenings, max_size=10))
def test_the_figures_hold_in_any_city(office, cast, happened):
    try:
        invent(cast, happened, office.vlog, office.agency_id)
        db.session.commit()
        figures = city_figures(the_city_id(), at=now(), by=BY)

        parts_sum_to_wholes(figures)
        nobody_counts_twice(figures)
        lists_agree(figures)
        today_is_the_end_of_today(figures)
        months_are_kept_as_they_were()
        page_and_file_agree(figures, office)
    finally:
        undo(office.agency_id)


def day(days_ago: int) -> date:
    return now().date() - timedelta(days=days_ago)


def invent(cast, happened, vlog, agency_id):
    everybody = [one for number, told in enumerate(cast) if (one := a_life(told, f"Orang {number}", vlog))]
    someone = everybody[0] if everybody else db.session.get(Person, agency_id)
    for one in happened:
        kelurahan, on = kelurahan_at(one["place"]), day(one["ago"])
        rt = rt_in(kelurahan, one["rt"])
        if one["what"] == "visit":
            visit = a_visit_to(rt, someone, on, heads=one["heads"], is_confirmed=one["is_confirmed"])
            an_aspiration_of(visit, answered_after=timedelta(days=1) if one["heads"] % 2 else None)
        elif one["what"] == "event":
            kind = (Forum.TRAINING, Topic.TECHNOLOGY) if one["is_confirmed"] else (Forum.BRIEFING, Topic.HEALTH)
            event = an_event_held(kelurahan, someone, on, forum=kind[0], topic=kind[1])
            for person in everybody[: one["rt"]]:
                was_there(event, person)
        elif one["what"] == "carrier":
            if rt.id not in {
                carried for (carried,) in db.session.execute(select(Model.metadata.tables["outreach_carrier"].c.rt_id))
            }:
                a_carrier_of(rt, someone, on)
        elif one["what"] == "waiting":
            an_application(kelurahan if one["is_confirmed"] else None)
        else:
            setattr(rt, "closed_on" if one["what"] == "closed" else "opened_on", on)
    db.session.flush()


def a_life(told, name, vlog):
    home = kelurahan_at(told["home"]) if told["home"] else None
    helps = home and told["volunteers"]
    person = a_volunteer(home, name, state=helps) if helps else a_person(name, home)
    for place, position, since, until in told["terms"]:
        ends_on = None if until is None or until >= since else day(until)
        group_id = group_of(kelurahan_at(place).id).id
        db.session.add(Term(group_id=group_id, person_id=person.id, position=position, starts_on=day(since), ends_on=ends_on))
    older: dict[Domain, LevelRecord] = {}
    for domain, level, since in sorted(told["levels"], key=lambda one: -one[2]):
        record = LevelRecord(person_id=person.id, domain=domain, level=level, evidence={}, recorded_at=moment_on(day(since)))
        if domain in older:
            older[domain].is_current, record.supersedes_id = False, older[domain].id
        db.session.add(record)
        db.session.flush()
        older[domain] = record
    study(person, told, vlog)
    person.left_at = None if told["left"] is None else moment_on(day(told["left"] + 1))
    return person


def study(person, told, vlog):
    lessons = {("pensiun" if number == 8 else vlog.lessons[number].id): since for number, since in told["lessons"]}
    for lesson_id, since in lessons.items():
        at = moment_on(day(since))
        state = LessonState(person_id=person.id, lesson_id=lesson_id, course_id=vlog.id, revision_number=1)
        state.first_done_at, state.last_done_at = at, at
        db.session.add(state)
    if told["finished"] and lessons:
        done = moment_on(day(min(told["finished"], *lessons.values())))
        completion = CourseCompletion(person_id=person.id, course_id=vlog.id, release_id=vlog.release_id, lesson_ids=[*lessons])
        completion.completed_at = done
        db.session.add(completion)
    db.session.flush()


def undo(agency_id):
    db.session.rollback()
    for table in reversed(Model.metadata.sorted_tables):
        if table.name.startswith(INVENTED):
            if table.name == "competency_level_record":
                db.session.execute(update(table).values(supersedes_id=None))
            db.session.execute(delete(table))
    db.session.execute(delete(Person).where(Person.id != agency_id))
    db.session.execute(update(Rt).values(closed_on=None, opened_on=None))
    db.session.commit()


def parts_sum_to_wholes(figures):
    for row in figures.rows:
        assert set(row.by_key) == set(KEYS)
        for key, figure in row.by_key.items():
            assert figure.value is None or figure.value >= 0, (row.name, key)
            assert None in {figure.value, figure.whole} or figure.value <= figure.whole, (row.name, key, figure)
        for one in row.capability.domains:
            assert one.assessed + one.never == one.people
            assert one.never >= 0
            assert (row.figure(domain_key(one.domain)).value is None) == (one.assessed == 0), "unknown is not zero"
        assert row.figure("rt_90").value <= row.figure("rt_terjangkau").value <= row.rt
        assert row.figure("kegiatan_ti").whole == row.figure("kegiatan").value
        assert row.studying.finished <= row.studying.started <= row.officers <= row.seats
    for key in KEYS:
        values = [row.figure(key).value for row in figures.rows if row.figure(key).value is not None]
        assert figures.total(key).value == (sum(values) if values else None)
    assert figures.total("aktif").value + figures.total("vakum").value == len(figures.rows)


def nobody_counts_twice(figures):
    """Count people once more, one by one, the way nobody would in SQL."""
    today, serving = now().date(), []
    for term, person in db.session.execute(select(Term, Person).join(Person, Term.person_id == Person.id)):
        is_here = person.left_at is None or person.left_at > now()
        if is_here and term.starts_on <= today and (term.ends_on is None or term.ends_on > today):
            serving.append(term)
    everyone = {term.person_id for term in serving}
    assert figures.total("k1").whole == len(everyone)
    assert figures.total("anggota").value == len({term.person_id for term in serving if term.position is Position.MEMBER})
    seats = {(term.group_id, term.person_id) for term in serving if term.position is not Position.MEMBER}
    assert figures.total("pengurus").value == len(seats)
    current = db.session.scalars(select(LevelRecord).where(LevelRecord.is_current, LevelRecord.domain == Domain.K1))
    able = {one.person_id for one in current if one.level >= 2 and one.recorded_at > now() - timedelta(days=729)} & everyone
    assert (figures.total("k1").value or 0) <= len(everyone)
    assert len(able) <= (figures.total("k1").value or 0) + 1, "a level of just two years may have aged by a day"
    learners = {person_id for (person_id,) in db.session.execute(select(LessonState.person_id).distinct())}
    assert figures.total("mulai").value <= len(learners)


def lists_agree(figures):
    for row in figures.rows:
        for key in ("pengurus", "anggota", "relawan", "rt"):
            listed = behind(key, city_id=figures.city_id, kelurahan_id=row.kelurahan_id, course_id=None, at=figures.at)
            assert len(listed or []) == row.figure(key).value, (row.name, key)


def today_is_the_end_of_today(figures):
    then = city_figures(figures.city_id, at=end_of_day(figures.at), by=BY)

    assert [row.by_key for row in then.rows] == [row.by_key for row in figures.rows]
    assert then.totals == figures.totals


def months_are_kept_as_they_were():
    last = earlier(month_of(now().date()), 1)
    actions.take_snapshot(the_city_id(), last, by=BY, at=now())
    again = actions.take_snapshot(the_city_id(), last, by=BY, at=now())
    kept, computed = trend(the_city_id(), KEYS, [last]), city_figures(the_city_id(), at=end_of(last, now().tzinfo), by=BY)

    assert (again.added, again.corrected) == (0, 0)
    for key in KEYS:
        assert kept.at(key, last) == computed.total(key)
        assert all(kept.at(key, last, row.kelurahan_id) == row.figure(key) for row in computed.rows)


def page_and_file_agree(figures, office):
    page = office.get("/dasbor")
    lines = csv.DictReader(io.StringIO(office.get("/dasbor.csv").html.lstrip("\ufeff")))
    rows = [[text_of(cell) for cell in row] for row in page.all("tr")]
    for row, line in zip(figures.rows, lines, strict=True):
        for key in set(KEYS) - {"pengurus", "anggota", "rt", "relawan", "vakum"}:
            figure = row.figure(key)
            told = ["" if part is None else str(part) for part in (figure.value, figure.whole)]
            assert [line[key], line[f"{key}_dari"]] == told, (row.name, key)
        capable, counted = (cells for cells in rows if cells[0] == row.name)
        cells = [f"{line[f'k{n}']}/{line[f'k{n}_dari']}" if line[f"k{n}"] else "–" for n in range(1, 6)]
        assert capable[2:8] == [*cells, f"{line['rt_terjangkau']} / {line['rt_terjangkau_dari']}"]
        course = f"{line['mulai_vlog']} / {line['selesai_vlog']}"
        seats = f"{line['pengurus']} / {line['kursi']}"
        assert counted[2:] == [seats, line["anggota"], line["relawan"], course, line["rt"]]


def test_a_city_without_anything_has_figures(magelang, vlog):
    db.session.execute(delete(Rt))
    db.session.execute(insert(Person).values(name="Orang", honorific="none", joined_at=now(), is_sample=False))

    figures = city_figures(the_city_id(), at=now(), by=BY)

    parts_sum_to_wholes(figures)
    assert (figures.total("rt_terjangkau").percent, figures.start_lines) == (None, (0.0, 0.0))
