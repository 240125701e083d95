"""Which step a volunteer or a pair waits for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.mentoring.models import PairState
from lms.reporting.rules.board import (
    TEXTS,
    Contact,
    Couple,
    Kind,
    Task,
    Turn,
    Volunteer,
    in_order,
    of_cohort,
    of_pair,
    of_volunteer,
    prepared,
)
from lms.volunteering.models import State
from tests.conftest import NOON

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TODAY = NOON - 12 * HOUR, NOON + 12 * HOUR
OWN, GUARDIANS = Contact("+62811"), Contact("+62899", is_guardians=True)
TURN = Turn("Bapak Slamet", NOON + HOUR)


def a_volunteer(state, days_ago=0.0, **changes):
    since = NOON - days_ago * DAY
    letter = {"verified": 90, "in_letter": None}
    plain = Volunteer(7, 3, state, since, "Dimas", OWN, Contact(), "", since, None, since, None, None, is_paired=False, **letter)
    return replace(plain, **changes)


def a_couple(state=PairState.RUNNING, days_ago=0.0, **changes):
    since = NOON - days_ago * DAY
    plain = Couple(4, state, "Dimas", "Bu Sri", OWN, Contact("+62822"), since, since, since, since, None, has_plan=True)
    return replace(plain, **changes)


def kind_of(one):
    found = of_volunteer(one, turn=TURN, today=TODAY, at=NOON) if isinstance(one, Volunteer) else of_pair(one, at=NOON)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (a_volunteer(State.GUARDIAN, 2.9), None),
        (a_volunteer(State.GUARDIAN, 3), Kind.GUARDIAN),
        (a_volunteer(State.GUARDIAN, 5, reminded_at=NOON), None),
        (a_volunteer(State.GUARDIAN, 14), None),
        (a_volunteer(State.WAITING), Kind.ANSWER),
        (a_volunteer(State.INTERVIEW, talk_at=NOON + 13 * HOUR), None),
        (a_volunteer(State.INTERVIEW, talk_at=NOON + 11 * HOUR), Kind.TALK),
        (a_volunteer(State.INTERVIEW, talk_at=NOON), Kind.AFTER_TALK),
        (a_volunteer(State.INTERVIEW, 1), Kind.AFTER_TALK),
        (a_volunteer(State.ORIENTATION, 13.9), None),
        (a_volunteer(State.ORIENTATION, 14), Kind.TRAINING),
        (a_volunteer(State.READY), Kind.UNPAIRED),
        (a_volunteer(State.READY, is_paired=True), None),
        (a_volunteer(State.FINISHED), Kind.LETTER),
        (a_volunteer(State.FINISHED, in_letter=90), None),
        (a_volunteer(State.FINISHED, in_letter=60), Kind.LETTER),
        (a_volunteer(State.FINISHED, verified=0), Kind.LETTER),
        (a_volunteer(State.LEFT), Kind.PARTING),
        (a_volunteer(State.LEFT, in_letter=90), None),
        (a_volunteer(State.LEFT, in_letter=60), Kind.PARTING),
        (a_volunteer(State.LEFT, verified=0), None),
        (a_volunteer(State.ACTIVE, 90), Kind.UNPAIRED),
        (a_volunteer(State.AT_RISK), Kind.UNPAIRED),
        (a_volunteer(State.ACTIVE, 90, is_paired=True), None),
        (a_volunteer(State.FINISHED, in_letter=90, wants_office_at=NOON), Kind.OFFICE),
        (a_volunteer(State.ACTIVE, is_paired=True, wants_office_at=NOON), None),
        (a_volunteer(State.CANDIDATE), Kind.DECREE),
        (a_couple(PairState.PROPOSED), Kind.YES),
        (a_couple(PairState.AGREED), Kind.CONFIRM),
        (a_couple(), None),
        (a_couple(has_plan=False), Kind.FIRST_MEETING),
        (a_couple(days_ago=14), Kind.QUIET),
        (a_couple(days_ago=30, last_met=NOON - 13 * DAY), None),
        (a_couple(days_ago=28, has_plan=False), Kind.SILENT),
        (a_couple(days_ago=60), Kind.SILENT),
    ],
)
def test_the_step_that_waits(one, kind):
    assert kind_of(one) is kind


def test_the_answer_says_whose_turn_it_is():
    task = of_volunteer(a_volunteer(State.WAITING), turn=TURN, today=TODAY, at=NOON)

    assert (task.other, task.until) == ("Bapak Slamet", NOON + HOUR)


def test_who_has_not_said_yes_is_asked():
    volunteer = of_pair(a_couple(PairState.PROPOSED, volunteer_agreed_at=None), at=NOON)
    senior = of_pair(a_couple(PairState.PROPOSED, senior_agreed_at=None), at=NOON)

    assert (volunteer.name, volunteer.other, volunteer.contact.number) == ("Dimas", "Bu Sri", "+62811")
    assert (senior.name, senior.other, senior.contact.number) == ("Bu Sri", "Dimas", "+62822")


def test_a_cohort_is_named_two_weeks_before_its_end():
    assert of_cohort("KKN", date(2026, 12, 9), at=NOON) is None
    assert of_cohort("KKN", date(2026, 12, 8), at=NOON).kind is Kind.COHORT


def test_safety_comes_first_then_the_oldest():
    old, new = Task(Kind.ANSWER, NOON - DAY), Task(Kind.LETTER, NOON)
    report = Task(Kind.SAFETY, NOON)

    assert in_order([new, old, report]) == [report, old, new]


def test_texts_are_prepared_for_whom_they_go_to():
    assert prepared(Task(Kind.ANSWER, NOON, "Dimas", OWN), "").startswith("Halo Dimas,")
    assert prepared(Task(Kind.TRAINING, NOON, "Dimas", GUARDIANS), "").startswith(
        "Selamat siang Bapak/Ibu wali, ini pesan untuk Dimas."
    )
    assert prepared(Task(Kind.GUARDIAN, NOON, "Dimas", GUARDIANS), "https://kim.example/wali/x").endswith("kim.example/wali/x")
    assert prepared(Task(Kind.ANSWER, NOON, "Dimas"), "") == ""
    assert prepared(Task(Kind.COHORT, NOON, "KKN", OWN), "") == ""
    assert set(Kind) - set(TEXTS) == {Kind.SAFETY, Kind.CONFIRM, Kind.COHORT}


def test_a_number_is_the_own_one_where_there_is_one():
    assert Contact.of("+62811", "+62899") == OWN
    assert Contact.of("", "+62899") == GUARDIANS
    assert Contact.of(None, None) == Contact()
