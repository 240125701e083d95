"""The sample city: what a visitor is shown must be possible, and nobody in it may be real."""

import json
from collections import Counter
from datetime import timedelta
from statistics import mean
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from lms.accounts.models import Honorific, Person, Role, RoleGrant
from lms.accounts.queries import card_with
from lms.accounts.rules import is_password
from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.attendance.models import Attendance, Session
from lms.catalog.models import Release
from lms.competency.models import LevelRecord
from lms.db import db
from lms.discussion.models import Question, Reply, Report
from lms.kim.models import Group, Position, Status, Term
from lms.kim.queries import serving_on, terms_of
from lms.kim.rules.standing import standing
from lms.learning.actions import rebuild
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from lms.mentoring.models import Pair
from lms.regions.models import Kelurahan
from lms.sample import queries
from lms.sample.actions import loading as actions
from lms.sample.rules.applications import SKILLS, TIMES
from lms.sample.rules.cards import ROLES, SAMPLE_PASSWORD
from lms.submissions.models import Review, Verdict, Version
from lms.volunteering.forms import signup as forms
from lms.volunteering.models import Application, State, Transition
from lms.volunteering.queries.applications import training_left
from lms.volunteering.rules.states import TAKEN_IN
from lms.volunteering.rules.states import standing as state_after
from lms.web.forms import mobile_number
from tests.sample.conftest import AT, SECRET
from tests.statements import Statements

TODAY = AT.date()
DORMANT = {"Tidar Utara", "Tidar Selatan", "Jurangombo Utara", "Rejowinangun Utara"}


def person_of(role):
    link = actions.sample_links("http://localhost", SECRET)[role]
    card = card_with(link.rpartition("/k/")[2])
    assert card, role
    return card.person


def kelurahan_groups():
    return db.session.scalars(select(Group).where(Group.kelurahan_id.is_not(None))).all()


def last_learned(kelurahan_id):
    moment = db.session.scalar(
        select(func.max(LessonState.last_done_at))
        .join(Person, LessonState.person_id == Person.id)
        .where(Person.kelurahan_id == kelurahan_id)
    )
    return moment.date() if moment else None


def standing_of(group):
    officers = select(func.count()).where(Term.group_id == group.id, Term.position != Position.MEMBER)
    return standing(
        starting=group.starting_status,
        officers_ever=db.session.scalar(officers),
        officers_now=db.session.scalar(officers.where(serving_on(TODAY))),
        last_active_on=last_learned(group.kelurahan_id),
        on=TODAY,
        dormant_after=60,
    )


def folds():
    states = db.session.execute(select(*LessonState.__table__.columns).order_by("person_id", "lesson_id")).all()
    completions = db.session.execute(select(*CourseCompletion.__table__.columns).order_by("person_id")).all()
    return states, completions


def test_thirteen_groups_live_and_the_four_named_ones_sleep(sample):
    groups = kelurahan_groups()
    asleep = [group for group in groups if standing_of(group).is_dormant]
    former = db.session.scalars(select(Term).where(Term.group_id.in_([group.id for group in asleep]))).all()

    assert len(groups) == 17
    assert {group.kelurahan.name for group in asleep} == DORMANT
    assert {term.group_id for term in former} == {group.id for group in asleep}
    assert {term.ends_on.year for term in former} <= {2023, 2024}
    assert all(last_learned(group.kelurahan_id) > TODAY - timedelta(days=30) for group in groups if group not in asleep)


def test_active_groups_fill_six_to_eight_of_their_eight_seats(sample):
    seated = []
    for group in kelurahan_groups():
        positions = Counter(term.position for term in terms_of(group, on=TODAY))
        members = positions.pop(Position.MEMBER, 0)
        assert group.seats == 8
        if group.kelurahan.name not in DORMANT:
            assert positions[Position.CHAIR] == positions[Position.SECRETARY] == positions[Position.TREASURER] == 1
            assert 2 <= members <= 5
            seated.append(positions.total())
    city = db.session.scalars(select(Group).where(Group.city_id.is_not(None))).one()

    assert set(seated) == {6, 7, 8}
    assert seated.count(8) == 10
    assert [term.position for term in terms_of(city, on=TODAY)] == [Position.CHAIR, Position.SECRETARY]


def test_everybody_is_invented_and_of_a_possible_age(sample):
    people = db.session.scalars(select(Person)).all()

    assert queries.is_sample_city()
    assert len(people) == sample == len({person.name for person in people})
    for person in people:
        youngest, oldest = (16, 24) if person.honorific is Honorific.NONE else (45, 75)
        assert person.is_sample
        assert youngest <= TODAY.year - person.birth_year - 1 <= oldest, person.name


def test_a_yes_is_asked_of_the_database_only_once(sample):
    first = queries.is_sample_city()

    with Statements(db.engine) as statements:
        again = queries.is_sample_city()

    assert first
    assert again
    assert not statements


def test_every_number_is_patterned_valid_and_used_once(sample):
    numbers = list(db.session.scalars(select(Person.whatsapp).where(Person.whatsapp.is_not(None))))
    numbers += db.session.scalars(select(Application.whatsapp).where(Application.person_id.is_(None), Application.age >= 17))
    numbers += db.session.scalars(select(Application.guardian_whatsapp).where(Application.guardian_whatsapp.is_not(None)))

    assert all(number.startswith("+628110000") and mobile_number(number) == number for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_ages_guardians_and_clocks_of_applications_agree(sample):
    for application in db.session.scalars(select(Application)):
        is_minor, has_agreed = application.age < 18, application.guardian_agreed_at is not None
        assert application.sent_at.year - application.birth_year - application.age in {0, 1}
        assert is_minor == bool(application.guardian_name) == bool(application.guardian_token)
        assert (application.state is State.GUARDIAN) == (application.age < 17 and not has_agreed)
        if application.state is not State.GUARDIAN:
            began = application.sent_at if application.age >= 17 else application.guardian_agreed_at
            assert application.waiting_since == began
            assert application.sent_at <= application.waiting_since <= (application.decided_at or AT) <= AT
        assert (application.state is State.DECLINED) == (application.reason is not None)
        assert (application.state in TAKEN_IN) == (application.person_id is not None)
        moves = select(Transition).where(Transition.application_id == application.id).order_by(Transition.id)
        assert state_after([(item.came_from, item.moved_to) for item in db.session.scalars(moves)]) is application.state


def test_applications_have_every_state_somebody_may_ask_to_see(sample):
    everything = db.session.scalars(select(Application)).all()
    waiting = [item for item in everything if item.state is State.WAITING]
    in_wates = [item for item in everything if item.kelurahan and item.kelurahan.slug == "wates"]
    waiting_in_wates = [item for item in waiting if item in in_wates]

    assert sum(item.state in TAKEN_IN for item in everything) == 31
    assert Counter(item.state for item in everything if item.state not in TAKEN_IN) == {
        "waiting": 7,
        "declined": 2,
        "guardian": 1,
    }
    assert len({item.waiting_since for item in waiting_in_wates}) == 3
    assert all(AT - item.waiting_since < timedelta(hours=72) for item in waiting_in_wates)
    assert [item.age < 18 for item in waiting_in_wates].count(True) == 1
    assert any(item.kelurahan_id is None for item in waiting)
    assert any(item.kelurahan and item.kelurahan.name in DORMANT for item in waiting)


def test_pairs_stand_at_every_point_of_their_way(sample):
    states = Counter(db.session.scalars(select(Pair.state)))

    assert states == {"proposed": 1, "running": 2, "finished": 1}
    assert Counter(db.session.scalars(select(Application.state)))["finished"] == 1


def test_answers_are_ones_the_sign_up_offers():
    assert set(TIMES) <= set(forms.TIMES)
    assert set(SKILLS) <= set(forms.SKILLS)


def test_every_role_is_held_by_two_people_where_it_belongs(sample):
    city = Counter(db.session.scalars(select(RoleGrant.role).where(RoleGrant.city_id.is_not(None))))
    placed = select(Kelurahan.name).join(RoleGrant, RoleGrant.kelurahan_id == Kelurahan.id)
    coordinated = Counter(db.session.scalars(placed.where(RoleGrant.role == Role.COORDINATOR)))
    staff = db.session.scalars(select(Person).where(Person.username.is_not(None)).order_by(Person.username)).all()

    assert city == {Role.AGENCY: 2, Role.ASSESSOR: 2}
    assert len(coordinated) == 13
    assert not DORMANT & set(coordinated)
    assert {name for name, count in coordinated.items() if count > 1} == {"Wates"}
    assert coordinated["Wates"] == 2
    assert [person.username for person in staff] == ["dinas", "dinas2"]
    assert all(is_password(SAMPLE_PASSWORD, person.password_hash) for person in staff)


def test_every_link_opens_the_card_of_its_role(sample):
    people = {role: person_of(role) for role in ROLES}
    held = {
        role: db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id)).all()
        for role, person in people.items()
    }
    member = people["member"]
    done = db.session.scalar(select(func.count()).where(LessonState.person_id == member.id))

    assert len({person.id for person in people.values()}) == len(ROLES)
    for role, roles in held.items():
        expected = role.partition("_")[0]
        if expected == "volunteer":
            assert roles == ([] if training_left(people[role].id) else [Role.MENTOR])
        else:
            assert roles == ([] if expected == "member" else [expected])
    for role in ("coordinator", "coordinator_second", "member", "volunteer"):
        assert people[role].kelurahan.name == "Wates"
    for role in ("coordinator_other", "member_other", "volunteer_other"):
        assert people[role].kelurahan.name == "Cacaban"
    assert member.honorific is Honorific.IBU
    assert db.session.scalars(select(Term.position).where(Term.person_id == member.id)).all() == [Position.OFFICER]
    assert done == 1


def test_officers_have_come_as_far_as_the_sample_says(sample):
    officers = select(Term.person_id).where(Term.position != Position.MEMBER, Term.ends_on.is_(None))
    in_kelurahan = officers.join(Group, Term.group_id == Group.id).where(Group.kelurahan_id.is_not(None))
    everybody = set(db.session.scalars(in_kelurahan))
    begun = set(db.session.scalars(select(LessonState.person_id)))
    finished = set(db.session.scalars(select(CourseCompletion.person_id)))

    assert len(everybody) == 100
    assert 42 <= len(finished & everybody) <= 58
    assert 25 <= len((begun - finished) & everybody) <= 42
    assert len(everybody - begun) >= 10
    assert begun - everybody


def test_lessons_were_done_in_the_evenings_between_joining_and_now_with_local_help(sample):
    helper = aliased(Person)
    rows = db.session.execute(
        select(Event, Person, helper).join(Person, Event.person_id == Person.id).outerjoin(helper, Event.helper_id == helper.id)
    ).all()

    for event, person, helped_by in rows:
        assert person.joined_at < event.happened_at == event.received_at < AT
        assert event.happened_at > AT - timedelta(days=183)
        assert 11 <= event.happened_at.hour < 15  # 18 to 22 o'clock in Magelang
        if helped_by:
            assert helped_by.honorific is Honorific.NONE or "session" in event.data
            assert helped_by.kelurahan_id == person.kelurahan_id
            assert helped_by.joined_at < event.happened_at
    assert 0 < sum(helped_by is not None for *_, helped_by in rows) < len(rows) / 2


def test_completions_carry_their_true_moments_and_rebuilding_changes_nothing(sample):
    before = folds()
    for completion in db.session.scalars(select(CourseCompletion)):
        done = select(func.min(Event.received_at)).where(Event.kind == EventKind.DONE).group_by(Event.lesson_id)
        mine = done.where(Event.person_id == completion.person_id, Event.lesson_id.in_(completion.lesson_ids))
        last = max(db.session.scalars(mine))
        assert completion.completed_at == last
        assert db.session.get(Release, completion.release_id).published_at < last

    rebuild()

    assert folds() == before
    assert all(before)


def test_refuses_a_site_without_courses(app, magelang):
    with pytest.raises(actions.CannotLoadSample, match="Load the places, the groups and the courses first"):
        actions.load_sample_city(at=AT, secret=SECRET)


def test_refuses_another_city(app, magelang, vlog):
    db.session.execute(update(Group).where(Group.name == "KIM Wates").values(starting_status=Status.DORMANT))

    with pytest.raises(actions.CannotLoadSample, match="written for Kota Magelang"):
        actions.load_sample_city(at=AT, secret=SECRET)


def test_the_commands_load_once_and_print_the_links(app, magelang, vlog):
    runner = app.test_cli_runner()

    loaded = runner.invoke(args=["sample", "load"])
    again = runner.invoke(args=["sample", "load"])
    printed = runner.invoke(args=["sample", "links"])

    assert (loaded.exit_code, again.exit_code, printed.exit_code) == (0, 1, 0)
    assert "invented people." in loaded.output
    assert "has people already" in again.output
    links = json.loads(printed.stdout)
    assert tuple(links) == ROLES
    assert all(link.startswith(app.config["SITE_URL"] + "/k/") for link in links.values())


def test_the_command_has_no_links_without_a_sample(app):
    refused = app.test_cli_runner().invoke(args=["sample", "links"])

    assert refused.exit_code == 1
    assert "No sample city is loaded" in refused.output


def test_the_command_refuses_in_production(app, magelang, vlog, monkeypatch):
    monkeypatch.setitem(app.config, "PRODUCTION", value=True)

    refused = app.test_cli_runner().invoke(args=["sample", "load"])

    assert refused.exit_code == 1
    assert "never loaded in production" in refused.output


def test_every_quiz_that_finished_a_lesson_was_really_passed(sample):
    done = db.session.scalars(select(Event).where(Event.kind == EventKind.DONE)).all()
    by_quiz = [event for event in done if event.data["by"] == "quiz"]
    attempts = {attempt.id: attempt for attempt in db.session.scalars(select(Attempt))}
    given = Counter(db.session.scalars(select(GivenAnswer.attempt_id)))

    assert by_quiz
    for event in by_quiz:
        attempt = attempts[UUID(event.data["attempt"])]
        assert (attempt.person_id, attempt.lesson_id, attempt.passed) == (event.person_id, event.lesson_id, True)
    assert all(given[attempt.id] == len(attempt.question_ids) for attempt in attempts.values())
    assert {attempt.repeats_id for attempt in attempts.values()} > {None}
    assert all(attempt.finished_at <= AT for attempt in attempts.values())


def test_people_know_more_after_a_course_than_before(sample):
    rights = {
        purpose: db.session.scalars(select(Attempt.right).where(Attempt.purpose == purpose)).all()
        for purpose in (Purpose.BEFORE, Purpose.AFTER)
    }

    assert all(rights.values())
    assert mean(rights[Purpose.BEFORE]) + 1 < mean(rights[Purpose.AFTER])


def test_people_met_and_asked_and_not_everything_is_answered(sample):
    sessions = db.session.scalars(select(Session)).all()
    present = set(db.session.scalars(select(Attendance.session_id)))
    replied = set(db.session.scalars(select(Reply.question_id)))
    questions = db.session.scalars(select(Question)).all()

    assert present == {session.id for session in sessions} != set()
    assert {question.id for question in questions} > replied != set()
    assert db.session.scalars(select(Report)).one().settled_at is None


def test_every_final_task_that_is_done_was_handed_in_and_passed(sample):
    done = db.session.scalars(select(Event).where(Event.kind == EventKind.DONE)).all()
    versions = {version.id: version for version in db.session.scalars(select(Version))}
    first = select(Review.version_id).where(Review.place == 1, Review.verdict == Verdict.PASSED)
    passed = set(db.session.scalars(first))
    by_task = [event for event in done if event.data["by"] == "task"]

    assert by_task
    for event in by_task:
        version = versions[UUID(event.data["version"])]
        assert version.id in passed
        assert (version.work.person_id, version.work.lesson_id) == (event.person_id, event.lesson_id)
        assert version.helper_id == event.helper_id
    assert any(version.waiting_since for version in versions.values())


def test_levels_rest_on_evidence_and_nobody_judged_themselves(sample):
    records = db.session.scalars(select(LevelRecord)).all()
    reviews = db.session.scalars(select(Review)).all()

    assert {record.level for record in records} >= {1, 2}
    assert all(record.evidence for record in records)
    assert all(review.assessor_id != review.version.work.person_id for review in reviews)
    assert {review.place for review in reviews} == {1, 2}
