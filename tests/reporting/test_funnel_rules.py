"""Counting the steps of volunteers, and hiding what would tell of a few people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.clock import beginning_of, day_of
from lms.reporting.rules.funnel import (
    ANSWERED,
    CHAIN,
    CONSENT,
    SENT,
    Journey,
    Period,
    Step,
    quarter,
    quarters,
    reasons,
    shown_in_public,
    steps,
)
from lms.volunteering.models import Reason, State
from tests.conftest import NOON

DAY = timedelta(days=1)
ALL = Period()
SMALL = 5


def a_journey(sent_days_ago=20, age=20, **changes):
    sent_at = NOON - sent_days_ago * DAY
    plain = Journey(1, age, State.WAITING, None, sent_at, None, None if age < 17 else sent_at, None, {})
    return replace(plain, **changes)


def counted(journeys, period=ALL):
    return {step.key: step for step in steps(journeys, period, hours=72, at=NOON)}


def test_steps_have_counts_bases_rates_and_the_middle_of_the_days():
    sent = NOON - 20 * DAY
    found = counted(
        [
            a_journey(reached={State.ORIENTATION: sent + 4 * DAY, State.READY: sent + 6 * DAY}, answered_at=sent + DAY),
            a_journey(reached={State.ORIENTATION: sent + 2 * DAY}, answered_at=sent + 5 * DAY),
            a_journey(),
        ]
    )

    assert found[SENT] == Step(SENT, 3, 3, None, 3)
    assert (found[ANSWERED].count, found[ANSWERED].base, found[ANSWERED].rate, found[ANSWERED].days) == (1, 3, 33, 3.0)
    assert (found["terima"].count, found["terima"].base, found["terima"].rate, found["terima"].days) == (2, 3, 67, 3.0)
    assert (found["siap"].count, found["siap"].base, found["siap"].days) == (1, 2, 2.0)
    assert (found["aktif"].base, found["aktif"].rate, found["aktif"].days) == (0, None, None)


def test_only_who_must_ask_a_guardian_counts_for_consent():
    agreed = NOON - 18 * DAY
    found = counted([a_journey(age=15, agreed_at=agreed), a_journey(age=16), a_journey(age=17, agreed_at=agreed), a_journey()])

    assert (found[CONSENT].count, found[CONSENT].base, found[CONSENT].days) == (1, 2, 2.0)
    assert found[ANSWERED].base == 2


def test_an_answer_that_is_not_due_yet_is_neither_late_nor_in_time():
    assert counted([a_journey(2)])[ANSWERED].base == 0
    assert counted([a_journey(3)])[ANSWERED].base == 1
    assert counted([a_journey(3, answered_at=NOON)])[ANSWERED].count == 1


def test_the_change_is_of_everybody_whatever_the_period():
    found = counted([a_journey(5), a_journey(29), a_journey(31), a_journey(100)], Period(date(2026, 11, 1)))

    assert (found[SENT].count, found[SENT].change) == (1, 1)


def test_reasons_are_of_who_ended():
    ended = [a_journey(state=State.LEFT, reason=Reason.SCHOOL), a_journey(state=State.DECLINED), a_journey(reason=Reason.FULL)]

    assert reasons(ended, ALL) == {Reason.SCHOOL: 1, Reason.OTHER: 1}
    assert reasons(ended, Period(date(2026, 11, 20))) == {}


@pytest.mark.parametrize("text", ["2026", "2026-0", "2026-5", "26-1", "abcd-1", "", "1999-1", "2026-4-1"])
def test_what_is_no_quarter(text):
    assert quarter(text) is None


def test_quarters():
    assert quarter("2026-4") == Period(date(2026, 10, 1), date(2027, 1, 1))
    assert quarter("2026-1") == Period(date(2026, 1, 1), date(2026, 4, 1))
    assert quarters(date(2026, 2, 3)) == ["2026-1", "2025-4", "2025-3", "2025-2"]


def test_a_quarter_begins_and_ends_at_midnight_in_the_city(app):
    last, begin, end = quarter("2026-3"), datetime(2026, 9, 30, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)
    second = timedelta(seconds=1)

    assert (beginning_of(date(2026, 10, 1)), day_of(begin)) == (begin, date(2026, 10, 1))
    assert last.holds(begin - second)
    assert not last.holds(begin)
    assert quarter("2026-4").holds(begin)
    assert quarter("2026-4").holds(end - second)
    assert not quarter("2026-4").holds(end)


def test_small_numbers_and_small_losses_are_hidden_with_all_that_follows():
    rows = [[20, 12, 4, 0], [30, 28, 20, 9], [50, 40, 24, 9]]

    assert shown_in_public(rows, SMALL) == [[20, None, None, None], [30, None, None, None], [50, 40, 24, 9]]


def test_one_hidden_place_takes_another_with_it():
    assert shown_in_public([[3], [40], [9], [52]], SMALL) == [[None], [40], [None], [52]]
    assert shown_in_public([[3], [2], [30], [35]], SMALL) == [[None], [None], [30], [35]]
    assert shown_in_public([[3], [0], [0], [3]], SMALL) == [[None], [0], [0], [None]]
    assert shown_in_public([[10], [0], [30], [40]], SMALL) == [[10], [0], [30], [40]]


@st.composite
def chains(draw):
    width = draw(st.integers(1, 5))
    places = draw(
        st.lists(
            st.lists(st.integers(0, 30), min_size=width, max_size=width).map(lambda row: sorted(row, reverse=True)),
            min_size=1,
            max_size=6,
        )
    )
    return [*places, [sum(column) for column in zip(*places, strict=True)]]


@given(chains())
def test_nobody_can_work_out_a_few(rows):
    shown = shown_in_public(rows, SMALL)
    *places, total = shown

    for row in shown:
        known = [count for count in row if count is not None]
        assert not [count for count in known if 0 < count < SMALL]
        assert not [one for one, other in pairwise(known) if 0 < one - other < SMALL]
        assert row[: len(known)] == known
    before = None
    for column, amount in enumerate(total):
        hidden = frozenset(number for number, row in enumerate(places) if row[column] is None)
        if amount is None:
            break
        rest = sum(rows[number][column] for number in hidden)
        assert rest == amount - sum(row[column] for row in places if row[column] is not None)
        assert len(hidden) != 1
        assert not 0 < rest < SMALL
        assert before is None or before[0] != hidden or not 0 < before[1] - rest < SMALL
        before = hidden, rest


@given(chains())
def test_what_is_shown_is_true(rows):
    for row, shown in zip(rows, shown_in_public(rows, SMALL), strict=True):
        assert all(seen in (None, count) for count, seen in zip(row, shown, strict=True))


def test_every_step_of_the_chain_is_a_step():
    assert set(CHAIN) <= set(counted([]))
