"""The sample city: what a visitor is shown must be possible, and nobody in it may be real."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from lms.accounts.models import Honorific, Person, Role, RoleGrant
from lms.accounts.queries import card_with
from lms.accounts.rules import is_password
from lms.catalog.models import Release
from lms.db import db
from lms.kim.models import Group, Position, Status, Term
from lms.kim.queries import serving_on, terms_of
from lms.kim.rules import standing
from lms.learning.actions import rebuild
from lms.learning.models import CourseCompletion, Event, LessonState
from lms.regions.models import Kelurahan
from lms.sample import actions, queries
from lms.sample.rules.applications import SKILLS, TIMES
from lms.sample.rules.cards import ROLES, SAMPLE_PASSWORD
from lms.volunteering import forms
from lms.volunteering.models import Application, State
from lms.web.forms import mobile_number

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = AT.date()
SECRET = "a secret of the tests"
DORMANT = {"Tidar Utara", "Tidar Selatan", "Jurangombo Utara", "Rejowinangun Utara"}


@pytest.fixture
def sample(app, magelang, vlog):
    people = actions.load_sample_city(at=AT, secret=SECRET)
    db.session.commit()
    return people


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


def count_in_wates(state):
    wanted = select(func.count()).select_from(Application).join(Kelurahan, Application.kelurahan_id == Kelurahan.id)
    return db.session.scalar(wanted.where(Kelurahan.slug == "wates", Application.state == state))


def folds():
    states = db.session.execute(select(*LessonState.__table__.columns).order_by("person_id", "lesson_id")).all()
    completions = db.session.execute(select(*CourseCompletion.__table__.columns).order_by("person_id")).all()
    return states, completions


def test_only_the_four_named_groups_sleep(sample):
    asleep = {group.kelurahan.name for group in kelurahan_groups() if standing_of(group).is_dormant}

    assert asleep == DORMANT
    assert len(kelurahan_groups()) == 17


def test_the_dormant_groups_had_officers_once(sample):
    for group in kelurahan_groups():
        if group.kelurahan.name in DORMANT:
            terms = db.session.scalars(select(Term).where(Term.group_id == group.id)).all()
            assert terms
            assert {term.ends_on.year for term in terms} <= {2023, 2024}


def test_every_active_group_has_learned_in_the_last_month(sample):
    for group in kelurahan_groups():
        if group.kelurahan.name not in DORMANT:
            assert last_learned(group.kelurahan_id) > TODAY - timedelta(days=30), group.name


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

    assert set(seated) == {6, 7, 8}
    assert seated.count(8) == 10


def test_the_city_group_has_a_chair_and_a_secretary(sample):
    group = db.session.scalars(select(Group).where(Group.city_id.is_not(None))).one()

    assert [term.position for term in terms_of(group, on=TODAY)] == [Position.CHAIR, Position.SECRETARY]


def test_everybody_is_invented_and_counted(sample):
    people = db.session.scalars(select(Person)).all()

    assert len(people) == sample
    assert all(person.is_sample for person in people)
    assert len({person.name for person in people}) == sample
    assert queries.is_sample_city()


def test_every_number_is_patterned_valid_and_used_once(sample):
    numbers = list(db.session.scalars(select(Person.whatsapp)))
    unanswered = select(Application).where(Application.person_id.is_(None))
    numbers += [application.whatsapp for application in db.session.scalars(unanswered)]
    guardians = select(Application.guardian_whatsapp).where(Application.guardian_whatsapp.is_not(None))
    numbers += db.session.scalars(guardians)

    assert all(number.startswith("+628110000") and mobile_number(number) == number for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_nobody_younger_or_older_than_people_of_their_kind(sample):
    for person in db.session.scalars(select(Person)):
        is_young = person.honorific is Honorific.NONE
        youngest, oldest = (16, 24) if is_young else (45, 75)
        years = TODAY.year - person.birth_year
        assert youngest <= years <= oldest + 1, person.name


def test_ages_guardians_and_clocks_of_applications_agree(sample):
    for application in db.session.scalars(select(Application)):
        is_minor = application.age < 18
        has_agreed = application.guardian_agreed_at is not None
        assert application.sent_at.year - application.birth_year - application.age in {0, 1}
        assert is_minor == bool(application.guardian_name) == bool(application.guardian_token)
        assert (application.state is State.GUARDIAN) == (is_minor and not has_agreed)
        if application.state is not State.GUARDIAN:
            assert application.waiting_since == (application.guardian_agreed_at or application.sent_at)
            assert application.sent_at <= application.waiting_since <= (application.decided_at or AT) <= AT
        assert (application.state is State.DECLINED) == (application.reason is not None)
        assert (application.state is State.ACCEPTED) == (application.person_id is not None)


def test_applications_have_every_state_somebody_may_ask_to_see(sample):
    waiting = db.session.scalars(select(Application).where(Application.state == State.WAITING)).all()
    in_wates = [item for item in waiting if item.kelurahan and item.kelurahan.slug == "wates"]
    states = Counter(db.session.scalars(select(Application.state)))

    assert len({item.waiting_since for item in in_wates}) == 3
    assert all(AT - item.waiting_since < timedelta(hours=72) for item in in_wates)
    assert [item.age < 18 for item in in_wates].count(True) == 1
    assert count_in_wates(State.GUARDIAN) == 1
    assert count_in_wates(State.ACCEPTED) == 3
    assert any(item.kelurahan_id is None for item in waiting)
    assert any(item.kelurahan and item.kelurahan.name in DORMANT for item in waiting)
    assert (states[State.ACCEPTED], states[State.DECLINED]) == (31, 2)


def test_answers_are_ones_the_sign_up_offers():
    assert set(TIMES) <= set(forms.TIMES)
    assert set(SKILLS) <= set(forms.SKILLS)


def test_roles_are_held_where_they_belong(sample):
    city = Counter(db.session.scalars(select(RoleGrant.role).where(RoleGrant.city_id.is_not(None))))
    coordinated = Counter(
        db.session.scalars(
            select(Kelurahan.name)
            .join(RoleGrant, RoleGrant.kelurahan_id == Kelurahan.id)
            .where(RoleGrant.role == Role.COORDINATOR)
        )
    )

    assert city == {Role.AGENCY: 2, Role.ASSESSOR: 2}
    assert len(coordinated) == 13
    assert not DORMANT & set(coordinated)
    assert {name for name, count in coordinated.items() if count == 2} == {"Wates"}


def test_both_officers_of_the_agency_sign_in_with_the_sample_password(sample):
    staff = db.session.scalars(select(Person).where(Person.username.is_not(None)).order_by(Person.username)).all()

    assert [person.username for person in staff] == ["dinas", "dinas2"]
    assert all(is_password(SAMPLE_PASSWORD, person.password_hash) for person in staff)


def test_every_link_opens_the_card_of_its_role(sample):
    people = {role: person_of(role) for role in ROLES}
    grants = {role: [] for role in ROLES}
    for role, person in people.items():
        grants[role] = list(db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id)))

    assert len({person.id for person in people.values()}) == len(ROLES)
    assert grants["agency"] == grants["agency_other"] == [Role.AGENCY]
    assert grants["assessor"] == grants["assessor_other"] == [Role.ASSESSOR]
    assert grants["coordinator"] == grants["coordinator_second"] == grants["coordinator_other"] == [Role.COORDINATOR]
    assert grants["member"] == grants["member_other"] == grants["volunteer"] == grants["volunteer_other"] == []
    for role in ("coordinator", "coordinator_second", "member", "volunteer"):
        assert people[role].kelurahan.name == "Wates"
    for role in ("coordinator_other", "member_other", "volunteer_other"):
        assert people[role].kelurahan.name == "Cacaban"


def test_the_member_is_an_ibu_in_her_first_lessons(sample):
    person = person_of("member")
    done = db.session.scalar(select(func.count()).where(LessonState.person_id == person.id))

    assert person.honorific is Honorific.IBU
    assert db.session.scalars(select(Term.position).where(Term.person_id == person.id)).all() == [Position.OFFICER]
    assert 1 <= done <= 3


def test_officers_have_come_as_far_as_the_sample_says(sample):
    officers = select(Term.person_id).where(Term.position != Position.MEMBER, Term.ends_on.is_(None))
    in_kelurahan = officers.join(Group, Term.group_id == Group.id).where(Group.kelurahan_id.is_not(None))
    everybody = set(db.session.scalars(in_kelurahan))
    begun = set(db.session.scalars(select(LessonState.person_id))) & everybody
    finished = set(db.session.scalars(select(CourseCompletion.person_id))) & everybody

    assert len(everybody) == 100
    assert 42 <= len(finished) <= 58
    assert 25 <= len(begun - finished) <= 42
    assert begun < everybody


def test_nothing_was_learned_before_joining_by_day_or_in_the_future(sample):
    events = db.session.execute(
        select(Event.happened_at, Event.received_at, Person.joined_at).join(Person, Event.person_id == Person.id)
    ).all()

    assert events
    for happened_at, received_at, joined_at in events:
        assert joined_at < happened_at == received_at < AT
        assert 11 <= happened_at.hour < 15  # 18 to 22 o'clock in Magelang


def test_helpers_are_volunteers_of_the_same_kelurahan_who_had_joined(sample):
    helper = Person.__table__.alias()
    rows = db.session.execute(
        select(Event.happened_at, Person.kelurahan_id, helper.c.kelurahan_id, helper.c.joined_at, helper.c.honorific)
        .join(Person, Event.person_id == Person.id)
        .join(helper, Event.helper_id == helper.c.id)
    ).all()

    assert rows
    for happened_at, learner_place, helper_place, joined_at, honorific in rows:
        assert (learner_place, honorific) == (helper_place, Honorific.NONE)
        assert joined_at < happened_at


def test_rebuilding_the_record_changes_nothing(sample):
    before = folds()

    rebuild()
    db.session.commit()

    assert folds() == before
    assert all(before)


def test_completions_carry_the_moment_of_the_last_lesson(sample):
    for completion in db.session.scalars(select(CourseCompletion)):
        last = db.session.scalar(select(func.max(Event.received_at)).where(Event.person_id == completion.person_id))
        assert completion.completed_at == last
        assert db.session.get(Release, completion.release_id).published_at < last


def test_refuses_a_site_with_people(sample):
    with pytest.raises(actions.CannotLoadSample, match="has people already"):
        actions.load_sample_city(at=AT, secret=SECRET)


def test_refuses_a_site_without_courses(app, magelang):
    with pytest.raises(actions.CannotLoadSample, match="Load the places, the groups and the courses first"):
        actions.load_sample_city(at=AT, secret=SECRET)


def test_refuses_another_city(app, magelang, vlog):
    db.session.execute(update(Group).where(Group.name == "KIM Wates").values(starting_status=Status.DORMANT))

    with pytest.raises(actions.CannotLoadSample, match="written for Kota Magelang"):
        actions.load_sample_city(at=AT, secret=SECRET)


def test_the_commands_load_once_and_print_the_links(app, magelang, vlog):
    runner = app.test_cli_runner()
    db.session.commit()

    early = runner.invoke(args=["sample", "links"])
    loaded = runner.invoke(args=["sample", "load"])
    again = runner.invoke(args=["sample", "load"])
    printed = runner.invoke(args=["sample", "links"])

    assert (early.exit_code, loaded.exit_code, again.exit_code) == (1, 0, 1)
    assert "No sample city is loaded" in early.output
    assert "invented people." in loaded.output
    assert "has people already" in again.output
    links = json.loads(printed.stdout)
    assert tuple(links) == ROLES
    assert all(link.startswith(app.config["SITE_URL"] + "/k/") for link in links.values())


def test_the_command_refuses_in_production(app, magelang, vlog, monkeypatch):
    monkeypatch.setitem(app.config, "PRODUCTION", True)

    refused = app.test_cli_runner().invoke(args=["sample", "load"])

    assert refused.exit_code == 1
    assert "never loaded in production" in refused.output
